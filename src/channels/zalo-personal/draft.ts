import type { MessageContent } from 'zca-js';
import type { SendRequest } from '../../chat/channel.ts';
import type { OutboundMessage } from '../../chat/message.ts';
import type { EchoOf } from './inbound.ts';
import type { Heard } from './rows.ts';
import { fitsBeside, locationText, pollText, withMentions } from './text.ts';

/** What a message becomes on this platform. */
export type Draft =
  | { readonly type: 'text'; readonly content: MessageContent }
  | { readonly type: 'image'; readonly url: string; readonly caption: string }
  | { readonly type: 'file'; readonly url: string; readonly title?: string }
  | { readonly type: 'poll'; readonly poll: Extract<OutboundMessage, { type: 'poll' }> }
  | { readonly type: 'reminder'; readonly title: string; readonly at: Date }
  | { readonly type: 'no_reminder'; readonly topic: string };

/** The received message in the shape that the library quotes; undefined when it cannot be quoted. */
const quotable = ({ row }: Heard): MessageContent['quote'] | undefined => {
  // The library throws for these two.
  if (row.msgType === 'group.poll' || (row.msgType === 'webchat' && typeof row.content !== 'string')) return undefined;
  return {
    content: row.content,
    msgType: row.msgType,
    propertyExt: (row.propertyExt ?? undefined) as never,
    uidFrom: row.uidFrom,
    msgId: row.msgId,
    cliMsgId: row.cliMsgId ?? '0',
    ts: String(row.ts),
    ttl: row.ttl,
  };
};

const withQuote = (content: MessageContent, quoted: Heard | undefined): MessageContent => {
  if (!quoted) return content;
  const words = typeof quoted.row.content === 'string' ? quoted.row.content : JSON.stringify(quoted.row.content);
  const quote = quotable(quoted);
  return quote && fitsBeside(content.msg, words) ? { ...content, quote } : content;
};

/** Our contact ids carry the account in front; the platform's do not. */
const bare = (account: string, id: string): string =>
  id.startsWith(`${account}:`) ? id.slice(account.length + 1) : id;

/** Pure. `quoted` is the message that this one answers, where it is known. Undefined for what cannot be sent here. */
export const draftOf = (
  { message, threadKind }: Pick<SendRequest, 'message' | 'threadKind'>,
  account: string,
  quoted: Heard | undefined,
  now: Date,
): Draft | undefined => {
  const text = (content: MessageContent): Draft => ({ type: 'text', content: withQuote(content, quoted) });
  switch (message.type) {
    case 'text':
      return text({ msg: message.text });
    case 'mention': {
      const named = withMentions({
        text: message.text.replace(/@\{([^}]+)\}/g, (_, id: string) => `@{${bare(account, id)}}`),
        contacts: message.contacts.map(({ id, name }) => ({ id: bare(account, id), name })),
      });
      return text({ msg: named.text, ...(threadKind === 'group' && { mentions: [...named.mentions] }) });
    }
    case 'location':
      return text({ msg: locationText(message) });
    case 'image':
      return { type: 'image', url: message.imageUrl, caption: message.title ?? '' };
    case 'file':
      return { type: 'file', url: message.fileUrl, ...(message.title !== undefined && { title: message.title }) };
    case 'audio':
      return { type: 'file', url: message.audioUrl, ...(message.title !== undefined && { title: message.title }) };
    case 'video':
      return { type: 'file', url: message.videoUrl, ...(message.title !== undefined && { title: message.title }) };
    case 'poll':
      return threadKind === 'group' ? { type: 'poll', poll: message } : text({ msg: pollText(message) });
    case 'reminder': {
      const at = new Date(message.at);
      return at > now ? { type: 'reminder', title: message.title, at } : text({ msg: message.title });
    }
    case 'no_reminder':
      return { type: 'no_reminder', topic: message.topic };
    default:
      return undefined;
  }
};

/** By what its echo is known. */
export const echoWords = (draft: Draft): { readonly of: EchoOf; readonly words: string } => {
  switch (draft.type) {
    case 'text':
      return { of: 'text', words: draft.content.msg };
    case 'image':
      return { of: 'media', words: draft.caption };
    case 'file':
      return { of: 'media', words: draft.title ?? '' };
    case 'poll':
      return { of: 'poll', words: draft.poll.question };
    case 'reminder':
      return { of: 'reminder', words: draft.title };
    // Nothing of it is shown back.
    case 'no_reminder':
      return { of: 'reminder', words: '' };
  }
};
