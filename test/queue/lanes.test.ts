import { describe, expect, test } from 'vitest';
import { createLanes } from '../../src/queue/lanes.ts';
import { createPace } from '../../src/queue/pace.ts';
import { backoffSeconds } from '../../src/queue/rows.ts';

const REPLY = { rateKey: '', priority: 1 };
const BULK = { rateKey: '', priority: 10 };
const SLOW = { rateKey: 'slow', priority: 10 };

describe('lanes', () => {
  test('the highest priority comes first, then what has waited longest', () => {
    const lanes = createLanes();
    lanes.expect(BULK, 20);
    lanes.expect(SLOW, 10);
    lanes.expect(REPLY, 30);
    expect(lanes.due(30)).toEqual([REPLY, SLOW, BULK]);
    expect(lanes.due(25)).toEqual([SLOW, BULK]);
    expect(lanes.nextAfter(25)).toBe(30);
  });

  test('a lane that was found empty is left alone until there is news', () => {
    const lanes = createLanes();
    lanes.expect(BULK, 0);
    lanes.found(BULK, undefined, lanes.mark());
    expect(lanes.due(1_000)).toEqual([]);
    expect(lanes.nextAfter(0)).toBeUndefined();
    lanes.expect(BULK, 500);
    expect(lanes.nextAfter(0)).toBe(500);
  });

  test('news that comes during a look is not lost', () => {
    const lanes = createLanes();
    lanes.expect(BULK, 0);
    const mark = lanes.mark();
    lanes.expect(BULK, 5);
    lanes.found(BULK, undefined, mark);
    expect(lanes.due(5)).toEqual([BULK]);
  });
});

describe('pace', () => {
  const rate = { jobs: 2, perSeconds: 10 };

  test('a window slides: each start frees its place when it is old enough', () => {
    const pace = createPace();
    pace.started('a', 1, 0);
    pace.started('a', 1, 4_000);
    expect(pace.allowance('a', rate, 9_999, 5)).toBe(0);
    expect(pace.freeAt('a', rate, 9_999)).toBe(10_000);
    expect(pace.allowance('a', rate, 10_000, 5)).toBe(1);
    expect(pace.allowance('b', rate, 9_999, 5)).toBe(2);
    expect(pace.allowance('a', undefined, 9_999, 5)).toBe(5);
  });

  test('a rate of none stops a key, and it is asked again soon', () => {
    const pace = createPace();
    expect(pace.allowance('a', { jobs: 0, perSeconds: 10 }, 0, 5)).toBe(0);
    expect(pace.freeAt('a', { jobs: 0, perSeconds: 10 }, 0)).toBe(1_000);
  });

  test('a clock that is put back does not block a key', () => {
    const pace = createPace();
    pace.started('a', 2, 3_600_000);
    expect(pace.allowance('a', rate, 0, 5)).toBe(2);
  });
});

test.each([
  [1, 1],
  [2, 2],
  [5, 16],
  [9, 256],
  [10, 300],
  [5_000, 300],
])('after try %i the pause is %i seconds by default', (attempt, seconds) => {
  expect(backoffSeconds(attempt, 1, 300)).toBe(seconds);
});
