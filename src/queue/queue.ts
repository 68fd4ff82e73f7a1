/**
 * The queue port: work that waits, repeats, is retried and survives a crash. Two implementations keep one contract
 * (test/contract/queue): the embedded queue over the store, and BullMQ on Redis.
 */

/** Lower runs first. Replies never wait behind broadcasts. */
export const PRIORITY = { reply: 1, normal: 5, bulk: 10 } as const;
export type Priority = keyof typeof PRIORITY;

/** What can be stored with a job and read back in another process. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface NewJob {
  /** The name given to `process`. */
  readonly queue: string;
  /** At most one job of this key waits, is delayed or runs in a queue at a time; adding it again is a no-op. */
  readonly key?: string;
  readonly data: Json;
  /** Not before this moment. Default: at once. */
  readonly at?: Date;
  /** Default `normal`. */
  readonly priority?: Priority;
  /** Tries in all, the first included. Default 5. */
  readonly attempts?: number;
  /** Wait before try n+1: `baseSeconds * 2^(n-1)`, at most `maxSeconds`. Default 1 s to 300 s. */
  readonly backoff?: { readonly baseSeconds: number; readonly maxSeconds: number };
  /** Jobs of one group can be cancelled together, for example those of a broadcast. */
  readonly group?: string;
  /** Jobs of one rate key share the pace given to `process` (an account's sends). */
  readonly rateKey?: string;
}

export interface Job {
  readonly id: string;
  readonly queue: string;
  readonly key?: string;
  readonly data: Json;
  readonly group?: string;
  /** 1 at the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the queue or its `Processing` stops, or the group is cancelled. */
  readonly signal: AbortSignal;
}

/**
 * What a handler says of a job. Returning nothing means done. `retry` counts as a try; `later` does not (an account is
 * offline, a quiet hour began). A thrown error is a bug: logged, then retried like `retry`.
 */
export type JobOutcome =
  | undefined
  | { readonly type: 'done' }
  | { readonly type: 'retry'; readonly reason: string; readonly afterSeconds?: number }
  | { readonly type: 'later'; readonly at: Date; readonly reason: string }
  | { readonly type: 'failed'; readonly reason: string };

export type JobHandler = (job: Job) => Promise<JobOutcome>;

export interface ProcessOptions {
  /** Jobs of this queue run at the same time in this process. Default 1. */
  readonly concurrency?: number;
  /** At most `jobs` starts per `perSeconds` for each rate key. Default: no limit. Read again before each start. */
  readonly rate?: (rateKey: string) => { readonly jobs: number; readonly perSeconds: number } | undefined;
}

/** The handling of one queue in this process. */
export interface Processing {
  /**
   * Takes no more jobs of this queue in this process, asks what runs to come to an end (`Job.signal`), and resolves when
   * all of it has; what waits stays for other processes. A try that this cut short does not count. A listener that lost
   * its lease calls it; afterwards the queue may be given a handler again.
   */
  stop(): Promise<void>;
}

/** A repeating job. `cron` has five fields; `rrule` is RFC 5545 without DTSTART in the string. Both run in `zone`. */
export interface Schedule {
  /** Names the schedule: setting it again with the same key replaces it. */
  readonly key: string;
  readonly queue: string;
  readonly data: Json;
  readonly rule:
    | { readonly type: 'cron'; readonly cron: string }
    | { readonly type: 'rrule'; readonly rrule: string; readonly start: Date };
  /** IANA name. Default Asia/Ho_Chi_Minh. */
  readonly zone?: string;
  /** A run missed while the program was off: run once when it is back (default), or skip it. */
  readonly missed?: 'run_once' | 'skip';
  readonly group?: string;
  readonly priority?: Priority;
}

export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
  readonly completed: number;
  readonly paused: boolean;
}

export interface FailedJob {
  readonly id: string;
  readonly queue: string;
  readonly key?: string;
  readonly data: Json;
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: Date;
}

export interface Queue {
  /** Durable when it resolves. The id of the job, or of the one that already has this key. */
  add(job: NewJob): Promise<string>;
  /** Like `add` for many, in as few writes as the implementation can. */
  addMany(jobs: readonly NewJob[]): Promise<string[]>;
  /**
   * Sets what handles a queue's jobs in this process, before or after `start`; jobs run after `start`. A queue has one
   * handler at a time: a second one throws until the `stop` of the first has resolved.
   */
  process(queue: string, handler: JobHandler, options?: ProcessOptions): Processing;
  /**
   * Sets or replaces a schedule; the same rule set again keeps an occurrence that was missed meanwhile. Throws a
   * RangeError for a rule that cannot be read or never comes: `checkRule` in recurrence.ts says so beforehand, in words.
   */
  every(schedule: Schedule): Promise<void>;
  /** Removes a schedule; what it already queued stays. */
  never(key: string): Promise<void>;
  /** The next moment a schedule will run, or undefined when there is none. */
  next(key: string): Promise<Date | undefined>;
  /** Stops starting jobs of a queue (in every process); what runs is let finish. Survives a restart. */
  pause(queue: string): Promise<void>;
  resume(queue: string): Promise<void>;
  /** Removes what waits of a group and aborts what runs; schedules stay. Returns how many were removed. */
  cancel(group: string): Promise<number>;
  counts(queue: string): Promise<JobCounts>;
  /** The newest failed jobs first, at most `limit` (default 100). */
  failed(queue: string, limit?: number): Promise<FailedJob[]>;
  /** Puts a failed job back with its tries counted anew. False when it is not there. */
  retry(jobId: string): Promise<boolean>;
  start(): Promise<void>;
  /** Takes no new job, waits for running ones up to `graceSeconds` (default 10), then leaves them to be taken up again. */
  stop(graceSeconds?: number): Promise<void>;
}
