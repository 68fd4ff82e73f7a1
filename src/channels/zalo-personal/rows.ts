import { z } from 'zod';

/**
 * What the listener hands over, copied out into plain objects: what comes from encrypted frames has no prototype, and
 * its integers of more than 15 digits are objects. Ids are strings from here on.
 */

/** A text, a number, or an object that the library's parser makes of a long one. */
const idText = (value: unknown): unknown => {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const isLong =
    typeof value === 'object' && value !== null && (value as { _isBigNumber?: unknown })._isBigNumber === true;
  return isLong ? String(value) : value;
};
const id = z.preprocess(idText, z.string());
const loose = z.record(z.string(), z.unknown());

const Mention = z.object({ uid: id, pos: z.coerce.number().int(), len: z.coerce.number().int() });

const Quote = z.object({ ownerId: id, globalMsgId: id.optional() });

/** A message's content: a text, or a card of some kind. */
const Content = z.preprocess(
  (value) => (typeof value === 'object' && value !== null ? { ...value } : value),
  z.union([z.string(), loose]),
);

export const MessageRow = z.object({
  msgId: id,
  cliMsgId: id.optional(),
  msgType: z.string(),
  uidFrom: id,
  idTo: id,
  dName: z.string().nullish(),
  ts: z.coerce.number(),
  content: Content,
  mentions: z.array(Mention).nullish(),
  quote: Quote.nullish(),
  // Taken along for quoting it.
  propertyExt: loose.nullish(),
  ttl: z.coerce.number().catch(0).default(0),
});
export type MessageRow = z.output<typeof MessageRow>;

/** A message as the listener emits it, of this channel's own shape. */
export interface Heard {
  readonly kind: 'direct' | 'group';
  readonly thread: string;
  readonly isSelf: boolean;
  readonly row: MessageRow;
}

const Emitted = z.object({ type: z.number(), threadId: id, isSelf: z.boolean(), data: MessageRow });

/** Undefined for what is no message that can be read. */
export const readMessage = (emitted: unknown): Heard | undefined => {
  const { type, threadId, isSelf, data } = emitted as Record<string, unknown>;
  const parsed = Emitted.safeParse({ type, threadId, isSelf, data: { ...(data as object) } });
  if (!parsed.success) return undefined;
  const { data: heard } = parsed;
  return { kind: heard.type === 1 ? 'group' : 'direct', thread: heard.threadId, isSelf: heard.isSelf, row: heard.data };
};

const EmittedReaction = z.object({
  threadId: id,
  isGroup: z.boolean(),
  isSelf: z.boolean(),
  data: z.object({
    msgId: id.optional(),
    uidFrom: id,
    dName: z.string().nullish(),
    ts: z.coerce.number(),
    content: z.object({ rMsg: z.array(z.object({ gMsgID: id })).min(1), rIcon: z.string() }),
  }),
});
export type ReactionRow = z.output<typeof EmittedReaction>;

export const readReaction = (emitted: unknown): ReactionRow | undefined => {
  const { threadId, isGroup, isSelf, data } = emitted as Record<string, unknown>;
  return EmittedReaction.safeParse({ threadId, isGroup, isSelf, data: { ...(data as object) } }).data;
};

const Member = z.object({ id, dName: z.string().nullish() });

const EmittedGroupEvent = z.object({
  type: z.string(),
  act: z.string().optional(),
  threadId: id,
  data: z.object({
    groupName: z.string().nullish(),
    sourceId: id.nullish(),
    topicId: id.nullish(),
    time: id.nullish(),
    version: id.nullish(),
    /** People with names; of answers to a reminder, ids alone. */
    updateMembers: z.array(z.union([Member, id.transform((uid) => ({ id: uid, dName: undefined }))])).nullish(),
  }),
});
export type GroupEventRow = z.output<typeof EmittedGroupEvent>;

export const readGroupEvent = (emitted: unknown): GroupEventRow | undefined => {
  const { type, act, threadId, data } = emitted as Record<string, unknown>;
  return EmittedGroupEvent.safeParse({ type, act, threadId, data: { ...(data as object) } }).data;
};

const Seen = z.object({
  threadId: id,
  data: z.object({ msgId: id }),
});

/** The messages that a receipt speaks of. */
export const readReceipt = (emitted: unknown): { thread: string; messageId: string } | undefined => {
  const { threadId, data } = emitted as Record<string, unknown>;
  const parsed = Seen.safeParse({ threadId, data: { ...(data as object) } }).data;
  return parsed && { thread: parsed.threadId, messageId: parsed.data.msgId };
};

const EmittedFriend = z.object({ type: z.number(), threadId: id, data: z.union([id, loose]) });

/** A request to be friends (`request`), or a friend won (`added`). */
export const readFriendEvent = (emitted: unknown): { type: 'request' | 'added'; uid: string } | undefined => {
  const { type, threadId, data } = emitted as Record<string, unknown>;
  const isObject = typeof data === 'object' && data !== null;
  const parsed = EmittedFriend.safeParse({ type, threadId, data: isObject ? { ...data } : data }).data;
  if (parsed?.type === 0 && typeof parsed.data === 'string') return { type: 'added', uid: parsed.data };
  if (parsed?.type !== 2 || typeof parsed.data === 'string') return undefined;
  const from = parsed.data['fromUid'];
  return from === undefined ? undefined : { type: 'request', uid: String(from) };
};
