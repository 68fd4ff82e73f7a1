import { type Connection, type Model, Schema } from 'mongoose';
import type { Audience, BroadcastContent, BroadcastState, DeliveryStanding, Progress, When } from './types.ts';

export interface RunDoc {
  /** `1` for a broadcast that goes out once; the job's id for each time of a repeating one. */
  occurrence: string;
  startedAt: Date;
  resolvedAt?: Date;
  endedAt?: Date;
}

export interface BroadcastDoc {
  _id: string;
  title: string;
  content: BroadcastContent;
  contentLabel: string;
  audience: Audience;
  when: When;
  state: BroadcastState;
  /** Where a paused one goes back to. */
  pausedFrom?: 'scheduled' | 'running';
  unitPath: string;
  createdBy: { id: string; name: string };
  createdAt: Date;
  updatedAt: Date;
  nextAt?: Date;
  heldUntil?: Date;
  /** Why it stopped by itself, with the remedy; it is paused then. */
  problem?: string;
  runs: RunDoc[];
  /** As last counted; counted again a little after every change. */
  progress?: Progress;
}

/** Somebody or some group that a run is for. */
export interface Recipient {
  kind: 'group' | 'person';
  name: string;
  unit: { id: string; name: string };
  thread?: string;
  /** Every way in which she is in the audience; the first is the one she got it for. */
  reasons: string[];
  /** Why nothing is sent to her. */
  skip?: { code: string; sentence: string };
}

/** Recipients of a run that were written down together, numbered by their place. How they stand is in a standing. */
export interface DeliveryBatchDoc {
  /** `<broadcast>:<occurrence>:<no>`, so that resolving twice is harmless. */
  _id: string;
  broadcast: string;
  occurrence: string;
  no: number;
  /** JSON of `Recipient[]`: one value to the store, which never searches it. */
  recipients: string;
  /** `<broadcast>:<occurrence>:<thread>` of each that is sent to. Unique: a thread gets it once. Absent: nobody is. */
  once?: string[];
  /** Place in the stream of the audience behind the last of them: resolving goes on there. */
  place: string;
}

/** A batch with its recipients read. */
export interface DeliveryBatch extends Omit<DeliveryBatchDoc, 'recipients'> {
  readonly recipients: readonly Recipient[];
}

export const batchFrom = (doc: DeliveryBatchDoc): DeliveryBatch => ({
  ...doc,
  recipients: JSON.parse(doc.recipients) as Recipient[],
});

/** How the recipients of a batch stand: small, because it changes often and all of them are counted for the page. */
export interface DeliveryStandingDoc {
  /** That of the batch. */
  _id: string;
  broadcast: string;
  occurrence: string;
  /** Which of the broadcast's runs. */
  run: number;
  no: number;
  /** A letter for each number, see `standing.ts`. */
  states: string;
  /** When each got there, in seconds since 1970. JSON, because the page reads all standings and needs none of this. */
  times: string;
  /** Why some failed, are unknown or were skipped. */
  reasons: { n: number; code: string; sentence: string }[];
  /** The try that a number is in; absent: the first sending, 0. */
  tries: { n: number; round: number }[];
  /** Resends of this batch so far. */
  rounds: number;
  counts: Record<DeliveryStanding, number>;
  /** Recipients who were in the audience more than once and got one copy. */
  merged: number;
  /** Something waits or is being sent. */
  open: boolean;
  /** Grows with every change: a change names the one that it read. */
  rev: number;
}

const mixed = { type: Schema.Types.Mixed, required: true };

const broadcastSchema = new Schema<BroadcastDoc>(
  {
    _id: { type: String, required: true },
    title: { type: String, required: true },
    content: mixed,
    contentLabel: { type: String, default: '' },
    audience: mixed,
    when: mixed,
    state: { type: String, required: true },
    pausedFrom: String,
    unitPath: { type: String, required: true },
    createdBy: { id: String, name: String },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    nextAt: Date,
    heldUntil: Date,
    problem: String,
    progress: { type: Schema.Types.Mixed },
    runs: [{ _id: false, occurrence: String, startedAt: Date, resolvedAt: Date, endedAt: Date }],
  },
  { versionKey: false },
);
broadcastSchema.index({ unitPath: 1, createdAt: -1 });
broadcastSchema.index({ state: 1 });

const text = { type: String, required: true } as const;

const batchSchema = new Schema<DeliveryBatchDoc>(
  {
    _id: text,
    broadcast: text,
    occurrence: text,
    no: { type: Number, required: true },
    recipients: text,
    once: { type: [String], default: undefined },
    place: { type: String, default: '' },
  },
  { versionKey: false },
);
batchSchema.index({ once: 1 }, { unique: true, sparse: true });
batchSchema.index({ broadcast: 1, occurrence: 1, no: 1 });

const standingSchema = new Schema<DeliveryStandingDoc>(
  {
    _id: text,
    broadcast: text,
    occurrence: text,
    run: { type: Number, required: true },
    no: { type: Number, required: true },
    states: { type: String, default: '' },
    times: text,
    reasons: [{ _id: false, n: Number, code: String, sentence: String }],
    tries: [{ _id: false, n: Number, round: Number }],
    rounds: { type: Number, default: 0 },
    counts: mixed,
    merged: { type: Number, default: 0 },
    open: { type: Boolean, required: true },
    rev: { type: Number, default: 0 },
  },
  { versionKey: false },
);
standingSchema.index({ broadcast: 1, run: 1, no: 1 });
standingSchema.index({ broadcast: 1, open: 1 });

export interface BroadcastModels {
  readonly broadcasts: Model<BroadcastDoc>;
  readonly batches: Model<DeliveryBatchDoc>;
  readonly standings: Model<DeliveryStandingDoc>;
}

const model = <T>(connection: Connection, name: string, schema: Schema<T>): Model<T> =>
  (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, schema);

export const broadcastModels = (connection: Connection): BroadcastModels => ({
  broadcasts: model(connection, 'Broadcast', broadcastSchema),
  batches: model(connection, 'BroadcastBatch', batchSchema),
  standings: model(connection, 'BroadcastStanding', standingSchema),
});
