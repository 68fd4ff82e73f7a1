/**
 * What stands behind a button. Meta sends it back as it was, so the first letter says what a press means:
 * `v:` the value of an option, `s:` words that she says by pressing, `t` the words on the button themselves.
 */

/** Longest payload of a button or quick reply (messenger.md 5.1). */
export const MAX_PAYLOAD = 1000;
/** Behind Meta's own Get Started button. */
export const GET_STARTED = 'get_started';
const AS_TYPED = 't';

export type Press =
  | { readonly type: 'opened' }
  | { readonly type: 'value'; readonly value: string }
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'as_typed' };

/** A value too long for Meta is answered by the words on its button, which every flow understands too. */
const payload = (sign: string, text: string): string => {
  const whole = `${sign}:${text}`;
  return whole.length <= MAX_PAYLOAD ? whole : AS_TYPED;
};

export const valuePayload = (value: string): string => payload('v', value);
export const sayPayload = (text: string): string => payload('s', text);

/** What `user_phone_number` sends: the number of her profile. */
const PHONE = /^\+?\d[\d .()-]{6,18}\d$/;

/** A payload that is not ours (a button made on the Page's own screens) counts as a value. */
export const readPayload = (given: string | undefined): Press => {
  if (given === undefined || given === '' || given === AS_TYPED) return { type: 'as_typed' };
  if (given === GET_STARTED) return { type: 'opened' };
  if (given.startsWith('v:') && given.length > 2) return { type: 'value', value: given.slice(2) };
  if (given.startsWith('s:') && given.length > 2) return { type: 'say', text: given.slice(2) };
  if (PHONE.test(given)) return { type: 'say', text: given };
  return { type: 'value', value: given };
};

/** Our name in `metadata`, before the outbox key; with `+`, a part that comes before the message itself. */
const OURS = 'chihoi:';
const OURS_BEFORE = 'chihoi+:';
/** Longest `metadata` (messenger.md 4.2). */
const MAX_METADATA = 999;

/** Undefined when the key does not fit: such a send is then known by its message id alone. */
export const metadataOf = (key: string, isLastPart: boolean): string | undefined => {
  const metadata = (isLastPart ? OURS : OURS_BEFORE) + key;
  return metadata.length <= MAX_METADATA ? metadata : undefined;
};

/** `{}`: ours, but not the part that stands for the message. Undefined: not ours. */
export const readMetadata = (metadata: string | undefined): { readonly key?: string } | undefined => {
  if (metadata?.startsWith(OURS)) return { key: metadata.slice(OURS.length) };
  return metadata?.startsWith(OURS_BEFORE) ? {} : undefined;
};
