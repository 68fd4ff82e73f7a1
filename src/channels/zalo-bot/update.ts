import { z } from 'zod';
import type { Happening } from '../../chat/channel.ts';
import type { Attachment } from '../../chat/event.ts';

/**
 * An update. Documented inside `{"ok":true,"result":…}`; webhooks were seen to come without that.
 *
 *     {"event_name":"message.text.received",
 *      "message":{"from":{"id":"USER","display_name":"Name","is_bot":false},
 *                 "chat":{"id":"CHAT","chat_type":"PRIVATE"},
 *                 "text":"…","message_id":"M","date":1750316131602}}
 */
const Update = z.looseObject({ event_name: z.string().min(1).max(100), message: z.unknown().optional() });

const id = z.union([z.string().min(1).max(200), z.number()]).transform(String);
const words = z.string().optional().catch(undefined);
/** An address, alone or as the field of an object: layouts differ. */
const address = z
  .union([z.string().min(1), z.looseObject({ url: z.string().min(1) }).transform(({ url }) => url)])
  .optional()
  .catch(undefined);

const Message = z.looseObject({
  from: z.looseObject({
    id,
    display_name: words,
    name: words,
    is_bot: z.boolean().optional().catch(undefined),
  }),
  chat: z.looseObject({ id, chat_type: words }),
  message_id: id,
  /** Epoch milliseconds. */
  date: z.coerce.number().optional().catch(undefined),
  text: words,
  caption: words,
  photo: address,
  photo_url: address,
  sticker: z.unknown().optional(),
  url: address,
  voice_url: address,
});
type Message = z.output<typeof Message>;

/** What an update means. `unknown`: there is nothing that we know to do with it. */
export type Meaning =
  | { readonly type: 'told'; readonly happenings: readonly Happening[] }
  | { readonly type: 'unknown'; readonly name: string; readonly body: unknown };

const NOTHING: Meaning = { type: 'told', happenings: [] };

/** Takes the wrapper off: `ok` and an object as `result`. */
export const unwrapped = (body: Readonly<Record<string, unknown>>): unknown =>
  body.ok === true && typeof body.result === 'object' && body.result !== null ? body.result : body;

const KINDS: Readonly<Record<string, (message: Message) => readonly Attachment[]>> = {
  'message.text.received': () => [],
  'message.image.received': ({ photo, photo_url }) => {
    const url = photo ?? photo_url;
    return url === undefined ? [] : [{ kind: 'image', url }];
  },
  'message.sticker.received': ({ url }) => [{ kind: 'sticker', ...(url !== undefined && { url }) }],
  'message.voice.received': ({ voice_url }) =>
    voice_url === undefined ? [] : [{ kind: 'audio', url: voice_url, mimeType: 'audio/aac' }],
  // The content is withheld, or it is a link or a file: in a private chat she gets an answer to an empty message.
  'message.unsupported.received': () => [],
};

/** Before this the platform did not exist. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const AHEAD_MS = 24 * 60 * 60 * 1000;

const momentOf = (date: number | undefined, now: Date): string => {
  const fits = date !== undefined && date >= EARLIEST_MS && date <= now.getTime() + AHEAD_MS;
  return (fits ? new Date(date) : now).toISOString();
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Takes `@` and a name of the bot out of a group's words. Until its name is known, a first word that begins with `@Bot`
 * is taken for it, since every bot's name begins so.
 */
export const withoutMention = (text: string, names: readonly string[]): string => {
  const known = names.filter(Boolean).map((name) => escaped(name.normalize('NFC')));
  const form = known.length > 0 ? `@(?:${known.join('|')})(?![\\p{L}\\p{N}_])` : '^\\s*@Bot\\S*';
  const whole = text.normalize('NFC');
  const rest = whole.replace(new RegExp(form, 'giu'), ' ');
  return rest === whole ? text : rest.replace(/[^\S\n]+/g, ' ').trim();
};

export interface Owner {
  readonly account: string;
  readonly names: readonly string[];
}

/** One update in our words. Pure. A group's bot hears only what mentions it or replies to it. */
export const meaningOf = (body: unknown, { account, names }: Owner, now: Date): Meaning => {
  const update = Update.safeParse(body);
  if (!update.success) return { type: 'unknown', name: 'không rõ', body };
  const { event_name } = update.data;
  const attachmentsOf = Object.hasOwn(KINDS, event_name) ? KINDS[event_name] : undefined;
  if (!attachmentsOf) return { type: 'unknown', name: event_name, body };
  const unsupported = event_name === 'message.unsupported.received';
  const parsed = Message.safeParse(update.data.message);
  if (!parsed.success) return unsupported ? NOTHING : { type: 'unknown', name: event_name, body };
  const { from, chat, message_id, date, text = '', caption } = parsed.data;
  const isGroup = chat.chat_type?.toUpperCase() === 'GROUP';
  if (from.is_bot === true || (unsupported && isGroup)) return NOTHING;
  const said = caption ?? text;
  const name = from.display_name ?? from.name;
  const attachments = attachmentsOf(parsed.data);
  return {
    type: 'told',
    happenings: [
      {
        type: 'event',
        event: {
          type: 'message',
          id: `${event_name}:${message_id}`,
          account,
          thread: { id: chat.id, kind: isGroup ? 'group' : 'direct' },
          contact: { id: from.id, ...(name !== undefined && { name: name.slice(0, 300) }) },
          at: momentOf(date, now),
          messageId: message_id,
          text: isGroup ? withoutMention(said, names) : said,
          ...(attachments.length > 0 && { attachments: [...attachments] }),
          ...(isGroup && { mentionsUs: true }),
        },
      },
    ],
  };
};
