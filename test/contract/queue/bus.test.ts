import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/base/log.ts';
import { type Bus, createLocalBus } from '../../../src/queue/bus.ts';
import { createRedisBus } from '../../../src/queue/bus-redis.ts';
import type { Json } from '../../../src/queue/queue.ts';
import { noRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { closingNote } from '../../support/skipped.ts';
import { type BusWorld, busContract, connected, until } from './bus.ts';

const silent = createLogger('silent');

const worldOf = (make: () => Bus): BusWorld => {
  const open: Bus[] = [];
  return {
    open() {
      const bus = make();
      open.push(bus);
      return bus;
    },
    async close() {
      await Promise.all(open.map((bus) => bus.close()));
    },
  };
};

busContract('in one process', async () => worldOf(() => createLocalBus(silent)), false);

if (noRedis) closingNote(`bus contract, Redis: skipped, ${noRedis}`);
describe.skipIf(noRedis)('over Redis', { timeout: 60_000 }, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  busContract('Redis', async () => worldOf(() => createRedisBus({ connection: redis.url, logger: silent })), true);

  test('it is made while Redis is away, loses what is said meanwhile, and works when Redis is there again', async () => {
    const world = worldOf(() => createRedisBus({ connection: redis.url, logger: silent }));
    const one = world.open();
    await connected(one, one);
    await redis.stop('SIGKILL');
    const two = world.open();
    const heard: Json[] = [];
    one.subscribe('a', (message) => heard.push(message));
    two.subscribe('a', (message) => heard.push(message));
    one.publish('a', 'lost');
    two.publish('a', 'lost');
    await redis.start();
    await connected(one, two);
    await connected(two, one);
    one.publish('a', 'heard');
    await until(() => heard.length === 2);
    expect(heard).toEqual(['heard', 'heard']);
    await world.close();
  });

  test('what a stranger publishes there is dropped', async () => {
    const world = worldOf(() => createRedisBus({ connection: redis.url, logger: silent, prefix: 'mine' }));
    const bus = world.open();
    const heard: Json[] = [];
    bus.subscribe('a', (message) => heard.push(message));
    await connected(bus, bus);
    const stranger = new Redis(redis.url);
    for (const text of ['', 'not json', '1', '{"message":1,"more":2}', '{}', '[]'])
      await stranger.publish('mine:bus:a', text);
    await stranger.publish('other:bus:a', '{"message":"of another program"}');
    await stranger.publish('mine:bus:a', '{"message":"fine"}');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['fine']);
    stranger.disconnect();
    await world.close();
  });
});
