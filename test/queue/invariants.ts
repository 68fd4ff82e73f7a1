import fc from 'fast-check';
import { expect } from 'vitest';
import type { Job, Priority, Queue } from '../../src/queue/queue.ts';
import type { MakeWorld } from '../contract/queue/world.ts';

type Step =
  | { type: 'add'; count: number; key?: number; group?: number; delay: number; priority: Priority; rate?: number }
  | { type: 'pass'; ms: number }
  | { type: 'cancel'; group: number }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'restart' }
  | { type: 'second' };

const small = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('add' as const),
      count: fc.integer({ min: 1, max: 6 }),
      key: fc.option(small, { nil: undefined }),
      group: fc.option(small, { nil: undefined }),
      rate: fc.option(small, { nil: undefined }),
      delay: fc.constantFrom(0, 0, 1_500, 4_000),
      priority: fc.constantFrom<Priority>('reply', 'normal', 'bulk'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(0, 700, 2_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel' as const), group: small }) },
  ...(['pause', 'resume', 'restart', 'second'] as const).map((type) => ({
    weight: 1,
    arbitrary: fc.constant({ type } as Step),
  })),
);

/** Tries random histories, each in a world of its own, with up to two processes. */
export const queueInvariants = async (makeWorld: MakeWorld, numRuns: number): Promise<void> => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = await makeWorld('2026-11-27T11:00:00.000Z');
      const { clock } = world;
      const added = new Map<string, { at: number; group: string | undefined; key: string | undefined }>();
      const done = new Map<string, number>();
      const cancelled = new Set<string>();
      const running = new Set<string>();
      const wrong: string[] = [];
      let paused = false;

      const handle = async (job: Job) => {
        const now = clock.now().getTime();
        const what = added.get(job.id);
        if (paused) wrong.push(`${job.id} started while paused`);
        if (what && now < what.at) wrong.push(`${job.id} started early`);
        if (job.key !== undefined && running.has(job.key)) wrong.push(`two jobs of key ${job.key} at a time`);
        if (job.key !== undefined) running.add(job.key);
        if (job.attempt < 2 && String(job.data).endsWith('3')) {
          if (job.key !== undefined) running.delete(job.key);
          return { type: 'retry', reason: 'lần đầu hỏng' } as const;
        }
        await new Promise((resolve) => setImmediate(resolve));
        done.set(job.id, (done.get(job.id) ?? 0) + 1);
        if (job.key !== undefined) running.delete(job.key);
        return undefined;
      };
      const open = async (): Promise<Queue> => {
        const { queue } = world.open();
        queue.process('work', handle, {
          concurrency: 3,
          rate: (key) => (key === '0' ? { jobs: 2, perSeconds: 1 } : undefined),
        });
        await queue.start();
        return queue;
      };

      const queues = [await open()];
      let number = 0;
      for (const one of steps) {
        const queue = queues[number % queues.length] as Queue;
        number++;
        if (one.type === 'add') {
          const at = clock.now().getTime() + one.delay;
          const [key, group] = [one.key?.toString(), one.group?.toString()];
          const ids = await queue.addMany(
            Array.from({ length: one.count }, (_, i) => ({
              queue: 'work',
              data: `${number}/${i}`,
              priority: one.priority,
              ...(one.delay > 0 && { at: new Date(at) }),
              ...(key !== undefined && { key }),
              ...(group !== undefined && { group }),
              ...(one.rate !== undefined && { rateKey: String(one.rate) }),
            })),
          );
          for (const id of ids) if (!added.has(id)) added.set(id, { at, group, key });
        } else if (one.type === 'pass') await clock.advance(one.ms);
        else if (one.type === 'cancel') {
          await queue.cancel(String(one.group));
          for (const [id, { group }] of added) if (group === String(one.group) && !done.has(id)) cancelled.add(id);
        } else if (one.type === 'pause') {
          await queue.pause('work');
          // The other process hears of it at its next claim; jobs that it has just claimed may still begin.
          await clock.advance(0);
          paused = true;
        } else if (one.type === 'resume') {
          paused = false;
          await queue.resume('work');
        } else if (one.type === 'second' && queues.length < 2) queues.push(await open());
        else if (one.type === 'restart') {
          const last = queues.pop();
          const stopped = last?.stop(5);
          await clock.advance(0);
          await stopped;
          queues.push(await open());
        }
      }
      paused = false;
      await (queues[0] as Queue).resume('work');
      await clock.advance(60_000);

      expect(wrong).toEqual([]);
      for (const [id] of added) {
        const times = done.get(id) ?? 0;
        if (cancelled.has(id)) expect(times).toBeLessThanOrEqual(1);
        else expect(`${id} ${times}`).toBe(`${id} 1`);
      }
      expect(await (queues[0] as Queue).counts('work')).toMatchObject({ waiting: 0, delayed: 0, active: 0, failed: 0 });
      for (const queue of queues) await queue.stop(0);
      await world.close();
    }),
    { numRuns },
  );
};
