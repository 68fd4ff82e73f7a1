import type { Control } from './control.ts';
import { type BroadcastDoc, batchFrom, type DeliveryBatchDoc } from './model.ts';
import type { ProgressKeeper } from './progress.ts';
import { scheduleQuietHours } from './quiet-schedule.ts';
import { groupOf, keyOf, type Room } from './room.ts';
import type { Runner } from './runner.ts';
import { waitingByRound } from './standing.ts';

/** A cancellation that was cut off is finished at the next start within this time. */
const CANCELLED_WITHIN_MS = 7 * 24 * 60 * 60_000;

export interface Repair {
  /** After a start: every broadcast goes on from where the program ended. */
  repair(): Promise<void>;
  /** At the beginning and the end of the quiet hours: holds what runs, or lets it go on. */
  quiet(): Promise<void>;
}

export const createRepair = (room: Room, control: Control, progress: ProgressKeeper, runner: Runner): Repair => {
  const { models, chat, clock, logger } = room;

  /** What the chat knows of some numbers of a batch. False: of some it knows nothing. */
  const ask = async (key: string, numbers: readonly number[], asFlow: boolean): Promise<boolean> => {
    if (asFlow) {
      const states = await chat.states(numbers.map((n) => `${key}/${n}`));
      for (const settled of states) await progress.settle(settled);
      return states.length === numbers.length;
    }
    const entries = await chat.batchEntries(key);
    if (entries) await progress.settleBatch({ key, group: '', entries });
    return entries !== undefined;
  };

  /** Asks the chat what became of open deliveries. True when some are unknown to it: they were never handed on. */
  const reconcile = async (doc: BroadcastDoc): Promise<boolean> => {
    let lost = false;
    const open = await models.standings.find({ broadcast: doc._id, open: true }).sort({ run: 1, no: 1 }).lean();
    for (const standing of open) {
      const found = await models.batches.findById(standing._id).lean<DeliveryBatchDoc>();
      if (!found) continue;
      const batch = batchFrom(found);
      const accounts = new Map<string, number[]>();
      for (const [round, numbers] of waitingByRound(standing))
        for (const n of numbers) {
          const thread = batch.recipients[n]?.thread ?? '';
          const key = keyOf(batch._id, round, thread.slice(0, thread.indexOf(':')));
          const known = accounts.get(key);
          if (known) known.push(n);
          else accounts.set(key, [n]);
        }
      for (const [key, numbers] of accounts) if (!(await ask(key, numbers, doc.content.type === 'quiz'))) lost = true;
    }
    return lost;
  };

  const holdOrGo = async (doc: BroadcastDoc) => {
    const held = await room.quietUntil(clock.now());
    if (held) await chat.pause(groupOf(doc._id));
    else await chat.resume(groupOf(doc._id));
    await models.broadcasts.updateOne(
      { _id: doc._id, state: 'running' },
      held ? { $set: { heldUntil: held } } : { $unset: { heldUntil: 1 } },
    );
    progress.soon(doc._id);
  };

  const goOn = async (doc: BroadcastDoc) => {
    await holdOrGo(doc);
    if (doc.runs.length === 0) await control.arrange(doc);
    for (const run of doc.runs)
      if (!run.resolvedAt)
        await control.queueJob(
          { type: 'run', broadcast: doc._id, occurrence: run.occurrence },
          `${doc._id}:${run.occurrence}`,
        );
    // A flow that is starting is not an item of the outbox yet; starting it again under its key is no second start.
    if (await reconcile(doc)) await control.queueJob({ type: 'push', broadcast: doc._id }, `${doc._id}:push`);
  };

  const one = async (doc: BroadcastDoc) => {
    if (doc.state === 'running') await goOn(doc);
    else if (doc.state === 'scheduled') await control.arrange(doc);
    else if (doc.state === 'paused') await chat.pause(groupOf(doc._id));
    // Cancelled, and cut off before everything was taken back.
    else if (await models.standings.exists({ broadcast: doc._id, open: true })) await runner.withdraw(doc._id);
  };

  return {
    async repair() {
      await scheduleQuietHours(room.queue, await room.quietHours());
      const open = models.broadcasts
        .find({
          $or: [
            { state: { $in: ['running', 'scheduled', 'paused'] } },
            { state: 'cancelled', updatedAt: { $gte: new Date(clock.now().getTime() - CANCELLED_WITHIN_MS) } },
          ],
        })
        .lean<BroadcastDoc>()
        .cursor();
      for await (const doc of open) {
        try {
          await one(doc as BroadcastDoc);
        } catch (error) {
          // One that cannot go on (its rule has come to an end) must not hold up the others.
          logger.error({ err: error, broadcast: (doc as BroadcastDoc)._id }, 'a broadcast could not go on');
        }
      }
    },
    async quiet() {
      await scheduleQuietHours(room.queue, await room.quietHours());
      for await (const doc of models.broadcasts.find({ state: 'running' }).lean<BroadcastDoc>().cursor())
        await holdOrGo(doc as BroadcastDoc);
    },
  };
};
