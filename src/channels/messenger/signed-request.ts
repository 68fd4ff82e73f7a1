import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { parseBody } from '../body.ts';
import { sameSecret } from '../signature.ts';

/** `{"user_id":"…","algorithm":"HMAC-SHA256","issued_at":1700000000,"expires":…}`; the id is the app's own for a person. */
const Claims = z.object({
  user_id: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\w{1,64}$/)),
  algorithm: z.string(),
  expires: z.number().optional(),
});

export interface SignedRequest {
  readonly userId: string;
}

/** Longer than any signed request. */
const MAX_CHARACTERS = 8_000;
const BASE64URL = /^[\w-]+={0,2}$/;

/**
 * Checks and reads Meta's `signed_request` (`<signature>.<claims>`, base64url): the signature is HMAC-SHA256 over the
 * second part as it was received. Undefined when anything about it is wrong.
 */
export const readSignedRequest = (given: string, appSecret: string, now: Date): SignedRequest | undefined => {
  const parts = given.split('.');
  const [signature = '', claims = ''] = parts;
  if (given.length > MAX_CHARACTERS || parts.length !== 2 || !BASE64URL.test(signature) || !BASE64URL.test(claims))
    return undefined;
  const expected = createHmac('sha256', appSecret).update(claims).digest('base64url');
  if (!sameSecret(signature.replace(/=+$/, ''), expected)) return undefined;
  const read = Claims.safeParse(parseBody(Buffer.from(claims, 'base64url')));
  if (!read.success || read.data.algorithm.toUpperCase() !== 'HMAC-SHA256') return undefined;
  // `expires` is 0 or absent when it does not expire.
  if (read.data.expires && read.data.expires * 1000 < now.getTime()) return undefined;
  return { userId: read.data.user_id };
};
