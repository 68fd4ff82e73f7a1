import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ActionTable } from '../flow/action.ts';
import type { Queue } from '../queue/queue.ts';
import type { Abilities, Channel, Tell } from './channel.ts';
import type { BulkChat, Chat } from './chat.ts';
import type { Contacts, RosterLookup } from './contacts.ts';
import type { ConversationDeps } from './conversation.ts';
import type { InboundEvent, InboundEventInput, MembersChange } from './event.ts';
import type { ChatModels } from './model.ts';
import type { Spool } from './spool.ts';

export interface ChatDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queue: Queue;
  readonly conversation: ConversationDeps;
  /** Read when an action is called: the capabilities are made after the chat room. */
  readonly actions: () => ActionTable;
  readonly roster: RosterLookup;
  /** The form of address for people who set none: the office's setting. */
  readonly defaultAddress: () => Promise<string>;
  /** Called now and then while a contact writes (at most every quarter of an hour for each). */
  readonly contactActive?: (contact: string, at: Date) => Promise<void>;
  /** At most so many sends of an account in so many seconds. Undefined: no limit. */
  readonly rate?: (account: string) => { readonly jobs: number; readonly perSeconds: number } | undefined;
  /** Asked before each send: undefined lets it go, otherwise it waits until `at` (an allowance is used up, a pause). */
  readonly admit?: (send: Admission) => Promise<{ readonly at: Date; readonly sentence: string } | undefined>;
  /** What is known of accounts that are not connected in this process. */
  readonly accounts?: AccountDirectory;
  /** A platform told a phone number that it has checked. */
  readonly phoneTold?: (contact: string, phone: string) => Promise<void>;
  /** Who is in a group changed. Called again for the same event after a crash. */
  readonly membersChanged?: (change: MembersChange) => Promise<void>;
  /** Somebody answered a poll or reminder, whether a conversation takes it or not. Called again after a crash. */
  readonly voted?: (vote: Extract<InboundEvent, { type: 'vote' }>) => Promise<void>;
  /** Events are stored and nobody is woken: for measuring what receiving costs by itself. */
  readonly receiveOnly?: boolean;
  /** Keeps events while the store is away. */
  readonly spool?: Spool;
  /** Absent: the store is this process's alone, and it does everything. */
  readonly shared?: {
    /** Names this process in claims and locks. */
    readonly owner: string;
    /** Whether it answers: works off threads, timers and sends. One that does not only receives and stores. */
    readonly answers: boolean;
    readonly isAlive: (owner: string) => Promise<boolean>;
  };
}

export interface Admission {
  readonly account: string;
  readonly lane: 'reply' | 'bulk';
  readonly thread: string;
}

/** The accounts, wherever they are connected. */
export interface AccountDirectory {
  /** Undefined: there is no such account. */
  find(account: string):
    | {
        readonly kind: string;
        readonly abilities: Abilities;
        /** True: only the process that holds the account sends for it. */
        readonly exclusive: boolean;
      }
    | undefined;
}

export interface ChatRoom extends Chat, BulkChat {
  readonly models: ChatModels;
  readonly contacts: Contacts;
  /** Connects an account. Sends that waited for it go on. */
  connect(channel: Channel): Promise<void>;
  disconnect(account: string): Promise<void>;
  /** Takes events as a channel would; resolves when they are durable. */
  intake(events: readonly InboundEventInput[]): Promise<void>;
  /** Takes whatever a channel tells; a webhook's request is told here, a listener's by its connection. */
  readonly tell: Tell;
  /** Makes a thread known before anything came from it (a group found on the platform). Returns our id. */
  addThread(thread: {
    account: string;
    platformId: string;
    kind: 'direct' | 'group';
    name: string;
    contact?: string;
  }): Promise<string>;
  /** What is known of many threads, by our ids; those that are not known are left out. */
  known(
    threads: readonly string[],
  ): Promise<readonly { id: string; account: string; kind: 'direct' | 'group'; lastInboundAt?: Date }[]>;
  /** Removes threads and contacts with all that was said there, by our ids. For the sample. */
  removeChats(threads: readonly string[], contacts: readonly string[]): Promise<void>;
  /** Called when a flow hands a thread to a person of the office. */
  onHandedOver(listener: (thread: string, contact: string | undefined, reason: string) => Promise<void>): void;
  /** Seconds since the oldest event that is not yet handled came in; 0 when there is none. */
  inboxAgeSeconds(): Promise<number>;
  /** Messages that wait for an account. */
  waiting(account: string): Promise<number>;
  /** Gives up what waits for an account that was removed. */
  dropAccount(account: string): Promise<number>;
  /** Gives a thread back to the assistant. */
  giveBack(thread: string): Promise<void>;
  /** Called after each handled event, for live views and tests. */
  onHandled(listener: (thread: string) => void): void;
  /** Takes up what an earlier process left. Call after the channels are connected and the queue runs. */
  recover(): Promise<{ threads: number; sends: number; cutOff: number }>;
  /** Resolves when no event is being handled. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
