import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Endings } from './endings.ts';
import { createLanes, type Lane } from './lanes.ts';
import type { QueueModels, StoredJob } from './model.ts';
import type { Pace } from './pace.ts';
import type { JobHandler, JobOutcome, ProcessOptions } from './queue.ts';
import { endingOf, jobOf } from './rows.ts';

/** A lane whose rate is used up is asked again after at most so long, because the rate may have been changed. */
const RATE_LOOK_MS = 60_000;
/** After a failed read or write of the store. */
const STORE_RETRY_MS = 1_000;

/** Runs the jobs of one queue in this process. */
export interface Worker {
  readonly queue: string;
  /** A job of this lane may start at `at`. */
  expect(lane: Lane, at: Date): void;
  /** Looks into all lanes of these rate keys, which are in use. */
  discover(rateKeys: readonly string[]): void;
  setPaused(paused: boolean): void;
  /** Jobs of this group that are being claimed or run are aborted, until the returned function is called. */
  cancelGroup(group: string): () => void;
  /** Resolves when claims that were under way are over. */
  claimed(): Promise<void>;
  /** Aborts jobs whose group another process cancelled. */
  abort(ids: readonly string[]): void;
  running(): number;
  start(): void;
  /** Starts nothing more, asks what runs to come to an end, and resolves when all of it has. */
  stop(): Promise<void>;
}

export interface WorkerDeps {
  readonly models: QueueModels;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly endings: Endings;
  /** The starts of this queue in this process. */
  readonly pace: Pace;
  /** This process. */
  readonly owner: string;
  /** Until when a claim made now counts as alive. */
  leaseUntil(): Date;
  /** Asked before each claim. */
  isPaused(): Promise<boolean>;
}

interface Running {
  readonly row: StoredJob;
  readonly abort: AbortController;
  cancelled: boolean;
}

export const createWorker = (
  queue: string,
  handler: JobHandler,
  { concurrency = 1, rate }: ProcessOptions,
  deps: WorkerDeps,
): Worker => {
  const { models, clock, logger, endings, owner, pace } = deps;
  const lanes = createLanes();
  const running = new Map<string, Running>();
  const ended = new Set<Promise<void>>();
  const cancelling = new Map<string, number>();
  let state: 'new' | 'started' | 'stopped' = 'new';
  let paused = false;
  let pumping: Promise<void> | undefined;
  let again = false;
  let disarm: (() => void) | undefined;
  /** As of when lanes were last asked which are due. */
  let looked = 0;

  const rateOf = (lane: Lane) => (lane.rateKey === '' ? undefined : rate?.(lane.rateKey));

  const run = async (entry: Running) => {
    const { row, abort } = entry;
    const place = { queue, job: String(row._id), attempt: row.attempt };
    let outcome: JobOutcome;
    try {
      outcome = await handler(jobOf(row, abort.signal));
    } catch (error) {
      if (!abort.signal.aborted) logger.error({ err: error, ...place }, 'queue: a handler threw');
      outcome = { type: 'retry', reason: error instanceof Error ? error.message : String(error) };
    }
    const now = clock.now();
    // A try that our own stopping cut short does not count.
    if (state === 'stopped' && outcome?.type === 'retry') outcome = { type: 'later', at: now, reason: outcome.reason };
    const ending = endingOf(row, outcome, now);
    if (ending.type === 'failed') logger.warn({ ...place, reason: ending.reason }, 'queue: a job failed');
    await endings.end(row, owner, entry.cancelled && ending.type !== 'done' ? { type: 'removed' } : ending);
    running.delete(String(row._id));
    if (ending.type === 'again') expect({ rateKey: row.rateKey, priority: row.priority }, ending.at);
    else wake();
  };

  const begin = (row: StoredJob) => {
    const cancelled = row.group !== undefined && cancelling.has(row.group);
    const entry: Running = { row, abort: new AbortController(), cancelled };
    running.set(String(row._id), entry);
    // Claimed while its group was cancelled, or the queue paused or stopped: give it back untouched.
    const untouched =
      cancelled || paused || state !== 'started'
        ? endings
            .end(
              row,
              owner,
              cancelled ? { type: 'removed' } : { type: 'again', at: row.at, attempt: row.attempt - 1, reason: '' },
            )
            .then(() => {
              running.delete(String(row._id));
              if (!cancelled) expect({ rateKey: row.rateKey, priority: row.priority }, row.at);
            })
        : undefined;
    const end = (untouched ?? run(entry)).finally(() => ended.delete(end));
    ended.add(end);
  };

  /** Makes at most `wanted` due jobs of a lane ours. */
  const claim = async (lane: Lane, wanted: number): Promise<StoredJob[]> => {
    const mark = lanes.mark();
    const now = clock.now();
    const rows = await models.jobs
      .find({ queue, state: 'pending', ...lane })
      .sort({ at: 1, _id: 1 })
      .limit(wanted + 1)
      .lean<StoredJob[]>();
    const due = rows.filter((row) => row.at <= now).slice(0, wanted);
    lanes.found(lane, rows[due.length]?.at.getTime(), mark);
    if (due.length === 0) return [];
    const token = randomUUID();
    const taken = { state: 'active' as const, owner, leaseUntil: deps.leaseUntil(), claim: token };
    const { modifiedCount } = await models.jobs.updateMany(
      { _id: { $in: due.map((row) => row._id) }, state: 'pending' },
      { $set: taken, $inc: { attempt: 1 } },
    );
    if (modifiedCount === due.length) return due.map((row) => ({ ...row, ...taken, attempt: row.attempt + 1 }));
    // Another process was faster with some of them.
    lanes.expect(lane, now.getTime());
    return modifiedCount === 0 ? [] : models.jobs.find({ claim: token, state: 'active' }).lean<StoredJob[]>();
  };

  /** Looks once into every lane that is due. True when something was started or ruled out. */
  const round = async (): Promise<boolean> => {
    let progress = false;
    looked = clock.now().getTime();
    for (const lane of lanes.due(looked)) {
      const free = concurrency - running.size;
      if (free <= 0 || paused || state !== 'started') return false;
      const now = clock.now().getTime();
      const limit = rateOf(lane);
      const allowed = pace.allowance(lane.rateKey, limit, now, free);
      if (allowed === 0) {
        if (limit) lanes.found(lane, Math.min(pace.freeAt(lane.rateKey, limit, now), now + RATE_LOOK_MS), lanes.mark());
        continue;
      }
      const rows = await claim(lane, allowed);
      if (limit) pace.started(lane.rateKey, rows.length, now);
      for (const row of rows) begin(row);
      progress = true;
    }
    return progress;
  };

  const arm = (at: number | undefined) => {
    disarm?.();
    disarm = at === undefined || state !== 'started' ? undefined : clock.at(new Date(at), wake);
  };

  const pump = async () => {
    do {
      again = false;
      try {
        looked = clock.now().getTime();
        if (running.size < concurrency && lanes.due(looked).length > 0 && !(await deps.isPaused()))
          while (await round());
        // With every slot taken, the end of a job wakes us. A lane that became due since the last look counts as well.
        arm(running.size < concurrency && !paused ? lanes.nextAfter(looked) : undefined);
      } catch (error) {
        logger.error({ err: error, queue }, 'queue: could not read or claim jobs, trying again');
        arm(clock.now().getTime() + STORE_RETRY_MS);
      }
    } while (again && state === 'started');
  };

  function wake() {
    if (state !== 'started') return;
    again = true;
    pumping ??= pump().finally(() => {
      pumping = undefined;
      // Woken between the last look of the pump and here.
      if (again) wake();
    });
  }

  function expect(lane: Lane, at: Date) {
    lanes.expect(lane, at.getTime());
    wake();
  }

  return {
    queue,
    expect,
    discover(rateKeys) {
      lanes.discover(rateKeys, clock.now().getTime());
      wake();
    },
    setPaused(value) {
      paused = value;
      if (!value) wake();
    },
    cancelGroup(group) {
      cancelling.set(group, (cancelling.get(group) ?? 0) + 1);
      for (const entry of running.values())
        if (entry.row.group === group) {
          entry.cancelled = true;
          entry.abort.abort();
        }
      return () => {
        const left = (cancelling.get(group) ?? 1) - 1;
        if (left === 0) cancelling.delete(group);
        else cancelling.set(group, left);
      };
    },
    claimed: async () => {
      await pumping;
    },
    abort(ids) {
      for (const id of ids) {
        const entry = running.get(id);
        if (!entry || entry.cancelled) continue;
        entry.cancelled = true;
        entry.abort.abort();
      }
    },
    running: () => running.size,
    start() {
      state = 'started';
      wake();
    },
    async stop() {
      state = 'stopped';
      disarm?.();
      for (const { abort } of running.values()) abort.abort();
      await pumping;
      await Promise.all(ended);
    },
  };
};
