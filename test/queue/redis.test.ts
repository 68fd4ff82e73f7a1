import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { QueueAwayError, whileThere } from '../../src/queue/redis.ts';

const NOT_WRITEABLE = "Stream isn't writeable and enableOfflineQueue options is false";

test.each([
  ['away when it fails', 'reconnecting', new Error('anything'), true],
  ['back already when its absence is told', 'ready', new Error(NOT_WRITEABLE), true],
  ['there, and refuses what was asked', 'ready', new Error('ERR wrong number of arguments'), false],
])('a Redis that is %s', async (_what, status, error, isAway) => {
  const redis = { status: 'ready' } as { status: string };
  const asked = whileThere(redis as Redis, () => {
    redis.status = status;
    return Promise.reject(error);
  });
  const thrown: unknown = await asked.catch((caught: unknown) => caught);
  if (isAway) expect(thrown).toBeInstanceOf(QueueAwayError);
  else expect(thrown).toBe(error);
});
