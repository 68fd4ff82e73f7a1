import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { createLogger } from '../../../src/base/log.ts';
import { type BullQueue, createBullQueue } from '../../../src/queue/bullmq.ts';
import { type Connecting, connectRedis } from '../../../src/queue/redis.ts';
import { fakeClock, settle } from '../../support/clock.ts';
import { noRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { closingNote } from '../../support/skipped.ts';
import { queueContract } from './contract.ts';
import { type MakeWorld, mortal } from './world.ts';

/** Longer than in life, where it would fire thousands of times a day. */
const LOOK_SECONDS = 6 * 3_600;
/** Two looks: BullMQ takes a job for left when it had no lock at both. */
const TAKEN_UP_MS = 3 * LOOK_SECONDS * 1_000;

if (noRedis) closingNote(`queue contract, BullMQ: skipped, ${noRedis}`);
describe.skipIf(noRedis)('on Redis', () => {
  let redis: TestRedis;
  let direct: Redis;
  beforeAll(async () => {
    redis = await startRedis({ appendfsync: 'no' });
    direct = new Redis(redis.url);
  });
  afterAll(async () => {
    direct?.disconnect();
    await redis?.close();
  });

  const makeWorld: MakeWorld = async (startIso) => {
    await direct.flushall();
    let sent = 0;
    const connect = (connecting: Connecting): Redis => {
      const made = connectRedis(connecting);
      const send = made.sendCommand.bind(made);
      made.sendCommand = (...args) => {
        sent++;
        return send(...args);
      };
      return made;
    };
    /** Redis answers one after the other: when our question is answered, so is all that was asked before it. */
    const settled = async () => {
      for (let before = -1; before !== sent; ) {
        before = sent;
        await settle();
        await direct.ping();
        await settle();
      }
    };
    const clock = fakeClock(startIso, settled);
    const queues: BullQueue[] = [];
    return {
      clock,
      open() {
        const life = mortal(clock);
        const connections: Redis[] = [];
        const queue = createBullQueue({
          connection: redis.url,
          clock: life.clock,
          logger: createLogger('silent'),
          lookSeconds: LOOK_SECONDS,
          connect(connecting) {
            const made = connect(connecting);
            connections.push(made);
            return made;
          },
        });
        queues.push(queue);
        return {
          queue,
          crash() {
            life.die();
            for (const connection of connections) {
              connection.connect = async () => {
                throw new Error('Connection is closed.');
              };
              connection.disconnect();
            }
            // What the passing of the lock's time does. Sent before a new process can be connected.
            void direct.eval(
              "for _, key in ipairs(redis.call('KEYS', '*:lock')) do redis.call('DEL', key) end return 0",
              0,
            );
          },
        };
      },
      async close() {
        await Promise.all(queues.map((queue) => queue.close()));
      },
    };
  };

  queueContract('BullMQ', makeWorld, { takenUpMs: TAKEN_UP_MS, noticedMs: LOOK_SECONDS * 1_000 });
});
