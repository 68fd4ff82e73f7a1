import mongoose from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { QueueModels, StoredJob, StoredQueue } from './model.ts';
import { type FailedJob, type JobCounts, type Json, PRIORITY } from './queue.ts';
import { uniqueOf } from './rows.ts';

/** Rows in one write. */
const INSERT_ROWS = 1_000;
const DUPLICATE_KEY = 11_000;

/** The stored jobs: adding, counting, and those that failed. */
export interface Jobs {
  /** Stores rows. The ids in order: those of the rows, or of the jobs that hold their keys. */
  insert(rows: readonly StoredJob[]): Promise<string[]>;
  /** Rate keys of the jobs that wait or are delayed in a queue. */
  rateKeys(queue: string): Promise<string[]>;
  counts(queue: string): Promise<JobCounts>;
  failed(queue: string, limit: number): Promise<FailedJob[]>;
  retry(jobId: string): Promise<boolean>;
}

/** Indexes of the rows whose key is taken; any other failure of an insert is thrown. */
const duplicatesOf = (error: unknown): Set<number> => {
  const errors = (error as { writeErrors?: unknown }).writeErrors;
  const list = (Array.isArray(errors) ? errors : []) as { code?: number; index?: number; err?: { index?: number } }[];
  if (list.length === 0 || list.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return new Set(list.map((one) => one.index ?? one.err?.index ?? -1));
};

/** `expect` is told of every job that may start at a moment; `uncounted` knows of done jobs that are not stored yet. */
export const createJobs = (
  models: QueueModels,
  clock: Clock,
  expect: (row: StoredJob, at: Date) => void,
  uncounted: (queue: string) => number,
): Jobs => {
  /** From key to key through the index, without reading the jobs in between. */
  const rateKeys = async (queue: string): Promise<string[]> => {
    const keys: string[] = [];
    for (;;) {
      const row: Pick<StoredJob, 'rateKey'> | null = await models.jobs
        .findOne({ queue, state: 'pending', ...(keys.length > 0 && { rateKey: { $gt: keys.at(-1) } }) })
        .sort({ rateKey: 1 })
        .select({ rateKey: 1 })
        .lean<Pick<StoredJob, 'rateKey'>>();
      if (!row) return keys;
      keys.push(row.rateKey);
    }
  };

  const insertSome = async (rows: readonly StoredJob[]): Promise<string[]> => {
    let taken = new Set<number>();
    try {
      await models.jobs.collection.insertMany(
        rows.map((row) => ({ ...row })),
        { ordered: false },
      );
    } catch (error) {
      taken = duplicatesOf(error);
    }
    rows.forEach((row, i) => {
      if (!taken.has(i)) expect(row, row.at);
    });
    const ids = rows.map((row) => String(row._id));
    if (taken.size === 0) return ids;
    const clashing = rows.filter((_, i) => taken.has(i));
    const holders = await models.jobs
      .find({ unique: { $in: clashing.flatMap((row) => row.unique ?? []) } })
      .select({ unique: 1 })
      .lean<Pick<StoredJob, '_id' | 'unique'>[]>();
    const holderOf = new Map(holders.map((holder) => [holder.unique, String(holder._id)]));
    // The holder of a key may have ended just now: then the key is free again.
    const free = clashing.filter((row) => !holderOf.has(row.unique));
    const late = free.length > 0 ? await insertSome(free) : [];
    free.forEach((row, i) => {
      holderOf.set(row.unique, late[i] ?? '');
    });
    return rows.map((row, i) => (taken.has(i) ? (holderOf.get(row.unique) ?? '') : String(row._id)));
  };

  return {
    async insert(rows) {
      const ids: string[] = [];
      for (let from = 0; from < rows.length; from += INSERT_ROWS)
        ids.push(...(await insertSome(rows.slice(from, from + INSERT_ROWS))));
      return ids;
    },
    rateKeys,
    async counts(queue) {
      const now = clock.now();
      // Lane by lane, because then an index counts them and no job is read.
      const lanes = (await rateKeys(queue)).flatMap((rateKey) =>
        Object.values(PRIORITY).map((priority) => ({ queue, state: 'pending' as const, rateKey, priority })),
      );
      const [due, pending, active, failed, state] = await Promise.all([
        Promise.all(lanes.map((lane) => models.jobs.countDocuments({ ...lane, at: { $lte: now } }))),
        models.jobs.countDocuments({ queue, state: 'pending' }),
        models.jobs.countDocuments({ queue, state: 'active' }),
        models.jobs.countDocuments({ queue, state: 'failed' }),
        models.queues.findOne({ _id: queue }).lean<StoredQueue>(),
      ]);
      const waiting = due.reduce((sum, count) => sum + count, 0);
      return {
        waiting,
        delayed: Math.max(0, pending - waiting),
        active,
        failed,
        completed: (state?.completed ?? 0) + uncounted(queue),
        paused: state?.paused ?? false,
      };
    },
    async failed(queue, limit) {
      const rows = await models.jobs
        .find({ queue, state: 'failed' })
        .sort({ finishedAt: -1, _id: -1 })
        .limit(limit)
        .lean<StoredJob[]>();
      return rows.map(
        (row): FailedJob => ({
          id: String(row._id),
          queue: row.queue,
          ...(row.key !== undefined && { key: row.key }),
          data: JSON.parse(row.data) as Json,
          reason: row.reason ?? '',
          attempts: row.attempt,
          failedAt: row.finishedAt ?? row.at,
        }),
      );
    },
    async retry(jobId) {
      if (!mongoose.isObjectIdOrHexString(jobId)) return false;
      const row = await models.jobs.findOne({ _id: jobId, state: 'failed' }).lean<StoredJob>();
      if (!row) return false;
      const now = clock.now();
      try {
        const { modifiedCount } = await models.jobs.updateOne(
          { _id: row._id, state: 'failed' },
          {
            $set: {
              state: 'pending',
              at: now,
              attempt: 0,
              ...(row.key !== undefined && { unique: uniqueOf(row.queue, row.key) }),
            },
            $unset: { reason: 1, finishedAt: 1 },
          },
        );
        if (modifiedCount === 0) return false;
      } catch (error) {
        // A newer job of the same key is there: it does the work.
        if ((error as { code?: number }).code === DUPLICATE_KEY) return false;
        throw error;
      }
      expect(row, now);
      return true;
    },
  };
};
