import { describe, expect, test } from 'vitest';
import type { JobOutcome } from '../../../src/queue/queue.ts';
import type { Cases } from './contract.ts';
import { gate, numbered, recorder } from './world.ts';

/** Pausing, resuming, cancelling a group, stopping. */
export const cancelling = ({ world }: Cases): void => {
  describe('pausing and cancelling', () => {
    test('a paused queue starts nothing, lets finish what runs, and goes on when resumed', async () => {
      const { clock } = world();
      const hold = gate();
      const { queue } = world().open();
      queue.process('work', hold.handler, { concurrency: 2 });
      await queue.start();
      await queue.addMany(numbered(4));
      await clock.advance(0);
      await queue.pause('work');
      hold.held[0]?.go();
      hold.held[0]?.go();
      await queue.add({ queue: 'work', data: 5 });
      await clock.advance(60_000);
      expect(hold.held).toHaveLength(0);
      expect(await queue.counts('work')).toMatchObject({ waiting: 3, active: 0, completed: 2, paused: true });
      await queue.resume('work');
      await clock.advance(0);
      expect(hold.held.map(({ job }) => job.data)).toEqual([3, 4]);
      await queue.stop(0);
    });

    test('a pause survives a restart and holds only its own queue', async () => {
      const { clock } = world();
      const first = world().open();
      await first.queue.start();
      await first.queue.pause('work');
      await first.queue.stop(0);
      const seen = recorder();
      const other = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      queue.process('other', other.handler);
      await queue.start();
      await queue.addMany([...numbered(2), { queue: 'other', data: 'runs' }]);
      await clock.advance(60_000);
      expect(seen.jobs).toHaveLength(0);
      expect(other.jobs).toHaveLength(1);
      await queue.resume('work');
      await clock.advance(0);
      expect(seen.jobs).toHaveLength(2);
      expect((await queue.counts('work')).paused).toBe(false);
      await queue.stop(0);
    });

    test('cancelling a group removes what waits, aborts what runs, and touches nothing else', async () => {
      const { clock } = world();
      const aborted: unknown[] = [];
      const started: unknown[] = [];
      const { queue } = world().open();
      queue.process(
        'work',
        (job) =>
          new Promise<JobOutcome>((resolve) => {
            started.push(job.data);
            if (job.group !== 'g') return resolve(undefined);
            job.signal.addEventListener('abort', () => {
              aborted.push(job.data);
              resolve({ type: 'retry', reason: 'bị dừng', afterSeconds: 0 });
            });
          }),
        { concurrency: 2 },
      );
      await queue.start();
      await queue.addMany(numbered(10, { group: 'g' }));
      await queue.add({ queue: 'work', data: 'delayed', group: 'g', at: new Date(clock.now().getTime() + 5_000) });
      await queue.add({ queue: 'work', data: 'other', group: 'h', priority: 'bulk' });
      await clock.advance(0);
      expect(await queue.cancel('g')).toBe(9);
      await clock.advance(600_000);
      expect(aborted).toEqual([1, 2]);
      expect(started).toEqual([1, 2, 'other']);
      expect(await queue.counts('work')).toMatchObject({ waiting: 0, delayed: 0, active: 0, failed: 0, completed: 1 });
      expect(await queue.cancel('g')).toBe(0);
      await queue.stop(0);
    });

    test('a group that was cancelled can be used again', async () => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.addMany(numbered(3, { group: 'g', key: 'k' }));
      expect(await queue.cancel('g')).toBe(1);
      await queue.add({ queue: 'work', data: 'new', group: 'g', key: 'k' });
      await queue.start();
      await world().clock.advance(0);
      expect(seen.data()).toEqual(['new']);
      await queue.stop(0);
    });

    test('stopping asks running jobs to come to an end and waits for them', async () => {
      const { clock } = world();
      let finished = false;
      const first = world().open();
      first.queue.process(
        'work',
        (job) =>
          new Promise<JobOutcome>((resolve) => {
            job.signal.addEventListener('abort', () => {
              setTimeout(() => {
                finished = true;
                resolve(undefined);
              }, 20);
            });
          }),
      );
      await first.queue.start();
      await first.queue.addMany(numbered(2));
      await clock.advance(0);
      await first.queue.stop();
      expect(finished).toBe(true);
      expect(await first.queue.counts('work')).toMatchObject({ waiting: 1, completed: 1, active: 0 });
      await first.queue.add({ queue: 'work', data: 'after' });
      const seen = recorder();
      const second = world().open();
      second.queue.process('work', seen.handler);
      await second.queue.start();
      await clock.advance(0);
      expect(seen.data()).toEqual([2, 'after']);
      await second.queue.stop(0);
    });

    test('a try that stopping cut short does not count', async () => {
      const { clock } = world();
      const first = world().open();
      first.queue.process(
        'work',
        (job) =>
          new Promise<JobOutcome>((_, reject) => {
            job.signal.addEventListener('abort', () => reject(new Error('aborted')));
          }),
      );
      await first.queue.start();
      await first.queue.add({ queue: 'work', data: 1, attempts: 1 });
      await clock.advance(0);
      await first.queue.stop();
      const seen = recorder();
      const second = world().open();
      second.queue.process('work', seen.handler);
      await second.queue.start();
      await clock.advance(0);
      expect(seen.jobs.map((job) => job.attempt)).toEqual([1]);
      await second.queue.stop(0);
    });
  });
};
