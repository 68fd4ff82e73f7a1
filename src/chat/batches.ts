import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { LOST } from './attempt.ts';
import {
  type Batch,
  batchOf,
  type EntryState,
  letterOf,
  numberAt,
  type OutboxBatchDoc,
  type OutboxChunkDoc,
  placeIn,
  stateAt,
} from './batch-model.ts';
import type { Channel } from './channel.ts';
import { type BatchEntry, type BatchSettled, entryKey } from './chat.ts';
import type { ChatModels } from './model.ts';

const DUPLICATE_KEY = 11_000;

export const isDuplicate = (error: unknown): boolean => (error as { code?: number }).code === DUPLICATE_KEY;

/** How the sending of one number ended. */
export interface Ended {
  readonly n: number;
  readonly thread: string;
  readonly state: EntryState;
  readonly messageId?: string;
  readonly error?: { readonly code: string; readonly sentence: string };
}

/** Stored batches: claimed by one conditional write, settled by one insert, so that no number is sent by two. */
export interface Batches {
  /** The oldest open batch of an account that is not held back. */
  next(account: string, paused: readonly string[]): Promise<Batch | undefined>;
  /**
   * Makes the numbers from `batch.next` to `to` ours, giving back the claim that we held before. False: somebody else
   * has them, or the batch was stopped.
   */
  claim(batch: Pick<Batch, '_id' | 'next'>, to: number, held: number | undefined): Promise<boolean>;
  /** Writes what became of a claim. Called again after a crash it changes nothing. */
  settle(batch: Batch, from: number, ended: readonly Ended[]): Promise<void>;
  /** Tells what became of a claim, once that is written. */
  tell(batch: Batch, from: number, ended: readonly Ended[]): Promise<void>;
  /** Gives a settled claim back, if there is one; the batch ends when nothing is left of it. */
  release(batch: Pick<Batch, '_id' | 'size'>, from: number | undefined): Promise<void>;
  /** For a claim that a process left behind: what can be known of it is settled, the rest is `unknown`. Never sends. */
  recover(batch: Batch, channel: Channel | undefined): Promise<void>;
  /** Claims nothing more; what was not claimed ends as `as` says. Returns how many that were. */
  stop(
    filter: { group: string } | { account: string } | { _id: string },
    as: NonNullable<OutboxBatchDoc['stopped']>,
  ): Promise<number>;
  entries(key: string): Promise<readonly BatchEntry[] | undefined>;
}

export const createBatches = (deps: {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process in claims. */
  readonly owner: string;
  readonly settled: (settled: BatchSettled) => Promise<void>;
  /** Gives a number a row of its own in the outbox, where it is tried again. Harmless the second time. */
  readonly toRow: (batch: Batch, n: number, thread: string) => Promise<void>;
}): Batches => {
  const { models, clock, logger, owner, settled, toRow } = deps;
  const { batches, chunks } = models;

  const tellEntries = async (batch: Pick<OutboxBatchDoc, '_id' | 'group'>, entries: readonly BatchEntry[]) => {
    if (entries.length > 0) await settled({ key: batch._id, group: batch.group, entries });
  };

  const entriesOf = (chunk: OutboxChunkDoc): BatchEntry[] =>
    chunk.threads.flatMap((_, i) => {
      const state = stateAt(chunk, i);
      if (state === undefined || state === 'moved') return [];
      const n = numberAt(chunk, i);
      const error = chunk.reasons.find((one) => one.n === n);
      return [{ n, state, at: chunk.at, ...(error && { error: { code: error.code, sentence: error.sentence } }) }];
    });

  const chunkOf = (batch: Batch, from: number, ended: readonly Ended[]): OutboxChunkDoc => ({
    _id: entryKey(batch._id, from),
    batch: batch._id,
    account: batch.account,
    from,
    ...(ended.some(({ n }, i) => n !== from + i) && { numbers: ended.map(({ n }) => n) }),
    threads: ended.map(({ thread }) => thread),
    states: ended.map(({ state }) => letterOf(state)).join(''),
    messageIds: ended.map(({ messageId = '' }) => messageId),
    reasons: ended.flatMap(({ n, error }) => (error ? [{ n, code: error.code, sentence: error.sentence }] : [])),
    at: clock.now(),
  });

  /** We were taken for dead and the claim was settled without us: what we know better than `unknown` is put right. */
  const correct = async (batch: Batch, from: number, ended: readonly Ended[]) => {
    const stored = await chunks.findById(entryKey(batch._id, from)).lean<OutboxChunkDoc>();
    if (!stored) return;
    const better = ended.filter(({ n, state }) => {
      const known = stateAt(stored, placeIn(stored, n));
      return known === 'unknown' && state !== 'unknown' && state !== 'moved';
    });
    if (better.length === 0) return;
    const letters = [...stored.states];
    const messageIds = [...stored.messageIds];
    for (const { n, state, messageId = '' } of better) {
      letters[placeIn(stored, n)] = letterOf(state);
      messageIds[placeIn(stored, n)] = messageId;
    }
    await chunks.updateOne(
      { _id: stored._id, states: stored.states },
      { $set: { states: letters.join(''), messageIds } },
    );
  };

  const settle: Batches['settle'] = async (batch, from, ended) => {
    const chunk = chunkOf(batch, from, ended);
    try {
      await chunks.collection.insertOne(chunk as never);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await correct(batch, from, ended);
    }
  };

  const release: Batches['release'] = async ({ _id, size }, from) => {
    const mine = { _id, ...(from === undefined ? { claim: { $exists: false } } : { 'claim.from': from }) };
    const closed = await batches.updateOne(
      { ...mine, $or: [{ stopped: { $exists: true } }, { next: size }] },
      { $set: { open: false, settledAt: clock.now() }, $unset: { claim: 1 } },
    );
    if (closed.modifiedCount === 0) await batches.updateOne(mine, { $unset: { claim: 1 } });
  };

  /** What can be known of one number whose sending was cut off. */
  const find = async (batch: Batch, n: number, thread: string, channel?: Channel): Promise<Ended> => {
    const key = entryKey(batch._id, n);
    const [message] = batch.parts;
    const place = await models.threads.findById(thread, { platformId: 1, kind: 1 }).lean();
    const sent =
      channel?.findSent && place && message
        ? await channel.findSent({ thread: place.platformId, threadKind: place.kind, message, key })
        : undefined;
    if (sent) return { n, thread, state: 'sent', messageId: sent.messageId };
    if (sent === undefined) return { n, thread, state: 'unknown', error: LOST };
    await toRow(batch, n, thread);
    return { n, thread, state: 'moved' };
  };

  /** Marks a batch so that nothing more of it is claimed; gives it as it was, or nothing when that was done already. */
  const mark = async (_id: string, stopped: NonNullable<OutboxBatchDoc['stopped']>) => {
    const running = { _id, open: true, stopped: { $exists: false } };
    // A claim that is out there closes the batch when it is given back, so it matters whether there is one.
    for (;;) {
      const free = await batches
        .findOneAndUpdate(
          { ...running, claim: { $exists: false } },
          { $set: { stopped, open: false, settledAt: clock.now() } },
        )
        .lean<OutboxBatchDoc>();
      if (free) return free;
      const busy = await batches
        .findOneAndUpdate({ ...running, claim: { $exists: true } }, { $set: { stopped } })
        .lean<OutboxBatchDoc>();
      if (busy) return busy;
      if (!(await batches.exists(running))) return undefined;
    }
  };

  return {
    async next(account, paused) {
      const found = await batches
        .findOne({ account, open: true, ...(paused.length > 0 && { group: { $nin: [...paused] } }) })
        .sort({ seq: 1 })
        .lean<OutboxBatchDoc>();
      return found ? batchOf(found) : undefined;
    },

    async claim({ _id, next }, to, held) {
      const free = { _id, open: true, next, stopped: { $exists: false } };
      const before = held === undefined ? { claim: { $exists: false } } : { 'claim.from': held, 'claim.owner': owner };
      const { modifiedCount } = await batches.updateOne(
        { ...free, ...before },
        { $set: { next: to, claim: { from: next, owner, at: clock.now() } } },
      );
      return modifiedCount === 1;
    },

    settle,
    release,
    tell: (batch, from, ended) => tellEntries(batch, entriesOf(chunkOf(batch, from, ended))),

    async recover(batch, channel) {
      const from = batch.claim?.from ?? batch.next;
      const known = await chunks.findById(entryKey(batch._id, from)).lean<OutboxChunkDoc>();
      if (!known) {
        logger.warn({ batch: batch._id, from, to: batch.next }, 'a process ended while it sent these');
        const cutOff = batch.threads.slice(from, batch.next);
        const keys = cutOff.map((_, i) => entryKey(batch._id, from + i));
        const rows = new Set(
          (await models.outbox.find({ _id: { $in: keys } }, { _id: 1 }).lean()).map(({ _id }) => _id),
        );
        const ended: Ended[] = [];
        for (const [i, thread] of cutOff.entries()) {
          if (thread === null) continue;
          if (rows.has(keys[i] as string)) ended.push({ n: from + i, thread, state: 'moved' });
          else ended.push(await find(batch, from + i, thread, channel));
        }
        await settle(batch, from, ended);
      }
      // The claims before it may have been written and not told yet.
      for (const chunk of await chunks.find({ batch: batch._id }).sort({ from: 1 }).lean<OutboxChunkDoc[]>())
        await tellEntries(batch, entriesOf(chunk));
      await release(batch, from);
    },

    async stop(filter, stopped) {
      let count = 0;
      for (const { _id } of await batches
        .find({ ...filter, open: true }, { _id: 1 })
        .sort({ seq: 1 })
        .lean()) {
        const marked = await mark(_id, stopped);
        if (!marked) continue;
        const batch = batchOf(marked);
        const entries = batch.threads.flatMap((thread, n) =>
          thread === null || n < batch.next ? [] : [{ n, at: clock.now(), ...stopped }],
        );
        count += entries.length;
        await tellEntries(batch, entries);
      }
      return count;
    },

    async entries(key) {
      const found = await batches.findById(key).lean<OutboxBatchDoc>();
      if (!found) return undefined;
      const batch = batchOf(found);
      const known: BatchEntry[] = [];
      const moved: string[] = [];
      for (const chunk of await chunks.find({ batch: key }).lean<OutboxChunkDoc[]>()) {
        known.push(...entriesOf(chunk));
        for (const i of chunk.threads.keys())
          if (stateAt(chunk, i) === 'moved') moved.push(entryKey(key, numberAt(chunk, i)));
      }
      for (const row of await models.outbox.find({ _id: { $in: moved } }).lean())
        known.push({
          n: Number(row._id.slice(key.length + 1)),
          state: row.state,
          at: row.settledAt ?? row.createdAt,
          ...(row.error && { error: row.error }),
        });
      const seen = new Set(known.map(({ n }) => n));
      const rest = batch.stopped ?? { state: 'waiting' as const };
      for (const [n, thread] of batch.threads.entries())
        if (thread !== null && !seen.has(n))
          known.push({ n, at: batch.createdAt, ...(n < batch.next ? { state: 'sending' } : rest) });
      return known;
    },
  };
};
