import { type Connection, type Model, Schema, type Types } from 'mongoose';
import type { Schedule } from './queue.ts';

/** `pending` is waiting or delayed, by whether `at` has come. A job that is done leaves the store. */
export type StoredState = 'pending' | 'active' | 'failed' | 'completed';

/** A job as it is stored. `completed` is kept only for occurrences of a schedule, for a while, so that none comes twice. */
export interface StoredJob {
  readonly _id: Types.ObjectId;
  readonly queue: string;
  readonly state: StoredState;
  readonly key?: string;
  /** Queue and key while no second job of this key may be added; unique. */
  readonly unique?: string;
  /** JSON: any key is allowed in it, and nothing of it is ever searched for. */
  readonly data: string;
  readonly at: Date;
  /** A number of `PRIORITY`. */
  readonly priority: number;
  /** Empty when the job has none: an index finds the keys in use by it. */
  readonly rateKey: string;
  readonly group?: string;
  /** Tries begun. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly baseSeconds: number;
  readonly maxSeconds: number;
  /** The schedule that this is an occurrence of. */
  readonly schedule?: string;
  /** Which process runs it, while active, until when it may be taken for alive, and by which claim. */
  readonly owner?: string;
  readonly leaseUntil?: Date;
  readonly claim?: string;
  /** Its group was cancelled while it ran: it is removed when it ends, whatever it says. */
  readonly cancelled?: boolean;
  readonly reason?: string;
  readonly finishedAt?: Date;
}

export interface StoredSchedule {
  readonly _id: string;
  readonly queue: string;
  /** JSON. */
  readonly data: string;
  readonly rule: Schedule['rule'];
  readonly zone: string;
  readonly missed: 'run_once' | 'skip';
  readonly group?: string;
  readonly priority: number;
  /** Absent when the rule has come to its end. */
  readonly next?: Date;
}

export interface StoredQueue {
  readonly _id: string;
  readonly paused: boolean;
  /** Jobs that were done, ever. */
  readonly completed: number;
}

const jobSchema = new Schema<StoredJob>(
  {
    queue: { type: String, required: true },
    state: { type: String, required: true },
    key: String,
    unique: String,
    data: { type: String, required: true },
    at: { type: Date, required: true },
    priority: { type: Number, required: true },
    rateKey: { type: String, default: '' },
    group: String,
    attempt: { type: Number, required: true },
    maxAttempts: { type: Number, required: true },
    baseSeconds: { type: Number, required: true },
    maxSeconds: { type: Number, required: true },
    schedule: String,
    owner: String,
    leaseUntil: Date,
    claim: String,
    cancelled: Boolean,
    reason: String,
    finishedAt: Date,
  },
  { versionKey: false, minimize: false, strict: 'throw' },
);
// One index finds the next job of a lane, the rate keys in use, and the jobs of a state.
jobSchema.index({ queue: 1, state: 1, rateKey: 1, priority: 1, at: 1, _id: 1 });
jobSchema.index({ unique: 1 }, { unique: true, sparse: true });
jobSchema.index({ group: 1 }, { sparse: true });

const scheduleSchema = new Schema<StoredSchedule>(
  {
    _id: { type: String, required: true },
    queue: { type: String, required: true },
    data: { type: String, required: true },
    rule: { type: Schema.Types.Mixed },
    zone: { type: String, required: true },
    missed: { type: String, required: true },
    group: String,
    priority: { type: Number, required: true },
    next: Date,
  },
  { versionKey: false, minimize: false, strict: 'throw' },
);

const queueSchema = new Schema<StoredQueue>(
  {
    _id: { type: String, required: true },
    paused: { type: Boolean, default: false },
    completed: { type: Number, default: 0 },
  },
  { versionKey: false, strict: 'throw' },
);

export interface QueueModels {
  readonly jobs: Model<StoredJob>;
  readonly schedules: Model<StoredSchedule>;
  readonly queues: Model<StoredQueue>;
  /** Resolves when the indexes are there: the unique one keeps jobs from being added twice. */
  ready(): Promise<void>;
}

const model = <T>(connection: Connection, name: string, schema: Schema<T>, collection: string): Model<T> =>
  (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, schema, collection);

/** The queue's models on a connection, made once. */
export const queueModels = (connection: Connection): QueueModels => {
  const jobs = model(connection, 'QueueJob', jobSchema, 'queue_jobs');
  const schedules = model(connection, 'QueueSchedule', scheduleSchema, 'queue_schedules');
  const queues = model(connection, 'QueueState', queueSchema, 'queue_states');
  return {
    jobs,
    schedules,
    queues,
    async ready() {
      await Promise.all([jobs.init(), schedules.init(), queues.init()]);
    },
  };
};
