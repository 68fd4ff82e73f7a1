import {
  batchOf,
  letterOf,
  numberAt,
  type OutboxBatchDoc,
  type OutboxChunkDoc,
  placeIn,
  stateAt,
} from './batch-model.ts';
import { type DeliveryState, entryKey, type Settled } from './chat.ts';
import type { OutboundMessage } from './message.ts';
import type { ChatModels } from './model.ts';

/** A receipt for everything up to a moment looks at so many batches of a thread, the newest first. */
const NEWEST = 20;

type Change = { readonly state: DeliveryState; readonly at: Date; readonly messageId?: string };

/** What platforms tell later of messages that were sent in batches. */
export interface ChunkReceipts {
  /** False: no batch has a message with this id. */
  receipt(account: string, messageId: string, from: readonly DeliveryState[], change: Change): Promise<boolean>;
  /** Everything sent to a thread up to `change.at`. */
  until(thread: string, from: readonly DeliveryState[], change: Change): Promise<void>;
  knows(account: string, messageId: string): Promise<boolean>;
  /** Whether a message to this thread is under way just now. */
  isSending(account: string, thread: string): Promise<boolean>;
  /** A message came back that says by its key which one it is. */
  byKey(key: string, change: Change): Promise<boolean>;
  /** The one to a thread whose end is unknown since a moment and whose message fits. */
  byMessage(thread: string, since: Date, fits: (message: OutboundMessage) => boolean, change: Change): Promise<boolean>;
}

export const createChunkReceipts = (
  { chunks, batches }: Pick<ChatModels, 'chunks' | 'batches'>,
  settled: (settled: Settled) => Promise<void>,
): ChunkReceipts => {
  const put = async (seen: OutboxChunkDoc, i: number, from: readonly DeliveryState[], change: Change) => {
    const { state, at, messageId } = change;
    for (
      let chunk: OutboxChunkDoc | null = seen;
      chunk;
      chunk = await chunks.findById(seen._id).lean<OutboxChunkDoc>()
    ) {
      const now = stateAt(chunk, i);
      const thread = chunk.threads[i];
      if (now === undefined || now === 'moved' || thread === undefined || !from.includes(now)) return false;
      const states = chunk.states.slice(0, i) + letterOf(state) + chunk.states.slice(i + 1);
      const { modifiedCount } = await chunks.updateOne(
        { _id: chunk._id, states: chunk.states },
        { $set: { states, ...(messageId !== undefined && { [`messageIds.${i}`]: messageId }) } },
      );
      // Somebody else changed it in between: it is looked at again.
      if (modifiedCount === 0) continue;
      await settled({ key: entryKey(chunk.batch, numberAt(chunk, i)), thread, state, at });
      return true;
    }
    return false;
  };
  const withMessage = (account: string, messageId: string) =>
    chunks.findOne({ messageIds: messageId, account }).lean<OutboxChunkDoc>();
  const ofThread = (thread: string) =>
    chunks.find({ threads: thread }).sort({ at: -1 }).limit(NEWEST).lean<OutboxChunkDoc[]>();

  return {
    async receipt(account, messageId, from, change) {
      const chunk = await withMessage(account, messageId);
      if (chunk) await put(chunk, chunk.messageIds.indexOf(messageId), from, change);
      return chunk !== null;
    },

    async until(thread, from, change) {
      for (const chunk of await ofThread(thread))
        if (chunk.at <= change.at) await put(chunk, chunk.threads.indexOf(thread), from, change);
    },

    knows: async (account, messageId) => (await withMessage(account, messageId)) !== null,

    async isSending(account, thread) {
      const claimed = await batches.find({ open: true, account, claim: { $exists: true } }).lean<OutboxBatchDoc[]>();
      return claimed.map(batchOf).some(({ threads, next, claim }) => threads.slice(claim?.from, next).includes(thread));
    },

    async byKey(key, change) {
      const slash = key.lastIndexOf('/');
      const n = Number(key.slice(slash + 1));
      if (slash < 0 || !Number.isInteger(n)) return false;
      const chunk = await chunks
        .findOne({ batch: key.slice(0, slash), from: { $lte: n } })
        .sort({ from: -1 })
        .lean<OutboxChunkDoc>();
      const i = chunk ? placeIn(chunk, n) : -1;
      if (!chunk || i < 0) return false;
      await put(chunk, i, ['unknown'], change);
      return true;
    },

    async byMessage(thread, since, fits, change) {
      for (const chunk of (await ofThread(thread)).reverse()) {
        const i = chunk.threads.indexOf(thread);
        if (chunk.at < since || stateAt(chunk, i) !== 'unknown') continue;
        const found = await batches.findById(chunk.batch).lean<OutboxBatchDoc>();
        const [message] = found ? batchOf(found).parts : [];
        if (message && fits(message)) return put(chunk, i, ['unknown'], change);
      }
      return false;
    },
  };
};
