import { type Connection, type Model, Schema } from 'mongoose';
import type { DeliveryState } from './chat.ts';
import type { OutboundMessage } from './message.ts';

/** Days that a finished batch is kept: its key guards against a second send for as long. */
const BATCH_DAYS = 400;
const day = 24 * 60 * 60;

/**
 * One message for many threads of one account. Its threads are numbered by their place in the list; they are claimed
 * and sent in that order, some at a time, and what became of each claim is an `OutboxChunkDoc`.
 */
export interface OutboxBatchDoc {
  /** The idempotency key. Number n has the key `<_id>/<n>`. */
  _id: string;
  account: string;
  group: string;
  seq: number;
  /** JSON of `BatchBody`: one value to the store, which neither searches it nor ever changes it. */
  body: string;
  /** How many numbers there are. */
  size: number;
  /** Every number below has been claimed. */
  next: number;
  /** Numbers `from` to `next` that are being sent, and by which process. */
  claim?: { from: number; owner: string; at: Date };
  /** Nothing more is claimed (its group was cancelled, or its account is gone), and as what the rest ended. */
  stopped?: { state: 'cancelled' | 'failed'; error?: { code: string; sentence: string } };
  /** Something is to be claimed or being sent. */
  open: boolean;
  createdAt: Date;
  settledAt?: Date;
}

/** What a batch holds. */
export interface BatchBody {
  readonly kind: 'direct' | 'group';
  /** The message, rendered for the account. */
  readonly parts: readonly OutboundMessage[];
  /** Our thread ids; null: nothing to send for this number. */
  readonly threads: readonly (string | null)[];
}

/** A batch with its body read. */
export interface Batch extends Omit<OutboxBatchDoc, 'body'>, BatchBody {}

export const batchOf = ({ body, ...head }: OutboxBatchDoc): Batch => ({ ...head, ...(JSON.parse(body) as BatchBody) });

/** `moved`: it has a row of its own in the outbox now (it is tried again). */
export type EntryState = DeliveryState | 'moved';

const STATE_LETTERS: Readonly<Record<EntryState, string>> = {
  waiting: 'w',
  sending: 'g',
  sent: 's',
  delivered: 'd',
  seen: 'e',
  failed: 'f',
  unknown: 'u',
  cancelled: 'c',
  moved: 'm',
};
const BY_LETTER = new Map(Object.entries(STATE_LETTERS).map(([state, letter]) => [letter, state as EntryState]));

export const letterOf = (state: EntryState): string => STATE_LETTERS[state];
/** How the i-th of a chunk stands. */
export const stateAt = ({ states }: Pick<OutboxChunkDoc, 'states'>, i: number): EntryState | undefined =>
  BY_LETTER.get(states[i] ?? '');
export const numberAt = ({ numbers, from }: Pick<OutboxChunkDoc, 'numbers' | 'from'>, i: number): number =>
  numbers?.[i] ?? from + i;
/** Which of a chunk a number is; -1: it is not in it. */
export const placeIn = ({ numbers, from, threads }: Pick<OutboxChunkDoc, 'numbers' | 'from' | 'threads'>, n: number) =>
  numbers ? numbers.indexOf(n) : n >= from && n < from + threads.length ? n - from : -1;

/** What became of numbers of a batch that were claimed together. The lists run side by side. */
export interface OutboxChunkDoc {
  /** `<batch>/<from>`: a claim ends once. */
  _id: string;
  batch: string;
  account: string;
  from: number;
  /** Absent when they follow each other from `from` on. */
  numbers?: number[];
  threads: string[];
  /** A letter each, see `STATE_LETTERS`. */
  states: string;
  /** Empty where the platform gave none. */
  messageIds: string[];
  reasons: { n: number; code: string; sentence: string }[];
  at: Date;
}

const plain = { type: Schema.Types.Mixed } as const;
const options = { versionKey: false, minimize: false, strict: true } as const;

const batchSchema = new Schema<OutboxBatchDoc>(
  {
    _id: String,
    account: { type: String, required: true },
    group: { type: String, required: true },
    seq: { type: Number, required: true },
    body: { type: String, required: true },
    size: { type: Number, required: true },
    next: { type: Number, required: true },
    claim: { type: { _id: false, from: Number, owner: String, at: Date } },
    stopped: plain,
    open: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    settledAt: Date,
  },
  { ...options, collection: 'outbox_batches' },
);
batchSchema.index({ open: 1, account: 1, seq: 1 });
batchSchema.index({ group: 1, open: 1 });
batchSchema.index({ settledAt: 1 }, { expireAfterSeconds: BATCH_DAYS * day });

const chunkSchema = new Schema<OutboxChunkDoc>(
  {
    _id: String,
    batch: { type: String, required: true },
    account: { type: String, required: true },
    from: { type: Number, required: true },
    numbers: { type: [Number], default: undefined },
    threads: [String],
    states: { type: String, default: '' },
    messageIds: [String],
    reasons: [{ _id: false, n: Number, code: String, sentence: String }],
    at: { type: Date, required: true },
  },
  { ...options, collection: 'outbox_chunks' },
);
chunkSchema.index({ batch: 1, from: 1 });
// Receipts and echoes name a message or a thread.
chunkSchema.index({ messageIds: 1 });
chunkSchema.index({ threads: 1 });
chunkSchema.index({ at: 1 }, { expireAfterSeconds: BATCH_DAYS * day });

export interface BatchModels {
  readonly batches: Model<OutboxBatchDoc>;
  readonly chunks: Model<OutboxChunkDoc>;
}

/** The collections of batches on a connection. */
export const batchModels = (connection: Connection): BatchModels => ({
  batches: connection.model<OutboxBatchDoc>('OutboxBatch', batchSchema),
  chunks: connection.model<OutboxChunkDoc>('OutboxChunk', chunkSchema),
});
