import type { Clock } from '../base/clock.ts';

/**
 * Numbers that only grow, by which a thread's events and messages are ordered: the present millisecond times 1000, or
 * one more than the last. `floor` is the largest number already stored, so that a clock put back changes nothing.
 */
export const createSequence = (clock: Clock, floor = 0): (() => number) => {
  let last = floor;
  return () => {
    last = Math.max(last + 1, clock.now().getTime() * 1000);
    return last;
  };
};
