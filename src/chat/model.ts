import { type Connection, type Model, Schema } from 'mongoose';
import type { Effect, Session } from '../flow/session.ts';
import { type BatchModels, batchModels } from './batch-model.ts';
import type { DeliveryState } from './chat.ts';
import type { InboundEvent } from './event.ts';
import type { OutboundMessage } from './message.ts';

/** Days that a handled event's id is kept, so that a platform's late repetition is still known as a duplicate. */
const DUPLICATE_DAYS = 30;
/** Days that a settled outbound message is kept: its key guards against a second send for as long. */
const OUTBOX_DAYS = 400;

const day = 24 * 60 * 60;

/** An event that the platform was told we have. The `_id` is `<account>:<event id>`: the same again is a duplicate. */
export interface InboxDoc {
  _id: string;
  thread: string;
  /** Order of receipt; grows within a thread. */
  seq: number;
  /**
   * The event as JSON: nothing asks for its parts, and as one text it costs a third of the time to store. Removed when the
   * event was handled: what people write is not kept twice. Earlier versions kept it as a document.
   */
  event?: string | InboundEvent;
  state: 'new' | 'done' | 'failed';
  attempts: number;
  receivedAt: Date;
  doneAt?: Date;
  error?: string;
}

/** The event of a row; undefined once it was handled. */
export const eventOf = ({ event }: InboxDoc): InboundEvent | undefined =>
  typeof event === 'string' ? (JSON.parse(event) as InboundEvent) : event;

/** A session and whom it is with: a contact id, or `group` for an activity of everyone. */
export interface SessionEntry {
  key: string;
  session: Session;
  /** The outbox key that the first message of this session takes, for deliveries. Cleared once used. */
  delivery?: string;
  group?: string;
}

/** An effect that was decided and not yet carried out, with the session that it came from. */
export interface PendingEffect {
  effect: Effect;
  sessionKey: string;
  session: string;
  /** The outbox key to use instead of the effect's own. */
  outboxKey?: string;
  /** In a group: the message of hers that the effect answers. */
  repliesTo?: string;
  group?: string;
}

/** A conversation, with its running sessions: the one document that changes when an event is handled. */
export interface ThreadDoc {
  _id: string;
  account: string;
  channel: string;
  platformId: string;
  kind: 'direct' | 'group';
  name: string;
  sessions: SessionEntry[];
  pending: PendingEffect[];
  /** Activities that wait until the running one of their kind has ended. */
  held: InboundEvent[];
  /** The newest handled event ids: an event found here was handled, whatever its inbox row says. */
  recent: string[];
  /** Set while a person of the office has taken over; the assistant is silent until then. */
  handedOverUntil?: Date;
  /** In a direct thread: who the other side is. */
  contact?: string;
  /** When somebody last wrote, voted or pressed something here: platforms count their windows from it. */
  lastInboundAt?: Date;
  /** The number behind which its next messages are ordered, whichever process writes them. */
  seq?: number;
  /** When an event was last handled; undone effects of a thread left alone since are taken up again. */
  touchedAt?: Date;
  /** Which process works the thread's events off, until when; only where several processes share the store. */
  lockedBy?: string;
  lockedUntil?: Date;
  createdAt: Date;
  /** Optimistic lock: every write of sessions names the revision it read. */
  revision: number;
}

export interface ContactDoc {
  _id: string;
  account: string;
  channel: string;
  platformId: string;
  name: string;
  /** True when she said herself how she wants to be called: the platform's name no longer replaces it. */
  ownName?: boolean;
  /** What she asked to be called; undefined: the office's default. */
  address?: string;
  /** The last answer to the notice on personal data, with the notice's text version. */
  consent?: { answer: 'yes' | 'no'; text: string; hash: string; at: Date };
  /** When she asked to be forgotten. */
  forgottenAt?: Date;
  /** False after "dừng": nothing unprompted goes to her direct thread. */
  subscribed: boolean;
  directThread?: string;
  lastSeenAt?: Date;
  createdAt: Date;
}

export interface OutboxDoc {
  /** The idempotency key. */
  _id: string;
  thread: string;
  account: string;
  seq: number;
  lane: 'reply' | 'bulk';
  group?: string;
  /** The key whose fate the listener hears of; parts of a split message after the first have none. */
  settles?: string;
  message: OutboundMessage;
  /** In a group: the message that this one answers. */
  repliesTo?: string;
  state: DeliveryState;
  attempts: number;
  notBefore?: Date;
  claimedBy?: string;
  claimedAt?: Date;
  messageId?: string;
  error?: { code: string; sentence: string };
  createdAt: Date;
  settledAt?: Date;
}

/** A group of outbound messages that is held back or was called off. */
export interface OutboxGroupDoc {
  _id: string;
  state: 'paused' | 'cancelled';
}

/** Flow sources by content hash: a running session keeps the version it started with, also after an upgrade. */
export interface FlowVersionDoc {
  _id: string;
  flow: string;
  /** The flow file as plain data, as the flow room gives and takes it. */
  source: unknown;
  firstSeenAt: Date;
}

const plain = { type: Schema.Types.Mixed } as const;
const options = { versionKey: false, minimize: false, autoIndex: true, strict: true } as const;

const inboxSchema = new Schema<InboxDoc>(
  {
    _id: String,
    thread: { type: String, required: true },
    seq: { type: Number, required: true },
    event: plain,
    state: { type: String, required: true },
    attempts: { type: Number, default: 0 },
    receivedAt: { type: Date, required: true },
    doneAt: Date,
    error: String,
  },
  { ...options, collection: 'inbox' },
);
inboxSchema.index({ thread: 1, state: 1, seq: 1 });
inboxSchema.index({ state: 1, seq: 1 });
inboxSchema.index({ doneAt: 1 }, { expireAfterSeconds: DUPLICATE_DAYS * day });

const threadSchema = new Schema<ThreadDoc>(
  {
    _id: String,
    account: { type: String, required: true },
    channel: { type: String, required: true },
    platformId: { type: String, required: true },
    kind: { type: String, required: true },
    name: { type: String, default: '' },
    sessions: { type: [plain], default: [] },
    pending: { type: [plain], default: [] },
    held: { type: [plain], default: [] },
    recent: { type: [String], default: [] },
    handedOverUntil: Date,
    contact: String,
    lastInboundAt: Date,
    seq: Number,
    touchedAt: Date,
    lockedBy: String,
    lockedUntil: Date,
    createdAt: { type: Date, required: true },
    revision: { type: Number, default: 0 },
  },
  { ...options, collection: 'threads' },
);
threadSchema.index({ account: 1, kind: 1, name: 1 });
threadSchema.index({ 'pending.session': 1 }, { sparse: true });

const contactSchema = new Schema<ContactDoc>(
  {
    _id: String,
    account: { type: String, required: true },
    channel: { type: String, required: true },
    platformId: { type: String, required: true },
    name: { type: String, default: '' },
    ownName: Boolean,
    address: String,
    consent: plain,
    forgottenAt: Date,
    subscribed: { type: Boolean, default: true },
    directThread: String,
    lastSeenAt: Date,
    createdAt: { type: Date, required: true },
  },
  { ...options, collection: 'contacts' },
);
contactSchema.index({ account: 1, name: 1 });

const outboxSchema = new Schema<OutboxDoc>(
  {
    _id: String,
    thread: { type: String, required: true },
    account: { type: String, required: true },
    seq: { type: Number, required: true },
    lane: { type: String, required: true },
    group: String,
    settles: String,
    message: plain,
    repliesTo: String,
    state: { type: String, required: true },
    attempts: { type: Number, default: 0 },
    notBefore: Date,
    claimedBy: String,
    claimedAt: Date,
    messageId: String,
    error: plain,
    createdAt: { type: Date, required: true },
    settledAt: Date,
  },
  { ...options, collection: 'outbox' },
);
outboxSchema.index({ thread: 1, lane: 1, state: 1, seq: 1 });
outboxSchema.index({ state: 1, seq: 1 });
outboxSchema.index({ group: 1, state: 1 }, { sparse: true });
outboxSchema.index({ account: 1, messageId: 1 }, { sparse: true });
outboxSchema.index({ settledAt: 1 }, { expireAfterSeconds: OUTBOX_DAYS * day });

const outboxGroupSchema = new Schema<OutboxGroupDoc>(
  { _id: String, state: { type: String, required: true } },
  { ...options, collection: 'outbox_groups' },
);
outboxGroupSchema.index({ state: 1 });

const flowVersionSchema = new Schema<FlowVersionDoc>(
  {
    _id: String,
    flow: { type: String, required: true },
    source: plain,
    firstSeenAt: { type: Date, required: true },
  },
  { ...options, collection: 'flow_versions' },
);

export interface ChatModels extends BatchModels {
  readonly inbox: Model<InboxDoc>;
  readonly threads: Model<ThreadDoc>;
  readonly contacts: Model<ContactDoc>;
  readonly outbox: Model<OutboxDoc>;
  readonly outboxGroups: Model<OutboxGroupDoc>;
  readonly flowVersions: Model<FlowVersionDoc>;
}

/** The chat room's collections on a connection. */
export const chatModels = (connection: Connection): ChatModels => ({
  inbox: connection.model<InboxDoc>('Inbox', inboxSchema),
  threads: connection.model<ThreadDoc>('Thread', threadSchema),
  contacts: connection.model<ContactDoc>('Contact', contactSchema),
  outbox: connection.model<OutboxDoc>('Outbox', outboxSchema),
  outboxGroups: connection.model<OutboxGroupDoc>('OutboxGroup', outboxGroupSchema),
  flowVersions: connection.model<FlowVersionDoc>('FlowVersion', flowVersionSchema),
  ...batchModels(connection),
});
