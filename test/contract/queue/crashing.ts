import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/queue/queue.ts';
import type { Cases } from './contract.ts';
import { gate, numbered, recorder } from './world.ts';

/** Processes that die, and several at one store. */
export const crashing = ({ world, unable, times }: Cases): void => {
  describe('crashes and several processes', () => {
    test('what ran when the process died is taken up by the next one, what was done is not', async () => {
      const { clock } = world();
      const hold = gate();
      const done: Json[] = [];
      const first = world().open();
      first.queue.process(
        'work',
        async (job) => {
          if (Number(job.data) > 10) await hold.handler(job);
          done.push(job.data);
          return undefined;
        },
        { concurrency: 5 },
      );
      await first.queue.start();
      await first.queue.addMany(numbered(40));
      await clock.advance(0);
      expect(hold.held).toHaveLength(5);
      first.crash();
      const seen = recorder();
      const second = world().open();
      second.queue.process('work', seen.handler, { concurrency: 5 });
      await second.queue.start();
      await clock.advance(times.takenUpMs);
      expect([...done, ...seen.data()].map(Number).sort((a, b) => a - b)).toEqual(numbered(40).map(({ data }) => data));
      // The try that was cut short counts.
      expect(seen.jobs.filter((job) => job.attempt === 2)).toHaveLength(5);
      await second.queue.stop(0);
    });

    test('a job that kills its process every time ends among the failed', async () => {
      const { clock } = world();
      let id = '';
      for (let i = 0; i < 3; i++) {
        const hold = gate();
        const { queue, crash } = world().open();
        queue.process('work', hold.handler);
        if (i === 0) id = await queue.add({ queue: 'work', data: 'poison', attempts: 2 });
        await queue.start();
        await clock.advance(times.takenUpMs);
        expect(hold.held).toHaveLength(i < 2 ? 1 : 0);
        crash();
      }
      const { queue } = world().open();
      const [failed] = await queue.failed('work');
      expect(failed).toMatchObject({ id, attempts: 2 });
      expect(failed?.reason).not.toBe('');
    });

    test.skipIf(unable.several)('two processes at one store never run one job twice', async () => {
      const { clock } = world();
      const seen = [recorder(), recorder()];
      const queues = seen.map(({ handler }) => {
        const { queue } = world().open();
        queue.process('work', handler, { concurrency: 7 });
        return queue;
      });
      await Promise.all(queues.map((queue) => queue.start()));
      await Promise.all(queues.flatMap((queue) => [queue.addMany(numbered(300)), queue.addMany(numbered(300))]));
      await clock.advance(60_000);
      const ids = seen.flatMap(({ jobs }) => jobs.map((job) => job.id));
      expect(ids).toHaveLength(1_200);
      expect(new Set(ids).size).toBe(1_200);
      for (const queue of queues) await queue.stop(0);
    });

    test.skipIf(unable.several)('what one process adds, pauses and cancels, the other follows', async () => {
      const { clock } = world();
      const [one, two] = [world().open().queue, world().open().queue];
      const hold = gate();
      const aborted: Json[] = [];
      two.process('work', (job) => {
        job.signal.addEventListener('abort', () => {
          aborted.push(job.data);
          hold.held.find((entry) => entry.job.id === job.id)?.go();
        });
        return hold.handler(job);
      });
      await one.start();
      await two.start();
      await one.addMany(numbered(3, { group: 'g', rateKey: 'a' }));
      await clock.advance(times.noticedMs);
      expect(hold.held).toHaveLength(1);
      await one.pause('work');
      expect(await one.cancel('g')).toBe(2);
      await one.add({ queue: 'work', data: 'next' });
      await clock.advance(times.noticedMs);
      expect(aborted).toEqual([1]);
      expect(hold.held).toHaveLength(0);
      await one.resume('work');
      await clock.advance(times.noticedMs);
      expect(hold.held.map(({ job }) => job.data)).toEqual(['next']);
      await one.stop(0);
      await two.stop(0);
    });

    test.skipIf(unable.several)('a living process keeps its long job', async () => {
      const { clock } = world();
      const hold = gate();
      const other = recorder();
      const one = world().open().queue;
      one.process('work', hold.handler);
      await one.start();
      await one.add({ queue: 'work', data: 'long' });
      await clock.advance(1_000);
      const two = world().open().queue;
      two.process('work', other.handler);
      await two.start();
      await clock.advance(times.takenUpMs * 3);
      expect(other.jobs).toHaveLength(0);
      expect(hold.held).toHaveLength(1);
      await one.stop(0);
      await two.stop(0);
    });
  });
};
