import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';
import type { NewJob, Queue } from '../queue/queue.ts';
import type { Abilities } from './channel.ts';
import { accountOf, type DeliveryState, type OutboxItem, type Settled } from './chat.ts';
import type { ChatModels, OutboxDoc } from './model.ts';
import { render } from './render.ts';
import type { NextSeq } from './sequence.ts';

/** The queue that sends: one for all accounts, or one for an account that only the process holding it can send for. */
export const sendQueue = (exclusive?: string): string =>
  exclusive === undefined ? 'chat.send' : `chat.send.${exclusive}`;
const DUPLICATE_KEY = 11000;
/** Rows written or queued at once. */
const BATCH = 500;
/** A row that waits this long after its moment may have no job: the queue's server was away when it was stored. */
const SWEEP_FOR_MS = 20_000;

/** Why what waited for an account that was removed is not sent. */
export const ACCOUNT_REMOVED = {
  code: 'account_removed',
  sentence: 'Tài khoản đã được gỡ nên tin này không gửi nữa. Chị gửi lại bằng tài khoản khác nếu cần.',
};

export interface Outbox {
  /** Stores rows under their keys and queues their sending. Durable when it resolves; known keys are dropped. */
  put(items: readonly OutboxItem[], floor?: number): Promise<{ queued: number; duplicates: number }>;
  /** Queues again whatever waits (after a crash, or when a group goes on). */
  requeue(filter?: { group: string }): Promise<number>;
  /** Queues what should have been sent a while ago, the oldest first; a job that is there is not doubled. */
  sweep(): Promise<number>;
  /** Queues one row that waits. */
  enqueue(row: OutboxDoc): Promise<void>;
  cancel(group: string): Promise<void>;
  pause(group: string): Promise<void>;
  resume(group: string): Promise<void>;
  groupState(group: string): Promise<'paused' | 'cancelled' | undefined>;
  states(keys: readonly string[]): Promise<Settled[]>;
  /** Rows that wait for an account. */
  waiting(account: string): Promise<number>;
  /** Gives up what waits for an account that is no more. Returns how many. */
  dropAccount(account: string): Promise<number>;
}

interface OutboxDeps {
  readonly models: ChatModels;
  readonly queue: Queue;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly nextSeq: NextSeq;
  /** What the account's channel can do. */
  readonly abilities: (account: string) => Abilities;
  /** The queue that sends for an account. */
  readonly queueOf: (account: string) => string;
  /** Tells the listeners what became of an item. */
  readonly settled: (settled: Settled) => Promise<void>;
  /**
   * Replies on accounts without a pace go out at once: their rows are stored as claimed by this process and handed over
   * here, without a job. What cannot be sent now comes back to the queue.
   */
  readonly atOnce?: { readonly owner: string; applies(account: string): boolean; send(row: OutboxDoc): void };
}

const ARRIVED: ReadonlySet<DeliveryState> = new Set(['sent', 'delivered', 'seen']);

export const settledOf = (row: OutboxDoc): Settled => ({
  key: row.settles ?? row._id,
  thread: row.thread,
  state: row.state,
  at: row.settledAt ?? row.createdAt,
  ...(row.group !== undefined && { group: row.group }),
  // Why an earlier try failed is no news of one that arrived.
  ...(row.error && !ARRIVED.has(row.state) && { error: row.error }),
});

const jobOf = (queue: string, row: Pick<OutboxDoc, '_id' | 'account' | 'lane' | 'notBefore' | 'group'>) => ({
  queue,
  key: row._id,
  data: { key: row._id },
  priority: row.lane === 'reply' ? ('reply' as const) : ('bulk' as const),
  rateKey: row.account,
  attempts: 1_000,
  ...(row.notBefore && { at: row.notBefore }),
  ...(row.group !== undefined && { group: `send:${row.group}` }),
});

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const { models, queue, clock, logger, nextSeq, abilities, queueOf, settled, atOnce } = deps;

  const rowsOf = (item: OutboxItem, floor?: number): OutboxDoc[] => {
    const account = accountOf(item.thread);
    const claimed = item.lane === 'reply' && !item.notBefore && atOnce?.applies(account);
    return render(item.message, abilities(account)).map((message, part) => ({
      _id: part === 0 ? item.key : `${item.key}#${part + 1}`,
      thread: item.thread,
      account,
      seq: nextSeq(floor),
      lane: item.lane,
      message,
      state: claimed ? ('sending' as const) : ('waiting' as const),
      attempts: 0,
      createdAt: clock.now(),
      ...(claimed && { claimedBy: atOnce?.owner }),
      ...(part === 0 && { settles: item.key }),
      ...(item.group !== undefined && { group: item.group }),
      ...(item.notBefore && { notBefore: item.notBefore }),
      ...(part === 0 && item.repliesTo !== undefined && { repliesTo: item.repliesTo }),
    }));
  };

  /** Stores rows and returns those that were new. */
  const insert = async (rows: readonly OutboxDoc[]): Promise<readonly OutboxDoc[]> => {
    try {
      if (rows.length === 1) await models.outbox.collection.insertOne(rows[0] as never);
      else await models.outbox.collection.insertMany(rows as never[], { ordered: false });
      return rows;
    } catch (error) {
      const { code, writeErrors } = error as { code?: number; writeErrors?: { code?: number; index: number }[] };
      const errors = Array.isArray(writeErrors) ? writeErrors : [];
      if (code !== DUPLICATE_KEY || errors.some((one) => one.code !== DUPLICATE_KEY)) throw error;
      const known = new Set(errors.map((one) => one.index));
      return rows.length === 1 ? [] : rows.filter((_, index) => !known.has(index));
    }
  };

  const enqueue = async (rows: readonly OutboxDoc[]): Promise<void> => {
    const jobs = rows.map((row) => jobOf(queueOf(row.account), row));
    if (jobs.length === 1) await queue.add(jobs[0] as NewJob);
    else if (jobs.length > 1) await queue.addMany(jobs);
  };

  const requeue: Outbox['requeue'] = async (filter) => {
    let count = 0;
    let batch: OutboxDoc[] = [];
    for await (const row of models.outbox
      .find({ state: 'waiting', ...filter })
      .sort({ seq: 1 })
      .lean()
      .cursor()) {
      batch.push(row as OutboxDoc);
      count += 1;
      if (batch.length >= BATCH) {
        await enqueue(batch);
        batch = [];
      }
    }
    await enqueue(batch);
    return count;
  };

  return {
    async put(items, floor) {
      let rows: OutboxDoc[] = [];
      let queued = 0;
      let duplicates = 0;
      const flush = async () => {
        if (rows.length === 0) return;
        const added = await insert(rows);
        duplicates += rows.length - added.length;
        queued += added.length;
        for (const row of added) if (row.state === 'sending') atOnce?.send(row);
        try {
          await enqueue(added.filter((row) => row.state === 'waiting'));
        } catch (error) {
          // The rows are stored: the sweep queues them when the queue's server is back.
          if (!isAway(error)) throw error;
          logger.warn({ count: added.length }, 'the queue is away: messages wait in the store');
        }
        rows = [];
      };
      for (const item of items) {
        rows.push(...rowsOf(item, floor));
        if (rows.length >= BATCH) await flush();
      }
      await flush();
      return { queued, duplicates };
    },

    requeue,
    enqueue: (row) => enqueue([row]),

    async sweep() {
      const now = clock.now();
      const rows = (await models.outbox
        .find({ state: 'waiting', seq: { $lte: (now.getTime() - SWEEP_FOR_MS) * 1000 } })
        .sort({ seq: 1 })
        .limit(BATCH)
        .lean()) as OutboxDoc[];
      const due = rows.filter((row) => !row.notBefore || row.notBefore.getTime() <= now.getTime() - SWEEP_FOR_MS);
      await enqueue(due);
      return due.length;
    },

    async cancel(group) {
      await models.outboxGroups.updateOne({ _id: group }, { $set: { state: 'cancelled' } }, { upsert: true });
      await queue.cancel(`send:${group}`);
      const at = clock.now();
      for await (const row of models.outbox.find({ group, state: 'waiting' }).lean().cursor()) {
        const state: DeliveryState = 'cancelled';
        const changed = await models.outbox.updateOne(
          { _id: row._id, state: 'waiting' },
          { $set: { state, settledAt: at } },
        );
        // Its job came first: it read the mark of the group, and stopped it itself.
        if (changed.modifiedCount === 0) continue;
        if (row.settles) await settled(settledOf({ ...(row as OutboxDoc), state, settledAt: at }));
      }
    },

    async pause(group) {
      await models.outboxGroups.updateOne(
        { _id: group, state: { $ne: 'cancelled' } },
        { $set: { state: 'paused' } },
        { upsert: true },
      );
    },

    async resume(group) {
      await models.outboxGroups.deleteOne({ _id: group, state: 'paused' });
      await requeue({ group });
    },

    async groupState(group) {
      return (await models.outboxGroups.findById(group).lean())?.state;
    },

    waiting: (account) => models.outbox.countDocuments({ state: 'waiting', account }),

    async dropAccount(account) {
      let dropped = 0;
      for await (const row of models.outbox.find({ state: 'waiting', account }).lean().cursor()) {
        const change = { state: 'failed' as const, error: ACCOUNT_REMOVED, settledAt: clock.now() };
        const done = await models.outbox.updateOne({ _id: row._id, state: 'waiting' }, { $set: change });
        if (done.modifiedCount === 0) continue;
        dropped += 1;
        if (row.settles) await settled(settledOf({ ...(row as OutboxDoc), ...change }));
      }
      return dropped;
    },

    async states(keys) {
      const rows = await models.outbox.find({ _id: { $in: [...keys] } }).lean();
      return rows.map((row) => settledOf(row as OutboxDoc));
    },
  };
};
