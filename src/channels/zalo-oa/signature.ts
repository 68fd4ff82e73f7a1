import { sameSecret, sha256Hex } from '../signature.ts';

/** What an event is signed with. */
export interface Signed {
  /** The header `X-ZEvent-Signature`: `mac=` and hex, or the hex alone. */
  readonly given: string | undefined;
  readonly appId: string;
  /** The bytes as they came: JSON written anew breaks it. */
  readonly body: Buffer;
  /** The body's, and the header's where there is one; either may be the one that was signed. */
  readonly timestamps: readonly string[];
}

/**
 * SHA-256 over app id, body, timestamp and the OA's secret key joined: the platform's own formula, not an HMAC
 * (`MacUtils` of its Java SDK).
 */
export const isSigned = ({ given, appId, body, timestamps }: Signed, oaSecretKey: string): boolean => {
  const hex = given
    ?.trim()
    .replace(/^mac\s*=\s*/i, '')
    .toLowerCase();
  if (!hex) return false;
  return timestamps.some((timestamp) => sameSecret(hex, sha256Hex(appId, body, timestamp, oaSecretKey)));
};
