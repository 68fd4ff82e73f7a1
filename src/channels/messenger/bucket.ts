import { setTimeout as pause } from 'node:timers/promises';

/**
 * A Page that sends more than 40 messages a second loses its inbox and is stopped (messenger.md 10). Two processes that
 * both send at this rate stay below. A short burst of answers is not slowed.
 */
const PER_SECOND = 18;
const BURST = 20;
/** A send that would have to wait longer than this goes back to the queue: its time-out runs while it waits here. */
const LONGEST_WAIT_MS = 10_000;

/** By the machine's own time: what is paced is the network, whatever the program's clock shows. */
export interface Bucket {
  /** Resolves when the send may go; with the seconds after which to try again when that would take too long. */
  take(): Promise<{ readonly retryAfterSeconds: number } | undefined>;
}

export const createBucket = (perSecond = PER_SECOND, burst = BURST, longestWaitMs = LONGEST_WAIT_MS): Bucket => {
  const gapMs = 1000 / perSecond;
  /** When the next send may go if nothing was saved up. */
  let next = 0;
  return {
    async take() {
      const now = performance.now();
      const at = Math.max(next, now - (burst - 1) * gapMs);
      const waitMs = at - now;
      if (waitMs > longestWaitMs) return { retryAfterSeconds: Math.ceil(waitMs / 1000) };
      next = at + gapMs;
      if (waitMs > 0) await pause(waitMs);
      return undefined;
    },
  };
};
