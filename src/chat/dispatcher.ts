import type { Clock } from '../base/clock.ts';
import { KeyedSerial } from '../base/keyed-serial.ts';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';
import type { Person } from '../flow/session.ts';
import type { Contacts } from './contacts.ts';
import { type ConversationDeps, converse, converseAction, type Outcome, type Turn } from './conversation.ts';
import type { EffectRunner } from './effects.ts';
import type { InboundEvent } from './event.ts';
import { type ChatModels, type ContactDoc, eventOf, type InboxDoc, type ThreadDoc } from './model.ts';
import { type NextSeq, TURN_NUMBERS } from './sequence.ts';

/** Threads worked on at the same time in one process. */
const CONCURRENCY = 32;
/** Events read of one thread at once. */
const BATCH = 50;
/** An event that failed this often (by a bug) is set aside, so that the thread goes on. */
const MAX_ATTEMPTS = 3;
/** Handled event ids kept in the thread's document: more than can lie between a handled event and its inbox mark. */
const RECENT = 20;
/** How long the assistant is silent after it handed a thread to a person of the office. */
const HAND_OVER_HOURS = 12;
/** A process that works on a thread holds it so long without a sign of life; longer than any action may take. */
const LOCK_MS = 45_000;
/** Between two looks for what a dead process, or a server that was away, left undone. */
const SWEEP_MS = 4_000;
/** An event that stays unhandled this long was not woken for, or its process died. */
const NEW_FOR_MS = 3_000;
/** Effects that stay undone this long belong to a process that died. */
const PENDING_FOR_MS = 60_000;
const SWEEP_BATCH = 1_000;

/** Actions one event may cause, one after another; a flow that wants more is in a loop. */
const MAX_ACTIONS = 25;

/** Events that a person caused by doing something in the chat. */
/** Threads with effects that were decided and not carried out. Written so that the index, which is sparse, serves it. */
const UNDONE = { 'pending.session': { $gt: '' } } as const;
const SIGNS_OF_LIFE: ReadonlySet<InboundEvent['type']> = new Set(['message', 'reaction', 'vote', 'opened']);

interface DispatcherDeps {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly contacts: Contacts;
  readonly conversation: ConversationDeps;
  readonly nextSeq: NextSeq;
  readonly runEffects: EffectRunner;
  /** The kind of channel of an account, for new threads and contacts. */
  readonly channelKind: (account: string) => string;
  /** Names this process in locks. Absent: the store is ours alone, and no thread needs a lock. */
  readonly sharedAs?: string;
  /** Called after an event of a thread was handled. */
  readonly handled: (thread: string) => void;
  /** Called before an event is handled, and again when it is taken up after a crash. */
  readonly aside: (event: InboundEvent) => Promise<void>;
}

export interface Dispatcher {
  /** Works off what is new in these threads; returns at once. */
  wake(threads: Iterable<string>): void;
  /** Takes up what an earlier process left: undone effects and unhandled events. Resolves when they are taken in hand. */
  recover(): Promise<{ threads: number }>;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
  /** Takes no further event and waits for the present ones. */
  stop(): Promise<void>;
}

export const createDispatcher = (deps: DispatcherDeps): Dispatcher => {
  const { models, clock, logger, contacts, conversation, nextSeq, runEffects, channelKind, handled, sharedAs } = deps;
  const threads = new KeyedSerial(CONCURRENCY);
  const woken = new Set<string>();
  let stopping = false;
  let sweeper: NodeJS.Timeout | undefined;

  const load = async (id: string, event?: InboundEvent): Promise<ThreadDoc | undefined> => {
    const found = (await models.threads.findById(id).lean()) as ThreadDoc | null;
    if (found || !event) return found ?? undefined;
    const fresh: ThreadDoc = {
      _id: id,
      account: event.account,
      channel: channelKind(event.account),
      platformId: event.thread.id,
      kind: event.thread.kind,
      name: event.thread.name ?? '',
      sessions: [],
      pending: [],
      held: [],
      recent: [],
      createdAt: clock.now(),
      revision: 0,
      ...(event.thread.kind === 'direct' && 'contact' in event && event.contact
        ? { contact: `${event.account}:${event.contact.id}` }
        : {}),
    };
    const { _id, ...rest } = fresh;
    await models.threads.updateOne({ _id: id }, { $setOnInsert: rest }, { upsert: true });
    return (await models.threads.findById(id).lean()) as ThreadDoc;
  };

  /** The one write of a turn. False: another process was faster, and the turn must be decided anew. */
  const store = async (
    thread: ThreadDoc,
    outcome: Outcome,
    from?: { readonly row: InboxDoc; readonly event: InboundEvent },
  ): Promise<boolean> => {
    const name = from?.event.thread.name;
    const change = {
      sessions: outcome.sessions,
      pending: outcome.effects,
      held: outcome.held,
      revision: thread.revision + 1,
      ...(from && {
        recent: [from.row._id, ...thread.recent].slice(0, RECENT),
        touchedAt: clock.now(),
        seq: nextSeq((thread.seq ?? 0) + TURN_NUMBERS),
        ...(SIGNS_OF_LIFE.has(from.event.type) && { lastInboundAt: new Date(from.event.at) }),
        ...(name && name !== thread.name && { name }),
      }),
      ...(outcome.effects.some((one) => one.effect.type === 'hand_over') && {
        handedOverUntil: new Date(clock.now().getTime() + HAND_OVER_HOURS * 3_600_000),
      }),
    };
    const back = thread.handedOverUntil && !outcome.handedOverUntil;
    const result = await models.threads.updateOne(
      { _id: thread._id, revision: thread.revision },
      { $set: change, ...(back && !('handedOverUntil' in change) && { $unset: { handedOverUntil: 1 } }) },
    );
    if (result.matchedCount === 0) return false;
    Object.assign(thread, change);
    if (back) delete thread.handedOverUntil;
    return true;
  };

  /** Carries out the thread's undone effects, and the turns that the answers of actions make. */
  const settleEffects = async (thread: ThreadDoc, turn: Turn): Promise<void> => {
    for (let round = 0; thread.pending.length > 0 && round < MAX_ACTIONS; round += 1) {
      const answers = await runEffects(thread, thread.pending);
      let outcome: Outcome = { sessions: thread.sessions, effects: [], held: thread.held };
      for (const answer of answers) {
        const next = converseAction(
          {
            kind: thread.kind,
            sessions: outcome.sessions,
            held: outcome.held,
            handedOverUntil: thread.handedOverUntil,
          },
          answer.session,
          answer.event,
          conversation,
          { ...turn, now: clock.now(), id: `${turn.id}a${round + 1}` },
          answer.repliesTo,
        );
        outcome = { ...next, effects: [...outcome.effects, ...next.effects] };
      }
      const kept = thread.handedOverUntil ? { ...outcome, handedOverUntil: thread.handedOverUntil } : outcome;
      if (!(await store(thread, kept))) return;
    }
  };

  const turnOf = async (id: string, contact: ContactDoc | undefined): Promise<Turn> => {
    const person: Person | undefined = contact && (await contacts.person(contact));
    return {
      id,
      now: clock.now(),
      greeted: contact?.consent !== undefined,
      ...(person && { person }),
    };
  };

  const markDone = (id: string) =>
    models.inbox.updateOne({ _id: id }, { $set: { state: 'done', doneAt: clock.now() }, $unset: { event: 1 } });

  const handleOne = async (row: InboxDoc, event: InboundEvent): Promise<void> => {
    const contact = await contacts.seen(event, channelKind(event.account));
    await deps.aside(event);
    for (;;) {
      const thread = await load(row.thread, event);
      if (!thread) throw new Error(`thread ${row.thread} could not be made`);
      if (thread.pending.length > 0) await settleEffects(thread, await turnOf(`${row.seq.toString(36)}r`, undefined));
      if (thread.recent.includes(row._id)) {
        await markDone(row._id);
        break;
      }
      // Another process may have handled it, and many after it, while this one stood still.
      if (sharedAs !== undefined && !(await models.inbox.exists({ _id: row._id, state: 'new' }))) break;
      const turn = await turnOf(row.seq.toString(36), contact);
      const outcome = converse(thread, event, conversation, turn);
      if (!(await store(thread, outcome, { row, event }))) continue;
      // What is still to be done stands in the thread's document now, so the event's row is no longer needed for it.
      await Promise.all([settleEffects(thread, turn), markDone(row._id)]);
      break;
    }
    handled(row.thread);
  };

  const handle = async (row: InboxDoc): Promise<void> => {
    const event = eventOf(row);
    if (!event) {
      await markDone(row._id);
      return;
    }
    try {
      await handleOne(row, event);
    } catch (error) {
      // A server that is away is no fault of the event: it stays new, and the sweep comes back to it.
      if (isAway(error)) throw error;
      const attempts = row.attempts + 1;
      const failed = attempts >= MAX_ATTEMPTS;
      logger.error({ err: error, event: event.type, attempts }, 'an event could not be handled');
      await models.inbox.updateOne(
        { _id: row._id },
        {
          $set: {
            attempts,
            error: String((error as Error).message).slice(0, 500),
            ...(failed && { state: 'failed', doneAt: clock.now() }),
          },
        },
      );
      if (!failed) await handle({ ...row, attempts });
    }
  };

  /** True when this process may work on the thread: always, unless several processes share the store. */
  const lock = async (id: string): Promise<boolean> => {
    if (sharedAs === undefined) return true;
    const now = clock.now();
    const locked = await models.threads.updateOne(
      {
        _id: id,
        $or: [{ lockedUntil: { $exists: false } }, { lockedUntil: { $lte: now } }, { lockedBy: sharedAs }],
      },
      { $set: { lockedBy: sharedAs, lockedUntil: new Date(now.getTime() + LOCK_MS) } },
    );
    // Where nobody wrote yet there is no document to lock; the first event makes it, and its revision guards it.
    return locked.matchedCount > 0 || !(await models.threads.exists({ _id: id }));
  };

  /** Runs `task` while no other process works on the thread. False: another one does. */
  const withLock = async (id: string, task: () => Promise<void>): Promise<boolean> => {
    if (!(await lock(id))) return false;
    if (sharedAs === undefined) {
      await task();
      return true;
    }
    const renewal = setInterval(() => {
      lock(id).catch((error: unknown) => logger.debug({ err: error, thread: id }, 'a lock was not renewed'));
    }, LOCK_MS / 3);
    try {
      await task();
    } finally {
      clearInterval(renewal);
      await models.threads
        .updateOne({ _id: id, lockedBy: sharedAs }, { $unset: { lockedBy: 1, lockedUntil: 1 } })
        .catch((error: unknown) => logger.debug({ err: error, thread: id }, 'a lock was not given back'));
    }
    return true;
  };

  const workOff = async (id: string): Promise<void> => {
    for (;;) {
      if (stopping) return;
      const rows = await models.inbox.find({ thread: id, state: 'new' }).sort({ seq: 1 }).limit(BATCH).lean();
      if (rows.length === 0) return;
      for (const row of rows) {
        if (stopping) return;
        await handle(row as InboxDoc);
      }
    }
  };

  const drain = async (id: string): Promise<void> => {
    woken.delete(id);
    for (;;) {
      if (stopping || !(await withLock(id, () => workOff(id)))) return;
      // Who came with an event while the lock was held went away again; the event is looked for after the lock is back.
      if (sharedAs === undefined || !(await models.inbox.exists({ thread: id, state: 'new' }))) return;
    }
  };

  const troubled = (id: string, what: string) => (error: unknown) => {
    if (isAway(error)) logger.warn({ thread: id }, 'a server is away: a thread waits for it');
    else logger.error({ err: error, thread: id }, what);
  };

  const wake = (ids: Iterable<string>): void => {
    if (stopping) return;
    for (const id of ids) {
      if (woken.has(id)) continue;
      woken.add(id);
      threads.run(id, () => drain(id)).catch(troubled(id, 'a thread could not be worked off'));
    }
  };

  const finishEffects = (id: string): void => {
    threads
      .run(id, async () => {
        await withLock(id, async () => {
          const thread = await load(id);
          if (!thread || thread.pending.length === 0) return;
          await settleEffects(thread, await turnOf(`${clock.now().getTime().toString(36)}r`, undefined));
        });
      })
      .catch(troubled(id, 'undone effects could not be done'));
  };

  /** Takes up what nobody was woken for: a process died, or a server was away in between. */
  const sweep = async (): Promise<void> => {
    const now = clock.now().getTime();
    const late = await models.inbox
      .find({ state: 'new', seq: { $lte: (now - NEW_FOR_MS) * 1000 } }, { thread: 1 })
      .sort({ seq: 1 })
      .limit(SWEEP_BATCH)
      .lean();
    wake(new Set(late.map((row) => row.thread)));
    const undone = await models.threads
      .find({ ...UNDONE, touchedAt: { $lte: new Date(now - PENDING_FOR_MS) } }, { _id: 1 })
      .limit(SWEEP_BATCH)
      .lean();
    for (const { _id } of undone) finishEffects(_id);
  };
  const sweepLater = (): void => {
    if (stopping) return;
    sweeper = setTimeout(() => {
      sweep()
        .catch((error: unknown) => logger.debug({ err: error }, 'nothing could be swept up'))
        .finally(sweepLater);
    }, SWEEP_MS);
    sweeper.unref();
  };

  return {
    wake,

    async recover() {
      const waiting = new Set<string>();
      const undone = models.threads.find(UNDONE, { _id: 1 }).lean();
      for await (const { _id } of undone.cursor()) {
        waiting.add(_id);
        finishEffects(_id);
      }
      const unhandled = models.inbox.find({ state: 'new' }, { thread: 1 }).sort({ seq: 1 }).lean();
      for await (const { thread } of unhandled.cursor()) {
        waiting.add(thread);
        wake([thread]);
      }
      if (sweeper === undefined) sweepLater();
      return { threads: waiting.size };
    },

    idle: () => threads.idle(),

    async stop() {
      stopping = true;
      clearTimeout(sweeper);
      await threads.idle();
    },
  };
};
