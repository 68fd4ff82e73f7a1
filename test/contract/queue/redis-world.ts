import type { Redis } from 'ioredis';
import { createLogger } from '../../../src/base/log.ts';
import { type BullQueue, createBullQueue } from '../../../src/queue/bullmq.ts';
import { type Connecting, connectRedis } from '../../../src/queue/redis.ts';
import { fakeClock, settle } from '../../support/clock.ts';
import { type MakeWorld, mortal } from './world.ts';

/** Longer than in life, where it would fire thousands of times a day. */
export const LOOK_SECONDS = 6 * 3_600;

/** Worlds on one Redis, which each of them finds empty. `direct` is a connection of the test's own. */
export const redisWorlds =
  (url: () => string, direct: () => Redis): MakeWorld =>
  async (startIso) => {
    await direct().flushall();
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
        await direct().ping();
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
          connection: url(),
          clock: life.clock,
          logger: createLogger('silent'),
          lookSeconds: LOOK_SECONDS,
          // Redis' time stands nearly still here.
          stalledMs: 1,
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
            void direct().eval(
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
