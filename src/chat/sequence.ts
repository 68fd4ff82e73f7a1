import type { Clock } from '../base/clock.ts';

/** Gives the next number; it is larger than `floor` too, when one is given. */
export type NextSeq = (floor?: number) => number;

/** Numbers that one turn of a thread may use; the next turn begins behind them. */
export const TURN_NUMBERS = 1_000;

/**
 * Numbers that only grow, by which a thread's events and messages are ordered: the present millisecond times 1000, or
 * one more than the last. `start` is the largest number already stored, so that a clock put back changes nothing. Clocks
 * of several processes differ: what must come after something that another process stored names it as its `floor`.
 */
export const createSequence = (clock: Clock, start = 0): NextSeq => {
  let last = start;
  return (floor = 0) => {
    last = Math.max(last + 1, clock.now().getTime() * 1000, floor + 1);
    return last;
  };
};
