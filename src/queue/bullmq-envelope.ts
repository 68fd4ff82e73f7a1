import { randomBytes } from 'node:crypto';
import { Job as BullJob, type JobsOptions, type MinimalQueue } from 'bullmq';
import { z } from 'zod';
import { PACED } from './bullmq-scripts.ts';
import { type Json, type NewJob, PRIORITY } from './queue.ts';
import { DEFAULT_ATTEMPTS, DEFAULT_BACKOFF } from './rows.ts';

/** What we keep with a job in BullMQ's `data`. Short names: it is stored with each of 100,000 deliveries. */
const envelopeSchema = z.object({
  /** The data. */
  d: z.custom<Json>((value) => value !== undefined),
  /** The group. */
  g: z.string().optional(),
  /** Seconds of the backoff, the first and the most, when they are not the default. */
  b: z.tuple([z.number(), z.number()]).optional(),
});

/** A job of ours as it is found in BullMQ. */
export interface Opened {
  readonly data: Json;
  readonly key?: string;
  readonly group?: string;
  /** Empty when it has none. */
  readonly rateKey: string;
  readonly priority: number;
  /** Tries that were begun before and count, those that the end of a process cut short among them. */
  readonly tried: number;
  readonly maxAttempts: number;
  readonly baseSeconds: number;
  readonly maxSeconds: number;
}

/** Reads a job back; undefined when it is none of ours. */
export const opened = (job: BullJob): Opened | undefined => {
  const parsed = envelopeSchema.safeParse(job.data);
  if (!parsed.success) return undefined;
  const { d, g, b } = parsed.data;
  const key = job.deduplicationId;
  return {
    data: d,
    ...(key !== undefined && { key }),
    ...(g !== undefined && { group: g }),
    rateKey: job.name.startsWith(PACED) ? job.name.slice(PACED.length) : '',
    priority: job.priority,
    tried: job.attemptsMade + job.stalledCounter,
    maxAttempts: job.opts.attempts ?? DEFAULT_ATTEMPTS,
    baseSeconds: b?.[0] ?? DEFAULT_BACKOFF.baseSeconds,
    maxSeconds: b?.[1] ?? DEFAULT_BACKOFF.maxSeconds,
  };
};

const SELF = randomBytes(4).toString('hex');
let lastMoment = 0;
let sameMoment = 0;

/**
 * An id that says its queue, is never used twice, and sorts after the ids of the same queue made before it: jobs of a
 * lane that may run from the same moment run in the order of adding.
 */
export const newId = (queue: string, now: Date): string => {
  const moment = now.getTime();
  sameMoment = moment === lastMoment ? sameMoment + 1 : 0;
  lastMoment = moment;
  return `${queue}~${moment.toString(36).padStart(9, '0')}${sameMoment.toString(36).padStart(6, '0')}${SELF}`;
};

/** The queue of an id; undefined for what is no id of ours. */
export const queueOf = (id: string): string | undefined => {
  const at = id.lastIndexOf('~');
  return at > 0 ? id.slice(0, at) : undefined;
};

const envelopeOf = ({ data, group, backoff }: NewJob): z.input<typeof envelopeSchema> => ({
  d: data,
  ...(group !== undefined && { g: group }),
  ...(backoff && { b: [backoff.baseSeconds, backoff.maxSeconds] }),
});
const attemptsOf = ({ attempts }: NewJob): number => Math.max(1, attempts ?? DEFAULT_ATTEMPTS);

/** A new job without a rate key, as BullMQ adds it. */
export const sealed = (queue: MinimalQueue, job: NewJob, id: string, now: Date): BullJob => {
  const moment = now.getTime();
  const at = job.at?.getTime() ?? moment;
  const options: JobsOptions = {
    timestamp: moment,
    priority: PRIORITY[job.priority ?? 'normal'],
    attempts: attemptsOf(job),
    ...(at > moment && { delay: at - moment }),
    ...(job.key !== undefined && { deduplication: { id: job.key } }),
  };
  return new BullJob(queue, 'job', envelopeOf(job), options, id);
};

/** A new job with a rate key, as the script takes it that adds those. */
export const entered = (job: NewJob, id: string, now: Date): (string | number)[] => {
  const moment = now.getTime();
  const priority = PRIORITY[job.priority ?? 'normal'];
  const options = JSON.stringify({ attempts: attemptsOf(job), priority, timestamp: moment });
  const { rateKey = '', key = '', group = '' } = job;
  const at = job.at?.getTime() ?? moment;
  return [id, rateKey, priority, at, key, group, JSON.stringify(envelopeOf(job)), options, moment];
};
