import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ActionTable } from '../flow/action.ts';
import type { Queue } from '../queue/queue.ts';
import type { Abilities, Channel, Tell } from './channel.ts';
import { accountOf, type Chat, type Settled, type StartFlow, type ThreadSummary, threadId } from './chat.ts';
import { type Contacts, createContacts, type RosterLookup } from './contacts.ts';
import type { ConversationDeps } from './conversation.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEffectRunner, TIMER_QUEUE } from './effects.ts';
import type { InboundEventInput } from './event.ts';
import { createInbox } from './inbox.ts';
import { type ChatModels, chatModels, type ThreadDoc } from './model.ts';
import { createOutbox, sendQueue } from './outbox.ts';
import { PLAIN_ABILITIES } from './render.ts';
import { createSender } from './sender.ts';
import { createSequence } from './sequence.ts';
import { createTell, ECHO_QUEUE } from './tell.ts';

/** Sends under way at the same time in one process, over all accounts. */
const SEND_CONCURRENCY = 16;
/** Sends under way for one account that a single process holds: a personal account never sends two at a time. */
const EXCLUSIVE_CONCURRENCY = 1;
const TIMER_CONCURRENCY = 8;
const ECHO_CONCURRENCY = 4;
/** How long a stop waits for replies that are being sent; later ones are `unknown` and reconciled at the next start. */
const STOP_SENDS_MS = 5_000;

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

export interface ChatRoom extends Chat {
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
  /** Removes threads and contacts with all that was said there, by our ids. For the sample. */
  removeChats(threads: readonly string[], contacts: readonly string[]): Promise<void>;
  /** Called when a flow hands a thread to a person of the office. */
  onHandedOver(listener: (thread: string, contact: string | undefined, reason: string) => Promise<void>): void;
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

const largestSeq = async (models: ChatModels): Promise<number> => {
  const newest = await Promise.all([
    models.inbox.find({ state: 'new' }, { seq: 1 }).sort({ seq: -1 }).limit(1).lean(),
    models.inbox.find({ state: 'done' }, { seq: 1 }).sort({ seq: -1 }).limit(1).lean(),
    ...(['waiting', 'sent', 'failed', 'unknown'] as const).map((state) =>
      models.outbox.find({ state }, { seq: 1 }).sort({ seq: -1 }).limit(1).lean(),
    ),
  ]);
  return Math.max(0, ...newest.map(([row]) => row?.seq ?? 0));
};

/** Puts the chat room together. Nothing runs before `recover`, and channels start when they are connected. */
export const createChat = async (deps: ChatDeps): Promise<ChatRoom> => {
  const {
    connection,
    clock,
    logger,
    queue,
    conversation,
    actions,
    roster,
    defaultAddress,
    contactActive,
    rate,
    admit,
  } = deps;
  const models = chatModels(connection);
  await Promise.all(Object.values(models).map((model) => model.init()));
  const nextSeq = createSequence(clock, await largestSeq(models));
  const channels = new Map<string, Channel>();
  const sending = new Map<string, { stop(): Promise<void> }>();
  const known = (account: string) => channels.get(account) ?? deps.accounts?.find(account);
  const isExclusive = (account: string): boolean => deps.accounts?.find(account)?.exclusive ?? false;
  const owner = randomUUID();
  const settledListeners: ((settled: Settled) => Promise<void>)[] = [];
  const handedOverListeners: ((thread: string, contact: string | undefined, reason: string) => Promise<void>)[] = [];
  const handledListeners: ((thread: string) => void)[] = [];

  const settled = async (one: Settled): Promise<void> => {
    for (const listener of settledListeners) {
      await listener(one).catch((error: unknown) => logger.error({ err: error, key: one.key }, 'a listener failed'));
    }
  };

  const contacts = createContacts(models, clock, roster, defaultAddress, contactActive);
  const outbox = createOutbox({
    models,
    queue,
    clock,
    nextSeq,
    abilities: (account) => known(account)?.abilities ?? PLAIN_ABILITIES,
    queueOf: (account) => sendQueue(isExclusive(account) ? account : undefined),
    settled,
    atOnce: {
      owner,
      applies: (account) => channels.has(account) && rate?.(account) === undefined,
      send: (row) => sender.atOnce(row),
    },
  });

  const addThread: ChatRoom['addThread'] = async ({ account, platformId, kind, name, contact }) => {
    const id = threadId(account, platformId);
    await models.threads.updateOne(
      { _id: id },
      {
        ...(name !== '' && { $set: { name } }),
        $setOnInsert: {
          account,
          channel: known(account)?.kind ?? 'unknown',
          platformId,
          kind,
          ...(name === '' && { name }),
          ...(contact !== undefined && { contact }),
          sessions: [],
          pending: [],
          held: [],
          recent: [],
          createdAt: clock.now(),
          revision: 0,
        },
      },
      { upsert: true },
    );
    return id;
  };

  const directThread = async (contact: string): Promise<string | undefined> => {
    const known = (await contacts.find(contact))?.directThread;
    if (known) return known;
    const account = accountOf(contact);
    const platformId = channels.get(account)?.directThreadOf?.(contact.slice(account.length + 1));
    return platformId === undefined ? undefined : addThread({ account, platformId, kind: 'direct', name: '', contact });
  };

  const mayReceiveBulk = async (thread: string): Promise<boolean> => {
    const found = await models.threads.findById(thread, { kind: 1, contact: 1 }).lean();
    if (found?.kind !== 'direct' || !found.contact) return true;
    return (await contacts.find(found.contact))?.subscribed ?? true;
  };

  const runEffects = createEffectRunner({
    outbox,
    queue,
    clock,
    logger,
    contacts,
    actions,
    channel: (account) => channels.get(account),
    directThread,
    startFlow: (starts) => startFlow(starts),
    async handedOver(thread, contact, reason) {
      for (const listener of handedOverListeners) await listener(thread, contact, reason);
    },
  });

  const dispatcher = createDispatcher({
    models,
    clock,
    logger,
    contacts,
    conversation,
    runEffects,
    channelKind: (account) => known(account)?.kind ?? 'unknown',
    handled: (thread) => {
      for (const listener of handledListeners) listener(thread);
    },
  });

  const inbox = createInbox({ models, clock, logger, nextSeq, wake: dispatcher.wake });
  const intake = async (events: readonly InboundEventInput[]): Promise<void> => {
    await inbox.take(events);
  };

  const startFlow = async (starts: readonly StartFlow[]): Promise<void> => {
    const events: InboundEventInput[] = [];
    for (const start of starts) {
      const account = accountOf(start.thread);
      const thread = await models.threads.findById(start.thread, { platformId: 1, kind: 1 }).lean();
      const platformId = thread?.platformId ?? start.thread.slice(account.length + 1);
      events.push({
        type: 'start_flow',
        id: start.key,
        account,
        thread: { id: platformId, kind: thread?.kind ?? (start.contact ? 'direct' : 'group') },
        at: clock.now().toISOString(),
        flow: start.flow,
        vars: { ...start.vars },
        ...(start.contact !== undefined && { contact: { id: start.contact.slice(account.length + 1) } }),
        ...(start.delivery !== undefined && { delivery: start.delivery }),
        ...(start.group !== undefined && { group: start.group }),
      });
    }
    await intake(events);
  };

  const sender = createSender({
    models,
    clock,
    logger,
    channel: (account) => channels.get(account),
    groupState: outbox.groupState,
    mayReceiveBulk,
    settled,
    enqueue: outbox.enqueue,
    owner,
    ...(admit && { admit }),
    isPaced: (account) => rate?.(account) !== undefined,
  });
  queue.process(sendQueue(), sender.handle, { concurrency: SEND_CONCURRENCY, ...(rate && { rate }) });

  const { tell, handleEcho } = createTell({
    models,
    clock,
    queue,
    contacts,
    intake,
    settled,
    ...(deps.phoneTold && { phoneTold: deps.phoneTold }),
  });
  queue.process(ECHO_QUEUE, handleEcho, { concurrency: ECHO_CONCURRENCY });

  queue.process(
    TIMER_QUEUE,
    async (job) => {
      const data = job.data as { thread: string; session: string; timer: string; at: string };
      const thread = await models.threads.findById(data.thread, { account: 1, platformId: 1, kind: 1 }).lean();
      if (!thread) return { type: 'done' };
      await intake([
        {
          type: 'timer',
          id: `timer/${data.thread}/${data.session}/${data.timer}@${data.at}`.slice(-200),
          account: thread.account,
          thread: { id: thread.platformId, kind: thread.kind },
          at: clock.now().toISOString(),
          session: data.session,
          timer: data.timer,
        },
      ]);
      return { type: 'done' };
    },
    { concurrency: TIMER_CONCURRENCY },
  );

  const summary = (thread: ThreadDoc): ThreadSummary => ({
    id: thread._id,
    account: thread.account,
    kind: thread.kind,
    name: thread.name,
    channel: thread.channel,
  });

  return {
    models,
    contacts,
    directThread,
    send: outbox.put,
    states: outbox.states,
    cancel: outbox.cancel,
    pause: outbox.pause,
    resume: outbox.resume,
    waiting: outbox.waiting,
    dropAccount: outbox.dropAccount,
    intake,
    tell,

    startFlow,
    addThread,

    async removeChats(threads, people) {
      const gone = { $in: [...threads] };
      await models.outbox.deleteMany({ thread: gone });
      await models.inbox.deleteMany({ thread: gone });
      await models.threads.deleteMany({ _id: gone });
      for (const contact of people) await contacts.remove(contact);
    },

    async thread(id) {
      const found = (await models.threads.findById(id).lean()) as ThreadDoc | null;
      return found ? summary(found) : undefined;
    },

    onSettled(listener) {
      settledListeners.push(listener);
    },
    onHandedOver(listener) {
      handedOverListeners.push(listener);
    },
    onHandled(listener) {
      handledListeners.push(listener);
    },

    async giveBack(thread) {
      await models.threads.updateOne({ _id: thread }, { $unset: { handedOverUntil: 1 }, $inc: { revision: 1 } });
    },

    async connect(channel) {
      const { account } = channel;
      channels.set(account, channel);
      await channel.start(tell);
      if (isExclusive(account) && !sending.has(account))
        sending.set(
          account,
          queue.process(sendQueue(account), sender.handle, {
            concurrency: EXCLUSIVE_CONCURRENCY,
            ...(rate && { rate }),
          }),
        );
    },

    async disconnect(account) {
      const channel = channels.get(account);
      channels.delete(account);
      await sending.get(account)?.stop();
      sending.delete(account);
      await channel?.stop();
    },

    async recover() {
      const cutOff = await sender.reconcile();
      const sends = await outbox.requeue();
      const { threads } = await dispatcher.recover();
      return { threads, sends, cutOff };
    },

    async idle() {
      await dispatcher.idle();
      await sender.idle();
    },

    async stop() {
      await dispatcher.stop();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, STOP_SENDS_MS);
      });
      await Promise.race([sender.idle(), late]);
      clearTimeout(timer);
      await Promise.all([...channels.values()].map((channel) => channel.stop()));
    },
  };
};
