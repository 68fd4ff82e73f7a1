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

export interface DeliveryDoc {
  /** `<broadcast>:<occurrence>:<thread or person>`: one of these for ever, so resolving twice is harmless. */
  _id: string;
  broadcast: string;
  occurrence: string;
  kind: 'group' | 'person';
  name: string;
  thread?: string;
  /** `<broadcast>:<occurrence>:<thread>`, absent without a thread. Unique: a thread gets it once. */
  once?: string;
  unit: { id: string; name: string };
  /** Every way in which she is in the audience; the first is the one she got it for. */
  reasons: string[];
  state: DeliveryStanding;
  error?: { code: string; sentence: string };
  at: Date;
  /** Key of the outbox item of the present try. */
  key: string;
  /** 0 for the first sending, one more at each resend. */
  tries: number;
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

const deliverySchema = new Schema<DeliveryDoc>(
  {
    _id: { type: String, required: true },
    broadcast: { type: String, required: true },
    occurrence: { type: String, required: true },
    kind: { type: String, required: true },
    name: { type: String, required: true },
    thread: String,
    once: String,
    unit: { id: String, name: String },
    reasons: [String],
    state: { type: String, required: true },
    error: { type: { _id: false, code: String, sentence: String } },
    at: { type: Date, required: true },
    key: { type: String, required: true },
    tries: { type: Number, default: 0 },
  },
  { versionKey: false },
);
deliverySchema.index({ once: 1 }, { unique: true, sparse: true });
deliverySchema.index({ broadcast: 1, state: 1, _id: 1 });
deliverySchema.index({ key: 1 });

export interface BroadcastModels {
  readonly broadcasts: Model<BroadcastDoc>;
  readonly deliveries: Model<DeliveryDoc>;
}

const model = <T>(connection: Connection, name: string, schema: Schema<T>): Model<T> =>
  (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, schema);

export const broadcastModels = (connection: Connection): BroadcastModels => ({
  broadcasts: model(connection, 'Broadcast', broadcastSchema),
  deliveries: model(connection, 'BroadcastDelivery', deliverySchema),
});
