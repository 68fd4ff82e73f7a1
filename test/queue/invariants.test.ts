import { test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { createEmbeddedQueue } from '../../src/queue/embedded.ts';
import { mortal } from '../contract/queue/world.ts';
import { fakeClock } from '../support/clock.ts';
import { openTestStore } from '../support/store.ts';
import { queueInvariants } from './invariants.ts';

test('whatever is done to a queue, each job that was not cancelled is done once, never early, never while paused', async () => {
  await queueInvariants(async (startIso) => {
    const clock = fakeClock(startIso);
    const { connection, close } = await openTestStore();
    return {
      clock,
      open() {
        const life = mortal(clock);
        const logger = createLogger('silent');
        const queue = createEmbeddedQueue({ connection, clock: life.clock, logger, shared: true, lookSeconds: 1 });
        return { queue, crash: life.die };
      },
      close,
    };
  }, 25);
}, 120_000);
