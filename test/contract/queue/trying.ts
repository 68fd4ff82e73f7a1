import { describe, expect, test } from 'vitest';
import type { Cases } from './contract.ts';
import { numbered, recorder } from './world.ts';

/** Outcomes, tries and what failed. */
export const trying = ({ world }: Cases): void => {
  describe('trying again', () => {
    test('a failing job is tried with growing pauses, then listed as failed with its reason', async () => {
      const { clock } = world();
      const from = clock.now().getTime();
      const tries: [number, number][] = [];
      const { queue } = world().open();
      queue.process('work', async (job) => {
        tries.push([job.attempt, (clock.now().getTime() - from) / 1_000]);
        return { type: 'retry', reason: 'Máy chủ Zalo bận' };
      });
      await queue.start();
      const id = await queue.add({
        queue: 'work',
        key: 'k',
        data: { a: 1 },
        attempts: 5,
        backoff: { baseSeconds: 2, maxSeconds: 10 },
      });
      await clock.advance(60_000);
      expect(tries).toEqual([
        [1, 0],
        [2, 2],
        [3, 6],
        [4, 14],
        [5, 24],
      ]);
      expect(await queue.failed('work')).toEqual([
        {
          id,
          queue: 'work',
          key: 'k',
          data: { a: 1 },
          reason: 'Máy chủ Zalo bận',
          attempts: 5,
          failedAt: new Date(from + 24_000),
        },
      ]);
      expect(await queue.add({ queue: 'work', key: 'k', data: 2 })).not.toBe(id);
      await queue.stop(0);
    });

    test('a handler may name the pause itself, put the job off without counting, or give up at once', async () => {
      const { clock } = world();
      const from = clock.now().getTime();
      const tries: string[] = [];
      const { queue } = world().open();
      queue.process('work', async (job) => {
        tries.push(`${job.data} try ${job.attempt} at ${(clock.now().getTime() - from) / 1_000}`);
        if (job.data === 'paused' && job.attempt === 1) return { type: 'retry', reason: 'chậm lại', afterSeconds: 7 };
        if (job.data === 'off' && tries.length < 9 && clock.now().getTime() < from + 3_000)
          return { type: 'later', at: new Date(clock.now().getTime() + 1_000), reason: 'ngoài giờ' };
        if (job.data === 'bad') return { type: 'failed', reason: 'không có nhóm này' };
        return { type: 'done' };
      });
      await queue.start();
      for (const data of ['paused', 'off', 'bad']) await queue.add({ queue: 'work', data, attempts: 2 });
      await clock.advance(20_000);
      expect(tries.sort()).toEqual([
        'bad try 1 at 0',
        'off try 1 at 0',
        'off try 1 at 1',
        'off try 1 at 2',
        'off try 1 at 3',
        'paused try 1 at 0',
        'paused try 2 at 7',
      ]);
      expect(await queue.counts('work')).toMatchObject({ completed: 2, failed: 1, delayed: 0 });
      await queue.stop(0);
    });

    test('the third of fifty throwing does not stop the rest, and is tried again', async () => {
      const { clock } = world();
      const done = new Set<unknown>();
      const { queue } = world().open();
      queue.process(
        'work',
        async (job) => {
          if (job.data === 3) throw new Error('số 3 hỏng');
          done.add(job.data);
          return undefined;
        },
        { concurrency: 5 },
      );
      await queue.start();
      await queue.addMany(numbered(50, { attempts: 3 }));
      await clock.advance(60_000);
      expect(done.size).toBe(49);
      expect(await queue.failed('work')).toMatchObject([{ data: 3, attempts: 3, reason: 'số 3 hỏng' }]);
      expect(await queue.counts('work')).toMatchObject({ completed: 49, failed: 1, waiting: 0, active: 0 });
      await queue.stop(0);
    });

    test('a job that fails just when the end of others was stored is tried again', async () => {
      const { clock } = world();
      const done: string[] = [];
      const { queue } = world().open();
      queue.process(
        'work',
        async (job) => {
          // The fourth starts when the first three have ended, and is over at once.
          if (job.data === 4 && job.attempt === 1) return { type: 'retry', reason: 'hỏng' };
          await new Promise((resolve) => setImmediate(resolve));
          done.push(`${job.data} try ${job.attempt}`);
          return undefined;
        },
        { concurrency: 3 },
      );
      await queue.start();
      await queue.addMany(numbered(4));
      await clock.advance(60_000);
      expect(done.sort()).toEqual(['1 try 1', '2 try 1', '3 try 1', '4 try 2']);
      await queue.stop(0);
    });

    test('a failed job can be put back, with its tries counted anew', async () => {
      const { clock } = world();
      let broken = true;
      const seen = recorder(async () => (broken ? { type: 'failed', reason: 'hỏng' } : undefined));
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      const id = await queue.add({ queue: 'work', data: 1, key: 'k' });
      await clock.advance(0);
      broken = false;
      expect(await queue.retry(id)).toBe(true);
      expect(await queue.retry(id)).toBe(false);
      await clock.advance(0);
      expect(seen.jobs.map((job) => [job.id, job.attempt])).toEqual([
        [id, 1],
        [id, 1],
      ]);
      expect(await queue.failed('work')).toEqual([]);
      expect(await queue.retry(id)).toBe(false);
      expect(await queue.retry('no such job')).toBe(false);
      await queue.stop(0);
    });

    test('the newest failures come first, as many as asked for', async () => {
      const { clock } = world();
      const { queue } = world().open();
      queue.process('work', async (job) => ({ type: 'failed', reason: `lỗi ${job.data}` }));
      await queue.start();
      for (const data of [1, 2, 3]) {
        await queue.add({ queue: 'work', data });
        await clock.advance(1_000);
      }
      expect((await queue.failed('work')).map(({ data }) => data)).toEqual([3, 2, 1]);
      expect((await queue.failed('work', 2)).map(({ data }) => data)).toEqual([3, 2]);
      await queue.stop(0);
    });
  });
};
