import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** The codes of Zalo Web's wire (zca-js.md, section 8): pure functions, the same byte for byte as the real client's. */

const ZERO_IV = Buffer.alloc(16);
const LOGIN_KEY = '3FC4F0D2AB50057BCE0D90D9187A22B1';

const aes = (key: Buffer) => `aes-${key.length * 8}-cbc`;

const encrypt = (key: Buffer, text: string): Buffer => {
  const cipher = createCipheriv(aes(key), key, ZERO_IV);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
};

const decrypt = (key: Buffer, bytes: Buffer): string => {
  const decipher = createDecipheriv(aes(key), key, ZERO_IV);
  return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
};

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/** JSON sealed under a session key (base64) of 16, 24 or 32 bytes. */
export const seal = (sessionKey: string, value: unknown): string =>
  encrypt(Buffer.from(sessionKey, 'base64'), JSON.stringify(value)).toString('base64');

/** Throws when the text was not sealed under this key. */
export const unseal = (sessionKey: string, sealed: string): unknown =>
  JSON.parse(decrypt(Buffer.from(sessionKey, 'base64'), Buffer.from(sealed, 'base64')));

/** The key that a login request derives from its `zcid` and `zcid_ext`. */
export const loginKey = (zcid: string, zcidExt: string): string => {
  const places = (text: string, rest: number) => [...text].filter((_, place) => place % 2 === rest);
  const even = places(md5(zcidExt).toUpperCase(), 0).slice(0, 8);
  const front = places(zcid, 0).slice(0, 12);
  const back = places(zcid, 1).reverse().slice(0, 12);
  return [...even, ...front, ...back].join('');
};

/** What stands in a `zcid`: `type,imei,firstLaunchTimeMs`. */
export const readZcid = (zcid: string): { type: string; imei: string } => {
  const [type = '', imei = ''] = decrypt(Buffer.from(LOGIN_KEY, 'utf8'), Buffer.from(zcid, 'hex')).split(',');
  return { type, imei };
};

export const makeZcid = (type: number, imei: string, at: number): string =>
  encrypt(Buffer.from(LOGIN_KEY, 'utf8'), `${type},${imei},${at}`).toString('hex').toUpperCase();

/** Text sealed under a login key (32 characters taken as bytes). */
export const sealLogin = (key: string, value: unknown): string =>
  encrypt(Buffer.from(key, 'utf8'), JSON.stringify(value)).toString('base64');

export const unsealLogin = (key: string, sealed: string): unknown =>
  JSON.parse(decrypt(Buffer.from(key, 'utf8'), Buffer.from(sealed, 'base64')));

/** The signature of a login request: `zsecure`, its name and its values in the order of their names. */
export const signKey = (name: string, values: Readonly<Record<string, string>>): string =>
  md5(
    `zsecure${name}${Object.keys(values)
      .sort()
      .map((key) => values[key])
      .join('')}`,
  );

/** One binary frame: version 1, command, sub-command, JSON. */
export const frame = (cmd: number, subCmd: number, body: unknown): Buffer => {
  const header = Buffer.alloc(4);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(cmd, 1);
  header.writeUInt8(subCmd, 3);
  return Buffer.concat([header, Buffer.from(JSON.stringify(body), 'utf8')]);
};

/** Undefined for what is no frame. */
export const readFrame = (bytes: Buffer): { cmd: number; subCmd: number; body: unknown } | undefined => {
  if (bytes.length < 5) return undefined;
  try {
    return { cmd: bytes.readUInt16LE(1), subCmd: bytes.readUInt8(3), body: JSON.parse(bytes.toString('utf8', 4)) };
  } catch {
    return undefined;
  }
};

/** How an event's data is packed: 0 plain, 1 zlib, 2 AES-GCM over zlib, 3 AES-GCM over plain JSON. */
export type Packing = 0 | 1 | 2 | 3;

/** Packs an event for a socket whose cipher key (base64) is given. `iv` and `aad` are for tests alone. */
export const pack = (
  packing: Packing,
  cipherKey: string,
  data: unknown,
  iv = randomBytes(16),
  aad = randomBytes(16),
): { encrypt: Packing; data: string } => {
  const json = JSON.stringify({ data });
  if (packing === 0) return { encrypt: 0, data: json };
  if (packing === 1) return { encrypt: 1, data: deflateSync(json).toString('base64') };
  const key = Buffer.from(cipherKey, 'base64');
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, iv);
  cipher.setAAD(aad);
  const inside = packing === 2 ? deflateSync(json) : Buffer.from(json, 'utf8');
  const sealed = Buffer.concat([iv, aad, cipher.update(inside), cipher.final(), cipher.getAuthTag()]);
  return { encrypt: packing, data: encodeURIComponent(sealed.toString('base64')) };
};
