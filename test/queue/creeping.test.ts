import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { createEmbeddedQueue } from '../../src/queue/embedded.ts';
import { openTestStore } from '../support/store.ts';

/** A clock on which a millisecond passes between any two looks at it, as on a machine that is slow or unlucky. */
const creepingClock = (): Clock => {
  let now = new Date('2026-11-27T11:00:00.000Z').getTime();
  return {
    now: () => new Date(now++),
    at(at, run) {
      let timer = setImmediate(function look() {
        if (now >= at.getTime()) return run();
        now++;
        timer = setImmediate(look);
      });
      return () => clearImmediate(timer);
    },
  };
};

test('a job that becomes due while the others are looked at is not forgotten', async () => {
  const { connection, close } = await openTestStore();
  const logger = createLogger('silent');
  // Alone on the store, it would not look by itself for an hour.
  const queue = createEmbeddedQueue({ connection, clock: creepingClock(), logger, lookSeconds: 10_000_000 });
  const done: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    queue.process(
      'work',
      async (job) => {
        done.push(job.data);
        if (done.length === 60) resolve();
        return undefined;
      },
      { rate: () => ({ jobs: 1, perSeconds: 0.02 }) },
    );
  });
  await queue.start();
  await queue.addMany(Array.from({ length: 60 }, (_, data) => ({ queue: 'work', data, rateKey: 'line' })));
  await all;
  expect(done).toEqual(Array.from({ length: 60 }, (_, data) => data));
  await queue.stop(0);
  await close();
}, 20_000);
