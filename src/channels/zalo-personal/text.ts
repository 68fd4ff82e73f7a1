import type { OutboundMessage } from '../../chat/message.ts';

/** Most characters of one text, and most bytes: 2,867 bytes were taken and 3,712 refused, styles and quote counted. */
export const MAX_CHARACTERS = 2000;
const MAX_BYTES = 2700;

/** Characters, or bytes scaled to characters, whichever is nearer to its limit: Vietnamese letters take 2-3 bytes. */
export const lengthOf = (text: string): number =>
  Math.max(text.length, Math.ceil((Buffer.byteLength(text) * MAX_CHARACTERS) / MAX_BYTES));

/** Whether a quote still fits beside a text. */
export const fitsBeside = (text: string, quoted: string): boolean =>
  Buffer.byteLength(text) + Buffer.byteLength(quoted) <= MAX_BYTES;

export interface Mention {
  readonly pos: number;
  readonly len: number;
  readonly uid: string;
}

/** Puts `@name` in place of each `@{contact id}`, with the offsets in UTF-16 units that the platform wants. */
export const withMentions = (
  message: Pick<Extract<OutboundMessage, { type: 'mention' }>, 'text' | 'contacts'>,
): { readonly text: string; readonly mentions: readonly Mention[] } => {
  const names = new Map(message.contacts.map(({ id, name }) => [id, name]));
  const mentions: Mention[] = [];
  let text = '';
  let from = 0;
  for (const found of message.text.matchAll(/@\{([^}]+)\}/g)) {
    const uid = found[1] ?? '';
    const name = names.get(uid);
    if (name === undefined) continue;
    text += message.text.slice(from, found.index);
    mentions.push({ pos: text.length, len: name.length + 1, uid });
    text += `@${name}`;
    from = found.index + found[0].length;
  }
  return { text: text + message.text.slice(from), mentions };
};

const place = ({ latitude, longitude }: { latitude: number; longitude: number }): string =>
  `https://www.google.com/maps?q=${latitude},${longitude}`;

/** A location as words with a link: the library cannot send Zalo's own. */
export const locationText = (message: Extract<OutboundMessage, { type: 'location' }>): string =>
  [message.title, message.address, place(message)].filter(Boolean).join('\n');

/** A poll where there are none: between two people. */
export const pollText = (message: Extract<OutboundMessage, { type: 'poll' }>): string =>
  [message.question, ...message.options.map(({ label }, index) => `${index + 1}. ${label}`)].join('\n');
