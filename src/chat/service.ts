import { randomUUID } from 'node:crypto';
import { isAway } from '../base/transient.ts';
import type { Job, JobOutcome } from '../queue/queue.ts';
import { createAside } from './aside.ts';
import { BULK_CONCURRENCY, BULK_QUEUE, createBulk } from './bulk.ts';
import type { Channel } from './channel.ts';
import { accountOf, type Settled, type StartFlow, type ThreadSummary, threadId } from './chat.ts';
import { createContacts } from './contacts.ts';
import { createDirectThreads } from './direct-threads.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEffectRunner, TIMER_QUEUE } from './effects.ts';
import type { InboundEventInput } from './event.ts';
import { createInbox } from './inbox.ts';
import { type ChatModels, chatModels, type ThreadDoc } from './model.ts';
import { ACCOUNT_REMOVED, createOutbox, sendQueue } from './outbox.ts';
import { PLAIN_ABILITIES } from './render.ts';
import type { ChatDeps, ChatRoom } from './room.ts';
import { createSender } from './sender.ts';
import { createSequence } from './sequence.ts';
import { createTell, ECHO_QUEUE } from './tell.ts';
import { createWaker, WAKE_QUEUE } from './waker.ts';

export type { AccountDirectory, Admission, ChatDeps, ChatRoom } from './room.ts';

/** Sends under way at the same time in one process, over all accounts. */
const SEND_CONCURRENCY = 16;
/** Sends under way for one account that a single process holds: a personal account never sends two at a time. */
const EXCLUSIVE_CONCURRENCY = 1;
const TIMER_CONCURRENCY = 8;
/** Threads woken by other processes that are taken in hand at the same time. */
const WAKE_CONCURRENCY = 32;
/** Between two looks for sends of dead processes and for messages without a job. */
const SWEEP_MS = 10_000;
/** A contact is read again after this long where another process may have changed it. */
const SHARED_CONTACT_MS = 2_000;
const ECHO_CONCURRENCY = 4;
/** How long a stop waits for replies that are being sent; later ones are `unknown` and reconciled at the next start. */
const STOP_SENDS_MS = 5_000;

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
  const { shared } = deps;
  const owner = shared?.owner ?? randomUUID();
  const answers = shared?.answers ?? true;
  const settledListeners: ((settled: Settled) => Promise<void>)[] = [];
  const handedOverListeners: ((thread: string, contact: string | undefined, reason: string) => Promise<void>)[] = [];
  const handledListeners: ((thread: string) => void)[] = [];

  const settled = async (one: Settled): Promise<void> => {
    for (const listener of settledListeners) {
      await listener(one).catch((error: unknown) => logger.error({ err: error, key: one.key }, 'a listener failed'));
    }
  };

  const contacts = createContacts(
    models,
    clock,
    roster,
    defaultAddress,
    contactActive,
    shared ? SHARED_CONTACT_MS : undefined,
  );
  const outbox = createOutbox({
    models,
    queue,
    clock,
    logger,
    nextSeq,
    abilities: (account) => known(account)?.abilities ?? PLAIN_ABILITIES,
    queueOf: (account) => sendQueue(isExclusive(account) ? account : undefined),
    settled,
    atOnce: {
      owner,
      applies: (account) => answers && channels.has(account) && rate?.(account) === undefined,
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

  const directThreads = createDirectThreads({ models, channel: (account) => channels.get(account), addThread });

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
    nextSeq,
    runEffects,
    channelKind: (account) => known(account)?.kind ?? 'unknown',
    ...(shared && { sharedAs: owner }),
    aside: createAside(deps),
    handled: (thread) => {
      for (const listener of handledListeners) listener(thread);
    },
  });

  const wakeElsewhere = createWaker(queue, logger);
  const inbox = createInbox({
    models,
    clock,
    logger,
    nextSeq,
    wake: deps.receiveOnly ? () => undefined : answers ? dispatcher.wake : wakeElsewhere,
    ...(deps.spool && { spool: deps.spool }),
  });
  const intake = (events: readonly InboundEventInput[]): Promise<void> => inbox.take(events);

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
    isAlive: shared?.isAlive ?? (async () => false),
    leftToHolder: (account) => shared !== undefined && isExclusive(account) && !channels.has(account),
    ...(admit && { admit }),
    isPaced: (account) => rate?.(account) !== undefined,
  });
  const bulk = createBulk({
    models,
    queue,
    clock,
    logger,
    owner,
    isAlive: shared?.isAlive ?? (async () => false),
    nextSeq,
    abilities: (account) => known(account)?.abilities ?? PLAIN_ABILITIES,
    queueOf: (account) => sendQueue(isExclusive(account) ? account : undefined),
    channel: (account) => channels.get(account),
    isPaced: (account) => rate?.(account) !== undefined,
    isExclusive,
    groupState: outbox.groupState,
    enqueue: outbox.enqueue,
    ...(admit && { admit }),
  });
  /** Rows and batches of a paced account share its queue, and with it the pace. */
  const handleSend = (job: Job) => (bulk.handles(job) ? bulk.handle(job) : sender.handle(job));
  if (answers) {
    queue.process(sendQueue(), handleSend, { concurrency: SEND_CONCURRENCY, ...(rate && { rate }) });
    queue.process(BULK_QUEUE, bulk.handle, { concurrency: BULK_CONCURRENCY });
  }

  const { tell, handleEcho } = createTell({
    models,
    clock,
    queue,
    contacts,
    intake,
    settled,
    ...(deps.phoneTold && { phoneTold: deps.phoneTold }),
  });
  if (answers) queue.process(ECHO_QUEUE, handleEcho, { concurrency: ECHO_CONCURRENCY });
  if (answers && shared)
    queue.process(
      WAKE_QUEUE,
      async (job) => {
        dispatcher.wake([(job.data as { thread: string }).thread]);
        return { type: 'done' };
      },
      { concurrency: WAKE_CONCURRENCY },
    );

  const handleTimer = async (job: Job): Promise<JobOutcome> => {
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
  };
  if (answers) queue.process(TIMER_QUEUE, handleTimer, { concurrency: TIMER_CONCURRENCY });

  const queueAgain = async (): Promise<number> => (await outbox.requeue()) + (await bulk.requeue());

  let sweeper: NodeJS.Timeout | undefined;
  const sweepLater = (): void => {
    sweeper = setTimeout(() => {
      (async () => {
        await sender.reconcile();
        if (!answers) return;
        await outbox.sweep();
        await bulk.requeue();
      })()
        .catch((error: unknown) => logger.debug({ err: error }, 'sends could not be swept up'))
        .finally(() => {
          if (sweeper !== undefined) sweepLater();
        });
    }, SWEEP_MS);
    sweeper.unref();
  };

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
    async cancel(group) {
      // The mark on the group comes first: a batch that is put in from now on ends by it.
      await outbox.cancel(group);
      await bulk.cancel(group);
    },
    pause: outbox.pause,
    async resume(group) {
      await outbox.resume(group);
      await bulk.requeue({ group });
    },
    waiting: async (account) => (await outbox.waiting(account)) + (await bulk.waiting(account)),
    async inboxAgeSeconds() {
      const [oldest] = await models.inbox.find({ state: 'new' }, { receivedAt: 1 }).sort({ seq: 1 }).limit(1).lean();
      return oldest ? Math.max(0, (clock.now().getTime() - oldest.receivedAt.getTime()) / 1000) : 0;
    },
    dropAccount: async (account) =>
      (await outbox.dropAccount(account)) + (await bulk.dropAccount(account, ACCOUNT_REMOVED)),
    sendBatch: bulk.sendBatch,
    onBatchSettled: bulk.onBatchSettled,
    batchEntries: bulk.batchEntries,
    directThreads,
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

    async known(ids) {
      const found = await models.threads
        .find({ _id: { $in: [...ids] } }, { account: 1, kind: 1, lastInboundAt: 1 })
        .lean<Pick<ThreadDoc, '_id' | 'account' | 'kind' | 'lastInboundAt'>[]>();
      return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
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
          queue.process(sendQueue(account), handleSend, {
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
      sweepLater();
      await inbox.recover().catch((error: unknown) => logger.warn({ err: error }, 'the spool waits for the store'));
      const cutOff = await sender.reconcile();
      if (!answers) return { threads: 0, sends: 0, cutOff };
      const sends = await queueAgain().catch((error: unknown) => {
        if (!isAway(error)) throw error;
        logger.warn('the queue is away: messages wait in the store');
        return 0;
      });
      const { threads } = await dispatcher.recover();
      return { threads, sends, cutOff };
    },

    async idle() {
      await dispatcher.idle();
      await sender.idle();
    },

    async stop() {
      clearTimeout(sweeper);
      sweeper = undefined;
      await inbox.stop();
      await dispatcher.stop();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, STOP_SENDS_MS);
      });
      await Promise.race([Promise.all([sender.idle(), bulk.stop()]), late]);
      clearTimeout(timer);
      sender.stop();
      await Promise.all([...channels.values()].map((channel) => channel.stop()));
    },
  };
};
