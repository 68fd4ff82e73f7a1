import { type Connection, type Model, Schema } from 'mongoose';
import type { AccountState, Pace } from '../channels/kind.ts';

/** Events that we know nothing to do with are kept so long for the operator to look at. */
const NOTE_SECONDS = 24 * 60 * 60;
/** As long as a settled message's row: what is remembered belongs to messages. */
const MEMORY_SECONDS = 400 * 24 * 60 * 60;
/** Counts of sends are kept so long, for the page's curve and for warm-up. */
const USAGE_SECONDS = 60 * 24 * 60 * 60;
/** A sign-in on the platform's page has to come back within this time; Zalo's code lives as long. */
const SIGN_IN_SECONDS = 10 * 60;

/** A connected account of one platform. */
export interface AccountDoc {
  _id: string;
  kind: string;
  name: string;
  /** The unit whose administrators look after it. */
  unitPath: string;
  settings: unknown;
  /** The kind's secrets as JSON, closed with the key of the settings. */
  sealed: string;
  /** Numbers that differ from the kind's own pace. */
  pace: Partial<Pace>;
  /** Nothing is sent while it is paused; a listener does not listen. */
  paused: boolean;
  /** Its place in the webhook's address. */
  webhookKey?: string;
  state: AccountState;
  sentence: string;
  stateAt: Date;
  retryAt?: Date;
  /** When it was connected for the first time: warm-up counts from here. */
  connectedAt?: Date;
  lastEventAt?: Date;
  lastSentAt?: Date;
  /** The platform's test button was pressed, or its address check came. */
  testedAt?: Date;
  lastError?: { code: string; sentence: string; at: Date };
  /** Grows with every change of settings, secrets or pause: a process that holds an older one connects anew. */
  revision: number;
  createdAt: Date;
}

/** An event that no channel code knows, or what else an operator may want to see of an account. */
export interface AccountNoteDoc {
  _id: string;
  account: string;
  name: string;
  /** How often in this hour. */
  count: number;
  /** The newest body. */
  body: unknown;
  at: Date;
}

export interface AccountMemoryDoc {
  _id: string;
  value: unknown;
  at: Date;
}

/** Sends of one account on one local day. */
export interface AccountUsageDoc {
  _id: string;
  account: string;
  day: string;
  total: number;
  /** By local hour, `h0` to `h23`. */
  hours: Record<string, number>;
  failed: number;
  at: Date;
}

/** A sign-in that is under way on the platform's page. */
export interface SignInDoc {
  /** The `state` that comes back. */
  _id: string;
  account: string;
  admin: string;
  verifier: string;
  at: Date;
}

/** A request to remove a person's data that came from a platform. */
export interface DeletionDoc {
  /** The code that she was given. */
  _id: string;
  account: string;
  person: string;
  state: 'received' | 'done';
  at: Date;
}

const plain = Schema.Types.Mixed;
const options = { versionKey: false, minimize: false } as const;

const accountSchema = new Schema<AccountDoc>(
  {
    _id: String,
    kind: { type: String, required: true },
    name: { type: String, required: true },
    unitPath: { type: String, required: true },
    settings: plain,
    sealed: { type: String, required: true },
    pace: { type: plain, default: {} },
    paused: { type: Boolean, default: false },
    webhookKey: String,
    state: { type: String, required: true },
    sentence: { type: String, default: '' },
    stateAt: { type: Date, required: true },
    retryAt: Date,
    connectedAt: Date,
    lastEventAt: Date,
    lastSentAt: Date,
    testedAt: Date,
    lastError: plain,
    revision: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
  },
  { ...options, collection: 'accounts' },
);
accountSchema.index({ unitPath: 1 });

const noteSchema = new Schema<AccountNoteDoc>(
  { _id: String, account: { type: String, required: true }, name: String, count: Number, body: plain, at: Date },
  { ...options, collection: 'account_notes' },
);
noteSchema.index({ account: 1, at: -1 });
noteSchema.index({ at: 1 }, { expireAfterSeconds: NOTE_SECONDS });

const memorySchema = new Schema<AccountMemoryDoc>(
  { _id: String, value: plain, at: Date },
  { ...options, collection: 'account_memory' },
);
memorySchema.index({ at: 1 }, { expireAfterSeconds: MEMORY_SECONDS });

const usageSchema = new Schema<AccountUsageDoc>(
  {
    _id: String,
    account: String,
    day: String,
    total: { type: Number, default: 0 },
    hours: { type: plain, default: {} },
    failed: { type: Number, default: 0 },
    at: Date,
  },
  { ...options, collection: 'account_usage' },
);
usageSchema.index({ account: 1, day: -1 });
usageSchema.index({ at: 1 }, { expireAfterSeconds: USAGE_SECONDS });

const signInSchema = new Schema<SignInDoc>(
  { _id: String, account: String, admin: String, verifier: String, at: Date },
  { ...options, collection: 'account_sign_ins' },
);
signInSchema.index({ at: 1 }, { expireAfterSeconds: SIGN_IN_SECONDS });

const deletionSchema = new Schema<DeletionDoc>(
  { _id: String, account: String, person: String, state: String, at: Date },
  { ...options, collection: 'account_deletions' },
);
deletionSchema.index({ account: 1, at: -1 });

export interface AccountModels {
  readonly accounts: Model<AccountDoc>;
  readonly notes: Model<AccountNoteDoc>;
  readonly memory: Model<AccountMemoryDoc>;
  readonly usage: Model<AccountUsageDoc>;
  readonly signIns: Model<SignInDoc>;
  readonly deletions: Model<DeletionDoc>;
}

/** The accounts room's collections on a connection. */
export const accountModels = (connection: Connection): AccountModels => ({
  accounts: connection.model<AccountDoc>('Account', accountSchema),
  notes: connection.model<AccountNoteDoc>('AccountNote', noteSchema),
  memory: connection.model<AccountMemoryDoc>('AccountMemory', memorySchema),
  usage: connection.model<AccountUsageDoc>('AccountUsage', usageSchema),
  signIns: connection.model<SignInDoc>('AccountSignIn', signInSchema),
  deletions: connection.model<DeletionDoc>('AccountDeletion', deletionSchema),
});
