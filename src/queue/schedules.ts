import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ok } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { StoredSchedule } from './model.ts';
import { type Json, type NewJob, PRIORITY, type Priority, type Schedule } from './queue.ts';
import { checkRule, nextOccurrence } from './recurrence.ts';
import { QueueAwayError } from './redis.ts';
import type { ScheduleRows } from './schedule-rows.ts';

/** An occurrence found later than this was missed: the program was off or the machine asleep. */
const MISSED_AFTER_MS = 60_000;
/** After a failed read or write of the store. */
const STORE_RETRY_MS = 1_000;

export interface Schedules {
  every(schedule: Schedule): Promise<void>;
  never(key: string): Promise<void>;
  next(key: string): Promise<Date | undefined>;
  /** Runs what is due and waits for the next. Also called now and then where other processes may set schedules. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const nameOf = (priority: number): Priority =>
  (Object.keys(PRIORITY) as Priority[]).find((name) => PRIORITY[name] === priority) ?? 'normal';

export const createSchedules = (rows: ScheduleRows, clock: Clock, logger: Logger): Schedules => {
  let disarm: (() => void) | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let started = false;

  const fire = async (row: StoredSchedule, occurrence: Date) => {
    const now = clock.now();
    const missed = now.getTime() - occurrence.getTime() > MISSED_AFTER_MS;
    const job: NewJob = {
      queue: row.queue,
      key: `${row._id}@${occurrence.toISOString()}`,
      data: JSON.parse(row.data) as Json,
      priority: nameOf(row.priority),
      at: occurrence,
      ...(row.group !== undefined && { group: row.group }),
    };
    const next = nextOccurrence(row.rule, row.zone, missed ? now : occurrence);
    await rows.fire(row, missed && row.missed === 'skip' ? undefined : job, next);
  };

  const round = async () => {
    for (const row of await rows.due(clock.now())) {
      try {
        if (row.next) await fire(row, row.next);
      } catch (error) {
        // One that cannot be run must not hold up the others. It is tried again at the next look.
        logger.error({ err: error, schedule: row._id }, 'queue: could not run a schedule');
      }
    }
  };

  const arm = (at: Date | undefined) => {
    disarm?.();
    disarm = at && started ? clock.at(at, () => void look()) : undefined;
  };

  const pump = async () => {
    do {
      again = false;
      try {
        await round();
        const first = await rows.soonest();
        const soonest = clock.now().getTime() + STORE_RETRY_MS;
        // Still due after the round: it failed, and is left in peace for a second.
        arm(first && first <= clock.now() ? new Date(soonest) : first);
      } catch (error) {
        // That Redis is away was said already, by its connection.
        if (!(error instanceof QueueAwayError))
          logger.error({ err: error }, 'queue: could not read the schedules, trying again');
        arm(new Date(clock.now().getTime() + STORE_RETRY_MS));
      }
    } while (again && started);
  };

  function look(): Promise<void> {
    again = true;
    looking ??= pump().finally(() => {
      looking = undefined;
      // Asked between the last look of the pump and here.
      if (again && started) return look();
      return undefined;
    });
    return looking;
  }

  return {
    async every(schedule) {
      const zone = schedule.zone ?? DEFAULT_ZONE;
      const old = await rows.read(schedule.key);
      // The same rule set again, as at every start, keeps an occurrence that was missed while the program was off.
      const same = old?.zone === zone && JSON.stringify(old.rule) === JSON.stringify(schedule.rule);
      const kept = same ? old.next : undefined;
      const checked = kept ? ok(kept) : checkRule(schedule.rule, zone, clock.now());
      if (!checked.ok) throw new RangeError(`schedule ${schedule.key}: ${checked.error.message}`);
      await rows.write({
        _id: schedule.key,
        queue: schedule.queue,
        data: JSON.stringify(schedule.data),
        rule: schedule.rule,
        zone,
        missed: schedule.missed ?? 'run_once',
        ...(schedule.group !== undefined && { group: schedule.group }),
        priority: PRIORITY[schedule.priority ?? 'normal'],
        next: checked.value,
      });
      if (started) await look();
    },
    never: rows.remove,
    async next(key) {
      return (await rows.read(key))?.next ?? undefined;
    },
    look() {
      started = true;
      return look();
    },
    async stop() {
      started = false;
      disarm?.();
      await looking;
    },
  };
};
