import type { DeliveryState, Settled } from '../chat/chat.ts';
import type { BroadcastDoc } from './model.ts';
import { type Room, scheduleOf } from './room.ts';
import { DELIVERY_STANDINGS, type DeliveryStanding, type Progress } from './types.ts';

/** Progress is counted and told at most once in so long for one broadcast. */
const COUNT_MS = 1_000;

/** Where a delivery may come from: what is told twice or late never takes it back. */
const COMES_FROM: Readonly<Record<DeliveryState, readonly DeliveryStanding[]>> = {
  waiting: [],
  sending: ['waiting'],
  sent: ['waiting', 'sending', 'unknown', 'failed', 'cancelled'],
  delivered: ['waiting', 'sending', 'unknown', 'failed', 'cancelled', 'sent'],
  seen: ['waiting', 'sending', 'unknown', 'failed', 'cancelled', 'sent', 'delivered'],
  failed: ['waiting', 'sending', 'unknown'],
  unknown: ['waiting', 'sending'],
  cancelled: ['waiting', 'sending'],
};

export const NO_PROGRESS: Progress = {
  total: 0,
  byState: Object.fromEntries(DELIVERY_STANDINGS.map((state) => [state, 0])) as Record<DeliveryStanding, number>,
  merged: 0,
};

export interface ProgressKeeper {
  /** Notes what became of an outbox item. Idempotent; items of other rooms are passed over. */
  settle(settled: Settled): Promise<void>;
  count(id: string): Promise<Progress>;
  /** Counts and tells soon, and ends the broadcast when nothing of it is open any more. */
  soon(id: string): void;
  /** The same at once. */
  now(id: string): Promise<void>;
  stop(): void;
}

export const createProgress = (room: Room): ProgressKeeper => {
  const { models, clock, publish, queue, logger } = room;
  const timers = new Map<string, () => void>();
  let stopped = false;

  const count = async (id: string): Promise<Progress> => {
    const rows = await models.deliveries.aggregate<{ _id: DeliveryStanding; count: number }>([
      { $match: { broadcast: id } },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ]);
    const byState = { ...NO_PROGRESS.byState, ...Object.fromEntries(rows.map(({ _id, count }) => [_id, count])) };
    return {
      total: rows.reduce((sum, row) => sum + row.count, 0),
      byState,
      merged: await models.deliveries.countDocuments({ broadcast: id, 'reasons.1': { $exists: true } }),
    };
  };

  /** Every conditional write names the state that it starts from, so that a cancellation is never overwritten. */
  const end = async (doc: BroadcastDoc, progress: Progress) => {
    // Without a run it has not begun yet: the quiet hours hold it.
    if (doc.state !== 'running' || doc.runs.length === 0 || doc.runs.some((run) => !run.resolvedAt)) return;
    if (progress.byState.waiting + progress.byState.sending > 0) return;
    const now = clock.now();
    await models.broadcasts.updateOne(
      { _id: doc._id },
      { $set: { 'runs.$[run].endedAt': now } },
      { arrayFilters: [{ 'run.endedAt': { $exists: false }, 'run.resolvedAt': { $exists: true } }] },
    );
    const next = doc.when.type === 'repeating' ? await queue.next(scheduleOf(doc._id)) : undefined;
    await models.broadcasts.updateOne(
      { _id: doc._id, state: 'running', runs: { $not: { $elemMatch: { endedAt: { $exists: false } } } } },
      next
        ? { $set: { state: 'scheduled', nextAt: next, updatedAt: now } }
        : { $set: { state: 'done', updatedAt: now }, $unset: { nextAt: 1 } },
    );
  };

  const now = async (id: string) => {
    const doc = await models.broadcasts.findById(id).lean<BroadcastDoc>();
    if (!doc) return;
    const progress = await count(id);
    await models.broadcasts.updateOne({ _id: id }, { $set: { progress } });
    await end(doc, progress);
    publish({ topic: 'broadcast', id, unitPath: doc.unitPath });
  };

  const soon = (id: string) => {
    if (stopped || timers.has(id)) return;
    timers.set(
      id,
      clock.at(new Date(clock.now().getTime() + COUNT_MS), () => {
        timers.delete(id);
        now(id).catch((error: unknown) => {
          logger.error({ err: error, broadcast: id }, 'could not count a broadcast, trying again');
          soon(id);
        });
      }),
    );
  };

  return {
    async settle({ key, state, at, error }) {
      if (!key.startsWith('broadcast:') || COMES_FROM[state].length === 0) return;
      const found = await models.deliveries
        .findOneAndUpdate(
          { key, state: { $in: [...COMES_FROM[state]] } },
          error ? { $set: { state, at, error } } : { $set: { state, at }, $unset: { error: 1 } },
        )
        .lean<{ broadcast: string }>();
      if (found) soon(found.broadcast);
    },
    count,
    soon,
    now,
    stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
};
