import {
  type Job as BullJob,
  DelayedError,
  type IQueueBackend,
  isNotConnectionError,
  UnrecoverableError,
  Worker,
} from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ClockedBackend, type Feeding, type PutOff } from './bullmq-backend.ts';
import { type Opened, opened, queueOf } from './bullmq-envelope.ts';
import { CANCELLED, scriptsOn } from './bullmq-scripts.ts';
import type { JobHandler, JobOutcome, ProcessOptions } from './queue.ts';
import { endingOf, STALLED_REASON } from './rows.ts';

/** Failed jobs are kept for two weeks, so that somebody can look at them and put them back, and at most so many. */
const FAILED_KEPT = { age: 14 * 24 * 3_600, count: 10_000 } as const;
/**
 * Jobs without a pace that are taken out of their lanes at once, where as many may run: a reply that comes then starts after
 * them, as if they had been started a moment earlier.
 */
const MOST_AHEAD = 10;
/** How long a cancelled job's id is remembered that was not running here: it may be on its way from Redis. */
const CANCELLED_KEPT_MS = 60_000;

/** Runs the jobs of one queue in this process. */
export interface BullWorker {
  readonly queue: string;
  start(): void;
  /** Aborts jobs whose group was cancelled. */
  cancel(ids: readonly string[]): void;
  /** Jobs of this rate key may be added now. */
  knows(rateKey: string): void;
  /** Holds on to what runs, after Redis was away. */
  hold(): Promise<void>;
  /** Takes up the jobs of dead processes, and finds out about cancelled ones that nobody told of. */
  look(): Promise<void>;
  /** Starts nothing more, asks what runs to come to an end, and resolves when all of it has. */
  stop(): Promise<void>;
  /** Leaves what still runs, to be taken up by another process when its lock is over. */
  abandon(): void;
}

export interface BullWorkerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix: string;
  /** For the scripts of all workers of this process: commands wait while Redis is away. */
  readonly work: Redis;
  /** For waiting for jobs of this queue: only used by this worker. */
  readonly blocking: Redis;
  /** Milliseconds after which the jobs of a process that died are free; a living one renews them. */
  readonly lockMs: number;
  /**
   * Milliseconds of Redis' time between two looks for jobs of dead processes, of whatever process. A job without a lock at
   * two looks is taken up: when Redis was away for long, everybody must have had the time to come back in between.
   */
  readonly stalledMs: number;
  /** A job of this group ended. */
  left(group: string, id: string): void;
}

/** BullMQ's worker, which can also be left with its jobs. */
class LeavableWorker<D, R, N extends string, B extends IQueueBackend> extends Worker<D, R, N, B> {
  /** Renews no lock any more. */
  leave(): void {
    void this.lockManager.close();
  }
}

interface Running {
  readonly token: string;
  /** Made when somebody asks for it: most handlers of short work never do. */
  abort?: AbortController;
  aborted: boolean;
  readonly group: string | undefined;
  cancelled: boolean;
}

export const createBullWorker = (
  queue: string,
  handler: JobHandler,
  { concurrency = 1, rate }: ProcessOptions,
  deps: BullWorkerDeps,
): BullWorker => {
  const { clock, logger, prefix, work, blocking } = deps;
  const running = new Map<string, Running>();
  const cancelled = new Map<string, number>();
  const rateKeys = new Set<string>();
  const scripts = scriptsOn(work);
  /** Called when nothing runs any more. */
  const idle: (() => void)[] = [];
  let stopped = false;
  let wakeAt = Number.POSITIVE_INFINITY;
  let disarm: (() => void) | undefined;

  const trouble = (error: unknown) => {
    if (!stopped) logger.warn({ err: error, queue }, 'queue: Redis did not take a command');
  };
  const ring = () => void backend.ring().catch(trouble);

  /** One timer, for the soonest moment at which something may start. */
  const expect = (at: number) => {
    if (stopped || at >= wakeAt) return;
    disarm?.();
    wakeAt = at;
    disarm = clock.at(new Date(at), () => {
      wakeAt = Number.POSITIVE_INFINITY;
      if (work.status === 'ready') ring();
    });
  };

  const feeding: Feeding = {
    scripts,
    lockMs: deps.lockMs,
    ahead: Math.min(concurrency, MOST_AHEAD),
    rates: () =>
      [...rateKeys].flatMap((key) => {
        const limit = rate?.(key);
        return limit ? [key, Math.floor(limit.jobs), limit.perSeconds * 1_000] : [key, -1, 0];
      }),
    unknown(keys) {
      for (const key of keys) rateKeys.add(key);
      ring();
    },
    expect,
    failed: trouble,
  };

  const signalOf = (entry: Running): AbortSignal => {
    entry.abort ??= new AbortController();
    if (entry.aborted) entry.abort.abort();
    return entry.abort.signal;
  };
  const abort = (entry: Running) => {
    entry.aborted = true;
    entry.abort?.abort();
  };

  const outcomeOf = async (job: Opened, id: string, attempt: number, entry: Running): Promise<JobOutcome> => {
    const { data, key, group, maxAttempts } = job;
    try {
      return await handler({
        id,
        queue,
        ...(key !== undefined && { key }),
        data,
        ...(group !== undefined && { group }),
        attempt,
        maxAttempts,
        get signal() {
          return signalOf(entry);
        },
      });
    } catch (error) {
      if (!entry.aborted) logger.error({ err: error, queue, job: id, attempt }, 'queue: a handler threw');
      return { type: 'retry', reason: error instanceof Error ? error.message : String(error) };
    }
  };

  const fail = (bull: BullJob, reason: string): never => {
    bull.opts.stackTraceLimit = 0;
    throw new UnrecoverableError(reason);
  };

  /**
   * Ends a job that was moved on by ourselves. Where that failed, because the job is not ours any more or Redis took no
   * write, it is left as it is: it is taken up again when its lock is over.
   */
  const release = async (moved: Promise<void>): Promise<never> => {
    await moved.catch(trouble);
    throw new DelayedError();
  };

  const putBack = (bull: BullJob, place: Pick<PutOff, 'id' | 'token' | 'rateKey' | 'priority'>) =>
    release(backend.putBack({ ...place, at: bull.timestamp, counts: false }));

  /** Runs a job and says by return or by exception what becomes of it, as BullMQ wants it. */
  const run = async (bull: BullJob, token = ''): Promise<null> => {
    const id = bull.id ?? '';
    const job = opened(bull);
    if (!job) return fail(bull, 'Không đọc được việc này trong Redis.');
    const { group, rateKey, priority, maxAttempts } = job;
    const place = { id, token, rateKey, priority };
    const attempt = job.tried + 1;
    const leave = () => {
      if (group !== undefined) deps.left(group, id);
    };
    if (stopped) return putBack(bull, place);
    if (cancelled.delete(id)) return fail(bull, CANCELLED);
    if (attempt > maxAttempts) {
      leave();
      return fail(bull, STALLED_REASON);
    }
    const entry: Running = { token, aborted: false, group, cancelled: false };
    running.set(id, entry);
    try {
      const outcome = await outcomeOf(job, id, attempt, entry);
      const ending = endingOf({ ...job, attempt }, outcome, clock.now());
      if (entry.cancelled && ending.type !== 'done') return fail(bull, CANCELLED);
      // A try that our own stopping cut short does not count: the job is the next again.
      if (stopped && outcome?.type === 'retry') return await putBack(bull, place);
      if (ending.type === 'again') {
        const at = ending.at.getTime();
        return await release(
          backend.putOff({ ...place, at, counts: outcome?.type === 'retry' }).then(() => expect(at)),
        );
      }
      leave();
      if (ending.type !== 'failed') return null;
      logger.warn({ queue, job: id, attempt, reason: ending.reason }, 'queue: a job failed');
      return fail(bull, ending.reason);
    } finally {
      running.delete(id);
      if (running.size === 0) for (const done of idle.splice(0)) done();
    }
  };

  let backend: ClockedBackend;
  const worker = new LeavableWorker<unknown, null, string, ClockedBackend>(
    queue,
    run,
    {
      connection: work,
      prefix,
      concurrency,
      autorun: false,
      lockDuration: deps.lockMs,
      // Looked for by `look`, on our clock.
      skipStalledCheck: true,
      stalledInterval: deps.stalledMs,
      // How often a job may be tried is its own matter: `run` counts the tries that were cut short.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      removeOnComplete: { count: 0 },
      removeOnFail: FAILED_KEPT,
      // Counts what was done; the points over time are not used.
      metrics: { maxDataPoints: 1 },
    },
    (name, opts) => {
      backend = new ClockedBackend(name, opts, { clock, main: work, blocking, feeding });
      return backend;
    },
  );
  worker.on('error', (error) => {
    // That Redis is away is logged once, by the connection.
    if (!stopped && isNotConnectionError(error)) logger.warn({ err: error, queue }, 'queue: BullMQ reports an error');
  });

  const mark = (entry: Running) => {
    entry.cancelled = true;
    abort(entry);
  };

  const takeUp = async () => {
    const stalled = await backend.moveStalledJobsToWait();
    if (stalled.length === 0) return;
    logger.warn({ queue, jobs: stalled.length }, 'queue: taking up jobs that were left when their process ended');
    const keys = [backend.toKey('wait'), backend.toKey('lanes'), backend.toKey('')];
    await Promise.all(stalled.map((id) => scripts.chihoiRepark([...keys, id, clock.now().getTime()])));
    await backend.ring();
  };

  const findCancelled = async () => {
    for (const [id, entry] of running)
      if (entry.group !== undefined && !entry.cancelled && (await work.hexists(backend.toKey(id), 'defa')) === 1)
        mark(entry);
  };

  return {
    queue,
    start() {
      void worker.run().catch(trouble);
    },
    cancel(ids) {
      const now = clock.now().getTime();
      for (const [id, at] of cancelled) if (at < now - CANCELLED_KEPT_MS) cancelled.delete(id);
      for (const id of ids) {
        const entry = running.get(id);
        if (entry) mark(entry);
        else if (queueOf(id) === queue) cancelled.set(id, now);
      }
    },
    knows(rateKey) {
      rateKeys.add(rateKey);
    },
    async hold() {
      const held = [...running];
      if (held.length === 0) return;
      const tokens = held.map(([, { token }]) => token);
      await backend.extendLocks(
        held.map(([id]) => id),
        tokens,
        deps.lockMs,
      );
    },
    async look() {
      await takeUp();
      await findCancelled();
    },
    async stop() {
      stopped = true;
      disarm?.();
      for (const entry of running.values()) abort(entry);
      const closed = worker.close();
      closed.catch(trouble);
      if (running.size > 0) await Promise.race([closed, new Promise<void>((done) => idle.push(done))]);
      // While Redis is away, what became of the jobs is written when it is back; nobody waits for that here.
      if (work.status === 'ready') await Promise.race([closed, new Promise<void>((lost) => work.once('close', lost))]);
    },
    abandon() {
      worker.leave();
      blocking.disconnect();
    },
  };
};
