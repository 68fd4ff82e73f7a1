import { createHash } from 'node:crypto';
import type { Happening } from '../../chat/channel.ts';
import { readContent } from './content.ts';
import { emojiOf } from './emoji.ts';
import type { GroupEventRow, Heard, ReactionRow } from './rows.ts';

/** What one thing that the listener said means to us. Pure. */
export type Meaning =
  | { readonly type: 'tell'; readonly happening: Happening }
  /** A poll of this group may have new votes. */
  | { readonly type: 'poll_changed'; readonly group: string; readonly poll?: string }
  /** Something that we sent is shown back; the channel adds the key of the send that it is of. */
  | { readonly type: 'echo'; readonly echo: Omit<Extract<Happening, { type: 'echo' }>, 'account'>; readonly of: EchoOf }
  /** The account itself came into a group, or is no longer in it. */
  | { readonly type: 'our_place'; readonly group: string; readonly name?: string; readonly inside: boolean }
  | { readonly type: 'unknown'; readonly name: string; readonly body: unknown }
  | { readonly type: 'nothing' };

export type EchoOf = 'text' | 'media' | 'poll' | 'reminder';

export interface InboundContext {
  readonly account: string;
  readonly ownId: string;
  readonly groupName: (group: string) => string | undefined;
}

/** Our ids of messages that have none on the platform's side. */
export const pollMessage = (poll: string): string => `poll:${poll}`;
export const reminderMessage = (reminder: string): string => `remind:${reminder}`;

const NOTHING: Meaning = { type: 'nothing' };
/** Longest event id that the inbox takes. */
const MAX_ID = 200;

const eventId = (...parts: readonly string[]): string => {
  const whole = parts.join(':');
  return whole.length <= MAX_ID ? whole : createHash('sha256').update(whole).digest('base64url');
};

const isoOf = (ts: number): string => new Date(Number.isFinite(ts) && ts > 0 ? ts : 0).toISOString();

const threadOf = ({ groupName }: InboundContext, kind: 'direct' | 'group', id: string, name?: string | null) => {
  const known = kind === 'group' ? groupName(id) : (name ?? undefined);
  return { id, kind, ...(known !== undefined && known !== '' && { name: known.slice(0, 300) }) };
};

const contactOf = (id: string, name: string | null | undefined) => ({
  id,
  ...(name && { name: name.slice(0, 300) }),
});

/** The words without the mentions of the assistant, which stand at UTF-16 offsets. */
export const withoutMentions = (text: string, mentions: NonNullable<Heard['row']['mentions']>, ownId: string): string =>
  mentions
    .filter(({ uid }) => uid === ownId)
    .sort((one, two) => two.pos - one.pos)
    .reduce((rest, { pos, len }) => rest.slice(0, pos) + rest.slice(pos + len), text)
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim();

const echoOf = ({ kind, thread, row }: Heard): Meaning => {
  const content = readContent(row);
  const common = { type: 'echo' as const, thread, threadKind: kind, messageId: row.msgId, at: new Date(row.ts) };
  switch (content.type) {
    case 'said':
      return {
        type: 'echo',
        of: content.attachments.length > 0 ? 'media' : 'text',
        echo: { ...common, text: content.text || (content.attachments[0]?.name ?? '') },
      };
    case 'poll':
      if (content.poll === undefined) return NOTHING;
      return {
        type: 'echo',
        of: 'poll',
        echo: { ...common, messageId: pollMessage(content.poll), ...(content.question && { text: content.question }) },
      };
    case 'reminder':
      if (content.reminder === undefined) return NOTHING;
      return {
        type: 'echo',
        of: 'reminder',
        echo: {
          ...common,
          messageId: reminderMessage(content.reminder),
          ...(content.title && { text: content.title }),
        },
      };
    default:
      return NOTHING;
  }
};

/**
 * A message. Its event's id is made of thread, sender and the sender's own id of it, because the same message may come
 * again under another `msgId`. Our own messages are echoes, never events: the assistant does not answer itself.
 */
export const messageMeaning = (heard: Heard, context: InboundContext): Meaning => {
  const { kind, thread, row } = heard;
  const content = readContent(row);
  if (content.type === 'poll' && kind === 'group') {
    if (heard.isSelf) return echoOf(heard);
    return { type: 'poll_changed', group: thread, ...(content.poll !== undefined && { poll: content.poll }) };
  }
  if (heard.isSelf) return echoOf(heard);
  if (content.type === 'unknown')
    return { type: 'unknown', name: row.msgType, body: { msgType: row.msgType, content: row.content } };
  if (content.type !== 'said') return NOTHING;
  const mentions = row.mentions ?? [];
  const unique = row.cliMsgId !== undefined && row.cliMsgId !== '' && row.cliMsgId !== '0' ? row.cliMsgId : row.msgId;
  const quoted = row.quote?.globalMsgId;
  return {
    type: 'tell',
    happening: {
      type: 'event',
      event: {
        type: 'message',
        id: eventId(thread, row.uidFrom, unique),
        account: context.account,
        thread: threadOf(context, kind, thread, row.dName),
        contact: contactOf(row.uidFrom, row.dName),
        at: isoOf(row.ts),
        messageId: row.msgId,
        text: withoutMentions(content.text, mentions, context.ownId),
        attachments: [...content.attachments],
        mentionsUs: mentions.some(({ uid }) => uid === context.ownId),
        repliesToUs: row.quote?.ownerId === context.ownId,
        ...(quoted !== undefined && quoted !== '' && quoted !== '0' && { quotes: quoted }),
      },
    },
  };
};

export const reactionMeaning = (reaction: ReactionRow, context: InboundContext): Meaning => {
  const { threadId, isGroup, isSelf, data } = reaction;
  const [target] = data.content.rMsg;
  if (isSelf || !target) return NOTHING;
  return {
    type: 'tell',
    happening: {
      type: 'event',
      event: {
        type: 'reaction',
        id: eventId('r', threadId, data.uidFrom, data.msgId ?? `${target.gMsgID}.${data.ts}`),
        account: context.account,
        thread: threadOf(context, isGroup ? 'group' : 'direct', threadId, data.dName),
        contact: contactOf(data.uidFrom, data.dName),
        at: isoOf(data.ts),
        messageId: target.gMsgID,
        emoji: emojiOf(data.content.rIcon),
        removed: data.content.rIcon === '',
      },
    },
  };
};

const LEFT = new Set(['leave', 'remove_member', 'block_member']);

/** What happened to a group and its members. Answers to a reminder become votes on the message that made it. */
export const groupMeanings = (
  { type, act, threadId, data }: GroupEventRow,
  context: InboundContext,
  now: Date,
): readonly Meaning[] => {
  const members = data.updateMembers ?? [];
  const others = members.filter(({ id }) => id !== context.ownId);
  const ours = members.some(({ id }) => id === context.ownId);
  const time = Number(data.time ?? Number.NaN);
  const at = isoOf(Number.isFinite(time) && time > 0 ? time : now.getTime());
  const name = data.groupName ?? undefined;
  const common = {
    account: context.account,
    thread: threadOf({ ...context, groupName: (id) => name ?? context.groupName(id) }, 'group', threadId),
    at,
  };
  const tell = (event: Extract<Happening, { type: 'event' }>['event']): Meaning => ({
    type: 'tell',
    happening: { type: 'event', event },
  });
  const key = (word: string) =>
    eventId('g', word, threadId, data.time ?? at, data.version ?? '', ...others.map(({ id }) => id));

  if (type === 'join')
    return [
      ...(ours ? [{ type: 'our_place' as const, group: threadId, inside: true, ...(name && { name }) }] : []),
      ...(others.length > 0
        ? [
            tell({
              ...common,
              type: 'members_joined',
              id: key('join'),
              contacts: others.map(({ id, dName }) => contactOf(id, dName)),
            }),
          ]
        : []),
    ];
  if (LEFT.has(type)) {
    const weLeft = ours || (type === 'leave' && data.sourceId === context.ownId);
    return [
      ...(weLeft ? [{ type: 'our_place' as const, group: threadId, inside: false }] : []),
      ...(others.length > 0
        ? [
            tell({
              ...common,
              type: 'members_left',
              id: key('left'),
              contacts: others.map(({ id, dName }) => contactOf(id, dName)),
            }),
          ]
        : []),
    ];
  }
  if (type === 'update' && name)
    return [tell({ ...common, type: 'thread_renamed', id: key('update'), name: name.slice(0, 300) })];
  if ((type === 'accept_remind' || type === 'reject_remind') && data.topicId)
    return others.map(({ id, dName }) =>
      tell({
        ...common,
        type: 'vote',
        id: eventId('v', type, data.topicId ?? '', id, data.time ?? at),
        contact: contactOf(id, dName),
        messageId: reminderMessage(data.topicId ?? ''),
        options: [type === 'accept_remind' ? 'accepted' : 'rejected'],
      }),
    );
  if (type === 'unknown') return [{ type: 'unknown', name: `group.${act ?? 'unknown'}`, body: { act } }];
  return [];
};
