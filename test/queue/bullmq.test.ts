import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { type BullQueue, type BullQueueDeps, createBullQueue } from '../../src/queue/bullmq.ts';
import type { JobOutcome } from '../../src/queue/queue.ts';
import { QueueAwayError } from '../../src/queue/redis.ts';
import { until } from '../contract/queue/bus.ts';
import { redisWorlds } from '../contract/queue/redis-world.ts';
import { gate, numbered, recorder } from '../contract/queue/world.ts';
import { type Bundle, bundle } from '../store/bundle.ts';
import { noRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { closingNote } from '../support/skipped.ts';
import { queueInvariants } from './invariants.ts';

/** Real servers, real processes and real time: on a busy machine they take theirs. */
const SLOW_MS = 90_000;

if (noRedis) closingNote(`the queue on Redis: skipped, ${noRedis}`);
describe.skipIf(noRedis)('the queue on Redis', { timeout: SLOW_MS }, () => {
  let redis: TestRedis;
  let direct: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    direct = new Redis(redis.url);
    direct.on('error', () => undefined);
  });
  afterAll(async () => {
    direct?.disconnect();
    await redis?.close();
  });

  const open: BullQueue[] = [];
  const openQueue = (deps: Partial<BullQueueDeps> = {}): BullQueue => {
    const logger = createLogger('silent');
    const queue = createBullQueue({ connection: redis.url, clock: systemClock, logger, lookSeconds: 0.2, ...deps });
    open.push(queue);
    return queue;
  };
  beforeEach(() => direct.flushall());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
  });

  describe('while Redis is away', () => {
    test('a queue is made and started; adding and asking reject, schedules are remembered; then all goes on', async () => {
      await redis.stop();
      const queue = openQueue();
      const seen = recorder();
      queue.process('work', seen.handler);
      await queue.start();
      await queue.every({ key: 'minutely', queue: 'work', data: 1, rule: { type: 'cron', cron: '* * * * *' } });
      await expect(
        queue.every({ key: 'bad', queue: 'work', data: 1, rule: { type: 'cron', cron: 'mỗi tối' } }),
      ).rejects.toThrow(RangeError);
      for (const asked of [
        () => queue.add({ queue: 'work', data: 1 }),
        () => queue.addMany(numbered(3)),
        () => queue.counts('work'),
        () => queue.pause('work'),
        () => queue.cancel('g'),
        () => queue.next('minutely'),
      ])
        await expect(asked()).rejects.toThrow(QueueAwayError);
      await redis.start();
      let added = false;
      await until(() => {
        if (!added)
          queue
            .add({ queue: 'work', data: 'there', key: 'k' })
            .then(() => {
              added = true;
            })
            .catch(() => undefined);
        return added && seen.data().includes('there');
      });
      await until(() => {
        void queue.next('minutely').then((at) => {
          if (at) added = false;
        });
        return !added;
      });
      await expect(queue.next('bad')).resolves.toBeUndefined();
    });

    test('a process can stop while Redis is away', async () => {
      const queue = openQueue();
      const hold = gate();
      const work = queue.process('work', hold.handler);
      queue.process('idle', hold.handler);
      await queue.start();
      await queue.addMany(numbered(2));
      await until(() => hold.held.length === 1);
      await redis.stop('SIGKILL');
      hold.held[0]?.go();
      await work.stop();
      await queue.stop(0.1);
      await redis.start();
    });

    test('what ran while Redis was away longer than a lock lasts is not run again', async () => {
      // No process looks for left jobs in the meantime.
      const queues = [1, 2].map(() => openQueue({ lockSeconds: 1, lookSeconds: 600 }));
      const holds = [gate(), gate()];
      queues.forEach((queue, i) => {
        queue.process('work', (holds[i] as (typeof holds)[0]).handler, { concurrency: 2 });
      });
      for (const queue of queues) await queue.start();
      await queues[0]?.addMany([...numbered(2), ...numbered(2, { rateKey: 'a' })]);
      const held = () => holds.flatMap((hold) => hold.held);
      await until(() => held().length === 4);
      const ids = held().map(({ job }) => job.id);
      await redis.stop();
      // Two end while it is away, two afterwards.
      for (const { go } of held().slice(0, 2)) go();
      await sleep(1_500);
      await redis.start();
      await sleep(1_500);
      for (const { go } of held()) go();
      const counts = async () => (await queues[0]?.counts('work').catch(() => undefined))?.completed;
      for (let i = 0; i < 200 && (await counts()) !== 4; i++) await sleep(50);
      expect(await counts()).toBe(4);
      expect(new Set(ids).size).toBe(4);
      expect(held()).toEqual([]);
    });

    test('killed and started again under load, Redis has lost nothing that was acknowledged', async () => {
      const done = new Map<string, number>();
      const queues = [openQueue({ lockSeconds: 1 }), openQueue({ lockSeconds: 1 })];
      for (const queue of queues) {
        queue.process(
          'work',
          async (job) => {
            await sleep(2);
            done.set(String(job.data), (done.get(String(job.data)) ?? 0) + 1);
            return undefined;
          },
          { concurrency: 5, rate: (key) => (key === 'fast' ? { jobs: 50, perSeconds: 0.1 } : undefined) },
        );
        await queue.start();
      }
      const acknowledged: string[] = [];
      let producing = true;
      const produce = async (from: number) => {
        for (let i = from; producing; i += 4) {
          const rateKey = ['', '', 'fast', 'free'][i % 4];
          try {
            await queues[i % 2]?.add({
              queue: 'work',
              data: String(i),
              key: String(i),
              ...(rateKey && { rateKey }),
              ...(i % 3 === 0 && { group: 'g' }),
              ...(i % 5 === 0 && { at: new Date(Date.now() + 300) }),
            });
            acknowledged.push(String(i));
          } catch (error) {
            expect(error).toBeInstanceOf(QueueAwayError);
            await sleep(10);
          }
        }
      };
      const producers = [0, 1, 2, 3].map(produce);
      const more = (count: number) => {
        const enough = acknowledged.length + count;
        return until(() => acknowledged.length >= enough);
      };
      for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
        await more(30);
        await redis.stop(signal);
        await sleep(200);
        await redis.start();
      }
      await more(30);
      producing = false;
      await Promise.all(producers);
      await until(() => acknowledged.every((data) => done.has(data)));
      let counts = await queues[0]?.counts('work');
      for (let i = 0; i < 100 && counts?.active !== 0; i++) {
        await sleep(50);
        counts = await queues[0]?.counts('work');
      }
      expect(counts).toMatchObject({ waiting: 0, delayed: 0, active: 0, failed: 0 });
    });
  });

  describe('processes', () => {
    let program: Bundle;
    beforeAll(async () => {
      program = await bundle('test/queue/bullmq-program.ts');
    });
    afterAll(() => program.remove());

    test('what a killed process (kill -9) had in hand is done by another one, at its pace, and counted as a try', async () => {
      const queue = openQueue({ lockSeconds: 1 });
      await queue.addMany(numbered(20));
      await queue.addMany([22, 23].map((data) => ({ queue: 'work', data, rateKey: 'a' })));
      const child = spawn(process.execPath, [program.path, redis.url, '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      child.stdout.on('data', (part) => {
        text += String(part);
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      try {
        // Four that hang take all its slots: 1, 3, 5, 7.
        await until(() => text.split('\n').filter((line) => Number(line) % 2 === 1).length === 4);
      } finally {
        child.kill('SIGKILL');
        await ended;
      }
      const begun = text.trim().split('\n').map(Number);
      const seen = recorder();
      queue.process('work', seen.handler, { concurrency: 4 });
      await queue.start();
      await until(() => new Set([...begun.filter((n) => n % 2 === 0), ...seen.data()]).size === 22);
      const hung = begun.filter((n) => n % 2 === 1);
      expect(hung).toHaveLength(4);
      for (const { data, attempt } of seen.jobs)
        expect([data, attempt]).toEqual([data, hung.includes(Number(data)) ? 2 : 1]);
      expect(seen.jobs).toHaveLength(22 - begun.filter((n) => n % 2 === 0).length);
    });

    test('what does not end within the grace of a stop is left, and taken up by another process', async () => {
      const first = openQueue({ lockSeconds: 1 });
      const hold = gate();
      first.process('work', hold.handler);
      await first.start();
      await first.addMany(numbered(1));
      await until(() => hold.held.length === 1);
      await first.stop(0.1);
      const seen = recorder();
      const second = openQueue({ lockSeconds: 1 });
      second.process('work', seen.handler);
      await second.start();
      await until(() => seen.jobs.length === 1);
      expect(seen.jobs).toMatchObject([{ data: 1, attempt: 2 }]);
    });

    test('a cancelled job is not tried again, though its process did not hear of it', async () => {
      const queue = openQueue();
      const started: unknown[] = [];
      let go: (() => void) | undefined;
      queue.process('work', (job) => {
        started.push(job.data);
        return new Promise<JobOutcome>((resolve) => {
          go = () => resolve({ type: 'retry', reason: 'bận', afterSeconds: 0 });
        });
      });
      await queue.start();
      const id = await queue.add({ queue: 'work', data: 1, group: 'g' });
      await until(() => started.length === 1);
      // As a process does whose message is lost.
      await direct.hset(`chihoi:work:${id}`, 'defa', 'cancelled');
      go?.();
      let counts = await queue.counts('work');
      for (let i = 0; i < 200 && counts.active + counts.waiting + counts.delayed > 0; i++) {
        await sleep(20);
        counts = await queue.counts('work');
      }
      expect(counts).toMatchObject({ waiting: 0, delayed: 0, active: 0, failed: 0, completed: 0 });
      expect(started).toEqual([1]);
    });
  });

  describe('with our clock', () => {
    const makeWorld = redisWorlds(
      () => redis.url,
      () => direct,
    );

    test('the pace of a rate key holds over all processes', async () => {
      const world = await makeWorld('2026-11-27T11:00:00.000Z');
      const { clock } = world;
      const from = clock.now().getTime();
      const starts: number[] = [];
      const queues = [world.open().queue, world.open().queue, world.open().queue];
      for (const queue of queues) {
        queue.process(
          'work',
          async () => {
            starts.push((clock.now().getTime() - from) / 1_000);
            return undefined;
          },
          { concurrency: 5, rate: () => ({ jobs: 2, perSeconds: 10 }) },
        );
        await queue.start();
      }
      await queues[0]?.addMany(numbered(7, { rateKey: 'account', priority: 'bulk' }));
      await clock.advance(60_000);
      expect(starts).toEqual([0, 0, 10, 10, 20, 20, 30]);
      await world.close();
    });

    test('of finished work nothing stays in Redis but the counts', async () => {
      const world = await makeWorld('2026-11-27T11:00:00.000Z');
      const { queue } = world.open();
      queue.process('work', async (job) => (job.attempt === 1 ? { type: 'retry', reason: 'lần đầu' } : undefined), {
        concurrency: 5,
        rate: () => ({ jobs: 5, perSeconds: 1 }),
      });
      await queue.start();
      await queue.addMany([
        ...numbered(5, { group: 'g' }),
        ...numbered(5, { rateKey: 'a', group: 'g' }),
        { queue: 'work', data: 1, key: 'k' },
        { queue: 'work', data: 2, key: 'k', group: 'g', rateKey: 'a' },
      ]);
      await queue.addMany([
        { queue: 'work', data: 1, group: 'h', at: new Date('2027-01-01T00:00:00Z') },
        { queue: 'work', data: 2, group: 'h', rateKey: 'b', key: 'l', at: new Date('2027-01-01T00:00:00Z') },
      ]);
      expect(await queue.cancel('h')).toBe(2);
      await world.clock.advance(60_000);
      expect(await queue.counts('work')).toMatchObject({ completed: 11, failed: 0, waiting: 0, delayed: 0 });
      const kept = (await direct.keys('*')).map((key) => key.replace('chihoi:work:', '')).sort();
      const bookkeeping = /^(events|id|marker|meta|metrics:.*|pc|stalled|stalled-check|starts:a)$/;
      expect(kept.filter((key) => !bookkeeping.test(key))).toEqual([]);
      await world.close();
    });

    test('whatever is done to it, each job that was not cancelled is done once, never early, never while paused', async () => {
      await queueInvariants(makeWorld, 15);
    });
  });
});
