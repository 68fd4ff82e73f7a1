/**
 * A random name for one press of a button, 32 hexadecimal digits. `crypto.randomUUID` is missing in browsers that opened
 * the console by plain `http://` on a local network; `getRandomValues` is there always.
 */
export const newRequestId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
