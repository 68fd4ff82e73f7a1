import type { Target } from './audience.ts';
import type { Sending } from './content.ts';
import {
  type BroadcastDoc,
  batchFrom,
  type DeliveryBatch,
  type DeliveryBatchDoc,
  type DeliveryStandingDoc,
  type Recipient,
} from './model.ts';
import { createPlacing, type Placement } from './placing.ts';
import { batchOf, groupOf, keyOf, type Room } from './room.ts';
import { newStanding, waitingByRound } from './standing.ts';

const DUPLICATE_KEY = 11_000;
const isDuplicate = (error: unknown): boolean => (error as { code?: number }).code === DUPLICATE_KEY;

const accountOf = (thread: string): string => thread.slice(0, thread.indexOf(':'));

/** Which sending of a broadcast. */
export interface RunPlace {
  readonly occurrence: string;
  /** Its number among the broadcast's runs. */
  readonly run: number;
}

export interface Deliveries {
  /**
   * Writes down the deliveries of some targets as the batch `no` of a run, each thread once in the run. A batch that is
   * there already stays as it is and is given back.
   */
  plan(doc: BroadcastDoc, place: RunPlace, no: number, targets: readonly Target[]): Promise<DeliveryBatch>;
  /** Hands what waits in a batch to the chat. Its keys make the second time harmless. */
  hand(doc: BroadcastDoc, place: RunPlace, sending: Sending, batch: DeliveryBatch): Promise<void>;
  /** The newest batches of a run, newest first. */
  newest(doc: BroadcastDoc, occurrence: string, count: number): Promise<DeliveryBatch[]>;
}

const recipientOf = ({ target, thread, skip }: Placement): Recipient => ({
  kind: target.kind,
  name: target.name,
  unit: { ...target.unit },
  reasons: [...target.reasons],
  ...(thread !== undefined && { thread }),
  ...(skip && { skip: { ...skip } }),
});

const mergedIn = (recipients: readonly Recipient[]): number =>
  recipients.filter(({ reasons }) => reasons.length > 1).length;

/** Threads that a batch is sent to, as the unique index takes them; a list without any would clash with another such. */
const onceIn = (run: string, recipients: readonly Recipient[]): { once?: string[] } => {
  const once = recipients.flatMap((one) => onceOf(run, one));
  return once.length > 0 ? { once } : {};
};

const onceOf = (run: string, { thread, skip }: Recipient): string[] =>
  thread === undefined || skip ? [] : [`${run}:${thread}`];

/** Two people who write from one thread share its copy. */
const shareThreads = (recipients: readonly Recipient[]): Recipient[] => {
  const kept: Recipient[] = [];
  const byThread = new Map<string, Recipient>();
  for (const one of recipients) {
    const first = one.thread === undefined || one.skip ? undefined : byThread.get(one.thread);
    if (first) first.reasons = [...new Set([...first.reasons, ...one.reasons])];
    else {
      kept.push(one);
      if (one.thread !== undefined && !one.skip) byThread.set(one.thread, one);
    }
  }
  return kept;
};

export const createDeliveries = (room: Room): Deliveries => {
  const { models, chat, clock, quizFlows } = room;
  const place = createPlacing(room);

  /** Notes in a batch why one of its recipients is in the audience once more. */
  const addReasons = async (id: string, thread: string, reasons: readonly string[]): Promise<void> => {
    for (;;) {
      const doc = await models.batches.findById(id).lean<DeliveryBatchDoc>();
      if (!doc) return;
      const recipients = batchFrom(doc).recipients.map((one) =>
        one.thread === thread && !one.skip ? { ...one, reasons: [...new Set([...one.reasons, ...reasons])] } : one,
      );
      const { matchedCount } = await models.batches.updateOne(
        { _id: id, recipients: doc.recipients },
        { $set: { recipients: JSON.stringify(recipients) } },
      );
      if (matchedCount === 0) continue;
      await models.standings.updateOne({ _id: id }, { $set: { merged: mergedIn(recipients) } });
      return;
    }
  };

  /** Leaves out who is in an earlier batch of the run, and notes there why she is in the audience twice. */
  const withoutEarlier = async (run: string, recipients: readonly Recipient[]): Promise<Recipient[]> => {
    const earlier = new Map<string, string>();
    for (const { _id, once = [] } of await models.batches
      .find({ once: { $in: recipients.flatMap((one) => onceOf(run, one)) } }, { once: 1 })
      .lean<Pick<DeliveryBatchDoc, '_id' | 'once'>[]>())
      for (const thread of once) earlier.set(thread, _id);
    const kept: Recipient[] = [];
    for (const one of recipients) {
      const batch = onceOf(run, one).flatMap((key) => earlier.get(key) ?? [])[0];
      if (batch === undefined || one.thread === undefined) kept.push(one);
      else await addReasons(batch, one.thread, one.reasons);
    }
    return kept;
  };

  /** Stores a batch; gives what is stored under its number. */
  const store = async (batch: DeliveryBatch): Promise<DeliveryBatch> => {
    try {
      await models.batches.collection.insertOne({ ...batch, recipients: JSON.stringify(batch.recipients) } as never);
      return batch;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const there = await models.batches.findById(batch._id).lean<DeliveryBatchDoc>();
      if (there) return batchFrom(there);
      const run = `${batch.broadcast}:${batch.occurrence}`;
      const recipients = await withoutEarlier(run, batch.recipients);
      const { once: _clashes, ...rest } = batch;
      return store({ ...rest, recipients, ...onceIn(run, recipients) });
    }
  };

  /** The standing of a batch: stored after it, so a crash in between is made good here. */
  const standingOf = async (batch: DeliveryBatch, { occurrence, run }: RunPlace): Promise<DeliveryStandingDoc> => {
    const known = await models.standings.findById(batch._id).lean<DeliveryStandingDoc>();
    if (known) return known;
    const standing: DeliveryStandingDoc = {
      _id: batch._id,
      broadcast: batch.broadcast,
      occurrence,
      run,
      no: batch.no,
      ...newStanding(
        batch.recipients.map(({ skip }) => skip),
        clock.now(),
      ),
      merged: mergedIn(batch.recipients),
      rev: 0,
    };
    try {
      await models.standings.collection.insertOne(standing as never);
      return standing;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return standingOf(batch, { occurrence, run });
    }
  };

  return {
    async plan(doc, { occurrence }, no, targets) {
      const run = `${doc._id}:${occurrence}`;
      const recipients = shareThreads((await place(targets)).map(recipientOf));
      return store({
        _id: batchOf(doc._id, occurrence, no),
        broadcast: doc._id,
        occurrence,
        no,
        recipients,
        ...onceIn(run, recipients),
        place: targets.at(-1)?.place ?? '',
      });
    },

    async hand(doc, at, sending, batch) {
      const standing = await standingOf(batch, at);
      for (const [round, numbers] of waitingByRound(standing)) {
        const byAccount = new Map<string, number[]>();
        for (const n of numbers) {
          const account = accountOf(batch.recipients[n]?.thread ?? '');
          const known = byAccount.get(account);
          if (known) known.push(n);
          else byAccount.set(account, [n]);
        }
        for (const [account, mine] of byAccount) {
          const key = keyOf(batch._id, round, account);
          const group = groupOf(doc._id);
          if (sending.type === 'message') {
            const wanted = new Set(mine);
            // One person among them, and the chat looks up each.
            const kind = mine.every((n) => batch.recipients[n]?.kind === 'group') ? 'group' : 'direct';
            const threads = batch.recipients.map(({ thread }, n) => (wanted.has(n) ? (thread ?? null) : null));
            await chat.sendBatch({ key, group, account, kind, message: sending.message, threads });
          } else
            await chat.startFlow(
              mine.map((n) => ({
                key: `start:${key}/${n}`,
                thread: batch.recipients[n]?.thread ?? '',
                flow: batch.recipients[n]?.kind === 'group' ? quizFlows.group : (quizFlows.direct ?? quizFlows.group),
                vars: { quizId: sending.quiz },
                delivery: `${key}/${n}`,
                group,
              })),
            );
        }
      }
    },

    async newest(doc, occurrence, count) {
      const found = await models.batches
        .find({ broadcast: doc._id, occurrence })
        .sort({ no: -1 })
        .limit(count)
        .lean<DeliveryBatchDoc[]>();
      return found.map(batchFrom);
    },
  };
};
