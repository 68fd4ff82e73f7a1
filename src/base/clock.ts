/** Time as the rest of the program sees it: passed in, so that a test can hold it still and move it on. */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /** Calls `run` once when `at` has come (at once if it has passed). Returns a function that cancels it. */
  at(at: Date, run: () => void): () => void;
}

/** Longest delay that Node's setTimeout takes; a longer one would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock. Waits past 24.8 days are split; it looks again at least every minute, so a clock put forward is seen. */
export const systemClock: Clock = {
  now: () => new Date(),
  at(at, run) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = at.getTime() - Date.now();
      if (left <= 0) timer = setTimeout(run, 0);
      else timer = setTimeout(arm, Math.min(left, 60_000, MAX_TIMEOUT_MS));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
