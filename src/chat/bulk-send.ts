import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { attempt, GONE, STOPPED } from './attempt.ts';
import type { Batch } from './batch-model.ts';
import { type Ended, isDuplicate } from './batches.ts';
import type { Channel, SendError } from './channel.ts';
import { entryKey } from './chat.ts';
import type { ChatModels, OutboxDoc, ThreadDoc } from './model.ts';

/** Wait before the second try of a send, where the platform does not say. */
const RETRY_SECONDS = 2;

/** Asked before each send; an answer makes it wait. */
export type Admit = (send: {
  account: string;
  lane: 'reply' | 'bulk';
  thread: string;
}) => Promise<{ readonly at: Date; readonly sentence: string } | undefined>;

type Place = Pick<ThreadDoc, '_id' | 'platformId' | 'kind' | 'contact'>;

/** One number that is to be sent, or that ends without. */
type Fate =
  | { readonly type: 'send'; readonly n: number; readonly place: Place }
  | { readonly type: 'ended'; readonly ended: Ended };

/** The next numbers of a batch. `to`: the first number that is left. */
export interface Share {
  readonly to: number;
  readonly fates: readonly Fate[];
  /** The account may send no more until then. */
  readonly heldUntil?: Date;
}

export interface BulkSending {
  /** Looks at the next numbers, at most `most` with a thread, and asks for leave to send them. */
  share(batch: Batch, most: number): Promise<Share>;
  /** Sends claimed numbers, at most `concurrency` at a time. `waitSeconds`: the platform wants a rest. */
  send(
    batch: Batch,
    fates: readonly Fate[],
    to: Channel,
    concurrency: number,
  ): Promise<{ ended: Ended[]; waitSeconds?: number }>;
  /** Gives a number, from one of its parts on, a row of its own in the outbox. Harmless the second time. */
  toRow(batch: Batch, n: number, thread: string, from?: number, error?: SendError): Promise<void>;
}

export const createBulkSending = (deps: {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly nextSeq: () => number;
  readonly enqueue: (row: OutboxDoc) => Promise<void>;
  readonly admit?: Admit;
}): BulkSending => {
  const { models, clock, logger, nextSeq, enqueue, admit } = deps;

  const toRow: BulkSending['toRow'] = async (batch, n, thread, from = 0, error) => {
    const now = clock.now();
    const seconds = error?.retryAfterSeconds ?? RETRY_SECONDS;
    const rows = batch.parts.slice(from).map(
      (message, i): OutboxDoc => ({
        _id: from + i === 0 ? entryKey(batch._id, n) : `${entryKey(batch._id, n)}#${from + i + 1}`,
        thread,
        account: batch.account,
        seq: nextSeq(),
        lane: 'bulk',
        group: batch.group,
        message,
        state: 'waiting',
        attempts: error && i === 0 ? 1 : 0,
        createdAt: now,
        ...(from + i === 0 && { settles: entryKey(batch._id, n) }),
        ...(error &&
          i === 0 && {
            error: { code: error.code, sentence: error.sentence },
            notBefore: new Date(now.getTime() + seconds * 1000),
          }),
      }),
    );
    for (const row of rows) {
      await models.outbox.collection.insertOne(row as never).catch((failure: unknown) => {
        if (!isDuplicate(failure)) throw failure;
      });
      await enqueue(row);
    }
  };

  /** Sends one number, part by part. What became of the first part is what became of it. */
  const sendOne = async (batch: Batch, n: number, place: Place, to: Channel) => {
    const key = entryKey(batch._id, n);
    const thread = place._id;
    let ended: Ended | undefined;
    for (const [i, message] of batch.parts.entries()) {
      const request = { thread: place.platformId, threadKind: place.kind, message };
      const outcome = await attempt(to, { ...request, key: i === 0 ? key : `${key}#${i + 1}` }, logger);
      if (outcome.type === 'failed' && outcome.error.attention)
        logger.warn({ account: batch.account, reason: outcome.error.code }, 'an account needs attention');
      if (outcome.type === 'failed' && outcome.error.retry) {
        await toRow(batch, n, thread, i, outcome.error);
        return {
          ended: ended ?? ({ n, thread, state: 'moved' } satisfies Ended),
          waitSeconds: outcome.error.retryAfterSeconds ?? RETRY_SECONDS,
        };
      }
      if (outcome.type === 'sent') ended ??= { n, thread, state: 'sent', messageId: outcome.messageId };
      else {
        const error = outcome.type === 'failed' ? outcome.error : { code: 'unknown', sentence: outcome.sentence };
        const { code, sentence } = error;
        return { ended: ended ?? { n, thread, state: outcome.type, error: { code, sentence } } };
      }
    }
    // A message without any part cannot be made: `render` gives at least one.
    return { ended: ended ?? { n, thread, state: 'failed' as const, error: GONE } };
  };

  /** Where threads are on the platform, and which contacts want nothing unprompted. */
  const placesOf = async ({ kind, account }: Batch, threads: readonly string[]) => {
    if (kind === 'group') {
      const places = threads.map((_id): Place => ({ _id, platformId: _id.slice(account.length + 1), kind }));
      return { places: new Map(places.map((place) => [place._id, place])), silent: new Set<string>() };
    }
    const places = await models.threads
      .find({ _id: { $in: [...threads] } }, { platformId: 1, kind: 1, contact: 1 })
      .lean<Place[]>();
    const people = places.flatMap((place) => (place.kind === 'direct' && place.contact ? [place.contact] : []));
    const stopped =
      people.length === 0
        ? []
        : await models.contacts.find({ _id: { $in: people }, subscribed: false }, { _id: 1 }).lean<{ _id: string }[]>();
    return {
      places: new Map(places.map((place) => [place._id, place])),
      silent: new Set(stopped.map(({ _id }) => _id)),
    };
  };

  return {
    toRow,

    async share(batch, most) {
      const numbers: { n: number; thread: string }[] = [];
      let to = batch.next;
      for (; to < batch.threads.length && numbers.length < most; to += 1) {
        const thread = batch.threads[to];
        if (thread != null) numbers.push({ n: to, thread });
      }
      while (to < batch.threads.length && batch.threads[to] == null) to += 1;
      const { places, silent } = await placesOf(
        batch,
        numbers.map(({ thread }) => thread),
      );
      const fates: Fate[] = [];
      for (const { n, thread } of numbers) {
        const place = places.get(thread);
        if (!place) fates.push({ type: 'ended', ended: { n, thread, state: 'failed', error: GONE } });
        else if (place.kind === 'direct' && place.contact && silent.has(place.contact))
          fates.push({ type: 'ended', ended: { n, thread, state: 'cancelled', error: STOPPED } });
        else {
          const held = await admit?.({ account: batch.account, lane: 'bulk', thread });
          if (held) return { to: n, fates, heldUntil: held.at };
          fates.push({ type: 'send', n, place });
        }
      }
      return { to, fates };
    },

    async send(batch, fates, to, concurrency) {
      const ended: Ended[] = [];
      let waitSeconds: number | undefined;
      let next = 0;
      const lane = async () => {
        for (let fate = fates[next++]; fate !== undefined; fate = fates[next++]) {
          if (fate.type === 'ended') ended.push(fate.ended);
          else {
            const done = await sendOne(batch, fate.n, fate.place, to);
            ended.push(done.ended);
            if (done.waitSeconds !== undefined) waitSeconds = Math.max(waitSeconds ?? 0, done.waitSeconds);
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, fates.length) }, lane));
      ended.sort((a, b) => a.n - b.n);
      return { ended, ...(waitSeconds !== undefined && { waitSeconds }) };
    },
  };
};
