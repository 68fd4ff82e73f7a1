import { createLogger } from '../../../src/base/log.ts';
import { createEmbeddedQueue } from '../../../src/queue/embedded.ts';
import { fakeClock } from '../../support/clock.ts';
import { openTestStore } from '../../support/store.ts';
import { queueContract } from './contract.ts';
import { type MakeWorld, mortal } from './world.ts';

/** Longer than in life, where it would fire thousands of times a day. */
const LOOK_SECONDS = 1_800;

const makeWorld =
  (shared: boolean): MakeWorld =>
  async (startIso) => {
    const clock = fakeClock(startIso);
    const { connection, close } = await openTestStore();
    return {
      clock,
      open() {
        const life = mortal(clock);
        const queue = createEmbeddedQueue({
          connection,
          clock: life.clock,
          logger: createLogger('silent'),
          shared,
          lookSeconds: LOOK_SECONDS,
        });
        return { queue, crash: life.die };
      },
      close,
    };
  };

queueContract(
  'embedded, alone on its store',
  makeWorld(false),
  { takenUpMs: 1_000, noticedMs: 0 },
  { several: 'the embedded file belongs to one process; a second one is refused' },
);
queueContract('embedded, sharing its store', makeWorld(true), {
  takenUpMs: 13 * LOOK_SECONDS * 1_000,
  noticedMs: LOOK_SECONDS * 1_000,
});
