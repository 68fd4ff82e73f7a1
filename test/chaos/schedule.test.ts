import { describe, expect, test } from 'vitest';
import { wrongTicks } from './schedule.ts';

const START = Date.parse('2026-11-27T02:00:00Z');
const tick = (minute: number, at: number) => ({
  job: `chaos.tick@${new Date(START + minute * 60_000).toISOString()}`,
  at: START + at * 1_000,
});
const quiet = (from: number, to: number) => ({ from: START + from * 1_000, to: START + to * 1_000 });

describe('the judge of the chaos suite’s schedule', () => {
  test.each([
    ['finds nothing wrong with one a minute', [tick(0, 0), tick(1, 60), tick(2, 120)], [], 0],
    ['finds an occurrence that ran twice', [tick(0, 0), tick(0, 1), tick(1, 60)], [], 1],
    ['finds an occurrence that is missing', [tick(0, 0), tick(2, 120)], [], 1],
    ['lets one run again after its process was killed', [tick(0, 0), tick(0, 9), tick(1, 60)], [quiet(1, 3)], 0],
    ['lets one be missed while nobody was there', [tick(0, 0), tick(2, 121)], [quiet(50, 110)], 0],
    ['does not excuse one by a trouble long past', [tick(0, 0), tick(9, 540), tick(11, 660)], [quiet(1, 20)], 1],
    ['finds a job that names no moment', [{ job: 'bull-17', at: START }], [], 1],
  ])('%s', (_name, ticks, disturbances, wrong) => {
    expect(wrongTicks(ticks, disturbances)).toHaveLength(wrong);
  });
});
