import { describe, expect, test } from 'vitest';
import type { Job, Schedule } from '../../../src/queue/queue.ts';
import type { FakeClock } from '../../support/clock.ts';
import type { Cases } from './contract.ts';
import { recorder } from './world.ts';

const EVERY_EVENING: Schedule = {
  key: 'evening',
  queue: 'work',
  data: { say: 'Chào buổi tối' },
  rule: { type: 'cron', cron: '0 19 * * *' },
  zone: 'Asia/Ho_Chi_Minh',
};

/** Moments and repetition. The world begins at 18:00 in Viet Nam, 11:00 UTC. */
export const scheduling = ({ world, unable }: Cases): void => {
  /** A handler that notes the moments at which it was called. */
  const moments = (clock: FakeClock) => {
    const at: string[] = [];
    return {
      at,
      handler: async (_: Job) => {
        at.push(clock.now().toISOString().slice(0, 16));
        return undefined;
      },
    };
  };

  describe('schedules', () => {
    test('a job set for 19:00 in Viet Nam runs once, in that minute', async () => {
      const { clock } = world();
      const seen = moments(clock);
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      await queue.every(EVERY_EVENING);
      expect(await queue.next('evening')).toEqual(new Date('2026-11-27T12:00:00Z'));
      await clock.set('2026-11-27T11:59:59Z');
      expect(seen.at).toEqual([]);
      await clock.set('2026-11-27T12:00:00Z');
      expect(seen.at).toEqual(['2026-11-27T12:00']);
      expect(await queue.next('evening')).toEqual(new Date('2026-11-28T12:00:00Z'));
      await clock.set('2026-11-29T12:30:00Z');
      expect(seen.at).toEqual(['2026-11-27T12:00', '2026-11-28T12:00', '2026-11-29T12:00']);
      await queue.stop(0);
    });

    test.each(['stopped', 'crashed'])('also when the program %s and is back at 18:59', async (end) => {
      const { clock } = world();
      const seen = moments(clock);
      const delayed = moments(clock);
      const first = world().open();
      first.queue.process('work', seen.handler);
      first.queue.process('once', delayed.handler);
      await first.queue.start();
      await first.queue.every(EVERY_EVENING);
      await first.queue.add({ queue: 'once', data: 1, at: new Date('2026-11-27T12:00:00Z') });
      await clock.set('2026-11-27T11:58:00Z');
      if (end === 'stopped') await first.queue.stop(0);
      else first.crash();
      await clock.set('2026-11-27T11:59:00Z');
      const second = world().open();
      second.queue.process('work', seen.handler);
      second.queue.process('once', delayed.handler);
      await second.queue.every(EVERY_EVENING);
      await second.queue.start();
      await clock.set('2026-11-27T13:00:00Z');
      expect(seen.at).toEqual(['2026-11-27T12:00']);
      expect(delayed.at).toEqual(['2026-11-27T12:00']);
      await second.queue.stop(0);
    });

    test.each<[Schedule['missed'], string[]]>([
      [undefined, ['2026-11-30T01:00']],
      ['run_once', ['2026-11-30T01:00']],
      ['skip', []],
    ])('occurrences missed while the program was off, with missed = %s', async (missed, expected) => {
      const { clock } = world();
      const schedule = { ...EVERY_EVENING, ...(missed && { missed }) };
      const first = world().open();
      await first.queue.start();
      await first.queue.every(schedule);
      await first.queue.stop(0);
      await clock.set('2026-11-30T01:00:00Z');
      const seen = moments(clock);
      const second = world().open();
      second.queue.process('work', seen.handler);
      // As at every start of the program.
      await second.queue.every(schedule);
      await second.queue.start();
      await clock.advance(60_000);
      expect(seen.at).toEqual(expected);
      await clock.set('2026-11-30T12:00:30Z');
      expect(seen.at).toEqual([...expected, '2026-11-30T12:00']);
      await second.queue.stop(0);
    });

    test('an occurrence carries the data, group and priority of its schedule', async () => {
      const seen = recorder();
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      await queue.every({ ...EVERY_EVENING, group: 'g', priority: 'bulk' });
      await world().clock.set('2026-11-27T12:00:00Z');
      expect(seen.jobs).toMatchObject([{ data: { say: 'Chào buổi tối' }, group: 'g' }]);
      await queue.stop(0);
    });

    test('a schedule set again is replaced, and one that is removed comes no more', async () => {
      const { clock } = world();
      const seen = moments(clock);
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      await queue.every(EVERY_EVENING);
      await queue.every({ ...EVERY_EVENING, rule: { type: 'cron', cron: '30 18 * * *' } });
      await clock.set('2026-11-27T12:30:00Z');
      expect(seen.at).toEqual(['2026-11-27T11:30']);
      await queue.never('evening');
      expect(await queue.next('evening')).toBeUndefined();
      await clock.set('2026-11-29T00:00:00Z');
      expect(seen.at).toHaveLength(1);
      await queue.never('no such schedule');
      await queue.stop(0);
    });

    test('an RRULE runs in its zone and ends with its count', async () => {
      const { clock } = world();
      const seen = moments(clock);
      const { queue } = world().open();
      queue.process('work', seen.handler);
      await queue.start();
      await queue.every({
        key: 'weekly',
        queue: 'work',
        data: 1,
        rule: { type: 'rrule', rrule: 'FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3', start: new Date('2026-11-27T12:30:00Z') },
      });
      await clock.set('2026-12-12T00:00:00Z');
      expect(seen.at).toEqual(['2026-11-27T12:30', '2026-11-30T12:30', '2026-12-04T12:30']);
      expect(await queue.next('weekly')).toBeUndefined();
      await queue.stop(0);
    });

    test.each<[string, Partial<Schedule>]>([
      ['30 February', { rule: { type: 'cron', cron: '0 19 30 2 *' } }],
      ['six fields', { rule: { type: 'cron', cron: '0 0 19 * * *' } }],
      ['words', { rule: { type: 'cron', cron: 'mỗi tối' } }],
      [
        'a count that is over',
        { rule: { type: 'rrule', rrule: 'FREQ=DAILY;COUNT=2', start: new Date('2026-01-01T00:00:00Z') } },
      ],
      ['an unknown zone', { zone: 'Asia/Hanoi_City' }],
    ])('a rule that never comes is refused: %s', async (_, change) => {
      const { queue } = world().open();
      await expect(queue.every({ ...EVERY_EVENING, ...change })).rejects.toThrow(RangeError);
      expect(await queue.next('evening')).toBeUndefined();
    });

    test.skipIf(unable.several)('two processes run each occurrence once', async () => {
      const { clock } = world();
      const seen = moments(clock);
      const queues = [world().open().queue, world().open().queue];
      for (const queue of queues) {
        queue.process('work', seen.handler);
        await queue.every(EVERY_EVENING);
        await queue.start();
      }
      await clock.set('2026-11-29T12:10:00Z');
      expect(seen.at).toEqual(['2026-11-27T12:00', '2026-11-28T12:00', '2026-11-29T12:00']);
      for (const queue of queues) await queue.stop(0);
    });
  });
};
