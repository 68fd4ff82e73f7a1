/** At most `jobs` starts in any `perSeconds`. */
export interface Rate {
  readonly jobs: number;
  readonly perSeconds: number;
}

/**
 * Starts per rate key in a sliding window. Kept in memory, so a process that has just started has a fresh allowance, and
 * every process counts for itself: what must be paced over all of them belongs to one process (an account's listener).
 */
export interface Pace {
  /** How many of a key may start now, at most `wanted`. */
  allowance(key: string, rate: Rate | undefined, now: number, wanted: number): number;
  /** Notes starts. */
  started(key: string, count: number, now: number): void;
  /** When the next of an exhausted key may start, in milliseconds since 1970. */
  freeAt(key: string, rate: Rate, now: number): number;
}

export const createPace = (): Pace => {
  const starts = new Map<string, number[]>();

  /** The starts of a key that still count, oldest first. */
  const recent = (key: string, rate: Rate, now: number): number[] => {
    const all = starts.get(key) ?? [];
    // Starts "in the future" are left from a clock that was put back; they must not block for hours.
    const kept = all.filter((at) => at > now - rate.perSeconds * 1_000 && at <= now);
    if (kept.length === 0) starts.delete(key);
    else if (kept.length < all.length) starts.set(key, kept);
    return kept;
  };

  return {
    allowance: (key, rate, now, wanted) =>
      rate ? Math.max(0, Math.min(wanted, Math.floor(rate.jobs) - recent(key, rate, now).length)) : wanted,
    started(key, count, now) {
      const list = starts.get(key) ?? [];
      for (let i = 0; i < count; i++) list.push(now);
      starts.set(key, list);
    },
    freeAt(key, rate, now) {
      const list = recent(key, rate, now);
      const first = list[Math.max(0, list.length - Math.floor(rate.jobs))];
      // A rate of zero jobs stops the key; it is asked again a second later, since the rate may change.
      return first === undefined || rate.jobs < 1 ? now + 1_000 : first + rate.perSeconds * 1_000;
    },
  };
};
