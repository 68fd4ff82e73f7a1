import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';
import type { Job, JobOutcome, Queue } from '../queue/queue.ts';
import { OFFLINE } from './attempt.ts';
import { type Batch, type BatchBody, batchOf, type OutboxBatchDoc } from './batch-model.ts';
import { createBatches, type Ended, isDuplicate } from './batches.ts';
import { type Admit, createBulkSending } from './bulk-send.ts';
import type { Abilities, Channel } from './channel.ts';
import type { BatchSettled, BulkChat, OutboxBatch } from './chat.ts';
import type { ChatModels, OutboxDoc, OutboxGroupDoc } from './model.ts';
import { render } from './render.ts';

/** The queue of batches, for accounts that send as fast as they can. The others' go through their queue of sends. */
export const BULK_QUEUE = 'chat.bulk';
/** Accounts whose batches one process sends at the same time. */
export const BULK_CONCURRENCY = 8;
/** Sends of one account that are under way at the same time. */
const SENDS = 16;
/** Numbers claimed together at most. What is claimed when a process is killed is `unknown` afterwards. */
const MOST = 500;
/** The sends of a claim should take about so long: a pause waits for them, and a kill leaves no more than them `unknown`. */
const CLAIM_MS = 60;
/** Then another account, or a reply of this one, has its turn. */
const TURN_MS = 1_000;
const OFFLINE_SECONDS = 30;
/** After a turn that found nothing: what was put in just then is looked for once more. */
const LOOK_AGAIN_MS = 250;
/** A process that is alive ends what it claimed within this time. */
const CLAIM_FOR_MS = 5 * 60_000;
const HELD_SECONDS = 2;
/** What became of sends is known to nobody else: a store that is away is tried again so often, so many times. */
const STORE_RETRY_MS = 1_000;
const STORE_RETRIES = 600;

/** Sends batches: one job for each account that has any, which takes them in order until nothing is left. */
export interface Bulk extends Pick<BulkChat, 'sendBatch' | 'onBatchSettled' | 'batchEntries'> {
  handle(job: Job): Promise<JobOutcome>;
  /** True for jobs that `handle` takes; they come through the queues of sends too. */
  handles(job: Job): boolean;
  /** Queues again what is open (after a crash, or when a group goes on). Returns for how many accounts. */
  requeue(filter?: { group: string }): Promise<number>;
  cancel(group: string): Promise<void>;
  dropAccount(account: string, error: { code: string; sentence: string }): Promise<number>;
  /** Numbers that wait for an account. */
  waiting(account: string): Promise<number>;
  /** Claims nothing more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

interface BulkDeps {
  readonly models: ChatModels;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process in claims. */
  readonly owner: string;
  /** Whether the process that a claim names is still there. */
  readonly isAlive: (owner: string) => Promise<boolean>;
  readonly nextSeq: () => number;
  readonly abilities: (account: string) => Abilities;
  /** The queue of an account's sends. */
  readonly queueOf: (account: string) => string;
  /** Undefined while the account is not connected here. */
  readonly channel: (account: string) => Channel | undefined;
  /** A paced account sends one message a job, so that the queue's pace holds for every send. */
  readonly isPaced: (account: string) => boolean;
  readonly isExclusive: (account: string) => boolean;
  readonly groupState: (group: string) => Promise<'paused' | 'cancelled' | undefined>;
  /** Queues a row of the outbox. */
  readonly enqueue: (row: OutboxDoc) => Promise<void>;
  readonly admit?: Admit;
}

const DONE: JobOutcome = { type: 'done' };

/** How many numbers are claimed next, from how long the sends of the last claim took. */
export const nextSize = (size: number, least: number, tookMs: number): number => {
  if (tookMs < CLAIM_MS / 2) return Math.min(MOST, size * 2);
  return tookMs > CLAIM_MS * 2 ? Math.max(least, Math.floor(size / 2)) : size;
};

export const createBulk = (deps: BulkDeps): Bulk => {
  const { models, queue, clock, logger, owner, nextSeq, abilities, queueOf, channel, isPaced, isExclusive } = deps;
  const listeners: ((settled: BatchSettled) => Promise<void>)[] = [];
  const sending = createBulkSending(deps);
  const batches = createBatches({
    models,
    clock,
    logger,
    owner,
    toRow: (batch, n, thread) => sending.toRow(batch, n, thread),
    async settled(one) {
      for (const listener of listeners) await listener(one);
    },
  });
  const running = new Set<Promise<unknown>>();
  const looks = new Set<() => void>();
  let stopped = false;

  const placeOf = (account: string) => (isPaced(account) || isExclusive(account) ? queueOf(account) : BULK_QUEUE);
  const wake = async (account: string): Promise<void> => {
    await queue.add({
      queue: placeOf(account),
      key: `bulk:${account}`,
      data: { account },
      priority: 'bulk',
      rateKey: account,
      attempts: 1_000,
    });
  };

  const later = (seconds: number, reason: string): JobOutcome => ({
    type: 'later',
    at: new Date(clock.now().getTime() + seconds * 1000),
    reason,
  });

  /** A batch whose job found this one still there is not left behind: there is one more look after this job has ended. */
  const lookAgain = (account: string) => {
    const cancel = clock.at(new Date(clock.now().getTime() + LOOK_AGAIN_MS), () => {
      looks.delete(cancel);
      models.batches
        .exists({ open: true, account })
        .then((found) => found && wake(account))
        .catch((error: unknown) => logger.warn({ err: error, account }, 'batches could not be looked for'));
    });
    looks.add(cancel);
  };

  const isHeld = async ({ owner: by, at }: NonNullable<OutboxBatchDoc['claim']>): Promise<boolean> =>
    by !== owner && clock.now().getTime() - at.getTime() < CLAIM_FOR_MS && (await deps.isAlive(by));

  const insist = async (batch: Batch, write: () => Promise<void>): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write();
      } catch (error) {
        if (stopped || tries >= STORE_RETRIES) throw error;
        logger.warn({ err: error, batch: batch._id }, 'what became of sends could not be stored, trying again');
        await new Promise<void>((go) => void setTimeout(go, STORE_RETRY_MS));
      }
    }
  };

  /** The groups that are held back, and whether the one that is being sent was called off. */
  const groups = async (group: string | undefined) => {
    const found = await models.outboxGroups
      .find(group === undefined ? { state: 'paused' } : { $or: [{ state: 'paused' }, { _id: group }] })
      .lean<OutboxGroupDoc[]>();
    return {
      paused: found.flatMap(({ _id, state }) => (state === 'paused' ? [_id] : [])),
      cancelled: found.some(({ _id, state }) => _id === group && state === 'cancelled'),
    };
  };

  /** Sends what an account's batches hold until there is nothing, something is in the way, or its turn is over. */
  const turn = async (account: string, signal: AbortSignal): Promise<JobOutcome> => {
    const alone = isExclusive(account);
    const least = alone || isPaced(account) ? 1 : SENDS;
    const until = performance.now() + (placeOf(account) === BULK_QUEUE ? TURN_MS : TURN_MS / 5);
    let size = least;
    let batch: Batch | undefined;
    /** The claim that was settled and not given back yet: giving it back goes along with the next claim. */
    let held: number | undefined;
    /** While what became of a claim is told, the next one is on its way. */
    let telling: Promise<void> = Promise.resolve();
    const tellNext = async (of: Batch, from: number, ended: readonly Ended[]) => {
      await telling;
      telling = insist(of, () => batches.tell(of, from, ended));
      // It is awaited before the next one; until then a failure has nobody to tell.
      telling.catch(() => undefined);
    };
    const letGo = async () => {
      await telling;
      if (batch && held !== undefined) await batches.release(batch, held);
      batch = undefined;
      held = undefined;
    };
    const end = async (outcome: JobOutcome) => {
      await letGo();
      return outcome;
    };

    for (;;) {
      if (signal.aborted || stopped) return end(later(0, 'the program stops'));
      const to = channel(account);
      if (!to) return end(later(OFFLINE_SECONDS, OFFLINE.sentence));
      const seen = await groups(batch?.group);
      if (batch && (seen.paused.includes(batch.group) || batch.next >= batch.size)) await letGo();
      let cancelled = batch !== undefined && seen.cancelled;
      if (!batch) {
        batch = await batches.next(account, seen.paused);
        if (!batch) return end(DONE);
        // One job of an account runs at a time, so this was left, or its process was only taken for dead.
        if (batch.claim && (await isHeld(batch.claim))) return later(HELD_SECONDS, 'another process is at it');
        if (batch.claim) await batches.recover(batch, to);
        else if (batch.next >= batch.size) await batches.release(batch, undefined);
        if (batch.claim || batch.next >= batch.size) {
          batch = undefined;
          continue;
        }
        cancelled = (await deps.groupState(batch.group)) === 'cancelled';
      }
      if (cancelled) {
        const { _id } = batch;
        await letGo();
        await batches.stop({ _id }, { state: 'cancelled' });
        continue;
      }
      const share = await sending.share(batch, size);
      const hold = share.heldUntil && ({ type: 'later', at: share.heldUntil, reason: 'allowance' } as const);
      if (hold && share.fates.length === 0) return end(hold);
      const from = batch.next;
      if (!(await batches.claim(batch, share.to, held))) {
        await letGo();
        continue;
      }
      const began = performance.now();
      const { ended, waitSeconds } = await sending.send(batch, share.fates, to, alone ? 1 : SENDS);
      const tookMs = performance.now() - began;
      const sent = batch;
      await insist(sent, () => batches.settle(sent, from, ended));
      await tellNext(sent, from, ended);
      batch = { ...batch, next: share.to };
      held = from;
      if (waitSeconds !== undefined) return end(later(waitSeconds, 'the platform asked for a rest'));
      if (hold) return end(hold);
      if (isPaced(account) || performance.now() >= until) return end(later(0, 'the next turn'));
      size = nextSize(size, least, tookMs);
    }
  };

  return {
    async sendBatch({ key, group, account, kind, message, threads }: OutboxBatch) {
      const body: BatchBody = { kind, parts: render(message, abilities(account)), threads };
      const doc: OutboxBatchDoc = {
        _id: key,
        account,
        group,
        seq: nextSeq(),
        body: JSON.stringify(body),
        size: threads.length,
        next: 0,
        open: threads.some((thread) => thread !== null),
        createdAt: clock.now(),
      };
      await models.batches.collection.insertOne(doc as never).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
      try {
        await wake(account);
      } catch (error) {
        // The batch is stored: the sweep queues its account when the queue's server is back.
        if (!isAway(error)) throw error;
        logger.warn({ account }, 'the queue is away: a batch waits in the store');
      }
    },

    onBatchSettled: (listener) => void listeners.push(listener),
    batchEntries: (key) => batches.entries(key),

    handles: (job) => typeof (job.data as { account?: unknown }).account === 'string',

    async handle(job) {
      const { account } = job.data as { account: string };
      // Its pace was changed meanwhile.
      if (job.queue !== placeOf(account)) {
        await wake(account);
        return DONE;
      }
      const under = turn(account, job.signal);
      running.add(under);
      try {
        const outcome = await under;
        if (outcome?.type === 'done') lookAgain(account);
        return outcome;
      } finally {
        running.delete(under);
      }
    },

    async requeue(filter) {
      const accounts = await models.batches.distinct('account', { open: true, ...filter });
      for (const account of accounts) await wake(account);
      return accounts.length;
    },

    async cancel(group) {
      await batches.stop({ group }, { state: 'cancelled' });
    },
    dropAccount: (account, error) => batches.stop({ account }, { state: 'failed', error }),

    async waiting(account) {
      let count = 0;
      for await (const doc of models.batches.find({ open: true, account }).lean<OutboxBatchDoc>().cursor()) {
        const { threads, next } = batchOf(doc as OutboxBatchDoc);
        count += threads.slice(next).filter((thread) => thread !== null).length;
      }
      return count;
    },

    async stop() {
      stopped = true;
      for (const cancel of looks) cancel();
      await Promise.allSettled(running);
    },
  };
};
