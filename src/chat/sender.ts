import type { Clock } from '../base/clock.ts';
import { KeyedSerial } from '../base/keyed-serial.ts';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';
import type { Job, JobOutcome } from '../queue/queue.ts';
import { attempt, LOST, OFFLINE, STOPPED, THREAD_GONE } from './attempt.ts';
import type { Channel, SendOutcome } from './channel.ts';
import type { Settled } from './chat.ts';
import type { ChatModels, OutboxDoc } from './model.ts';
import { settledOf } from './outbox.ts';

/** Between two tries to write down what became of a send, while the store is away. */
const WRITE_AGAIN_MS = 1_000;
/** A claimed row whose account is connected in another process is left to that one so long. */
const LEFT_TO_HOLDER_MS = 10 * 60 * 1000;
/** A claim younger than this is not looked at: its process is between the claim and the send. */
const CLAIM_FOR_MS = 5_000;

/** Tries of one message before it counts as failed. */
const MAX_TRIES = 6;
/** Wait before the next look when an account is not connected. */
const OFFLINE_SECONDS = 30;
const MAX_WAIT_SECONDS = 15 * 60;

export interface Sender {
  /** Sends a row that is stored as claimed by this process, in its turn in the thread. Returns at once. */
  atOnce(row: OutboxDoc): void;
  /** Resolves when nothing of `atOnce` is under way. */
  idle(): Promise<void>;
  /** The job that sends one row, after those of the same thread and lane that stand before it. */
  handle(job: Job): Promise<JobOutcome>;
  /**
   * For rows whose sending was cut off by the end of a process, or by an error of this one: asks the platform where it
   * can tell, otherwise marks them `unknown`. Never sends. Returns how many were looked at.
   */
  reconcile(): Promise<number>;
  /** Writes no more after a store that is away. */
  stop(): void;
}

interface SenderDeps {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Undefined while the account is not connected here. */
  readonly channel: (account: string) => Channel | undefined;
  readonly groupState: (group: string) => Promise<'paused' | 'cancelled' | undefined>;
  /** Whether this thread may get unprompted messages (a person can say stop). */
  readonly mayReceiveBulk: (thread: string) => Promise<boolean>;
  readonly settled: (settled: Settled) => Promise<void>;
  /** Queues a row that has to wait. */
  readonly enqueue: (row: OutboxDoc) => Promise<void>;
  /** Asked before each send; an answer makes it wait. */
  readonly admit?: (send: {
    account: string;
    lane: 'reply' | 'bulk';
    thread: string;
  }) => Promise<{ readonly at: Date; readonly sentence: string } | undefined>;
  /** Accounts with a pace get one send a job, so that the queue's pace holds for every send. */
  readonly isPaced: (account: string) => boolean;
  /** Names this process in claims, so that a later one knows which were cut off. */
  readonly owner: string;
  /** Whether the process of this name still runs: its claims are its own. */
  readonly isAlive: (owner: string) => Promise<boolean>;
  /** Whether only another process, the account's holder, can ask the platform what became of a send. */
  readonly leftToHolder: (account: string) => boolean;
}

/** Ends of a send that say nothing of the message: its account could not send at all. They are no tries of it. */
const NO_TRY: ReadonlySet<string> = new Set(['offline', 'rate_limited']);

type Step =
  | { readonly type: 'next'; readonly sent: boolean }
  | { readonly type: 'wait'; readonly at: Date; readonly reason: string };

const NEXT: Step = { type: 'next', sent: false };
const SENT: Step = { type: 'next', sent: true };

export const createSender = (deps: SenderDeps): Sender => {
  const {
    models,
    clock,
    logger,
    channel,
    groupState,
    mayReceiveBulk,
    settled,
    enqueue,
    owner,
    admit,
    isPaced,
    isAlive,
    leftToHolder,
  } = deps;
  const threads = new KeyedSerial();
  /** Rows whose sending is under way here. */
  const underWay = new Set<string>();
  let stopped = false;

  /** What became of a send is known only here: it is written as soon as the store is there again. */
  const insist = async <T>(write: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (stopped || !isAway(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, WRITE_AGAIN_MS));
      }
    }
  };

  const settle = async (row: OutboxDoc, change: Partial<OutboxDoc>): Promise<void> => {
    const settledAt = clock.now();
    await insist(() =>
      models.outbox.updateOne({ _id: row._id }, { $set: { ...change, settledAt }, $unset: { claimedBy: 1 } }),
    );
    if (row.settles) await settled(settledOf({ ...row, ...change, settledAt }));
  };

  /** Gives up a row that waits; nothing happens when it waits no more, because somebody else was first. */
  const giveUp = async (row: OutboxDoc, change: Pick<OutboxDoc, 'state' | 'error'>): Promise<void> => {
    const settledAt = clock.now();
    const { modifiedCount } = await models.outbox.updateOne(
      { _id: row._id, state: 'waiting' },
      { $set: { ...change, settledAt } },
    );
    if (modifiedCount > 0 && row.settles) await settled(settledOf({ ...row, ...change, settledAt }));
  };

  const wait = async (
    row: OutboxDoc,
    seconds: number,
    error: { code: string; sentence: string },
    attempts = row.attempts,
  ): Promise<Step> => {
    const notBefore = new Date(clock.now().getTime() + seconds * 1000);
    await insist(() =>
      models.outbox.updateOne(
        { _id: row._id },
        { $set: { state: 'waiting', notBefore, error, attempts }, $unset: { claimedBy: 1 } },
      ),
    );
    return { type: 'wait', at: notBefore, reason: error.sentence };
  };

  /** A pause, or an allowance that is used up: asked before every send, also of a reply at once. */
  const heldBack = async (row: OutboxDoc): Promise<Step | undefined> => {
    const held = await admit?.({ account: row.account, lane: row.lane, thread: row.thread });
    if (!held) return undefined;
    const seconds = Math.max(1, (held.at.getTime() - clock.now().getTime()) / 1000);
    return wait(row, seconds, { code: 'held', sentence: held.sentence });
  };

  const send = async (row: OutboxDoc, to: Channel): Promise<SendOutcome> => {
    const thread = await models.threads.findById(row.thread, { platformId: 1, kind: 1 }).lean();
    if (!thread) return THREAD_GONE;
    const request = {
      thread: thread.platformId,
      threadKind: thread.kind,
      message: row.message,
      key: row._id,
      ...(row.repliesTo !== undefined && { repliesTo: row.repliesTo }),
    };
    return attempt(to, request, logger);
  };

  /** Sends a claimed row and writes what became of it. */
  const deliver = async (row: OutboxDoc, to: Channel): Promise<Step> => {
    underWay.add(row._id);
    try {
      return await settleSend(row, await send(row, to));
    } finally {
      underWay.delete(row._id);
    }
  };

  const settleSend = async (row: OutboxDoc, outcome: SendOutcome): Promise<Step> => {
    const attempts = row.attempts + 1;
    switch (outcome.type) {
      case 'sent':
        await settle(row, { state: 'sent', messageId: outcome.messageId, attempts });
        return SENT;
      case 'unknown':
        await settle(row, { state: 'unknown', error: { code: 'unknown', sentence: outcome.sentence }, attempts });
        return SENT;
      case 'failed': {
        const { code, sentence, retry, retryAfterSeconds, attention } = outcome.error;
        if (attention) logger.warn({ account: row.account, reason: code }, 'an account needs attention');
        const isTry = !NO_TRY.has(code);
        if (!retry || (isTry && attempts >= MAX_TRIES)) {
          await settle(row, { state: 'failed', error: { code, sentence }, attempts });
          return SENT;
        }
        const seconds = retryAfterSeconds ?? Math.min(2 ** attempts, MAX_WAIT_SECONDS);
        return wait(row, seconds, { code, sentence }, isTry ? attempts : row.attempts);
      }
    }
  };

  /** Sends one row. The claim is written before the platform is called, so that a cut-off send is known for one. */
  const advance = async (row: OutboxDoc): Promise<Step> => {
    if (row.notBefore && row.notBefore > clock.now())
      return { type: 'wait', at: row.notBefore, reason: row.error?.sentence ?? '' };
    if (row.group !== undefined) {
      const state = await groupState(row.group);
      if (state === 'paused') return NEXT;
      if (state === 'cancelled') {
        await giveUp(row, { state: 'cancelled' });
        return NEXT;
      }
    }
    const to = channel(row.account);
    if (!to) return wait(row, OFFLINE_SECONDS, OFFLINE);
    if (row.lane === 'bulk' && !(await mayReceiveBulk(row.thread))) {
      await giveUp(row, { state: 'cancelled', error: STOPPED });
      return NEXT;
    }
    const held = await heldBack(row);
    if (held) return held;
    const claimed = await models.outbox.updateOne(
      { _id: row._id, state: 'waiting' },
      { $set: { state: 'sending', claimedBy: owner, claimedAt: clock.now() }, $inc: { attempts: 1 } },
    );
    return claimed.modifiedCount === 0 ? NEXT : deliver(row, to);
  };

  const sendClaimed = async (row: OutboxDoc): Promise<void> => {
    const ahead = { thread: row.thread, lane: row.lane, state: 'waiting' as const, seq: { $lt: row.seq } };
    const to = channel(row.account);
    if (!to || (await models.outbox.exists(ahead))) {
      await models.outbox.updateOne({ _id: row._id }, { $set: { state: 'waiting' }, $unset: { claimedBy: 1 } });
      await enqueue({ ...row, state: 'waiting' });
      return;
    }
    const step = (await heldBack(row)) ?? (await deliver(row, to));
    if (step.type === 'wait') await enqueue({ ...row, state: 'waiting', notBefore: step.at });
  };

  /** Whether nobody is at a claimed row any more. */
  const isCutOff = async (row: OutboxDoc, alive: Map<string, boolean>): Promise<boolean> => {
    const by = row.claimedBy ?? '';
    const age = clock.now().getTime() - (row.claimedAt ?? row.createdAt).getTime();
    if (by === owner) {
      return age > CLAIM_FOR_MS && !underWay.has(row._id);
    }
    if (leftToHolder(row.account) && age < LEFT_TO_HOLDER_MS) return false;
    const known = alive.get(by) ?? (by !== '' && (await isAlive(by)));
    alive.set(by, known);
    return !known;
  };

  return {
    stop() {
      stopped = true;
    },

    atOnce(row) {
      underWay.add(row._id);
      threads
        .run(`${row.thread} ${row.lane}`, () => sendClaimed(row))
        .catch((error: unknown) => logger.error({ err: error, key: row._id }, 'a reply could not be sent'))
        .finally(() => underWay.delete(row._id));
    },

    idle: () => threads.idle(),

    async handle(job) {
      const key = (job.data as { key: string }).key;
      const row = (await models.outbox.findById(key).lean()) as OutboxDoc | null;
      if (row?.state !== 'waiting') return { type: 'done' };
      return threads.run(`${row.thread} ${row.lane}`, async () => {
        const before = await models.outbox
          .find({ thread: row.thread, lane: row.lane, state: 'waiting', seq: { $lte: row.seq } })
          .sort({ seq: 1 })
          .lean();
        for (const next of before as OutboxDoc[]) {
          const step = await advance(next);
          if (step.type === 'wait') return { type: 'later', at: step.at, reason: step.reason };
          if (step.sent && next._id !== row._id && isPaced(row.account))
            return { type: 'later', at: clock.now(), reason: 'the account sends one message at a time' };
        }
        return { type: 'done' };
      });
    },

    async reconcile() {
      let seen = 0;
      const alive = new Map<string, boolean>();
      const claimed = models.outbox.find({ state: 'sending' }).sort({ seq: 1 }).lean();
      for await (const found of claimed.cursor()) {
        const row = found as OutboxDoc;
        if (!(await isCutOff(row, alive))) continue;
        seen += 1;
        const to = channel(row.account);
        const thread = await models.threads.findById(row.thread, { platformId: 1, kind: 1 }).lean();
        const sent =
          to?.findSent && thread
            ? await to.findSent({
                thread: thread.platformId,
                threadKind: thread.kind,
                message: row.message,
                key: row._id,
              })
            : undefined;
        if (sent) await settle(row, { state: 'sent', messageId: sent.messageId });
        else if (sent === null)
          await models.outbox.updateOne({ _id: row._id }, { $set: { state: 'waiting' }, $unset: { claimedBy: 1 } });
        else await settle(row, { state: 'unknown', error: LOST });
      }
      return seen;
    },
  };
};
