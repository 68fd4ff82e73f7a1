import { fail, ok, type Result } from '../base/result.ts';
import type { Job, JobOutcome } from '../queue/queue.ts';
import type { Download } from '../web/route.ts';
import { createAudiences } from './audience.ts';
import { sendingOf } from './content.ts';
import { createControl } from './control.ts';
import { createDeliveries } from './deliver.ts';
import { exportDeliveries } from './export.ts';
import { createListing } from './listing.ts';
import type { BroadcastDoc } from './model.ts';
import { createPlacing } from './placing.ts';
import { previewAudience } from './preview.ts';
import { createProgress } from './progress.ts';
import { createRepair } from './repair.ts';
import { type BroadcastDeps, openRoom } from './room.ts';
import { createRunner } from './runner.ts';
import type {
  Audience,
  AudiencePreview,
  Broadcast,
  BroadcastInList,
  BroadcastInput,
  DeliveriesQuery,
  Delivery,
  ListQuery,
  Progress,
} from './types.ts';
import { broadcastView, momentsBetween } from './view.ts';

export type { BroadcastDeps, Library } from './room.ts';

/** Most broadcasts that one calendar range looks at. */
const CALENDAR_LIMIT = 2_000;

/** Who acts, and where she may: everything of hers lies under `unitPath`. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly unitPath: string;
}

/** A change as the audit log takes it. */
export interface Changed {
  readonly before?: Broadcast;
  readonly after?: Broadcast;
}

export interface BroadcastService {
  list(actor: Actor, query: ListQuery): Promise<{ readonly items: BroadcastInList[]; readonly total: number }>;
  get(actor: Actor, id: string): Promise<Result<Broadcast>>;
  deliveries(
    actor: Actor,
    id: string,
    query: DeliveriesQuery,
  ): Promise<Result<{ readonly items: Delivery[]; readonly total: number }>>;
  /** Every place with what became of it, as a file for Excel. */
  export(actor: Actor, id: string): Promise<Result<Download>>;
  preview(actor: Actor, audience: Audience): Promise<Result<AudiencePreview>>;
  create(actor: Actor, input: BroadcastInput): Promise<Result<Changed>>;
  /** Drafts only. */
  update(actor: Actor, id: string, input: BroadcastInput): Promise<Result<Changed>>;
  /** Drafts only. */
  remove(actor: Actor, id: string): Promise<Result<Changed>>;
  /** Sends a draft, or puts it on its schedule. Refused when nobody would get it. */
  send(actor: Actor, id: string): Promise<Result<Changed>>;
  pause(actor: Actor, id: string): Promise<Result<Changed>>;
  resume(actor: Actor, id: string): Promise<Result<Changed>>;
  /** Always wins, and is for ever. What a platform already has cannot be taken back. */
  cancel(actor: Actor, id: string): Promise<Result<Changed>>;
  unschedule(actor: Actor, id: string): Promise<Result<Changed>>;
  resendFailed(
    actor: Actor,
    id: string,
    options: { readonly includeUnknown: boolean },
  ): Promise<Result<Changed & { readonly count: number }>>;
  /** Sends the content to one thread in the actor's scope, outside of all counting. `request`: once for each press. */
  testSend(actor: Actor, id: string, to: { readonly thread: string; readonly request: string }): Promise<Result<true>>;
  /** For the queue. */
  handle(job: Job): Promise<JobOutcome>;
  /** For the queue, when the quiet hours begin and end. */
  quietHours(): Promise<void>;
  /** Once, after the start of the chat and the queue: what the end of the program cut off goes on. */
  repair(): Promise<void>;
  stop(): void;
}

const UNKNOWN = fail('broadcast.unknown', 'Không có đợt gửi này trong phạm vi của chị.', 'params.id');
const NOT_DRAFT = fail(
  'broadcast.not_draft',
  'Chỉ sửa và xóa được bản nháp. Đợt đã đặt lịch thì chị bấm "Chuyển về nháp" trước.',
);

/** Paths under one path, as a range that an index serves. */
const under = (path: string) => ({ $gte: path, $lt: `${path}\uffff` });

/** Opens the room and listens to what becomes of its messages. */
export const createBroadcastService = async (deps: BroadcastDeps): Promise<BroadcastService> => {
  const room = openRoom(deps);
  const { models, clock, chat, org } = room;
  await Promise.all(Object.values(models).map((model) => model.init()));
  const audiences = createAudiences(room);
  const listing = createListing(models);
  const place = createPlacing(room);
  const progress = createProgress(room);
  const runner = createRunner(room, audiences, createDeliveries(room), progress);
  const control = createControl(room, audiences, progress, runner);
  const { repair, quiet } = createRepair(room, control, progress, runner);
  chat.onSettled(progress.settle);
  chat.onBatchSettled(progress.settleBatch);

  const find = async (actor: Actor, id: string): Promise<Result<BroadcastDoc>> => {
    const doc = await models.broadcasts.findById(id).lean<BroadcastDoc>();
    return doc?.unitPath.startsWith(actor.unitPath) ? ok(doc) : UNKNOWN;
  };

  const view = async (doc: BroadcastDoc, counted?: Progress): Promise<Broadcast> =>
    broadcastView(doc, doc.nextAt && (await room.quietUntil(doc.nextAt)), counted);

  const changing =
    (change: (doc: BroadcastDoc) => Promise<Result<BroadcastDoc>>) =>
    async (actor: Actor, id: string): Promise<Result<Changed>> => {
      const found = await find(actor, id);
      if (!found.ok) return found;
      const after = await change(found.value);
      return after.ok ? ok({ before: await view(found.value), after: await view(after.value) }) : after;
    };

  const checked = async (actor: Actor, input: BroadcastInput) => {
    const paths = await audiences.paths(input.audience, actor.unitPath);
    return paths.ok ? sendingOf(room, input.content, input.audience) : paths;
  };

  /** Whether a thread is in her scope: a group of her units, or the direct chat of somebody who holds a post there. */
  const mayTest = async (actor: Actor, thread: string): Promise<boolean> => {
    const known = await chat.thread(thread);
    if (!known) return false;
    if (known.kind === 'group') return (await org.groupOfThread(thread))?.unit.path.startsWith(actor.unitPath) === true;
    // In a direct chat the platform's id of the thread is that of the person.
    const person = await org.personOfContact(thread);
    return person?.posts.some(({ unit }) => unit.path.startsWith(actor.unitPath)) === true;
  };

  return {
    async list(actor, { state, from, to, skip, limit }) {
      const filter = { unitPath: under(actor.unitPath), ...(state && { state }) };
      if (from === undefined || to === undefined) {
        const [docs, total] = await Promise.all([
          models.broadcasts.find(filter).sort({ createdAt: -1 }).skip(skip).limit(limit).lean<BroadcastDoc[]>(),
          models.broadcasts.countDocuments(filter),
        ]);
        return { items: await Promise.all(docs.map((doc) => view(doc))), total };
      }
      const [first, last] = [new Date(from), new Date(to)];
      const docs = await models.broadcasts
        .find({
          ...filter,
          $or: [
            { runs: { $elemMatch: { startedAt: { $gte: first, $lte: last } } } },
            { state: { $in: ['scheduled', 'paused'] } },
          ],
        })
        .sort({ createdAt: -1 })
        .limit(CALENDAR_LIMIT)
        .lean<BroadcastDoc[]>();
      const there = docs
        .map((doc) => ({ doc, moments: momentsBetween(doc, first, last) }))
        .filter(({ moments }) => moments.length > 0);
      const page = there.slice(skip, skip + limit);
      return {
        items: await Promise.all(page.map(async ({ doc, moments }) => ({ ...(await view(doc)), moments }))),
        total: there.length,
      };
    },

    async get(actor, id) {
      const found = await find(actor, id);
      return found.ok ? ok(await view(found.value, await progress.count(found.value))) : found;
    },

    async deliveries(actor, id, query) {
      const found = await find(actor, id);
      return found.ok ? ok(await listing.page(id, query)) : found;
    },

    async export(actor, id) {
      const found = await find(actor, id);
      if (!found.ok) return found;
      const { total } = await progress.count(found.value);
      return ok({ download: await exportDeliveries(total, listing.all(id)) });
    },

    async preview(actor, audience) {
      const paths = await audiences.paths(audience, actor.unitPath);
      if (!paths.ok) return paths;
      const seen = await previewAudience(audiences, place, audience, paths.value);
      const held = await room.quietUntil(clock.now());
      return ok({ ...seen, ...(held && { heldUntil: held.toISOString() }) });
    },

    async create(actor, input) {
      const sending = await checked(actor, input);
      if (!sending.ok) return sending;
      const now = clock.now();
      const doc: BroadcastDoc = {
        _id: room.newId(),
        ...input,
        contentLabel: sending.value.label,
        state: 'draft',
        unitPath: actor.unitPath,
        createdBy: { id: actor.id, name: actor.name },
        createdAt: now,
        updatedAt: now,
        runs: [],
      };
      await models.broadcasts.create(doc);
      return ok({ after: await view(doc) });
    },

    async update(actor, id, input) {
      const found = await find(actor, id);
      if (!found.ok) return found;
      const sending = await checked(actor, input);
      if (!sending.ok) return sending;
      const after = await models.broadcasts
        .findOneAndUpdate(
          { _id: id, state: 'draft' },
          { $set: { ...input, contentLabel: sending.value.label, updatedAt: clock.now() } },
          { returnDocument: 'after' },
        )
        .lean<BroadcastDoc>();
      return after ? ok({ before: await view(found.value), after: await view(after) }) : NOT_DRAFT;
    },

    async remove(actor, id) {
      const found = await find(actor, id);
      if (!found.ok) return found;
      const { deletedCount } = await models.broadcasts.deleteOne({ _id: id, state: 'draft' });
      return deletedCount === 1 ? ok({ before: await view(found.value) }) : NOT_DRAFT;
    },

    send: changing(control.send),
    pause: changing(control.pause),
    resume: changing(control.resume),
    cancel: changing(control.cancel),
    unschedule: changing(control.unschedule),

    async resendFailed(actor, id, options) {
      const found = await find(actor, id);
      if (!found.ok) return found;
      const done = await control.resend(found.value, options);
      if (!done.ok) return done;
      const { doc, count } = done.value;
      return ok({ before: await view(found.value), after: await view(doc, await progress.count(doc)), count });
    },

    async testSend(actor, id, { thread, request }) {
      const found = await find(actor, id);
      if (!found.ok) return found;
      if (!(await mayTest(actor, thread)))
        return fail(
          'broadcast.test_out_of_scope',
          'Chỉ gửi thử được vào nhóm đã đăng ký hoặc tới cán bộ có trong danh sách của chị.',
          'body.thread',
        );
      const { content, audience } = found.value;
      const sending = await sendingOf(room, content, audience);
      if (!sending.ok) return sending;
      const key = `broadcast-test:${id}:${request}`;
      if (sending.value.type === 'message') {
        await chat.send([{ key, thread, message: sending.value.message, lane: 'reply' }]);
        return ok(true);
      }
      const isGroup = (await chat.thread(thread))?.kind === 'group';
      const flow = isGroup ? room.quizFlows.group : room.quizFlows.direct;
      if (flow === undefined)
        return fail('broadcast.quiz_needs_groups', 'Bộ câu hỏi chỉ gửi thử được vào một nhóm.', 'body.thread');
      await chat.startFlow([{ key, thread, flow, vars: { quizId: sending.value.quiz } }]);
      return ok(true);
    },

    handle: runner.handle,
    quietHours: quiet,
    repair,
    stop: progress.stop,
  };
};
