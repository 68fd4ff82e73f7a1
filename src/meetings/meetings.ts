import { fail, ok, type Result } from '../base/result.ts';
import type { Answers } from './answers.ts';
import type { MeetingDoc } from './model.ts';
import { defaultAnswerBy, planReminders } from './plan.ts';
import { groupOf, pathsDownTo, type Room, toldGroups, under } from './room.ts';
import type { Schedule } from './schedule.ts';
import { reminderNote } from './text.ts';
import type { Meeting, MeetingInput } from './types.ts';

/** `aliases`: ids of people that were merged, so that one woman who was marked under two records is one. */
export const meetingView = (doc: MeetingDoc, aliases: ReadonlyMap<string, string> = new Map()): Meeting => ({
  id: doc._id,
  title: doc.title,
  kind: doc.kind,
  unit: { name: doc.unitName, path: doc.unitPath },
  at: doc.at.toISOString(),
  place: doc.place,
  agenda: doc.agenda,
  groups: doc.groups,
  ...(doc.posts === undefined ? {} : { posts: doc.posts }),
  answerBy: doc.answerBy.toISOString(),
  countsToTarget: doc.countsToTarget,
  state: doc.state,
  ...(doc.cancelReason === undefined ? {} : { cancelReason: doc.cancelReason }),
  reminders: planReminders(doc.at, doc.reminders, doc.plannedAt, doc.quiet).map((reminder) => {
    const note = reminderNote(reminder, doc.quiet);
    const key = `meeting:${doc._id}:${doc.plan}:${reminder.minutesBefore}`;
    const sent = doc.sent.some((s) => s.key === key);
    return {
      minutesBefore: reminder.minutesBefore,
      at: reminder.at.toISOString(),
      ...(note === undefined ? {} : { note }),
      state: sent ? ('sent' as const) : reminder.skipped ? ('skipped' as const) : ('planned' as const),
    };
  }),
  ...(doc.present === undefined
    ? {}
    : { present: [...new Set(doc.present.map((p) => aliases.get(p.person) ?? p.person))] }),
  createdAt: doc.createdAt.toISOString(),
});

/** An input whose unit was found and lies in the administrator's scope. */
export type PlacedInput = Omit<MeetingInput, 'unitPath'> & {
  readonly unit: { readonly name: string; readonly path: string };
};

/** Plans, changes and cancels meetings. Each change is one write that also holds the notice it owes. */
export const createMeetings = (room: Room, answers: Answers, schedule: Schedule) => {
  const { meetings } = room.models;
  const unknown = () => fail('meetings.unknown', 'Không còn cuộc họp này.');

  const tell = (doc: MeetingDoc) => room.publish({ topic: 'meeting', id: doc._id, unitPath: doc.unitPath });

  const check = async (input: PlacedInput, now: Date): Promise<Result<{ at: Date; answerBy: Date }>> => {
    const at = new Date(input.at);
    if (at <= now) return fail('meetings.past', 'Giờ họp đã qua. Chị chọn lại ngày giờ.', 'body.at');
    const answerBy = input.answerBy === undefined ? defaultAnswerBy(at, now) : new Date(input.answerBy);
    if (answerBy > at) {
      return fail('meetings.late_deadline', 'Hạn trả lời phải trước giờ họp. Chị sửa lại hạn.', 'body.answerBy');
    }
    if (input.answerBy !== undefined && answerBy <= now) {
      return fail('meetings.past_deadline', 'Hạn trả lời đã qua. Chị chọn hạn khác hoặc để trống.', 'body.answerBy');
    }
    const groups = await toldGroups(room, { groups: input.groups, unitPath: input.unit.path });
    if (input.groups.type === 'chosen') {
      const missing = input.groups.ids.find((id) => !groups.some((group) => group.id === id));
      if (missing !== undefined) {
        return fail('meetings.unknown_group', `Không có nhóm ${missing} thuộc ${input.unit.name}.`, 'body.groups');
      }
    }
    if (groups.length === 0) {
      return fail(
        'meetings.no_groups',
        `0 nhóm: ${input.unit.name} chưa đăng ký nhóm chat nào nên không nhắc được ai. Chị đăng ký nhóm trước.`,
        'body.groups',
      );
    }
    return ok({ at, answerBy });
  };

  const fieldsOf = (input: PlacedInput, moments: { at: Date; answerBy: Date }) => ({
    title: input.title,
    kind: input.kind,
    unitPath: input.unit.path,
    unitName: input.unit.name,
    ...moments,
    place: input.place,
    agenda: input.agenda,
    groups: input.groups,
    reminders: input.reminders,
    answerByFixed: input.answerBy !== undefined,
    countsToTarget: input.countsToTarget,
  });

  /** Whether anybody outside the console has heard of it; otherwise a change is nobody's news. */
  const isKnown = async (doc: MeetingDoc): Promise<boolean> =>
    doc.sent.length > 0 || (await room.models.answers.exists({ meeting: doc._id })) !== null;

  const dropPlan = async (doc: MeetingDoc): Promise<void> => {
    await room.queue.cancel(groupOf(doc));
    await room.chat.cancel(groupOf(doc));
  };

  return {
    async get(id: string): Promise<MeetingDoc | undefined> {
      return (await meetings.findById(id).lean<MeetingDoc>()) ?? undefined;
    },

    /** Meetings of units under `scope` between two moments, the earliest first. */
    async list(scope: string, from: Date, to: Date): Promise<Meeting[]> {
      const docs = await meetings
        .find({ unitPath: under(scope), at: { $gte: from, $lt: to } })
        .sort({ at: 1 })
        .limit(1000)
        .lean<MeetingDoc[]>();
      const aliases = await room.org.aliases();
      return docs.map((doc) => meetingView(doc, aliases));
    },

    /** Planned meetings that concern any of these units, soonest first. */
    async upcoming(unitPaths: readonly string[], now: Date, until: Date, limit: number): Promise<MeetingDoc[]> {
      const paths = [...new Set(unitPaths.flatMap(pathsDownTo))];
      return meetings
        .find({ state: 'planned', unitPath: { $in: paths }, at: { $gt: now, $lte: until } })
        .sort({ at: 1 })
        .limit(limit)
        .lean<MeetingDoc[]>();
    },

    /** `id`: a meeting that already has it is given back as it is, so that the sample can be loaded again. */
    async create(
      input: PlacedInput,
      options: { readonly by: string; readonly announce: boolean; readonly id?: string },
    ): Promise<Result<MeetingDoc>> {
      const now = room.clock.now();
      const known = options.id === undefined ? null : await meetings.findById(options.id).lean<MeetingDoc>();
      if (known) return ok(known);
      const moments = await check(input, now);
      if (!moments.ok) return moments;
      const doc: MeetingDoc = {
        _id: options.id ?? room.newId(),
        ...fieldsOf(input, moments.value),
        ...(input.posts ? { posts: input.posts } : {}),
        state: 'planned',
        plan: 1,
        plannedAt: now,
        quiet: await room.quietHours(),
        changes: 0,
        pending: options.announce ? [{ id: 'announce', type: 'announce' }] : [],
        sent: [],
        createdBy: options.by,
        createdAt: now,
      };
      await meetings.create(doc);
      await schedule.queue(doc);
      tell(doc);
      return ok(doc);
    },

    /** A changed time or place is told to the groups that know of the meeting, and the reminders are planned anew. */
    async update(id: string, input: PlacedInput): Promise<Result<{ before: MeetingDoc; after: MeetingDoc }>> {
      const now = room.clock.now();
      const before = await meetings.findById(id).lean<MeetingDoc>();
      if (!before) return unknown();
      if (before.state === 'cancelled') {
        return fail('meetings.cancelled', 'Cuộc họp đã hủy nên không sửa được. Chị tạo cuộc họp mới.');
      }
      const moments = await check(input, now);
      if (!moments.ok) return moments;
      const timeChanged = moments.value.at.getTime() !== before.at.getTime();
      const placeChanged = input.place !== before.place;
      const replan =
        timeChanged ||
        moments.value.answerBy.getTime() !== before.answerBy.getTime() ||
        [...input.reminders].sort().join() !== [...before.reminders].sort().join();
      const changes = before.changes + (timeChanged || placeChanged ? 1 : 0);
      // A notice that still waits for the morning tells of the first state, not of every step in between.
      const waiting = before.pending.find((notice) => notice.type === 'changed');
      const first = waiting?.before ?? { at: before.at, place: before.place };
      const differs = first.at.getTime() !== moments.value.at.getTime() || first.place !== input.place;
      const owes = (timeChanged || placeChanged || waiting !== undefined) && differs && (await isKnown(before));
      const pending = before.pending.filter((notice) => notice.type !== 'changed');
      const change = {
        ...fieldsOf(input, moments.value),
        ...(replan ? { plan: before.plan + 1, plannedAt: now, quiet: await room.quietHours() } : {}),
        changes,
        pending: owes ? [...pending, { id: `changed-${changes}`, type: 'changed' as const, before: first }] : pending,
      };
      const after = await meetings
        .findOneAndUpdate(
          { _id: id, plan: before.plan, changes: before.changes, state: 'planned' },
          input.posts ? { $set: { ...change, posts: input.posts } } : { $set: change, $unset: { posts: 1 } },
          { returnDocument: 'after' },
        )
        .lean<MeetingDoc>();
      if (!after) return fail('meetings.changed_meanwhile', 'Có người vừa sửa cuộc họp này. Chị tải lại rồi sửa tiếp.');
      if (replan) await dropPlan(before);
      await schedule.queue(after);
      tell(after);
      return ok({ before, after });
    },

    /** Groups that know of the meeting are told; nothing else of it is sent any more. */
    async cancel(id: string, reason: string): Promise<Result<{ before: MeetingDoc; after: MeetingDoc }>> {
      const now = room.clock.now();
      const before = await meetings.findById(id).lean<MeetingDoc>();
      if (!before) return unknown();
      if (before.state === 'cancelled') return fail('meetings.cancelled', 'Cuộc họp này đã hủy rồi.');
      if (before.at <= now) return fail('meetings.begun', 'Cuộc họp đã diễn ra nên không hủy được nữa.');
      const after = await meetings
        .findOneAndUpdate(
          { _id: id, state: 'planned' },
          {
            $set: {
              state: 'cancelled',
              cancelReason: reason,
              pending: (await isKnown(before)) ? [{ id: 'cancelled', type: 'cancelled' }] : [],
            },
            $inc: { plan: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean<MeetingDoc>();
      if (!after) return fail('meetings.cancelled', 'Cuộc họp này đã hủy rồi.');
      await dropPlan(before);
      await schedule.queue(after);
      tell(after);
      return ok({ before, after });
    },

    /** Removes a meeting with its answers and attendances, as if it had never been; nobody is told. For the sample. */
    async remove(id: string): Promise<void> {
      const doc = await meetings.findById(id).lean<MeetingDoc>();
      if (!doc) return;
      await dropPlan(doc);
      await this.handOnAttendance({ ...doc, present: [] });
      await room.models.answers.deleteMany({ meeting: id });
      await meetings.deleteOne({ _id: id });
      tell(doc);
    },

    /** Marks who came, after the meeting began; marking again replaces it. Persons who were not invited are refused. */
    async markPresent(
      id: string,
      present: readonly string[],
    ): Promise<Result<{ before: MeetingDoc; after: MeetingDoc }>> {
      const before = await meetings.findById(id).lean<MeetingDoc>();
      if (!before) return unknown();
      if (before.state === 'cancelled') return fail('meetings.cancelled', 'Cuộc họp đã hủy nên không điểm danh.');
      if (before.at > room.clock.now()) {
        return fail('meetings.not_begun', 'Cuộc họp chưa bắt đầu. Chị điểm danh từ giờ họp trở đi.');
      }
      const invited = new Map((await answers.invitees(before)).map((p) => [p.person, p]));
      const stranger = present.find((person) => !invited.has(person));
      if (stranger !== undefined) {
        return fail('meetings.not_invited', `Người có mã ${stranger} không có trong danh sách mời.`, 'body.present');
      }
      const aliases = await room.org.aliases();
      const people = [...new Set(present)].flatMap((person) => {
        const p = invited.get(person);
        if (!p) return [];
        const now = { person, name: p.name, posts: p.posts.map((post) => ({ ...post })) };
        // Marked before under a record that was merged since: that record keeps it, should the merge be taken back.
        const then = (before.present ?? []).filter((one) => aliases.get(one.person) === person);
        return before.present?.some((one) => one.person === person) || then.length === 0 ? [now, ...then] : then;
      });
      const after = await meetings
        .findOneAndUpdate({ _id: id }, { $set: { present: people, attendanceDue: true } }, { returnDocument: 'after' })
        .lean<MeetingDoc>();
      if (!after) return unknown();
      await this.handOnAttendance(after);
      tell(after);
      return ok({ before, after });
    },

    /** Gives the attendances to the learning room when the meeting counts; none when it does not. Again is harmless. */
    async handOnAttendance(doc: MeetingDoc): Promise<void> {
      const type = doc.kind === 'tap_huan' ? ('class' as const) : ('meeting' as const);
      const people = doc.countsToTarget ? (doc.present ?? []) : [];
      await room.attendance.replace({ type, id: doc._id, title: doc.title }, doc.at, people);
      await meetings.updateOne({ _id: doc._id }, { $unset: { attendanceDue: 1 } });
    },

    /** Attendances that a crash kept from being handed on. */
    async handOnDue(): Promise<void> {
      for await (const doc of meetings.find({ attendanceDue: true }).lean<MeetingDoc[]>().cursor()) {
        await this.handOnAttendance(doc as unknown as MeetingDoc);
      }
    },
  };
};
export type Meetings = ReturnType<typeof createMeetings>;
