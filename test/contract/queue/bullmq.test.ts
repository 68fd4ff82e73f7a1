import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { noRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { closingNote } from '../../support/skipped.ts';
import { queueContract } from './contract.ts';
import { LOOK_SECONDS, redisWorlds } from './redis-world.ts';

/** Two looks: BullMQ takes a job for left when it had no lock at both. */
const TAKEN_UP_MS = 3 * LOOK_SECONDS * 1_000;

if (noRedis) closingNote(`queue contract, BullMQ: skipped, ${noRedis}`);
describe.skipIf(noRedis)('on Redis', { timeout: 90_000 }, () => {
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

  const makeWorld = redisWorlds(
    () => redis.url,
    () => direct,
  );

  queueContract('BullMQ', makeWorld, { takenUpMs: TAKEN_UP_MS, noticedMs: LOOK_SECONDS * 1_000 });
});
