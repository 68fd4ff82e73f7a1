import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ok, type Result } from '../base/result.ts';
import { type Bus, createLocalBus } from './bus.ts';
import { createEmbeddedQueue } from './embedded.ts';
import type { Queue } from './queue.ts';

/** The queue and the bus, on Redis or in this process. */
export interface Queues {
  readonly queue: Queue;
  readonly bus: Bus;
  /** Whether Redis is there and set up as it must be; always well without Redis. */
  check(): Promise<Result<unknown>>;
  close(): Promise<void>;
}

/** BullMQ and Redis are loaded only where `REDIS_URL` is set: they cost memory that a small office does not need. */
export const openQueues = async (options: {
  readonly redisUrl?: string;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether other processes may use the same store. */
  readonly shared: boolean;
}): Promise<Queues> => {
  const { redisUrl, connection, clock, logger, shared } = options;
  if (redisUrl === undefined) {
    const bus = createLocalBus(logger);
    return {
      queue: createEmbeddedQueue({ connection, clock, logger, shared }),
      bus,
      check: async () => ok(null),
      close: () => bus.close(),
    };
  }
  const [{ createBullQueue }, { createRedisBus }, { checkRedis }] = await Promise.all([
    import('./bullmq.ts'),
    import('./bus-redis.ts'),
    import('./redis-check.ts'),
  ]);
  const queue = createBullQueue({ connection: redisUrl, clock, logger });
  const bus = createRedisBus({ connection: redisUrl, logger });
  return {
    queue,
    bus,
    check: () => checkRedis(redisUrl),
    async close() {
      await bus.close();
      await queue.close();
    },
  };
};
