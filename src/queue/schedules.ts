import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ok } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { QueueModels, StoredSchedule } from './model.ts';
import { type NewJob, PRIORITY, type Priority, type Schedule } from './queue.ts';
import { checkRule, nextOccurrence } from './recurrence.ts';

/** An occurrence found later than this was missed: the program was off or the machine asleep. */
const MISSED_AFTER_MS = 60_000;
/** How long a finished occurrence is remembered, so that a slow second process does not queue it again. */
const OCCURRENCE_KEPT_MS = 60 * 60_000;
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

/** Puts an occurrence of a schedule into its queue, at most once for its key. */
export type AddOccurrence = (job: NewJob, schedule: string) => Promise<void>;

const nameOf = (priority: number): Priority =>
  (Object.keys(PRIORITY) as Priority[]).find((name) => PRIORITY[name] === priority) ?? 'normal';

export const createSchedules = (
  models: QueueModels,
  clock: Clock,
  logger: Logger,
  addOccurrence: AddOccurrence,
): Schedules => {
  let disarm: (() => void) | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let started = false;

  /**
   * First the job, under a key made of the schedule and the moment, then the schedule moves on. A crash in between, or a
   * second process at the same work, adds the same key again, which is no new job.
   */
  const fire = async (schedule: StoredSchedule, occurrence: Date) => {
    const now = clock.now();
    const missed = now.getTime() - occurrence.getTime() > MISSED_AFTER_MS;
    if (!missed || schedule.missed === 'run_once')
      await addOccurrence(
        {
          queue: schedule.queue,
          key: `${schedule._id}@${occurrence.toISOString()}`,
          data: JSON.parse(schedule.data),
          priority: nameOf(schedule.priority),
          at: occurrence,
          ...(schedule.group !== undefined && { group: schedule.group }),
        },
        schedule._id,
      );
    const next = nextOccurrence(schedule.rule, schedule.zone, missed ? now : occurrence);
    await models.schedules.updateOne(
      { _id: schedule._id, next: occurrence },
      next ? { $set: { next } } : { $unset: { next: 1 } },
    );
    await models.jobs.deleteMany({
      queue: schedule.queue,
      state: 'completed',
      schedule: schedule._id,
      finishedAt: { $lt: new Date(occurrence.getTime() - OCCURRENCE_KEPT_MS) },
    });
  };

  const round = async () => {
    const due = await models.schedules.find({ next: { $lte: clock.now() } }).lean<StoredSchedule[]>();
    for (const schedule of due) {
      try {
        if (schedule.next) await fire(schedule, schedule.next);
      } catch (error) {
        // One that cannot be run must not hold up the others. It is tried again at the next look.
        logger.error({ err: error, schedule: schedule._id }, 'queue: could not run a schedule');
      }
    }
    return due.length;
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
        const [first] = await models.schedules
          .find({ next: { $exists: true } })
          .sort({ next: 1 })
          .limit(1)
          .lean<StoredSchedule[]>();
        const soonest = clock.now().getTime() + STORE_RETRY_MS;
        // Still due after the round: it failed, and is left in peace for a second.
        arm(first?.next && first.next <= clock.now() ? new Date(soonest) : first?.next);
      } catch (error) {
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
      const old = await models.schedules.findOne({ _id: schedule.key }).lean<StoredSchedule>();
      // The same rule set again, as at every start, keeps an occurrence that was missed while the program was off.
      const same = old?.zone === zone && JSON.stringify(old.rule) === JSON.stringify(schedule.rule);
      const kept = same ? old.next : undefined;
      const checked = kept ? ok(kept) : checkRule(schedule.rule, zone, clock.now());
      if (!checked.ok) throw new RangeError(`schedule ${schedule.key}: ${checked.error.message}`);
      const stored: StoredSchedule = {
        _id: schedule.key,
        queue: schedule.queue,
        data: JSON.stringify(schedule.data),
        rule: schedule.rule,
        zone,
        missed: schedule.missed ?? 'run_once',
        ...(schedule.group !== undefined && { group: schedule.group }),
        priority: PRIORITY[schedule.priority ?? 'normal'],
        next: checked.value,
      };
      await models.schedules.replaceOne({ _id: schedule.key }, stored, { upsert: true });
      if (started) await look();
    },
    async never(key) {
      await models.schedules.deleteOne({ _id: key });
    },
    async next(key) {
      return (await models.schedules.findOne({ _id: key }).lean<StoredSchedule>())?.next ?? undefined;
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
