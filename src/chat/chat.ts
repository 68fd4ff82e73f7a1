import type { OutboundMessage } from './message.ts';

/** Our ids: `<account>:<platform id>`, so that they can be made without a look-up and never clash between accounts. */
export const threadId = (account: string, platformId: string): string => `${account}:${platformId}`;
export const contactId = threadId;
/** The account of one of our thread or contact ids. */
export const accountOf = (id: string): string => id.slice(0, id.indexOf(':'));

export interface OutboxItem {
  /** Unique for ever: the reason for this message. A second item with the same key is a duplicate and is dropped. */
  readonly key: string;
  /** Our thread id. */
  readonly thread: string;
  readonly message: OutboundMessage;
  /** Replies never wait behind bulk. */
  readonly lane: 'reply' | 'bulk';
  /** Not before this moment. */
  readonly notBefore?: Date;
  /** In a group: the platform's id of the message that this one answers. */
  readonly repliesTo?: string;
  /** Items of one group are paused and cancelled together (a broadcast's id). */
  readonly group?: string;
}

/** One vocabulary for what became of a message, in the store, the API and on screen (chờ gửi, đang gửi, đã gửi, …). */
export const DELIVERY_STATES = [
  'waiting',
  'sending',
  'sent',
  'delivered',
  'seen',
  'failed',
  'unknown',
  'cancelled',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Settled {
  readonly key: string;
  readonly group?: string;
  readonly thread: string;
  readonly state: DeliveryState;
  readonly at: Date;
  /** Why it failed or is unknown: a code, and the platform's reason in words an administrator understands. */
  readonly error?: { readonly code: string; readonly sentence: string };
}

export interface StartFlow {
  /** Unique for ever, like an event's id: the same start twice is one start. */
  readonly key: string;
  readonly thread: string;
  readonly flow: string;
  /** Our contact id. Absent: an activity of the whole group. */
  readonly contact?: string;
  readonly vars: Readonly<Record<string, unknown>>;
  /** The outbox key that the first message of this flow shall have, so that a delivery can be followed. */
  readonly delivery?: string;
  readonly group?: string;
}

export interface ThreadSummary {
  readonly id: string;
  readonly account: string;
  readonly kind: 'direct' | 'group';
  readonly name: string;
  readonly channel: string;
}

/** What the chat room offers to the capabilities. */
export interface Chat {
  /** Durable when it resolves. `keys` of duplicates are left out of `queued`. */
  send(items: readonly OutboxItem[]): Promise<{ readonly queued: number; readonly duplicates: number }>;
  startFlow(starts: readonly StartFlow[]): Promise<void>;
  thread(id: string): Promise<ThreadSummary | undefined>;
  /** The direct thread with a contact; undefined when she never wrote to us there and the platform needs that. */
  directThread(contact: string): Promise<string | undefined>;
  /**
   * Stops what of a group still waits, and what is put into it later. `onSettled` and `onBatchSettled` tell of each that
   * was stopped.
   */
  cancel(group: string): Promise<void>;
  pause(group: string): Promise<void>;
  resume(group: string): Promise<void>;
  /** Called after every final state of an item that has a group; may be called twice for one item, so be idempotent. */
  onSettled(listener: (settled: Settled) => Promise<void>): void;
  /** What became of these keys, for repair after a crash. */
  states(keys: readonly string[]): Promise<readonly Settled[]>;
}

/**
 * One message for many threads of one account, kept, claimed and settled together. For bulk that may reach 100,000: an
 * `OutboxItem` each would be ten times the work.
 */
export interface OutboxBatch {
  /** Unique for ever, like an item's key; a second batch with the same key is dropped. No slash in it. */
  readonly key: string;
  /** Paused and cancelled with its group. */
  readonly group: string;
  readonly account: string;
  /** What all of its threads are. Groups get it without a look at what is known of each of them. */
  readonly kind: 'direct' | 'group';
  readonly message: OutboundMessage;
  /** Our thread ids by number; null: nothing to send for this number. At most 1,000. */
  readonly threads: readonly (string | null)[];
}

/** What became of one number of a batch. */
export interface BatchEntry {
  readonly n: number;
  readonly state: DeliveryState;
  readonly at: Date;
  readonly error?: { readonly code: string; readonly sentence: string };
}

export interface BatchSettled {
  readonly key: string;
  readonly group: string;
  readonly entries: readonly BatchEntry[];
}

/** Key under which `Chat.onSettled` tells of one number of a batch: its receipts, and what is tried again by itself. */
export const entryKey = (batch: string, n: number): string => `${batch}/${n}`;

/** What the chat room offers for broadcasts of any size. */
export interface BulkChat {
  /** Durable when it resolves. Threads get it in their order, after earlier batches of the account. */
  sendBatch(batch: OutboxBatch): Promise<void>;
  /** Called for numbers that were settled together; may be called twice, so be idempotent. */
  onBatchSettled(listener: (settled: BatchSettled) => Promise<void>): void;
  /** What is known of a batch, for repair after a crash. Undefined: it was never handed in. */
  batchEntries(key: string): Promise<readonly BatchEntry[] | undefined>;
  /** `Chat.directThread` for many contacts; those without one are left out. */
  directThreads(contacts: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
