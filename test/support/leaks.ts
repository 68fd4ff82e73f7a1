/** Where a secret stands although it must not. */
export interface Leak {
  readonly secret: string;
  readonly form: string;
  /** The text around it. */
  readonly where: string;
}

/** The part of a secret's base64 that is the same wherever it begins within three bytes of a longer text. */
const base64Cores = (secret: string): string[] =>
  [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64');
    // The first characters hold bits of what comes before, the last ones of what comes after.
    return whole.slice(shift === 0 ? 0 : shift + 1, whole.replace(/=+$/, '').length - 1);
  });

/** The ways in which a secret can be written: as it is, in an address, in JSON, in base64 and in hexadecimal digits. */
const formsOf = (secret: string): readonly (readonly [string, string])[] => [
  ['plain', secret],
  ['URL-encoded', encodeURIComponent(secret)],
  ['form-encoded', new URLSearchParams({ a: secret }).toString().slice(2)],
  ['JSON', JSON.stringify(secret).slice(1, -1)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  ['hex', Buffer.from(secret).toString('hex')],
  ...base64Cores(secret).flatMap((core): [string, string][] => [
    ['base64', core],
    ['base64url', core.replaceAll('+', '-').replaceAll('/', '_')],
  ]),
];

/** Shorter than this it may stand somewhere by chance. */
const MIN_LENGTH = 8;

/** Looks for each of the secrets, named for the reader, in each of the texts. */
export const findLeaks = (texts: Iterable<string>, secrets: Readonly<Record<string, string>>): Leak[] => {
  const looked = Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < MIN_LENGTH) throw new Error(`${name} is too short to be looked for`);
    return formsOf(secret).map(([form, written]) => ({ name, form, written }));
  });
  const leaks = new Map<string, Leak>();
  for (const text of texts)
    for (const { name, form, written } of looked) {
      const at = text.indexOf(written);
      const key = `${name}, ${form}`;
      if (at >= 0 && !leaks.has(key))
        leaks.set(key, { secret: name, form, where: text.slice(Math.max(0, at - 150), at + written.length + 50) });
    }
  return [...leaks.values()];
};
