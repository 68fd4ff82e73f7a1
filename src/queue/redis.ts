import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';

/** Where Redis is: `redis://` or `rediss://` with user, password and database in it. */
export type RedisUrl = string;

/** Milliseconds between tries to connect again: quick at first, since a restart of Redis takes less than a second. */
const RETRY_MS = { first: 50, most: 2_000 } as const;
/** A server that does not take the connection within so long is taken for away. */
const CONNECT_MS = 5_000;

/** Connections whose first attempt is over. */
const tried = new WeakSet<Redis>();
/** What is asked before the first attempt is over waits for it, at most so long. */
const FIRST_ATTEMPT_MS = 2_000;

export const retryAfter = (times: number): number => Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** Math.min(times, 10));

export interface Connecting {
  readonly url: RedisUrl;
  readonly logger: Logger;
  /** Shown in the log, and by `CLIENT LIST` on the server. */
  readonly name: string;
  /**
   * What a command does while Redis is away: `reject` at once, so that the caller leaves its work where it is, or `wait`
   * until Redis is back (workers).
   */
  readonly away: 'reject' | 'wait';
}

/**
 * A connection that comes back by itself for ever, made without waiting: Redis may be away. That it was lost and is there
 * again is logged once each; neither the password nor the whole address ever is.
 */
export const connectRedis = ({ url, logger, name, away }: Connecting): Redis => {
  const options: RedisOptions = {
    connectionName: `chihoi-${name}`,
    retryStrategy: retryAfter,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: away === 'wait' ? null : 0,
    enableOfflineQueue: away === 'wait',
    autoResubscribe: false,
  };
  const redis = new Redis(url, options);
  for (const event of ['ready', 'close', 'end'] as const) redis.once(event, () => tried.add(redis));
  let lost = false;
  redis.on('error', (error: Error) => {
    if (lost) return;
    lost = true;
    logger.warn({ connection: name, reason: error.message }, 'redis: away, trying again until it is back');
  });
  redis.on('ready', () => {
    if (lost) logger.info({ connection: name }, 'redis: back');
    lost = false;
  });
  return redis;
};

/** Redis is away: nothing was added or asked. Whoever asked leaves its work where it is and asks again later. */
export class QueueAwayError extends Error {
  readonly code = 'queue.away';

  constructor(cause?: unknown) {
    super('Chưa kết nối được Redis (REDIS_URL); việc này sẽ được xếp hàng khi Redis chạy lại.', { cause });
    this.name = 'QueueAwayError';
  }
}

/** Resolves when the first attempt to connect is over, at once when it is. */
const firstAttempt = (redis: Redis): Promise<void> =>
  new Promise((resolve) => {
    if (tried.has(redis)) return resolve();
    const timer = setTimeout(over, FIRST_ATTEMPT_MS);
    function over() {
      // Whoever asks next does not wait as long again.
      tried.add(redis);
      clearTimeout(timer);
      for (const event of ['ready', 'close', 'end'] as const) redis.removeListener(event, over);
      resolve();
    }
    for (const event of ['ready', 'close', 'end'] as const) redis.once(event, over);
  });

/** Asks Redis something over a connection that rejects while it is away: a `QueueAwayError` then, promptly. */
export const whileThere = async <T>(redis: Redis, ask: () => Promise<T>): Promise<T> => {
  if (redis.status !== 'ready') await firstAttempt(redis);
  if (redis.status !== 'ready') throw new QueueAwayError();
  try {
    return await ask();
  } catch (error) {
    // Redis may be back already when the news of its absence comes.
    if ((redis.status as string) !== 'ready' || isAway(error)) throw new QueueAwayError(error);
    throw error;
  }
};
