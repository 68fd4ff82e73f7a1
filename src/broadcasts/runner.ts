import type { Job, JobOutcome } from '../queue/queue.ts';
import type { Audiences, Target } from './audience.ts';
import { type Sending, sendingOf } from './content.ts';
import type { Deliveries, RunPlace } from './deliver.ts';
import { type BroadcastDoc, batchFrom, type DeliveryBatch, type DeliveryBatchDoc } from './model.ts';
import type { ProgressKeeper } from './progress.ts';
import { groupOf, type Room } from './room.ts';
import { cancelWaiting } from './standing.ts';

/** Recipients that are written down and handed on together: two documents and one job, however many they are. */
const BATCH = 500;

/** Data of a job in `RUN_QUEUE`. `occurrence` null: a repeating one, named by its job. */
export type RunJob =
  | { readonly type: 'run'; readonly broadcast: string; readonly occurrence: string | null }
  /** Hands on again whatever still waits: after a resend, or when it goes on. */
  | { readonly type: 'push'; readonly broadcast: string };

export interface Runner {
  handle(job: Job): Promise<JobOutcome>;
  /** Takes back what was handed to the chat while the broadcast was being cancelled. */
  withdraw(id: string): Promise<void>;
}

/** What a batch found out before it was handed on. */
type Gate = { readonly type: 'open' } | { readonly type: 'shut'; readonly outcome: JobOutcome };

const DONE: JobOutcome = { type: 'done' };

export const createRunner = (
  room: Room,
  audiences: Audiences,
  deliveries: Deliveries,
  progress: ProgressKeeper,
): Runner => {
  const { models, clock, chat, logger, publish } = room;

  const load = (id: string) => models.broadcasts.findById(id).lean<BroadcastDoc>();

  const withdraw = async (id: string) => {
    await chat.cancel(groupOf(id));
    for (const { _id } of await models.standings.find({ broadcast: id, open: true }, { _id: 1 }).lean())
      await progress.change(_id, (standing) => cancelWaiting(standing, clock.now()));
    await progress.now(id);
  };

  const hold = async (id: string, until: Date): Promise<JobOutcome> => {
    await models.broadcasts.updateOne({ _id: id }, { $set: { heldUntil: until } });
    progress.soon(id);
    return { type: 'later', at: until, reason: 'giờ nghỉ' };
  };

  /** Asked before every batch: a pause, a cancellation, the quiet hours and the end of the program come in between. */
  const gate = async (id: string, job: Job): Promise<Gate> => {
    if (job.signal.aborted)
      return { type: 'shut', outcome: { type: 'later', at: clock.now(), reason: 'chương trình dừng' } };
    if ((await load(id))?.state !== 'running') return { type: 'shut', outcome: DONE };
    const quiet = await room.quietUntil(clock.now());
    return quiet ? { type: 'shut', outcome: await hold(id, quiet) } : { type: 'open' };
  };

  /** Stops it with a reason that an administrator can act on; nothing is lost, and it can be resumed. */
  const stopFor = async (doc: BroadcastDoc, problem: string): Promise<JobOutcome> => {
    logger.warn({ broadcast: doc._id }, 'a broadcast was paused because it cannot be sent');
    await models.broadcasts.updateOne(
      { _id: doc._id, state: 'running' },
      { $set: { state: 'paused', pausedFrom: 'running', problem, updatedAt: clock.now() } },
    );
    publish({ topic: 'broadcast', id: doc._id, unitPath: doc.unitPath });
    return DONE;
  };

  const hand = async (doc: BroadcastDoc, at: RunPlace, sending: Sending, batch: DeliveryBatch) => {
    await deliveries.hand(doc, at, sending, batch);
    // Cancelled while this batch was on its way: the cancellation wins.
    if ((await load(doc._id))?.state === 'cancelled') await withdraw(doc._id);
    progress.soon(doc._id);
  };

  const begin = async (id: string, occurrence: string) => {
    await models.broadcasts.updateOne(
      { _id: id, state: { $in: ['scheduled', 'running'] }, 'runs.occurrence': { $ne: occurrence } },
      {
        $push: { runs: { occurrence, startedAt: clock.now() } },
        $set: { state: 'running', updatedAt: clock.now() },
        $unset: { heldUntil: 1, nextAt: 1, problem: 1 },
      },
    );
    await models.broadcasts.updateOne({ _id: id, heldUntil: { $exists: true } }, { $unset: { heldUntil: 1 } });
    return load(id);
  };

  const resolve = async (doc: BroadcastDoc, occurrence: string, job: Job): Promise<JobOutcome> => {
    const sending = await sendingOf(room, doc.content, doc.audience);
    if (!sending.ok) return stopFor(doc, sending.error.message);
    const paths = await audiences.paths(doc.audience, doc.unitPath);
    if (!paths.ok) return stopFor(doc, paths.error.message);
    const at: RunPlace = { occurrence, run: doc.runs.findIndex((run) => run.occurrence === occurrence) };
    // A run that was cut off goes on behind its last batch. Whether the last two were handed on is not known: they are
    // handed on again.
    const known = await deliveries.newest(doc, occurrence, 2);
    const last = known[0];
    let no = last ? last.no + 1 : 0;
    let targets: Target[] = [];
    /** While a batch is handed on, the next one is written down. */
    let handing: Promise<void> = Promise.resolve();
    const handNext = async (batch: DeliveryBatch) => {
      await handing;
      handing = hand(doc, at, sending.value, batch);
      // It is awaited before the next one; until then a failure has nobody to tell.
      handing.catch(() => undefined);
    };
    const flush = async (): Promise<JobOutcome> => {
      if (targets.length === 0) return undefined;
      const shut = await gate(doc._id, job);
      if (shut.type === 'shut') return shut.outcome;
      const batch = await deliveries.plan(doc, at, no, targets);
      await handNext(batch);
      no += 1;
      targets = [];
      return undefined;
    };
    if (last) {
      const shut = await gate(doc._id, job);
      if (shut.type === 'shut') return shut.outcome;
      for (const batch of known.reverse()) await handNext(batch);
    }
    for await (const target of audiences.targets(doc.audience, paths.value, last?.place)) {
      targets.push(target);
      if (targets.length < BATCH) continue;
      const stopped = await flush();
      if (stopped) {
        await handing;
        return stopped;
      }
    }
    const stopped = await flush();
    await handing;
    if (stopped) return stopped;
    await models.broadcasts.updateOne(
      { _id: doc._id },
      { $set: { 'runs.$[run].resolvedAt': clock.now() } },
      { arrayFilters: [{ 'run.occurrence': occurrence, 'run.resolvedAt': { $exists: false } }] },
    );
    progress.soon(doc._id);
    return DONE;
  };

  const push = async (doc: BroadcastDoc, job: Job): Promise<JobOutcome> => {
    const sending = await sendingOf(room, doc.content, doc.audience);
    if (!sending.ok) return stopFor(doc, sending.error.message);
    const open = await models.standings
      .find({ broadcast: doc._id, open: true }, { occurrence: 1, run: 1 })
      .sort({ run: 1, no: 1 })
      .lean();
    for (const { _id, occurrence, run } of open) {
      const shut = await gate(doc._id, job);
      if (shut.type === 'shut') return shut.outcome;
      const batch = await models.batches.findById(_id).lean<DeliveryBatchDoc>();
      if (batch) await hand(doc, { occurrence, run }, sending.value, batchFrom(batch));
    }
    await models.broadcasts.updateOne({ _id: doc._id }, { $unset: { heldUntil: 1 } });
    progress.soon(doc._id);
    return DONE;
  };

  return {
    withdraw,
    async handle(job) {
      const data = job.data as RunJob;
      const doc = await load(data.broadcast);
      if (!doc || !['scheduled', 'running'].includes(doc.state)) return DONE;
      const quiet = await room.quietUntil(clock.now());
      if (quiet) return hold(doc._id, quiet);
      if (data.type === 'push') return push(doc, job);
      // A slash would end the key of a batch.
      const occurrence = data.occurrence ?? job.id.replaceAll('/', '_');
      const begun = await begin(doc._id, occurrence);
      if (begun?.state !== 'running') return DONE;
      if (begun.runs.some((run) => run.occurrence === occurrence && run.resolvedAt)) {
        progress.soon(doc._id);
        return DONE;
      }
      return resolve(begun, occurrence, job);
    },
  };
};
