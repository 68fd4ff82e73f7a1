import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { createEndings } from './endings.ts';
import { createJobs } from './jobs.ts';
import { queueModels, type StoredJob, type StoredQueue } from './model.ts';
import { createPace, type Pace } from './pace.ts';
import type { Queue } from './queue.ts';
import { endingOfStalled, rowOf } from './rows.ts';
import { storedScheduleRows } from './schedule-rows.ts';
import { createSchedules } from './schedules.ts';
import { createWorker, type Worker } from './worker.ts';

/** Seconds between looks for what other processes did. */
const SHARED_LOOK_SECONDS = 5;
/** A process that is alone only makes sure now and then that it missed nothing: nothing waits for that. */
const ALONE_LOOK_SECONDS = 3_600;
/** Claims are renewed at every look; a process that let so many go by is dead. */
const LEASE_LOOKS = 12;

export interface EmbeddedQueueDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Whether other processes may run jobs of this store at the same time (MongoDB). Default false: this process is alone,
   * so everything active at its start was left by a crash and is taken up again at once.
   */
  readonly shared?: boolean;
  /** Seconds until it is noticed what another process added, paused or cancelled. Default 5 when shared. */
  readonly lookSeconds?: number;
}

/**
 * The queue over the Mongoose store. Jobs run at least once: a job whose process died while it ran is run again, so a
 * handler does its work under keys that make a second time harmless.
 */
export const createEmbeddedQueue = ({
  connection,
  clock,
  logger,
  shared = false,
  lookSeconds = shared ? SHARED_LOOK_SECONDS : ALONE_LOOK_SECONDS,
}: EmbeddedQueueDeps): Queue => {
  const leaseUntil = () => new Date(clock.now().getTime() + lookSeconds * LEASE_LOOKS * 1_000);
  const models = queueModels(connection);
  const owner = randomUUID();
  const endings = createEndings(models, clock, logger);
  const workers = new Map<string, Worker>();
  /** Their `Processing` was stopped: they are here until what they run has ended. */
  const closing = new WeakSet<Worker>();
  const paces = new Map<string, Pace>();
  const jobs = createJobs(
    models,
    clock,
    ({ queue, rateKey, priority }, at) => workers.get(queue)?.expect({ rateKey, priority }, at),
    endings.uncounted,
  );
  let started = false;
  let ready: Promise<void> | undefined;
  let disarm: (() => void) | undefined;

  const prepared = () => {
    ready ??= models.ready();
    return ready;
  };

  const scheduleRows = storedScheduleRows(models, async (job, schedule) => {
    await jobs.insert([rowOf(job, clock.now(), schedule)]);
  });
  const schedules = createSchedules(scheduleRows, clock, logger);

  /** Takes up jobs of dead processes: all that is active when we are alone, else those whose lease is over. */
  const takeUp = async () => {
    const now = clock.now();
    const stalled = await models.jobs
      .find({
        queue: { $in: [...workers.keys()] },
        state: 'active',
        owner: { $ne: owner },
        ...(shared && { leaseUntil: { $lte: now } }),
      })
      .lean<StoredJob[]>();
    if (stalled.length === 0) return;
    logger.warn({ jobs: stalled.length }, 'queue: taking up jobs that were left when their process ended');
    await Promise.all(stalled.map((row) => endings.end(row, row.owner ?? '', endingOfStalled(row, now))));
    for (const { queue, rateKey, priority } of stalled) workers.get(queue)?.expect({ rateKey, priority }, now);
  };

  const pausedQueues = async (): Promise<Set<string>> =>
    new Set((await models.queues.find({ paused: true }).lean<StoredQueue[]>()).map(({ _id }) => _id));

  const renew = async () => {
    if (![...workers.values()].some((worker) => worker.running() > 0)) return;
    await models.jobs.updateMany(
      { owner, state: 'active', queue: { $in: [...workers.keys()] } },
      { $set: { leaseUntil: leaseUntil() } },
    );
    const cancelled = await models.jobs
      .find({ owner, state: 'active', queue: { $in: [...workers.keys()] }, cancelled: true })
      .lean<StoredJob[]>();
    for (const worker of workers.values()) worker.abort(cancelled.map(({ _id }) => String(_id)));
  };

  const look = async () => {
    if (shared) await renew();
    await takeUp();
    const paused = await pausedQueues();
    for (const worker of workers.values()) {
      worker.setPaused(paused.has(worker.queue));
      worker.discover(await jobs.rateKeys(worker.queue));
    }
    await schedules.look();
  };

  const begin = (worker: Worker) => {
    if (started && !closing.has(worker)) worker.start();
  };

  const lookAgain = () => {
    disarm = clock.at(new Date(clock.now().getTime() + lookSeconds * 1_000), () => {
      void look()
        .catch((error: unknown) => logger.error({ err: error }, 'queue: could not look for news'))
        .then(() => {
          if (started) lookAgain();
        });
    });
  };

  const setPaused = async (queue: string, paused: boolean) => {
    await prepared();
    await models.queues.updateOne({ _id: queue }, { $set: { paused } }, { upsert: true });
    const worker = workers.get(queue);
    worker?.setPaused(paused);
    if (paused) await worker?.claimed();
  };

  return {
    async add(job) {
      await prepared();
      return (await jobs.insert([rowOf(job, clock.now())]))[0] ?? '';
    },
    async addMany(list) {
      await prepared();
      const now = clock.now();
      return jobs.insert(list.map((job) => rowOf(job, now)));
    },
    process(queue, handler, options = {}) {
      if (workers.has(queue)) throw new Error(`queue ${queue} has a handler already`);
      // Stopping and beginning again must not give a rate key a fresh allowance.
      const pace = paces.get(queue) ?? createPace();
      paces.set(queue, pace);
      const worker = createWorker(queue, handler, options, {
        models,
        pace,
        clock,
        logger,
        endings,
        owner,
        leaseUntil,
        isPaused: async () =>
          shared && (await models.queues.findOne({ _id: queue }).lean<StoredQueue>())?.paused === true,
      });
      workers.set(queue, worker);
      if (started)
        void look()
          .catch((error: unknown) => logger.error({ err: error, queue }, 'queue: could not look for news'))
          .then(() => begin(worker));
      return {
        async stop() {
          if (workers.get(queue) !== worker) return;
          closing.add(worker);
          await worker.stop();
          workers.delete(queue);
        },
      };
    },
    async every(schedule) {
      await prepared();
      await schedules.every(schedule);
    },
    async never(key) {
      await prepared();
      await schedules.never(key);
    },
    async next(key) {
      await prepared();
      return schedules.next(key);
    },
    pause: (queue) => setPaused(queue, true),
    resume: (queue) => setPaused(queue, false),
    async cancel(group) {
      await prepared();
      const release = [...workers.values()].map((worker) => worker.cancelGroup(group));
      try {
        const first = await models.jobs.deleteMany({ group, state: 'pending' });
        await models.jobs.updateMany({ group, state: 'active' }, { $set: { cancelled: true } });
        // What was put back to try again between the two.
        const second = await models.jobs.deleteMany({ group, state: 'pending' });
        await Promise.all([...workers.values()].map((worker) => worker.claimed()));
        return first.deletedCount + second.deletedCount;
      } finally {
        for (const done of release) done();
      }
    },
    async counts(queue) {
      await prepared();
      return jobs.counts(queue);
    },
    async failed(queue, limit = 100) {
      await prepared();
      return jobs.failed(queue, limit);
    },
    async retry(jobId) {
      await prepared();
      return jobs.retry(jobId);
    },
    async start() {
      if (started) return;
      await prepared();
      started = true;
      await takeUp();
      const paused = await pausedQueues();
      for (const worker of workers.values()) {
        worker.setPaused(paused.has(worker.queue));
        begin(worker);
        worker.discover(await jobs.rateKeys(worker.queue));
      }
      await schedules.look();
      lookAgain();
    },
    async stop(graceSeconds = 10) {
      if (!started) return;
      started = false;
      disarm?.();
      const ending = Promise.all([schedules.stop(), ...[...workers.values()].map((worker) => worker.stop())]);
      let forget: (() => void) | undefined;
      const grace = new Promise<void>((over) => {
        forget = clock.at(new Date(clock.now().getTime() + graceSeconds * 1_000), over);
      });
      await Promise.race([ending, grace]);
      forget?.();
      await endings.flushed();
    },
  };
};
