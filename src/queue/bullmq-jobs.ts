import { type Job as BullJob, Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ClockedBackend } from './bullmq-backend.ts';
import { opened, queueOf, sealed } from './bullmq-envelope.ts';
import { laneKey, scriptsOn } from './bullmq-scripts.ts';
import type { FailedJob, JobCounts, NewJob } from './queue.ts';

/** Jobs sent to Redis in one go. */
const BATCH_JOBS = 1_000;
/** Jobs with a group or a rate key are added together with their places in those, all or none: so many hold Redis up. */
const WHOLE_JOBS = 100;
/** Jobs of a cancelled group taken out in one go. */
const CANCEL_JOBS = 500;

const countsSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
const cancelSchema = z.tuple([z.number(), z.number()]).rest(z.string());

/** BullMQ's queue on our backend. */
type Bull = BullQueue<unknown, null, string, unknown, null, string, ClockedBackend>;
export type Multi = ReturnType<Awaited<ClockedBackend['client']>['multi']>;

/** The jobs in Redis: adding, counting, cancelling, and those that failed. */
export interface BullJobs {
  /** The ids in order: of the new jobs, or of those that hold their keys. */
  add(jobs: readonly NewJob[]): Promise<string[]>;
  /** Puts one job into a transaction. */
  addTo(multi: Multi, job: NewJob): void;
  setPaused(queue: string, paused: boolean): Promise<void>;
  counts(queue: string): Promise<JobCounts>;
  failed(queue: string, limit: number): Promise<FailedJob[]>;
  retry(jobId: string): Promise<boolean>;
  /** Removes what waits of a group: how many, and the ids of the jobs that run. */
  cancel(group: string): Promise<{ readonly removed: number; readonly running: readonly string[] }>;
  /** A job of this group ended. */
  left(group: string, id: string): void;
}

export interface BullJobsDeps {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix: string;
}

interface Sealed {
  readonly job: NewJob;
  readonly bull: BullJob;
  readonly id: string;
}

const isWhole = ({ job }: Sealed): boolean => job.group !== undefined || (job.rateKey ?? '') !== '';

/** Jobs in their order, cut where a batch is full or another kind begins. */
const batches = (jobs: readonly Sealed[]): Sealed[][] => {
  const cut: Sealed[][] = [];
  for (const one of jobs) {
    const last = cut.at(-1);
    const first = last?.[0];
    const full = !last || last.length >= (isWhole(one) ? WHOLE_JOBS : BATCH_JOBS);
    if (!last || full || !first || isWhole(first) !== isWhole(one) || first.job.queue !== one.job.queue)
      cut.push([one]);
    else last.push(one);
  }
  return cut;
};

export const createBullJobs = ({ redis, clock, logger, prefix }: BullJobsDeps): BullJobs => {
  const scripts = scriptsOn(redis);
  const queues = new Map<string, Bull>();
  const groupKey = (group: string) => `${prefix}-group:${group}`;

  const bullOf = (name: string): Bull => {
    const known = queues.get(name);
    if (known) return known;
    const bull: Bull = new BullQueue(name, { connection: redis, prefix }, (queue, opts) => {
      return new ClockedBackend(queue, opts, { clock, main: redis });
    });
    bull.on('error', (error) => logger.debug({ err: error, queue: name }, 'queue: BullMQ reports an error'));
    queues.set(name, bull);
    return bull;
  };

  const seal = (job: NewJob): Sealed => {
    const bull = sealed(bullOf(job.queue), job, clock.now());
    return { job, bull, id: bull.id ?? '' };
  };

  /** Puts jobs of one queue into a transaction, with their groups and lanes. */
  const enter = (multi: Multi, jobs: readonly Sealed[], backend: ClockedBackend) => {
    const base = backend.toKey('');
    // What BullMQ gives back here is the transaction itself; the ids are in its answer.
    for (const { bull, id } of jobs) void backend.addJobToTransaction(multi, bull.asJSON(), id);
    const members = new Map<string, (string | number)[]>();
    const lanes = new Map<string, (string | number)[]>();
    const put = (map: Map<string, (string | number)[]>, key: string, ...values: (string | number)[]) => {
      const list = map.get(key) ?? [];
      map.set(key, list);
      list.push(...values);
    };
    for (const { job, bull, id } of jobs) {
      if (job.group !== undefined) put(members, groupKey(job.group), id);
      if (!job.rateKey) continue;
      put(members, `${base}lanes`, job.rateKey);
      put(lanes, laneKey(base, bull.priority, job.rateKey), job.at?.getTime() ?? bull.timestamp, id);
    }
    for (const [key, values] of members) multi.runCommand('sadd', [key, ...values]);
    for (const [key, values] of lanes) multi.runCommand('zadd', [key, ...values]);
  };

  /** What was noted for a job that was not added, because another one holds its key. */
  const forget = ({ job, bull, id }: Sealed) => {
    if (job.group !== undefined) left(job.group, id);
    if (!job.rateKey) return;
    const lane = laneKey(bullOf(job.queue).getBackend().toKey(''), bull.priority, job.rateKey);
    void redis.zrem(lane, id).catch(quietly);
  };

  const quietly = (error: unknown) => logger.debug({ err: error }, 'queue: Redis did not take a command');
  const left = (group: string, id: string) => void redis.srem(groupKey(group), id).catch(quietly);

  const addBatch = async (jobs: readonly Sealed[]): Promise<string[]> => {
    const [first] = jobs;
    if (!first) return [];
    const backend = bullOf(first.job.queue).getBackend();
    const client = await backend.client;
    const sent = isWhole(first) ? client.multi() : client.pipeline();
    enter(sent, jobs, backend);
    const answers = (await sent.exec()) ?? [];
    return jobs.map((one, i) => {
      const [error, id] = answers[i] ?? [];
      if (error) throw error;
      if (id !== one.id && isWhole(one)) forget(one);
      return String(id);
    });
  };

  return {
    async add(jobs) {
      const [first, ...rest] = batches(jobs.map(seal));
      if (!first) return [];
      // The first batch makes the scripts known; after it, a batch is on its way while the one before is worked on.
      const ids = await addBatch(first);
      let before: Promise<string[]> | undefined;
      for (const batch of rest) {
        const sent = addBatch(batch);
        // Its failure is thrown where it is awaited, which an earlier failure may keep from happening.
        sent.catch(() => undefined);
        if (before) ids.push(...(await before));
        before = sent;
      }
      if (before) ids.push(...(await before));
      return ids;
    },
    addTo(multi, job) {
      enter(multi, [seal(job)], bullOf(job.queue).getBackend());
    },
    async setPaused(queue, paused) {
      const bull = bullOf(queue);
      if (paused) await bull.pause();
      else {
        await bull.resume();
        await bull.getBackend().ring();
      }
    },
    async counts(queue) {
      const { keys, toKey } = bullOf(queue);
      const names = ['wait', 'paused', 'prioritized', 'delayed', 'active', 'failed', 'meta'] as const;
      const answer = await scripts.chihoiCounts([
        toKey('lanes'),
        ...names.map((name) => keys[name] ?? ''),
        toKey('metrics:completed'),
        toKey(''),
        clock.now().getTime(),
      ]);
      const [waiting, delayed, active, failed, completed, paused] = countsSchema.parse(answer);
      return { waiting, delayed, active, failed, completed, paused: paused === 1 };
    },
    async failed(queue, limit) {
      if (limit < 1) return [];
      const list = await bullOf(queue).getFailed(0, limit - 1);
      return list.map((bull): FailedJob => {
        const job = opened(bull);
        return {
          id: bull.id ?? '',
          queue,
          ...(job?.key !== undefined && { key: job.key }),
          data: job?.data ?? null,
          reason: bull.failedReason ?? '',
          attempts: job ? Math.min(job.tried, job.maxAttempts) : 0,
          failedAt: new Date(bull.finishedOn ?? 0),
        };
      });
    },
    async retry(jobId) {
      const name = queueOf(jobId);
      if (name === undefined) return false;
      const bull = bullOf(name);
      const found = await bull.getJob(jobId);
      const group = found && opened(found)?.group;
      const { keys, toKey } = bull;
      const answer = await scripts.chihoiRetry([
        ...['failed', 'delayed'].map((key) => keys[key] ?? ''),
        toKey('lanes'),
        keys.marker ?? '',
        groupKey(group ?? ''),
        toKey(''),
        jobId,
        clock.now().getTime(),
        group === undefined ? 0 : 1,
      ]);
      return answer === 1;
    },
    async cancel(group) {
      const running: string[] = [];
      let removed = 0;
      for (;;) {
        const answer = cancelSchema.parse(await scripts.chihoiCancel([groupKey(group), prefix, CANCEL_JOBS]));
        const [taken, gone, ...ids] = answer;
        removed += gone;
        running.push(...ids);
        // The ids sort in the order of adding.
        if (taken === 0) return { removed, running: running.sort() };
      }
    },
    left,
  };
};
