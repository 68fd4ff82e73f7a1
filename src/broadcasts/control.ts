import { fail, ok, type Result } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import { checkRule } from '../queue/recurrence.ts';
import { type Audiences, audienceInWords } from './audience.ts';
import { sendingOf } from './content.ts';
import type { BroadcastDoc } from './model.ts';
import type { ProgressKeeper } from './progress.ts';
import { groupOf, type Room, RUN_QUEUE, scheduleOf } from './room.ts';
import type { RunJob, Runner } from './runner.ts';
import { tryAgain } from './standing.ts';
import type { BroadcastState } from './types.ts';
import { ruleOf } from './view.ts';

/** A job that cannot be done for a while (the store is full, the disk is gone) goes on trying for about a day. */
const RUN_ATTEMPTS = 300;

/** Sending, pausing, going on, cancelling and sending again. Each gives the broadcast as it is then. */
export interface Control {
  send(doc: BroadcastDoc): Promise<Result<BroadcastDoc>>;
  pause(doc: BroadcastDoc): Promise<Result<BroadcastDoc>>;
  resume(doc: BroadcastDoc): Promise<Result<BroadcastDoc>>;
  cancel(doc: BroadcastDoc): Promise<Result<BroadcastDoc>>;
  /** A scheduled one becomes a draft again, to be changed. */
  unschedule(doc: BroadcastDoc): Promise<Result<BroadcastDoc>>;
  /** How many are sent again. */
  resend(
    doc: BroadcastDoc,
    options: { readonly includeUnknown: boolean },
  ): Promise<Result<{ doc: BroadcastDoc; count: number }>>;
  /** Queues what a state asks for. Harmless when it is queued already. */
  arrange(doc: BroadcastDoc): Promise<void>;
  queueJob(data: RunJob, key?: string, at?: Date): Promise<void>;
}

export const STATE_WORDS: Readonly<Record<BroadcastState, string>> = {
  draft: 'bản nháp',
  scheduled: 'đã đặt lịch',
  running: 'đang gửi',
  paused: 'tạm dừng',
  done: 'đã xong',
  cancelled: 'đã hủy',
};

export const createControl = (room: Room, audiences: Audiences, progress: ProgressKeeper, runner: Runner): Control => {
  const { models, queue, chat, clock, publish } = room;

  /** Changes the state only from one of `from`: of two administrators who press at once, one is told. */
  const move = async (
    doc: BroadcastDoc,
    from: readonly BroadcastState[],
    change: Partial<BroadcastDoc>,
    unset: Partial<Record<keyof BroadcastDoc, 1>> = {},
  ): Promise<Result<BroadcastDoc>> => {
    const after = await models.broadcasts
      .findOneAndUpdate(
        { _id: doc._id, state: { $in: [...from] } },
        { $set: { ...change, updatedAt: clock.now() }, $unset: unset },
        { returnDocument: 'after' },
      )
      .lean<BroadcastDoc>();
    if (after) {
      publish({ topic: 'broadcast', id: doc._id, unitPath: doc.unitPath });
      return ok(after);
    }
    const now = await models.broadcasts.findById(doc._id).lean<BroadcastDoc>();
    return fail(
      'broadcast.wrong_state',
      `Đợt gửi này ${STATE_WORDS[now?.state ?? 'cancelled']} nên không làm được việc đó. Chị tải lại trang để xem tình trạng mới nhất.`,
    );
  };

  const queueJob: Control['queueJob'] = async (data, key, at) => {
    await queue.add({
      queue: RUN_QUEUE,
      data: { ...data },
      group: groupOf(data.broadcast),
      attempts: RUN_ATTEMPTS,
      ...(key !== undefined && { key }),
      ...(at && { at }),
    });
  };

  const queueRun = (doc: BroadcastDoc, occurrence: string, tag = '') =>
    queueJob(
      { type: 'run', broadcast: doc._id, occurrence },
      `${doc._id}:${occurrence}${tag}`,
      doc.when.type === 'at' ? new Date(doc.when.at) : undefined,
    );

  const arrange = async (doc: BroadcastDoc) => {
    if (doc.when.type === 'repeating')
      await queue.every({
        key: scheduleOf(doc._id),
        queue: RUN_QUEUE,
        data: { type: 'run', broadcast: doc._id, occurrence: null },
        rule: ruleOf(doc.when),
        zone: DEFAULT_ZONE,
        group: groupOf(doc._id),
      });
    else await queueRun(doc, '1');
  };

  const unarrange = async (id: string) => {
    await queue.never(scheduleOf(id));
    await queue.cancel(groupOf(id));
  };

  const nextOf = (doc: BroadcastDoc, now: Date): Result<Date | undefined> => {
    if (doc.when.type === 'now') return ok(undefined);
    if (doc.when.type === 'repeating') return checkRule(ruleOf(doc.when), DEFAULT_ZONE, now);
    const at = new Date(doc.when.at);
    return at > now ? ok(at) : fail('broadcast.past', 'Giờ gửi đã qua, chị chọn lại giờ gửi.', 'body.when.at');
  };

  return {
    queueJob,
    arrange,

    async send(doc) {
      const now = clock.now();
      const next = nextOf(doc, now);
      if (!next.ok) return next;
      const sending = await sendingOf(room, doc.content, doc.audience);
      if (!sending.ok) return sending;
      const paths = await audiences.paths(doc.audience, doc.unitPath);
      if (!paths.ok) return paths;
      const counts = await audiences.count(doc.audience, paths.value);
      if (counts.groups + counts.persons === 0)
        return fail(
          'broadcast.empty_audience',
          `Chưa có ai để gửi: ${audienceInWords(counts)}. Chị chọn thêm đơn vị, hoặc đăng ký nhóm và nhập danh sách cán bộ trước.`,
          'body.audience',
        );
      const held = next.value ? undefined : await room.quietUntil(now);
      const moved = await move(doc, ['draft'], {
        state: next.value ? 'scheduled' : 'running',
        contentLabel: sending.value.label,
        ...(next.value && { nextAt: next.value }),
        ...(held && { heldUntil: held }),
      });
      if (moved.ok) await arrange(moved.value);
      return moved;
    },

    async pause(doc) {
      const from = doc.state === 'scheduled' ? 'scheduled' : 'running';
      const moved = await move(doc, [from], { state: 'paused', pausedFrom: from });
      if (moved.ok) await chat.pause(groupOf(doc._id));
      return moved;
    },

    async resume(doc) {
      const now = clock.now();
      const to = doc.pausedFrom ?? 'running';
      const next = doc.when.type === 'repeating' && to === 'scheduled' ? nextOf(doc, now) : ok(doc.nextAt);
      if (!next.ok) return next;
      const held = to === 'running' ? await room.quietUntil(now) : undefined;
      const moved = await move(
        doc,
        ['paused'],
        { state: to, ...(next.value && { nextAt: next.value }), ...(held && { heldUntil: held }) },
        { pausedFrom: 1, problem: 1, ...(held ? {} : { heldUntil: 1 }) },
      );
      if (!moved.ok) return moved;
      if (!(await room.quietUntil(now))) await chat.resume(groupOf(doc._id));
      if (to === 'scheduled') await arrange(moved.value);
      // A key of their own: the job that saw the pause may not have ended yet.
      for (const run of moved.value.runs)
        if (!run.resolvedAt) await queueRun(moved.value, run.occurrence, `:${now.getTime()}`);
      if (to === 'running' && moved.value.runs.length === 0) await queueRun(moved.value, '1', `:${now.getTime()}`);
      await progress.now(doc._id);
      return moved;
    },

    async cancel(doc) {
      const moved = await move(
        doc,
        ['draft', 'scheduled', 'running', 'paused'],
        { state: 'cancelled' },
        { nextAt: 1, heldUntil: 1, pausedFrom: 1, problem: 1 },
      );
      if (!moved.ok) return moved;
      await unarrange(doc._id);
      await runner.withdraw(doc._id);
      return moved;
    },

    async unschedule(doc) {
      if (doc.runs.length > 0)
        return fail(
          'broadcast.already_sent',
          'Đợt gửi này đã gửi ít nhất một lần nên không sửa được nữa. Chị hủy rồi tạo đợt mới.',
        );
      const moved = await move(
        doc,
        doc.pausedFrom === 'running' ? ['scheduled'] : ['scheduled', 'paused'],
        { state: 'draft' },
        { nextAt: 1, heldUntil: 1, pausedFrom: 1, problem: 1 },
      );
      if (!moved.ok) return moved;
      await unarrange(doc._id);
      await chat.resume(groupOf(doc._id));
      return moved;
    },

    async resend(doc, { includeUnknown }) {
      const sending = await sendingOf(room, doc.content, doc.audience);
      if (!sending.ok) return sending;
      const states = includeUnknown ? (['failed', 'unknown'] as const) : (['failed'] as const);
      const all = await models.standings.find({ broadcast: doc._id }, { counts: 1 }).sort({ run: 1, no: 1 }).lean();
      const wanted = all.filter(({ counts }) => states.some((state) => counts[state] > 0));
      if (wanted.length === 0) return fail('broadcast.nothing_failed', 'Không có nơi nào bị lỗi để gửi lại.');
      const held = await room.quietUntil(clock.now());
      // Running first: if the program ends in between, the start-up finds it and hands on what waits.
      const moved = await move(doc, ['running', 'done', 'scheduled'], {
        state: 'running',
        ...(held && { heldUntil: held }),
      });
      if (!moved.ok) return moved;
      let count = 0;
      for (const { _id } of wanted) {
        let put = 0;
        const changed = await progress.change(_id, (standing) => {
          const again = tryAgain(standing, states, clock.now());
          put = again?.count ?? 0;
          return again?.standing;
        });
        if (changed) count += put;
      }
      await queueJob({ type: 'push', broadcast: doc._id });
      await progress.now(doc._id);
      return ok({ doc: moved.value, count });
    },
  };
};
