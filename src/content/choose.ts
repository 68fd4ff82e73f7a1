import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32 from a SHA-256 of the text). */
const random = (seed: string): (() => number) => {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** `count` of the items, or all when there are fewer, in an order that the seed decides. */
export const choose = <T>(items: readonly T[], count: number, seed: string): T[] => {
  const next = random(seed);
  const list = [...items];
  const wanted = Math.max(0, Math.min(Math.floor(count), list.length));
  for (let at = 0; at < wanted; at++) {
    const other = at + Math.floor(next() * (list.length - at));
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
  return list.slice(0, wanted);
};
