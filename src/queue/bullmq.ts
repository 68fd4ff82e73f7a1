import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import { bullClient } from './bullmq-backend.ts';
import { createBullJobs } from './bullmq-jobs.ts';
import { redisScheduleRows } from './bullmq-schedules.ts';
import { type BullWorker, createBullWorker } from './bullmq-worker.ts';
import { createRedisBus } from './bus-redis.ts';
import type { JobHandler, NewJob, ProcessOptions, Queue, Schedule } from './queue.ts';
import { checkRule } from './recurrence.ts';
import { type Connecting, connectRedis, QueueAwayError, type RedisUrl, whileThere } from './redis.ts';
import { createSchedules } from './schedules.ts';

/** Seconds between looks for jobs of dead processes and for what other processes did. */
const LOOK_SECONDS = 5;
/** The jobs of a process that died are free after so long; a living one renews its hold at half of it. */
const LOCK_SECONDS = 30;
const CANCEL_TOPIC = 'queue.cancel';

export interface BullQueueDeps {
  /** Where Redis is. It may be away, now or later: the queue is made at once and works as soon as Redis is there. */
  readonly connection: RedisUrl;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In front of every key, so that several programs can share one Redis. Default `chihoi`. */
  readonly prefix?: string;
  /** Seconds until it is noticed what nobody told of: left jobs, schedules of other processes. Default 5. */
  readonly lookSeconds?: number;
  /** Seconds after which the jobs of a process that died are free; a living one renews its hold at half of it. Default 30. */
  readonly lockSeconds?: number;
  /** Milliseconds between two looks for left jobs by Redis' own time. Default 0.8 of `lookSeconds`. */
  readonly stalledMs?: number;
  /** How connections are made. Default `connectRedis`; tests cut them. */
  readonly connect?: (connecting: Connecting) => Redis;
}

export interface BullQueue extends Queue {
  /** Stops without grace what still runs, and closes the connections. Nothing may be asked of the queue afterwards. */
  close(): Promise<void>;
}

/** What a process does with one queue. */
interface Handling {
  readonly handler: JobHandler;
  readonly options: ProcessOptions;
  worker?: BullWorker;
  closing?: boolean;
}

const cancelledSchema = z.object({ ids: z.array(z.string()) });

/**
 * The queue on Redis, by BullMQ. Jobs run at least once, as on the embedded queue. While Redis is away, adding and asking
 * reject promptly with a `QueueAwayError`, schedules that are set are remembered, and everything goes on when it is back.
 */
export const createBullQueue = (deps: BullQueueDeps): BullQueue => {
  const { connection, clock, logger, prefix = 'chihoi', connect = connectRedis } = deps;
  const lookMs = (deps.lookSeconds ?? LOOK_SECONDS) * 1_000;
  const open = (name: string, away: Connecting['away']) => connect({ url: connection, logger, name, away });

  const redis = open('queue', 'reject');
  const scheduling = open('schedules', 'reject');
  const bus = createRedisBus({ connection, logger, prefix, connect });
  const jobs = createBullJobs({ redis, clock, logger, prefix });
  const ask = <T>(run: () => Promise<T>): Promise<T> => whileThere(redis, run);
  const handlings = new Map<string, Handling>();
  /** Schedules that could not be stored, because Redis was away. */
  const unstored = new Map<string, Schedule | undefined>();
  let work: Redis | undefined;
  let disarm: (() => void) | undefined;

  const scheduleClient = bullClient(scheduling);
  const schedules = createSchedules(
    redisScheduleRows(scheduling, prefix, jobs.addTo, async () => (await scheduleClient).multi()),
    clock,
    logger,
  );

  const workers = (): BullWorker[] => [...handlings.values()].flatMap(({ worker }) => worker ?? []);
  const add = async (list: readonly NewJob[]): Promise<string[]> => {
    for (const { queue, rateKey } of list) if (rateKey) handlings.get(queue)?.worker?.knows(rateKey);
    return ask(() => jobs.add(list));
  };

  bus.subscribe(CANCEL_TOPIC, (message) => {
    const parsed = cancelledSchema.safeParse(message);
    if (parsed.success) for (const worker of workers()) worker.cancel(parsed.data.ids);
  });

  const storeSchedule = async (key: string, schedule: Schedule | undefined) => {
    // What is newer than this attempt stays in the map.
    unstored.set(key, schedule);
    await (schedule ? schedules.every(schedule) : schedules.never(key));
    if (unstored.get(key) === schedule) unstored.delete(key);
  };
  const storedOrLater = (key: string, schedule: Schedule | undefined): Promise<void> =>
    storeSchedule(key, schedule).catch((error: unknown) => {
      if (error instanceof QueueAwayError) return;
      unstored.delete(key);
      throw error;
    });

  const look = async () => {
    if (work?.status !== 'ready') return;
    for (const [key, schedule] of [...unstored]) await storedOrLater(key, schedule);
    await Promise.all(workers().map((worker) => worker.look()));
    if (work) await schedules.look();
  };
  const lookSafely = () =>
    look().catch((error: unknown) => {
      if (work?.status === 'ready') logger.error({ err: error }, 'queue: could not look for news');
    });
  /** Redis went away once more: it is tried again when it is back. */
  const unheard = (error: unknown) => logger.debug({ err: error }, 'queue: Redis did not take a command');
  const lookAgain = () => {
    disarm = clock.at(new Date(clock.now().getTime() + lookMs), () => {
      void lookSafely().then(() => {
        if (work) lookAgain();
      });
    });
  };

  const begin = (queue: string, handling: Handling) => {
    if (!work || handling.worker || handling.closing) return;
    handling.worker = createBullWorker(queue, handling.handler, handling.options, {
      clock,
      logger,
      prefix,
      work,
      blocking: open(`wait-${queue}`, 'wait'),
      lockMs: (deps.lockSeconds ?? LOCK_SECONDS) * 1_000,
      stalledMs: deps.stalledMs ?? Math.max(1, Math.floor(lookMs * 0.8)),
      left: jobs.left,
    });
    handling.worker.start();
  };

  /** Ends all workers within so many seconds, and leaves what runs longer. */
  const end = async (graceSeconds: number) => {
    const ending = Promise.all([schedules.stop(), ...workers().map((worker) => worker.stop())]);
    let forget: (() => void) | undefined;
    const grace = new Promise<void>((over) => {
      if (graceSeconds > 0) forget = clock.at(new Date(clock.now().getTime() + graceSeconds * 1_000), over);
      else setImmediate(over);
    });
    await Promise.race([ending, grace]);
    forget?.();
    for (const handling of handlings.values()) {
      handling.worker?.abandon();
      delete handling.worker;
    }
  };

  const queue: BullQueue = {
    async add(job) {
      return (await add([job]))[0] ?? '';
    },
    addMany: add,
    process(name, handler, options = {}) {
      if (handlings.has(name)) throw new Error(`queue ${name} has a handler already`);
      const handling: Handling = { handler, options };
      handlings.set(name, handling);
      begin(name, handling);
      return {
        async stop() {
          if (handlings.get(name) !== handling) return;
          handling.closing = true;
          await handling.worker?.stop();
          if (handlings.get(name) === handling) handlings.delete(name);
        },
      };
    },
    async every(schedule) {
      await storedOrLater(schedule.key, schedule);
      if (!unstored.has(schedule.key)) return;
      const checked = checkRule(schedule.rule, schedule.zone ?? DEFAULT_ZONE, clock.now());
      if (checked.ok) return;
      unstored.delete(schedule.key);
      throw new RangeError(`schedule ${schedule.key}: ${checked.error.message}`);
    },
    never: (key) => storedOrLater(key, undefined),
    next: (key) => schedules.next(key),
    pause: (name) => ask(() => jobs.setPaused(name, true)),
    resume: (name) => ask(() => jobs.setPaused(name, false)),
    async cancel(group) {
      const { removed, running } = await ask(() => jobs.cancel(group));
      if (running.length > 0) {
        for (const worker of workers()) worker.cancel(running);
        bus.publish(CANCEL_TOPIC, { ids: running });
      }
      return removed;
    },
    counts: (name) => ask(() => jobs.counts(name)),
    failed: (name, limit = 100) => ask(() => jobs.failed(name, limit)),
    retry: (jobId) => ask(() => jobs.retry(jobId)),
    async start() {
      if (work) return;
      work = open('work', 'wait');
      // At the first time as well as when Redis is back.
      work.on('ready', () => {
        for (const worker of workers()) worker.hold().catch(unheard);
        void lookSafely();
      });
      for (const [name, handling] of handlings) begin(name, handling);
      lookAgain();
    },
    async stop(graceSeconds = 10) {
      const ended = work;
      if (!ended) return;
      work = undefined;
      disarm?.();
      await end(graceSeconds);
      ended.disconnect();
    },
    async close() {
      await queue.stop(0);
      for (const one of [redis, scheduling]) one.disconnect();
      await bus.close();
    },
  };
  return queue;
};
