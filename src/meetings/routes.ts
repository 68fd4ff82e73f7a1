import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { type Admin, type Route, type RouteContext, route } from '../web/route.ts';
import { meetingView, type PlacedInput } from './meetings.ts';
import type { MeetingDoc } from './model.ts';
import type { MeetingService } from './service.ts';
import { MeetingInput } from './types.ts';

const Id = z.object({ id: z.string().min(1).max(200) });
const moment = z.iso.datetime({ offset: true, error: 'Thời điểm phải có dạng 2026-11-27T19:30:00+07:00.' });

export const MeetingsQuery = z.object({
  /** Default: a month ago. */
  from: moment.optional(),
  /** Default: a year ahead. */
  to: moment.optional(),
});
export const CreateMeeting = MeetingInput.extend({
  /** Tell the groups now, not only by the reminders. */
  announce: z.boolean().default(false),
});
export const CancelMeeting = z.object({ reason: z.string().trim().max(300).default('') });
export const MarkAttendance = z.object({ present: z.array(z.string().min(1).max(200)).max(5000) });
export const RemindSilent = z.object({
  /** Made by the browser once for each press of the button. */
  request: z.string().min(8, 'Thiếu mã yêu cầu.').max(100),
});

const DAY = 24 * 60 * 60 * 1000;
const UNKNOWN = fail('meetings.unknown', 'Không có cuộc họp này trong phạm vi của chị.', 'params.id');
const target = (doc: MeetingDoc) => ({ type: 'meeting', id: doc._id, label: doc.title });

/** What of a meeting is compared in the audit log. */
const audited = (doc: MeetingDoc) => {
  const { createdAt: _, ...view } = meetingView(doc);
  return { ...view, reminders: doc.reminders };
};

/** The admin API of this room: meetings, answers, reminding the silent and attendance. */
export const meetingRoutes = (service: MeetingService): Route[] => {
  const visible = async (id: string, admin: Admin): Promise<Result<MeetingDoc>> => {
    const doc = await service.meetings.get(id);
    return doc?.unitPath.startsWith(admin.unitPath) ? ok(doc) : UNKNOWN;
  };
  const placed = async (input: MeetingInput, admin: Admin): Promise<Result<PlacedInput>> => {
    const path = input.unitPath ?? admin.unitPath;
    if (!path.startsWith(admin.unitPath)) {
      return fail('meetings.out_of_scope', 'Đơn vị này nằm ngoài phạm vi của chị.', 'body.unitPath');
    }
    const unit = await service.org.unit(path.split('/').at(-2) ?? '');
    if (unit?.path !== path) return fail('meetings.unknown_unit', 'Chị chọn đơn vị tổ chức cuộc họp.', 'body.unitPath');
    const { unitPath: _, ...rest } = input;
    return ok({ ...rest, unit: { name: unit.name, path } });
  };
  const changed = async (
    { audit }: Pick<RouteContext<unknown, unknown, unknown>, 'audit'>,
    action: string,
    { before, after }: { before: MeetingDoc; after: MeetingDoc },
  ) => {
    const change = { action, target: target(after), unitPath: after.unitPath };
    await audit({ ...change, before: audited(before), after: audited(after) });
    return ok(meetingView(after));
  };

  return [
    route({
      method: 'GET',
      path: '/meetings',
      query: MeetingsQuery,
      async handle({ query, admin, now }) {
        const from = query.from === undefined ? new Date(now.getTime() - 31 * DAY) : new Date(query.from);
        const to = query.to === undefined ? new Date(now.getTime() + 366 * DAY) : new Date(query.to);
        if (from >= to) return fail('meetings.empty_range', 'Ngày đầu phải trước ngày cuối.', 'query.from');
        return ok(await service.meetings.list(admin.unitPath, from, to));
      },
    }),
    route({
      method: 'GET',
      path: '/meetings/:id',
      params: Id,
      async handle({ params, admin }) {
        const doc = await visible(params.id, admin);
        return doc.ok ? ok(meetingView(doc.value, await service.org.aliases())) : doc;
      },
    }),
    route({
      method: 'POST',
      path: '/meetings',
      body: CreateMeeting,
      async handle({ body, admin, audit }) {
        const { announce, ...rest } = body;
        const input = await placed(rest, admin);
        if (!input.ok) return input;
        const doc = await service.meetings.create(input.value, { by: admin.id, announce });
        if (!doc.ok) return doc;
        await audit({
          action: 'meeting.created',
          target: target(doc.value),
          unitPath: doc.value.unitPath,
          after: audited(doc.value),
        });
        return ok(meetingView(doc.value));
      },
    }),
    route({
      method: 'PUT',
      path: '/meetings/:id',
      params: Id,
      body: MeetingInput,
      async handle({ params, body, admin, audit }) {
        const before = await visible(params.id, admin);
        if (!before.ok) return before;
        const input = await placed({ ...body, unitPath: body.unitPath ?? before.value.unitPath }, admin);
        if (!input.ok) return input;
        const done = await service.meetings.update(params.id, input.value);
        return done.ok ? changed({ audit }, 'meeting.changed', done.value) : done;
      },
    }),
    route({
      method: 'POST',
      path: '/meetings/:id/cancel',
      params: Id,
      body: CancelMeeting,
      async handle({ params, body, admin, audit }) {
        const before = await visible(params.id, admin);
        if (!before.ok) return before;
        const done = await service.meetings.cancel(params.id, body.reason);
        return done.ok ? changed({ audit }, 'meeting.cancelled', done.value) : done;
      },
    }),
    route({
      method: 'GET',
      path: '/meetings/:id/answers',
      params: Id,
      async handle({ params, admin }) {
        const doc = await visible(params.id, admin);
        return doc.ok ? ok(await service.answers.list(doc.value)) : doc;
      },
    }),
    route({
      method: 'GET',
      path: '/meetings/:id/deliveries',
      params: Id,
      async handle({ params, admin }) {
        const doc = await visible(params.id, admin);
        return doc.ok ? ok(await service.deliveries(doc.value)) : doc;
      },
    }),
    route({
      method: 'POST',
      path: '/meetings/:id/remind-silent',
      params: Id,
      body: RemindSilent,
      async handle({ params, body, admin, now, audit }) {
        const doc = await visible(params.id, admin);
        if (!doc.ok) return doc;
        if (doc.value.state === 'cancelled' || doc.value.at <= now) {
          return fail('meetings.begun', 'Cuộc họp đã diễn ra hoặc đã hủy nên em không hỏi lại nữa.');
        }
        const asked = await service.askSilentNow(doc.value, body.request);
        const change = { action: 'meeting.silent_reminded', target: target(doc.value), unitPath: doc.value.unitPath };
        await audit({ ...change, after: asked });
        return ok(asked);
      },
    }),
    /** Everyone whose attendance can be marked, with who is marked present. */
    route({
      method: 'GET',
      path: '/meetings/:id/attendance',
      params: Id,
      async handle({ params, admin }) {
        const doc = await visible(params.id, admin);
        if (!doc.ok) return doc;
        const present = new Set(meetingView(doc.value, await service.org.aliases()).present);
        const invited = await service.answers.invitees(doc.value);
        return ok({
          marked: doc.value.present !== undefined,
          people: invited.map((p) => ({
            person: p.person,
            name: p.name,
            unit: p.unit.name,
            posts: p.posts.map((held) => held.post),
            present: present.has(p.person),
          })),
        });
      },
    }),
    route({
      method: 'PUT',
      path: '/meetings/:id/attendance',
      params: Id,
      body: MarkAttendance,
      async handle({ params, body, admin, audit }) {
        const before = await visible(params.id, admin);
        if (!before.ok) return before;
        const done = await service.meetings.markPresent(params.id, body.present);
        return done.ok ? changed({ audit }, 'meeting.attendance_marked', done.value) : done;
      },
    }),
  ];
};
