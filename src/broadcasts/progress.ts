import type { BatchSettled, Settled } from '../chat/chat.ts';
import type { BroadcastDoc, DeliveryStandingDoc } from './model.ts';
import { type Room, readKey, scheduleOf } from './room.ts';
import { applyChanges, type Change, noCounts, type Standing } from './standing.ts';
import type { Progress } from './types.ts';

/** Progress is counted and told at most once in so long for one broadcast. */
const COUNT_MS = 1_000;

export const NO_PROGRESS: Progress = { total: 0, byState: noCounts(), merged: 0 };

/** The sum of what is kept for each batch: however often a batch is counted, it counts once. */
export const sumOf = (standings: readonly Pick<DeliveryStandingDoc, 'counts' | 'merged'>[]): Progress => {
  const byState = noCounts();
  let merged = 0;
  for (const standing of standings) {
    for (const state of Object.keys(byState) as (keyof typeof byState)[]) byState[state] += standing.counts[state] ?? 0;
    merged += standing.merged;
  }
  return { total: Object.values(byState).reduce((sum, count) => sum + count, 0), byState, merged };
};

export interface ProgressKeeper {
  /** Notes what became of one item of the chat. Idempotent; items of other rooms are passed over. */
  settle(settled: Settled): Promise<void>;
  /** The same for numbers of a batch. */
  settleBatch(settled: BatchSettled): Promise<void>;
  /** Changes how a batch stands by what `change` makes of it; nothing when it makes nothing. */
  change(batch: string, change: (standing: Standing) => Standing | undefined): Promise<boolean>;
  /** The sum over all batches; what was counted last when there is none (a broadcast of an earlier version). */
  count(doc: Pick<BroadcastDoc, '_id' | 'progress'>): Promise<Progress>;
  /** Counts and tells soon, and ends the broadcast when nothing of it is open any more. */
  soon(id: string): void;
  /** The same at once. */
  now(id: string): Promise<void>;
  stop(): void;
}

export const createProgress = (room: Room): ProgressKeeper => {
  const { models, clock, publish, queue, logger } = room;
  const timers = new Map<string, () => void>();
  /** Changes of a batch that wait while its last ones are being written. */
  const waiting = new Map<string, { changes: Change[]; written: Promise<void> }>();
  const writing = new Map<string, Promise<unknown>>();
  let stopped = false;

  const change: ProgressKeeper['change'] = async (batch, make) => {
    for (;;) {
      const read = await models.standings.findById(batch).lean<DeliveryStandingDoc>();
      if (!read) return false;
      const next = make(read);
      if (!next) return false;
      const { states, times, reasons, tries, rounds, counts, open } = next;
      const { modifiedCount } = await models.standings.updateOne(
        { _id: batch, rev: read.rev },
        { $set: { states, times, reasons, tries, rounds, counts, open, rev: read.rev + 1 } },
      );
      if (modifiedCount === 1) {
        soon(read.broadcast);
        return true;
      }
    }
  };

  /** Writes changes of a batch, all that come while a write is under way together in the next one. */
  const note = (batch: string, changes: readonly Change[]): Promise<void> => {
    const known = waiting.get(batch);
    if (known) {
      known.changes.push(...changes);
      return known.written;
    }
    const gathered = [...changes];
    const before = writing.get(batch) ?? Promise.resolve();
    const written = before
      .catch(() => undefined)
      .then(async () => {
        waiting.delete(batch);
        await change(batch, (standing) => applyChanges(standing, gathered));
      });
    waiting.set(batch, { changes: gathered, written });
    writing.set(batch, written);
    const ended = () => {
      if (writing.get(batch) === written) writing.delete(batch);
    };
    written.then(ended, ended);
    return written;
  };

  const count: ProgressKeeper['count'] = async ({ _id, progress }) => {
    const standings = await models.standings
      .find({ broadcast: _id }, { counts: 1, merged: 1 })
      .lean<Pick<DeliveryStandingDoc, 'counts' | 'merged'>[]>();
    return standings.length === 0 ? (progress ?? NO_PROGRESS) : sumOf(standings);
  };

  /** Every conditional write names the state that it starts from, so that a cancellation is never overwritten. */
  const end = async (doc: BroadcastDoc, progress: Progress) => {
    // Without a run it has not begun yet: the quiet hours hold it.
    if (doc.state !== 'running' || doc.runs.length === 0 || doc.runs.some((run) => !run.resolvedAt)) return;
    if (progress.byState.waiting + progress.byState.sending > 0) return;
    const now = clock.now();
    await models.broadcasts.updateOne(
      { _id: doc._id },
      { $set: { 'runs.$[run].endedAt': now } },
      { arrayFilters: [{ 'run.endedAt': { $exists: false }, 'run.resolvedAt': { $exists: true } }] },
    );
    const next = doc.when.type === 'repeating' ? await queue.next(scheduleOf(doc._id)) : undefined;
    await models.broadcasts.updateOne(
      { _id: doc._id, state: 'running', runs: { $not: { $elemMatch: { endedAt: { $exists: false } } } } },
      next
        ? { $set: { state: 'scheduled', nextAt: next, updatedAt: now } }
        : { $set: { state: 'done', updatedAt: now }, $unset: { nextAt: 1 } },
    );
  };

  const now = async (id: string) => {
    const doc = await models.broadcasts.findById(id).lean<BroadcastDoc>();
    if (!doc) return;
    const progress = await count(doc);
    await models.broadcasts.updateOne({ _id: id }, { $set: { progress } });
    await end(doc, progress);
    publish({ topic: 'broadcast', id, unitPath: doc.unitPath });
  };

  function soon(id: string) {
    if (stopped || timers.has(id)) return;
    timers.set(
      id,
      clock.at(new Date(clock.now().getTime() + COUNT_MS), () => {
        timers.delete(id);
        now(id).catch((error: unknown) => {
          logger.error({ err: error, broadcast: id }, 'could not count a broadcast, trying again');
          soon(id);
        });
      }),
    );
  }

  return {
    async settle({ key, state, at, error }) {
      const read = readKey(key);
      if (read?.n === undefined) return;
      await note(read.batch, [{ n: read.n, round: read.round, state, at, ...(error && { error }) }]);
    },
    async settleBatch({ key, entries }) {
      const read = readKey(key);
      if (read)
        await note(
          read.batch,
          entries.map((entry) => ({ ...entry, round: read.round })),
        );
    },
    change,
    count,
    soon,
    now,
    stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
};
