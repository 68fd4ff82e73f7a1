import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { BullJobs, Multi } from './bullmq-jobs.ts';
import type { StoredSchedule } from './model.ts';
import { whileThere } from './redis.ts';
import type { ScheduleRows } from './schedule-rows.ts';

const moment = z.iso.datetime().transform((text) => new Date(text));
const rowSchema = z.object({
  _id: z.string(),
  queue: z.string(),
  data: z.string(),
  rule: z.discriminatedUnion('type', [
    z.object({ type: z.literal('cron'), cron: z.string() }),
    z.object({ type: z.literal('rrule'), rrule: z.string(), start: moment }),
  ]),
  zone: z.string(),
  missed: z.enum(['run_once', 'skip']),
  group: z.string().optional(),
  priority: z.number(),
  next: moment.optional(),
});

/** As it was stored, with no key where there is no value. */
const rowOf = (text: string): StoredSchedule => {
  const { group, next, ...row } = rowSchema.parse(JSON.parse(text));
  return { ...row, ...(group !== undefined && { group }), ...(next && { next }) };
};

/** Tries to fire an occurrence that another process changed at the same moment. */
const FIRE_TRIES = 5;

/** Runs one thing after the other. */
const oneByOne = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(run: () => Promise<T>): Promise<T> => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
};

/**
 * Schedules in Redis: one key each, and a sorted set of their next moments. `redis` is used for nothing else: an
 * occurrence is put into its queue and the schedule moved on in one transaction, which Redis refuses when another process
 * changed the schedule since it was read (WATCH), and that is a matter of the connection.
 */
export const redisScheduleRows = (
  redis: Redis,
  prefix: string,
  addTo: BullJobs['addTo'],
  multi: () => Promise<Multi>,
): ScheduleRows => {
  const keyOf = (key: string) => `${prefix}-schedule:${key}`;
  const moments = `${prefix}-schedules`;
  const next = oneByOne();
  const alone = <T>(ask: () => Promise<T>): Promise<T> => next(() => whileThere(redis, ask));

  const read = async (key: string): Promise<StoredSchedule | undefined> => {
    const text = await redis.get(keyOf(key));
    return text === null ? undefined : rowOf(text);
  };

  const store = (into: Multi, row: StoredSchedule) => {
    into.runCommand('set', [keyOf(row._id), JSON.stringify(row)]);
    if (row.next) into.runCommand('zadd', [moments, row.next.getTime(), row._id]);
    else into.runCommand('zrem', [moments, row._id]);
  };

  return {
    read: (key) => alone(() => read(key)),
    write: (row) =>
      alone(async () => {
        const into = await multi();
        store(into, row);
        await into.exec();
      }),
    remove: (key) =>
      alone(async () => {
        const into = await multi();
        into.runCommand('zrem', [moments, key]);
        into.del(keyOf(key));
        await into.exec();
      }),
    due: (now) =>
      alone(async () => {
        const keys = await redis.zrangebyscore(moments, '-inf', String(now.getTime()));
        const rows: StoredSchedule[] = [];
        for (const key of keys) {
          const row = await read(key);
          if (row) rows.push(row);
        }
        return rows;
      }),
    soonest: () =>
      alone(async () => {
        const [, at] = await redis.zrange(moments, '0', '0', 'WITHSCORES');
        return at === undefined ? undefined : new Date(Number(at));
      }),
    fire: (row, job, next) =>
      alone(async () => {
        for (let tries = 0; tries < FIRE_TRIES; tries++) {
          await redis.watch(keyOf(row._id));
          const present = await read(row._id);
          if (present?.next?.getTime() !== row.next?.getTime()) {
            await redis.unwatch();
            return;
          }
          const into = await multi();
          if (job) addTo(into, job);
          const { next: _, ...rest } = row;
          store(into, { ...rest, ...(next && { next }) });
          const answers = await into.exec();
          if (!answers) continue;
          for (const [error] of answers) if (error) throw error;
          return;
        }
      }),
  };
};
