import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/queue/queue.ts';
import type { Cases } from './contract.ts';
import { gate, numbered, recorder } from './world.ts';

/** Adding, order, priorities, delays, keys, concurrency and pace. */
export const running = ({ world }: Cases): void => {
  describe('running jobs', () => {
    test('a job runs once, with what was put into it', async () => {
      const data: Json = {
        text: 'Chị ơi, mai họp lúc 19h30 nhé! 🎉',
        'a.b': { $set: [1, 2.5, -0.001, 1e21] },
        nothing: null,
        yes: true,
        deep: [[], {}, [{ x: [null] }]],
      };
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      const id = await queue.add({ queue: 'work', data, group: 'g', key: 'k' });
      await world().clock.advance(0);
      expect(seen.jobs).toHaveLength(1);
      expect(seen.jobs[0]).toMatchObject({ id, queue: 'work', key: 'k', group: 'g', data, attempt: 1, maxAttempts: 5 });
      await world().clock.advance(3_600_000);
      expect(seen.jobs).toHaveLength(1);
      expect(await queue.counts('work')).toEqual({
        waiting: 0,
        delayed: 0,
        active: 0,
        failed: 0,
        completed: 1,
        paused: false,
      });
      await queue.stop(0);
    });

    test.each<[string, Json]>([
      ['null', null],
      ['a number', 7],
      ['a text', ''],
      ['a list', [1, 'hai']],
    ])('data may be %s', async (_, data) => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.add({ queue: 'work', data });
      await queue.start();
      await world().clock.advance(0);
      expect(seen.data()).toEqual([data]);
      await queue.stop(0);
    });

    test('nothing runs before start, and jobs of a queue without a handler wait', async () => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.addMany([...numbered(1), { queue: 'other', data: 1 }]);
      await world().clock.advance(1_000);
      expect(seen.jobs).toHaveLength(0);
      await queue.start();
      await world().clock.advance(1_000);
      expect(seen.jobs).toHaveLength(1);
      expect((await queue.counts('other')).waiting).toBe(1);
      await queue.stop(0);
    });

    test('a handler that is set after the start runs what waits, and a queue has one handler', async () => {
      const seen = recorder();
      const { queue } = world().open();
      await queue.start();
      await queue.addMany(numbered(2));
      queue.process('work', seen.handler);
      await world().clock.advance(0);
      expect(seen.jobs).toHaveLength(2);
      expect(() => queue.process('work', seen.handler)).toThrow('work');
      await queue.stop(0);
    });

    test('jobs of one priority run in the order of adding', async () => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.addMany(numbered(30));
      await queue.start();
      await world().clock.advance(0);
      expect(seen.data()).toEqual(numbered(30).map((job) => job.data));
      await queue.stop(0);
    });

    test('a reply never waits behind broadcasts', async () => {
      const hold = gate();
      const { queue } = world().open();
      const started: Json[] = [];
      queue.process('work', (job) => {
        started.push(job.data);
        return hold.handler(job);
      });
      await queue.start();
      await queue.addMany(numbered(200, { priority: 'bulk' }));
      await world().clock.advance(0);
      await queue.add({ queue: 'work', data: 'normal' });
      await queue.add({ queue: 'work', data: 'reply', priority: 'reply' });
      for (let i = 0; i < 3; i++) {
        hold.held[0]?.go();
        await world().clock.advance(0);
      }
      expect(started).toEqual([1, 'reply', 'normal', 2]);
      await queue.stop(0);
    });

    test('a delayed job runs at its moment and not before', async () => {
      const { clock } = world();
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      const at = (ms: number) => new Date(clock.now().getTime() + ms);
      await queue.addMany([
        { queue: 'work', data: 'later', at: at(5_000) },
        { queue: 'work', data: 'soon', at: at(2_000), priority: 'bulk' },
      ]);
      expect(await queue.counts('work')).toMatchObject({ waiting: 0, delayed: 2 });
      await clock.advance(1_999);
      expect(seen.data()).toEqual([]);
      await clock.advance(1);
      expect(seen.data()).toEqual(['soon']);
      await clock.advance(3_000);
      expect(seen.data()).toEqual(['soon', 'later']);
      await queue.stop(0);
    });

    test('many delayed replies do not hold up a broadcast that is due', async () => {
      const { clock } = world();
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.addMany(numbered(50, { priority: 'reply', at: new Date(clock.now().getTime() + 60_000) }));
      await queue.add({ queue: 'work', data: 'now', priority: 'bulk' });
      await queue.start();
      await clock.advance(1_000);
      expect(seen.data()).toEqual(['now']);
      await clock.advance(60_000);
      expect(seen.jobs).toHaveLength(51);
      await queue.stop(0);
    });

    test('a key holds one job while it waits, is delayed or runs, and is free afterwards', async () => {
      const { clock } = world();
      const hold = gate();
      const { queue } = world().open();
      queue.process('work', hold.handler, { concurrency: 3 });
      const later = new Date(clock.now().getTime() + 1_000);
      const first = await queue.add({ queue: 'work', key: 'k', data: 1, at: later });
      expect(await queue.add({ queue: 'work', key: 'k', data: 2 })).toBe(first);
      expect(await queue.add({ queue: 'other', key: 'k', data: 2 })).not.toBe(first);
      await queue.start();
      await clock.advance(1_000);
      expect(hold.held).toHaveLength(1);
      expect(await queue.add({ queue: 'work', key: 'k', data: 3 })).toBe(first);
      hold.held[0]?.go();
      await clock.advance(1_000);
      const second = await queue.add({ queue: 'work', key: 'k', data: 4 });
      expect(second).not.toBe(first);
      await clock.advance(0);
      expect(hold.held.map(({ job }) => job.data)).toEqual([4]);
      await queue.stop(0);
    });

    test('addMany gives the ids in order and adds a repeated key once', async () => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler, { concurrency: 10 });
      const old = await queue.add({ queue: 'work', key: 'b', data: 'old' });
      const ids = await queue.addMany([
        { queue: 'work', key: 'a', data: 'a1' },
        { queue: 'work', key: 'b', data: 'b1' },
        { queue: 'work', data: 'free' },
        { queue: 'work', key: 'a', data: 'a2' },
      ]);
      expect(ids[1]).toBe(old);
      expect(ids[3]).toBe(ids[0]);
      expect(new Set(ids).size).toBe(3);
      expect(await queue.addMany([])).toEqual([]);
      await queue.start();
      await world().clock.advance(0);
      expect(seen.data().sort()).toEqual(['a1', 'free', 'old']);
      await queue.stop(0);
    });

    test('2,500 jobs added together all run, each once', async () => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler, { concurrency: 100 });
      await queue.start();
      const ids = await queue.addMany(numbered(2_500));
      await world().clock.advance(1_000);
      expect(new Set(ids).size).toBe(2_500);
      expect(seen.jobs).toHaveLength(2_500);
      expect(new Set(seen.data()).size).toBe(2_500);
      await queue.stop(0);
    });

    test('as many run at a time as allowed, never more', async () => {
      const hold = gate();
      const { queue } = world().open();
      queue.process('work', hold.handler, { concurrency: 4 });
      await queue.start();
      await queue.addMany(numbered(10));
      await world().clock.advance(0);
      const most: number[] = [];
      while (hold.held.length > 0) {
        most.push(hold.held.length);
        hold.held[0]?.go();
        await world().clock.advance(0);
      }
      expect(most).toEqual([4, 4, 4, 4, 4, 4, 4, 3, 2, 1]);
      await queue.stop(0);
    });

    test('jobs of one rate key keep its pace, the others do not wait for them, and a reply goes first', async () => {
      const { clock } = world();
      const from = clock.now().getTime();
      const starts: string[] = [];
      const { queue } = world().open();
      queue.process(
        'work',
        async (job) => {
          starts.push(`${job.data} ${(clock.now().getTime() - from) / 1_000}`);
          return undefined;
        },
        { concurrency: 10, rate: (key) => (key === 'slow' ? { jobs: 2, perSeconds: 10 } : undefined) },
      );
      await queue.start();
      await queue.addMany(numbered(5, { rateKey: 'slow', priority: 'bulk' }));
      await clock.advance(1_000);
      await queue.addMany([
        { queue: 'work', data: 'quick', rateKey: 'quick', priority: 'bulk' },
        { queue: 'work', data: 'plain', priority: 'bulk' },
        { queue: 'work', data: 'reply', rateKey: 'slow', priority: 'reply' },
      ]);
      await clock.advance(60_000);
      expect(starts.slice(0, 2)).toEqual(['1 0', '2 0']);
      expect(starts.slice(2, 4).sort()).toEqual(['plain 1', 'quick 1']);
      expect(starts.slice(4)).toEqual(['reply 10', '3 10', '4 20', '5 20']);
      await queue.stop(0);
    });

    test('a rate is read again before each start', async () => {
      const { clock } = world();
      let jobs = 1;
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler, { concurrency: 10, rate: () => ({ jobs, perSeconds: 10 }) });
      await queue.start();
      await queue.addMany(numbered(6, { rateKey: 'a' }));
      await clock.advance(9_000);
      expect(seen.jobs).toHaveLength(1);
      jobs = 3;
      await clock.advance(1_000);
      expect(seen.jobs).toHaveLength(4);
      await queue.stop(0);
    });
  });
};
