import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ClockedBackend } from './bullmq-backend.ts';
import { entered, newId, opened, queueOf, sealed } from './bullmq-envelope.ts';
import { scriptsOn } from './bullmq-scripts.ts';
import type { FailedJob, JobCounts, NewJob } from './queue.ts';

/** Jobs sent to Redis in one go. */
const BATCH_JOBS = 1_000;
/** Jobs with a group or a rate key are added in one step with their places in those: while so many, Redis does nothing else. */
const WHOLE_JOBS = 200;
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
  /** Puts one job without a rate key into a transaction. */
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

interface Numbered {
  readonly job: NewJob;
  readonly id: string;
}

/** How jobs are added: as BullMQ does, in one step with their groups, or into lanes. */
type Way = 'plain' | 'grouped' | 'paced';
const wayOf = ({ job }: Numbered): Way => {
  if (job.rateKey) return 'paced';
  return job.group === undefined ? 'plain' : 'grouped';
};

/** Jobs in their order, cut where a batch is full, or another queue or way begins. */
const batches = (jobs: readonly Numbered[]): Numbered[][] => {
  const cut: Numbered[][] = [];
  for (const one of jobs) {
    const last = cut.at(-1);
    const [first] = last ?? [];
    const most = wayOf(one) === 'plain' ? BATCH_JOBS : WHOLE_JOBS;
    if (last && first && last.length < most && wayOf(first) === wayOf(one) && first.job.queue === one.job.queue)
      last.push(one);
    else cut.push([one]);
  }
  return cut;
};

const idsSchema = z.array(z.string());

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

  const quietly = (error: unknown) => logger.debug({ err: error }, 'queue: Redis did not take a command');

  /** Members of groups that ended, sent together. */
  const leaving = new Map<string, string[]>();
  const left = (group: string, id: string) => {
    if (leaving.size === 0)
      setImmediate(() => {
        for (const [name, ids] of leaving) void redis.srem(groupKey(name), ...ids).catch(quietly);
        leaving.clear();
      });
    const ids = leaving.get(group) ?? [];
    leaving.set(group, ids);
    ids.push(id);
  };

  const enterPaced = async (jobs: readonly Numbered[], { keys, toKey }: Bull): Promise<string[]> => {
    const now = clock.now();
    const args = jobs.flatMap(({ job, id }) => entered(job, id, now));
    const own = [toKey('lanes'), keys.marker ?? '', keys.meta ?? '', toKey(''), groupKey('')];
    return idsSchema.parse(await scripts.chihoiEnter([...own, ...args]));
  };

  /** Puts jobs of one queue into a transaction, with their groups. */
  const enter = (multi: Multi, jobs: readonly Numbered[], bull: Bull) => {
    const now = clock.now();
    const backend = bull.getBackend();
    // What BullMQ gives back here is the transaction itself; the ids are in its answer.
    for (const { job, id } of jobs) void backend.addJobToTransaction(multi, sealed(bull, job, id, now).asJSON(), id);
    const members = new Map<string, string[]>();
    for (const { job, id } of jobs)
      if (job.group !== undefined) members.set(job.group, [...(members.get(job.group) ?? []), id]);
    for (const [group, ids] of members) multi.runCommand('sadd', [groupKey(group), ...ids]);
  };

  const addBatch = async (jobs: readonly Numbered[]): Promise<string[]> => {
    const [first] = jobs;
    if (!first) return [];
    const bull = bullOf(first.job.queue);
    const way = wayOf(first);
    if (way === 'paced') return enterPaced(jobs, bull);
    const client = await bull.getBackend().client;
    const sent = way === 'grouped' ? client.multi() : client.pipeline();
    enter(sent, jobs, bull);
    const answers = (await sent.exec()) ?? [];
    return jobs.map(({ job, id: own }, i) => {
      const [error, id] = answers[i] ?? [];
      if (error) throw error;
      // Another job holds its key: this one is none.
      if (id !== own && job.group !== undefined) left(job.group, own);
      return String(id);
    });
  };

  return {
    async add(jobs) {
      const now = clock.now();
      const [first, ...rest] = batches(jobs.map((job) => ({ job, id: newId(job.queue, now) })));
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
      enter(multi, [{ job, id: newId(job.queue, clock.now()) }], bullOf(job.queue));
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
