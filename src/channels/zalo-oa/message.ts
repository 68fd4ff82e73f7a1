import type { Happening } from '../../chat/channel.ts';
import type { InboundEventInput } from '../../chat/event.ts';
import { attachmentsOf, linksOf } from './attachment.ts';
import { pressedOf } from './buttons.ts';
import { idText, momentOf, type OaEvent, object, text } from './event.ts';

/** Who an event concerns: one of our accounts, with what is known of its OA. */
export interface Owner {
  readonly account: string;
  readonly oaId: string | undefined;
  readonly oaName: string | undefined;
}

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Takes the mention of the OA out of a group's words: `[@id]` as when sending, or `@` and its name. */
const withoutMention = (words: string, { oaId, oaName }: Owner): { text: string; mentionsUs?: true } => {
  const forms = [
    ...(oaId === undefined ? [] : [`\\[@${escaped(oaId)}\\]`]),
    ...(oaName === undefined ? [] : [`@${escaped(oaName.normalize('NFC'))}(?![\\p{L}\\p{N}])`]),
  ];
  if (forms.length === 0) return { text: words };
  const whole = words.normalize('NFC');
  const rest = whole.replace(new RegExp(forms.join('|'), 'giu'), ' ');
  return rest === whole ? { text: words } : { text: rest.replace(/[^\S\n]+/g, ' ').trim(), mentionsUs: true };
};

/** The fields for a quoted message stand in no page of the platform: read in the forms that were seen, never required. */
const quoteOf = (message: Readonly<Record<string, unknown>>, { oaId }: Owner) => {
  const quoted = object(message.quote_msg);
  const quotes = text(message.quote_msg_id) ?? text(message.quote_message_id) ?? text(quoted.msg_id);
  const author = text(quoted.from_id) ?? text(quoted.sender_id) ?? text(quoted.owner_id);
  return {
    ...(quotes !== undefined && { quotes }),
    ...(author !== undefined && author === oaId && { repliesToUs: true }),
  };
};

/** Words and addresses of links, each once. */
const wordsOf = (message: Readonly<Record<string, unknown>>): string => {
  const words = text(message.text) ?? '';
  return [words, ...linksOf(message).filter((url) => !words.includes(url))].filter(Boolean).join('\n');
};

/** A message of a person; undefined when it names no person, thread or message. */
export const messageOf = (
  event: OaEvent,
  kind: 'direct' | 'group',
  owner: Owner,
  now: Date,
): InboundEventInput | undefined => {
  const person = event.sender?.id;
  const thread = kind === 'group' ? event.recipient?.id : person;
  const message = event.message ?? {};
  const messageId = idText(message.msg_id);
  if (person === undefined || thread === undefined || messageId === undefined) return undefined;
  const attachments = attachmentsOf(message);
  const words = wordsOf(message);
  const said =
    kind === 'group'
      ? withoutMention(words, owner)
      : event.event_name === 'user_send_text'
        ? pressedOf(words)
        : { text: words };
  return {
    type: 'message',
    // Receipts and reactions reuse the id of the message that they are about.
    id: `${event.event_name}:${messageId}`,
    account: owner.account,
    thread: { id: thread, kind },
    contact: { id: person },
    at: momentOf(event, now).toISOString(),
    messageId,
    ...said,
    ...(attachments.length > 0 && { attachments }),
    ...quoteOf(message, owner),
  };
};

/** A message in the OA's name, by our call or by a person of the office in Zalo's own program. */
export const echoOf = (event: OaEvent, kind: 'direct' | 'group', owner: Owner, now: Date): Happening | undefined => {
  const thread = event.recipient?.id;
  const messageId = idText(event.message?.msg_id);
  const words = text(event.message?.text);
  if (thread === undefined || messageId === undefined) return undefined;
  return {
    type: 'echo',
    account: owner.account,
    thread,
    threadKind: kind,
    messageId,
    ...(words !== undefined && { text: words }),
    at: momentOf(event, now),
  };
};
