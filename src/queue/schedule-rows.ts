import type { QueueModels, StoredSchedule } from './model.ts';
import type { NewJob } from './queue.ts';

/** Where schedules are kept. */
export interface ScheduleRows {
  read(key: string): Promise<StoredSchedule | undefined>;
  write(row: StoredSchedule): Promise<void>;
  remove(key: string): Promise<void>;
  /** Those whose next moment has come. */
  due(now: Date): Promise<StoredSchedule[]>;
  /** The soonest next moment of all. */
  soonest(): Promise<Date | undefined>;
  /**
   * Puts an occurrence (`row.next`) into its queue and moves the schedule on to `next`; without a job it only moves on.
   * Whatever dies in between, and however many processes do it at once, the job is added once and not lost.
   */
  fire(row: StoredSchedule, job: NewJob | undefined, next: Date | undefined): Promise<void>;
}

/** How long a finished occurrence is remembered, so that a slow second process does not queue it again. */
const OCCURRENCE_KEPT_MS = 60 * 60_000;

/** Puts an occurrence of a schedule into its queue, at most once for its key. */
export type AddOccurrence = (job: NewJob, schedule: string) => Promise<void>;

/** Schedules in the store. */
export const storedScheduleRows = ({ schedules, jobs }: QueueModels, addOccurrence: AddOccurrence): ScheduleRows => ({
  async read(key) {
    return (await schedules.findOne({ _id: key }).lean<StoredSchedule>()) ?? undefined;
  },
  async write(row) {
    await schedules.replaceOne({ _id: row._id }, row, { upsert: true });
  },
  async remove(key) {
    await schedules.deleteOne({ _id: key });
  },
  due: (now) => schedules.find({ next: { $lte: now } }).lean<StoredSchedule[]>(),
  async soonest() {
    const [first] = await schedules
      .find({ next: { $exists: true } })
      .sort({ next: 1 })
      .limit(1)
      .lean<StoredSchedule[]>();
    return first?.next;
  },
  /**
   * First the job, under a key made of the schedule and the moment, then the schedule moves on. A crash in between, or a
   * second process at the same work, adds the same key again, which is no new job.
   */
  async fire(row, job, next) {
    const occurrence = row.next;
    if (!occurrence) return;
    if (job) await addOccurrence(job, row._id);
    await schedules.updateOne({ _id: row._id, next: occurrence }, next ? { $set: { next } } : { $unset: { next: 1 } });
    await jobs.deleteMany({
      queue: row.queue,
      state: 'completed',
      schedule: row._id,
      finishedAt: { $lt: new Date(occurrence.getTime() - OCCURRENCE_KEPT_MS) },
    });
  },
});
