import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { addressOf, dropDatabase } from '../support/mongodb.ts';
import { openProxy, type TestProxy } from '../support/proxy.ts';
import { noRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { closingNote } from '../support/skipped.ts';
import { openGround, readRows, SIZE, scenario, type World } from './scenario.ts';

if (noRedis) closingNote(`chaos on servers: skipped, ${noRedis}`);
const mongo = inject('mongodb');

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => {
  if (!noRedis) ground = await openGround();
}, 120_000);
afterAll(() => ground?.close());

/** Web, two workers and a listener on a MongoDB server and a Redis, each behind a proxy that can be shut. */
const servers = async (): Promise<World> => {
  if (!mongo) throw new Error('there is no MongoDB');
  const server = new URL(mongo.url);
  const database = `${mongo.prefix}-chaos-${Date.now()}`;
  const redis: TestRedis = await startRedis();
  const proxies: { mongo: TestProxy; redis: TestProxy } = {
    mongo: await openProxy({ host: server.hostname, port: Number(server.port || 27017) }),
    redis: await openProxy({ host: '127.0.0.1', port: redis.port }),
  };
  await Promise.all([proxies.mongo.open(), proxies.redis.open()]);
  const direct = addressOf(mongo.url, database);
  const away = async (...which: TestProxy[]) => {
    await Promise.all(which.map((proxy) => proxy.shut()));
    await sleep(SIZE.awaySeconds * 1000);
    await Promise.all(which.map((proxy) => proxy.open()));
  };
  return {
    name: 'web, two workers and a listener on servers',
    members: ['web', 'worker-a', 'worker-b', 'listener'],
    web: 'web',
    settings: async () => ({
      MONGODB_URL: direct
        .replace(server.host, `127.0.0.1:${proxies.mongo.port}`)
        .replace(/$/, '&directConnection=true'),
      REDIS_URL: `redis://127.0.0.1:${proxies.redis.port}`,
    }),
    troubles: [
      async () => {
        await redis.stop('SIGTERM');
        await sleep(1_500);
        await redis.start();
      },
      () => away(proxies.mongo),
      async (fleet) => fleet.forward(60 * 60 * 1000),
      () => away(proxies.redis),
      () => away(proxies.mongo, proxies.redis),
    ],
    async rows() {
      const connection = await mongoose.createConnection(direct).asPromise();
      const rows = await readRows(connection);
      await connection.close();
      return rows;
    },
    async close() {
      await dropDatabase(direct);
      await Promise.all([proxies.mongo.shut(), proxies.redis.shut()]);
      await redis.close();
    },
  };
};

it.skipIf(noRedis !== undefined)(
  'with web, workers and a listener on MongoDB and Redis, whatever dies, nothing is lost and nothing goes out twice',
  async () => {
    const { wrong, complaints } = await scenario(ground, servers);
    expect(wrong, complaints).toEqual([]);
  },
  (SIZE.minutes + 2) * 60_000,
);
