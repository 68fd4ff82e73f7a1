import type { Clock } from '../base/clock.ts';

/** Remembers an answer for a while; for less than it takes to change a setting and press a button that depends on it. */
export const remembered = <T>(clock: Clock, milliseconds: number, read: () => Promise<T>): (() => Promise<T>) => {
  let held: { at: number; value: Promise<T> } | undefined;
  return () => {
    const now = clock.now().getTime();
    if (!held || Math.abs(now - held.at) > milliseconds) held = { at: now, value: read() };
    return held.value;
  };
};
