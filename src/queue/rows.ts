import mongoose from 'mongoose';
import type { StoredJob } from './model.ts';
import { type Job, type JobOutcome, type Json, type NewJob, PRIORITY } from './queue.ts';

/** Tries in all, when a job does not say. */
export const DEFAULT_ATTEMPTS = 5;
/** Seconds before the second try, and at most before any. */
export const DEFAULT_BACKOFF = { baseSeconds: 1, maxSeconds: 300 } as const;
/** A reason is shown in a list; the rest of a longer one is in the log. */
const MAX_REASON_CHARACTERS = 500;

/** The mark that keeps a second job of this key out of the queue. */
export const uniqueOf = (queue: string, key: string): string => `${queue}\n${key}`;

/** What can become of a job that was run. */
export type Ending =
  | { readonly type: 'done' }
  /** Its group was cancelled. */
  | { readonly type: 'removed' }
  | { readonly type: 'again'; readonly at: Date; readonly attempt: number; readonly reason: string }
  | { readonly type: 'failed'; readonly at: Date; readonly reason: string };

/** A new job as it is stored. `schedule`: it is that schedule's occurrence. */
export const rowOf = (job: NewJob, now: Date, schedule?: string): StoredJob => ({
  _id: new mongoose.Types.ObjectId(),
  queue: job.queue,
  state: 'pending',
  ...(job.key !== undefined && { key: job.key, unique: uniqueOf(job.queue, job.key) }),
  data: JSON.stringify(job.data),
  at: job.at ?? now,
  priority: PRIORITY[job.priority ?? 'normal'],
  rateKey: job.rateKey ?? '',
  ...(job.group !== undefined && { group: job.group }),
  attempt: 0,
  maxAttempts: Math.max(1, job.attempts ?? DEFAULT_ATTEMPTS),
  ...(job.backoff ?? DEFAULT_BACKOFF),
  ...(schedule !== undefined && { schedule }),
});

/** A claimed row as its handler sees it. */
export const jobOf = (row: StoredJob, signal: AbortSignal): Job => ({
  id: String(row._id),
  queue: row.queue,
  ...(row.key !== undefined && { key: row.key }),
  data: JSON.parse(row.data) as Json,
  ...(row.group !== undefined && { group: row.group }),
  attempt: row.attempt,
  maxAttempts: row.maxAttempts,
  signal,
});

/** Seconds to wait after try `attempt` (1 for the first). */
export const backoffSeconds = (attempt: number, baseSeconds: number, maxSeconds: number): number =>
  Math.min(maxSeconds, baseSeconds * 2 ** Math.min(attempt - 1, 30));

const short = (reason: string): string =>
  reason.length > MAX_REASON_CHARACTERS ? `${reason.slice(0, MAX_REASON_CHARACTERS - 1)}…` : reason;

/** What decides whether a job is tried again, and when. */
export type Tries = Pick<StoredJob, 'attempt' | 'maxAttempts' | 'baseSeconds' | 'maxSeconds'>;

/** What the answer of a handler means for its job. */
export const endingOf = (row: Tries, outcome: JobOutcome, now: Date): Ending => {
  switch (outcome?.type) {
    case undefined:
    case 'done':
      return { type: 'done' };
    case 'later':
      return { type: 'again', at: outcome.at, attempt: row.attempt - 1, reason: short(outcome.reason) };
    case 'failed':
      return { type: 'failed', at: now, reason: short(outcome.reason) };
    case 'retry': {
      const reason = short(outcome.reason);
      if (row.attempt >= row.maxAttempts) return { type: 'failed', at: now, reason };
      const seconds = outcome.afterSeconds ?? backoffSeconds(row.attempt, row.baseSeconds, row.maxSeconds);
      return { type: 'again', at: new Date(now.getTime() + seconds * 1_000), attempt: row.attempt, reason };
    }
  }
};

/** Why a job ended whose process died at its last try. */
export const STALLED_REASON = 'Chương trình dừng giữa chừng khi đang làm việc này.';

/** What becomes of a job whose process died while it ran: the try counts, so a job that kills its process ends too. */
export const endingOfStalled = (row: StoredJob, now: Date): Ending =>
  row.cancelled === true
    ? { type: 'removed' }
    : endingOf(row, { type: 'retry', reason: STALLED_REASON, afterSeconds: 0 }, now);
