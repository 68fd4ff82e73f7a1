import { createHmac } from 'node:crypto';

/**
 * JSON as Meta writes it: everything outside ASCII as `\uXXXX` in lower case, and `/` as `\/`. The signature is over these
 * bytes, so a receiver that parses and writes again before it checks is found out.
 */
export const metaJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');

export const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

export const signatureOf = (secret: string, body: string): string => `sha256=${hmac(secret, body)}`;

/** The form field of the deletion and deauthorise callbacks. */
export const signedRequest = (secret: string, claims: Record<string, unknown>): string => {
  const second = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${createHmac('sha256', secret).update(second).digest('base64url')}.${second}`;
};
