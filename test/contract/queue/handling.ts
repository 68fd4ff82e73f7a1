import { describe, expect, test } from 'vitest';
import type { JobOutcome } from '../../../src/queue/queue.ts';
import type { Cases } from './contract.ts';
import { gate, numbered, recorder } from './world.ts';

/** Beginning and ending the handling of one queue while the process lives on. */
export const handling = ({ world, unable, times }: Cases): void => {
  describe('the handling of one queue', () => {
    test('stopping it waits for what runs, starts nothing more, and leaves the other queues alone', async () => {
      const { clock } = world();
      const hold = gate();
      const other = recorder();
      const aborted: unknown[] = [];
      const { queue } = world().open();
      const work = queue.process('work', (job) => {
        job.signal.addEventListener('abort', () => aborted.push(job.data));
        return hold.handler(job);
      });
      queue.process('other', other.handler);
      await queue.start();
      await queue.addMany(numbered(3));
      await clock.advance(0);
      let stopped = false;
      const stopping = work.stop().then(() => {
        stopped = true;
      });
      await clock.advance(0);
      expect(aborted).toEqual([1]);
      expect(stopped).toBe(false);
      expect(() => queue.process('work', other.handler)).toThrow('work');
      hold.held[0]?.go();
      await stopping;
      await queue.addMany([...numbered(1), { queue: 'other', data: 'runs' }]);
      await clock.advance(60_000);
      expect(hold.held).toHaveLength(0);
      expect(other.data()).toEqual(['runs']);
      expect(await queue.counts('work')).toMatchObject({ waiting: 3, active: 0, completed: 1, failed: 0 });
      await work.stop();
      await queue.stop(0);
    });

    test('it may begin again after its stop, with another handler, and a try that was cut short does not count', async () => {
      const { clock } = world();
      const { queue } = world().open();
      await queue.start();
      const first = queue.process(
        'work',
        (job) =>
          new Promise<JobOutcome>((resolve) => {
            job.signal.addEventListener('abort', () => resolve({ type: 'retry', reason: 'bị dừng' }));
          }),
      );
      await queue.addMany(numbered(2, { attempts: 1 }));
      await clock.advance(0);
      await first.stop();
      const seen = recorder();
      const second = queue.process('work', seen.handler);
      await clock.advance(0);
      expect(seen.jobs.map(({ data, attempt }) => [data, attempt])).toEqual([
        [1, 1],
        [2, 1],
      ]);
      await second.stop();
      // The stop of the first is over and does not touch a later one.
      const third = recorder();
      queue.process('work', third.handler);
      await first.stop();
      await queue.add({ queue: 'work', data: 3 });
      await clock.advance(0);
      expect(third.data()).toEqual([3]);
      await queue.stop(0);
    });

    test('stopped before the start, nothing of it runs', async () => {
      const { clock } = world();
      const seen = recorder();
      const { queue } = world().open();
      const work = queue.process('work', seen.handler);
      await queue.addMany(numbered(2));
      await work.stop();
      await queue.start();
      const again = queue.process('work', seen.handler);
      const stopped = again.stop();
      await clock.advance(1_000);
      await stopped;
      expect(seen.jobs).toHaveLength(0);
      expect(await queue.counts('work')).toMatchObject({ waiting: 2, active: 0 });
      await queue.stop(0);
    });

    test('beginning again gives a rate key no fresh allowance', async () => {
      const { clock } = world();
      const seen = recorder();
      const options = { concurrency: 5, rate: () => ({ jobs: 2, perSeconds: 10 }) };
      const { queue } = world().open();
      await queue.start();
      const first = queue.process('work', seen.handler, options);
      await queue.addMany(numbered(4, { rateKey: 'a' }));
      await clock.advance(1_000);
      await first.stop();
      queue.process('work', seen.handler, options);
      await clock.advance(8_000);
      expect(seen.data()).toEqual([1, 2]);
      await clock.advance(1_000);
      expect(seen.data()).toEqual([1, 2, 3, 4]);
      await queue.stop(0);
    });

    test.skipIf(unable.several)('what one process stops handling, another one goes on with', async () => {
      const { clock } = world();
      const [one, two] = [world().open().queue, world().open().queue];
      const hold = gate();
      const work = one.process('work', hold.handler);
      await one.start();
      await two.start();
      await one.addMany(numbered(3));
      await clock.advance(0);
      const stopping = work.stop();
      await clock.advance(0);
      hold.held[0]?.go();
      await stopping;
      const seen = recorder();
      two.process('work', seen.handler);
      await clock.advance(times.noticedMs);
      expect(seen.data()).toEqual([2, 3]);
      await one.stop(0);
      await two.stop(0);
    });
  });
};
