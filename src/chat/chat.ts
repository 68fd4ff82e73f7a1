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
  /** Stops what of a group still waits. Returns how many were cancelled. */
  cancel(group: string): Promise<number>;
  pause(group: string): Promise<void>;
  resume(group: string): Promise<void>;
  /** Called after every final state of an item that has a group; may be called twice for one item, so be idempotent. */
  onSettled(listener: (settled: Settled) => Promise<void>): void;
  /** What became of these keys, for repair after a crash. */
  states(keys: readonly string[]): Promise<readonly Settled[]>;
}
