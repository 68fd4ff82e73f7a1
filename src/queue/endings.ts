import type { AnyBulkWriteOperation } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { QueueModels, StoredJob } from './model.ts';
import type { Ending } from './rows.ts';

/** A failed write of endings is tried again after so long; until then the jobs hold their slots. */
const RETRY_WRITE_MS = 1_000;
/** How many jobs were done is written down this often, not with every job: a crash loses at most so much of the count. */
const COUNT_MS = 1_000;

/** Writes what became of jobs, everything that ends while a write is under way in the next one together. */
export interface Endings {
  /** Resolves when it is stored. `owner`: whose claim it was; a job that was taken up by another process is left alone. */
  end(row: StoredJob, owner: string, ending: Ending): Promise<void>;
  /** Jobs of a queue that were done and are not in its stored count yet. */
  uncounted(queue: string): number;
  /** Resolves when everything handed in so far is stored. */
  flushed(): Promise<void>;
}

interface Entry {
  readonly row: StoredJob;
  readonly owner: string;
  readonly ending: Ending;
  readonly stored: () => void;
}

const RELEASED = { owner: 1, leaseUntil: 1, claim: 1 } as const;

const update = ({ row, owner, ending }: Entry): AnyBulkWriteOperation<StoredJob> | undefined => {
  const filter = { _id: row._id, owner, state: 'active' as const, cancelled: { $ne: true } };
  if (ending.type === 'again')
    return {
      updateOne: {
        filter,
        update: {
          $set: { state: 'pending', at: ending.at, attempt: ending.attempt, reason: ending.reason },
          $unset: RELEASED,
        },
      },
    };
  if (ending.type === 'failed')
    return {
      updateOne: {
        filter,
        // A failed job lets its key go. An occurrence keeps it: it must not come a second time.
        update: {
          $set: { state: 'failed', finishedAt: ending.at, reason: ending.reason },
          $unset: row.schedule === undefined ? { ...RELEASED, unique: 1 } : RELEASED,
        },
      },
    };
  if (ending.type === 'done' && row.schedule !== undefined)
    return { updateOne: { filter, update: { $set: { state: 'completed', finishedAt: row.at }, $unset: RELEASED } } };
  return undefined;
};

export const createEndings = (models: QueueModels, clock: Clock, logger: Logger): Endings => {
  let waiting: Entry[] = [];
  let writing: Promise<void> | undefined;
  let completed = new Map<string, number>();
  let counting: (() => void) | undefined;

  const storeCounts = async () => {
    counting?.();
    counting = undefined;
    const counts = completed;
    completed = new Map();
    try {
      for (const [queue, count] of counts)
        await models.queues.updateOne({ _id: queue }, { $inc: { completed: count } }, { upsert: true });
    } catch (error) {
      logger.warn({ err: error }, 'queue: the count of finished jobs could not be stored');
    }
  };

  const byOwner = (entries: readonly Entry[]): Map<string, StoredJob['_id'][]> => {
    const ids = new Map<string, StoredJob['_id'][]>();
    for (const { owner, row } of entries) ids.set(owner, [...(ids.get(owner) ?? []), row._id]);
    return ids;
  };

  const write = async (entries: readonly Entry[]) => {
    const changes = entries.flatMap((entry) => update(entry) ?? []);
    const changed = entries.filter((entry) => update(entry) !== undefined);
    const gone = entries.filter((entry) => update(entry) === undefined);
    await Promise.all([
      changes.length > 0 && models.jobs.bulkWrite(changes, { ordered: false, strict: false }),
      ...[...byOwner(gone)].map(([owner, ids]) => models.jobs.deleteMany({ _id: { $in: ids }, owner })),
    ]);
    for (const { row, ending } of entries)
      if (ending.type === 'done') completed.set(row.queue, (completed.get(row.queue) ?? 0) + 1);
    if (completed.size > 0) counting ??= clock.at(new Date(clock.now().getTime() + COUNT_MS), () => void storeCounts());
    // Their group was cancelled by another process while they ended: the changes above passed them over.
    for (const [owner, ids] of byOwner(changed))
      await models.jobs.deleteMany({ _id: { $in: ids }, owner, state: 'active', cancelled: true });
  };

  const flush = async () => {
    while (waiting.length > 0) {
      const entries = waiting;
      waiting = [];
      try {
        await write(entries);
        for (const { stored } of entries) stored();
      } catch (error) {
        logger.error({ err: error, jobs: entries.length }, 'queue: could not store what became of jobs, trying again');
        waiting = [...entries, ...waiting];
        await new Promise<void>((resume) => clock.at(new Date(clock.now().getTime() + RETRY_WRITE_MS), resume));
      }
    }
    // In the same turn as the last look at what waits: an ending that comes after it begins a flush of its own.
    writing = undefined;
  };

  return {
    end(row, owner, ending) {
      return new Promise<void>((stored) => {
        waiting.push({ row, owner, ending, stored });
        // After the present turn, so that jobs which end together are written together.
        writing ??= Promise.resolve().then(flush);
      });
    },
    uncounted: (queue) => completed.get(queue) ?? 0,
    async flushed() {
      await writing;
      await storeCounts();
    },
  };
};
