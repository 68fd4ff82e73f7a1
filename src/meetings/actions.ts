import { z } from 'zod';
import { type ActionContext, type ActionTable, action } from '../flow/action.ts';
import type { MeetingDoc } from './model.ts';
import { isTold } from './room.ts';
import type { MeetingService } from './service.ts';
import { type AnswerValue, MAX_REASON_CHARACTERS } from './types.ts';

/** How far ahead `meetings.upcoming` looks. */
const UPCOMING_DAYS = 60;
const DAY = 24 * 60 * 60 * 1000;

const MeetingItem = z.object({
  id: z.string(),
  title: z.string(),
  at: z.string(),
  place: z.string(),
  topic: z.string(),
  unit: z.string(),
  answer: z.enum(['yes', 'no', 'none']),
  open: z.boolean(),
});
type MeetingItem = z.infer<typeof MeetingItem>;

const NOTHING: MeetingItem = { id: '', title: '', at: '', place: '', topic: '', unit: '', answer: 'none', open: false };

const item = (doc: MeetingDoc, answer: AnswerValue | undefined, now: Date): MeetingItem => ({
  id: doc._id,
  title: doc.title,
  at: doc.at.toISOString(),
  place: doc.place,
  topic: doc.agenda,
  unit: doc.unitName,
  answer: answer ?? 'none',
  open: doc.state === 'planned' && doc.at > now,
});

/** What flows may do with meetings: docs/actions.md. */
export const meetingActions = (service: MeetingService): ActionTable => {
  const mine = async (context: ActionContext, ids: readonly string[]): Promise<Map<string, AnswerValue>> =>
    context.contact === undefined ? new Map() : service.answers.of(context.contact, ids);

  return {
    'meetings.upcoming': action({
      about: 'Meetings of her units in the next 60 days (in a group: of the group), soonest first.',
      args: z.object({ limit: z.number().int().min(1).max(10).default(5) }),
      result: z.object({ items: z.array(MeetingItem) }),
      async run({ limit }, context) {
        const until = new Date(context.now.getTime() + UPCOMING_DAYS * DAY);
        const group = context.threadKind === 'group' ? await service.org.groupOfThread(context.thread) : undefined;
        const person = context.contact === undefined ? undefined : await service.org.personOfContact(context.contact);
        const paths = group ? [group.unit.path] : (person?.posts.map((post) => post.unit.path) ?? []);
        const found = await service.meetings.upcoming(paths, context.now, until, 50);
        const concerned = found.filter((doc) =>
          group
            ? isTold(doc, group)
            : !doc.posts ||
              person?.posts.some(({ post, unit }) => doc.posts?.includes(post) && unit.path.startsWith(doc.unitPath)),
        );
        const docs = concerned.slice(0, limit);
        const answers = await mine(
          context,
          docs.map((doc) => doc._id),
        );
        return { items: docs.map((doc) => item(doc, answers.get(doc._id), context.now)) };
      },
    }),

    'meetings.get': action({
      about: 'One meeting, with her own answer.',
      args: z.object({ meetingId: z.string() }),
      result: z.object({ found: z.boolean(), meeting: MeetingItem }),
      async run({ meetingId }, context) {
        const doc = await service.meetings.get(meetingId);
        if (!doc) return { found: false, meeting: NOTHING };
        const answers = await mine(context, [doc._id]);
        return { found: true, meeting: item(doc, answers.get(doc._id), context.now) };
      },
    }),

    'meetings.answer': action({
      about: 'Records whether she comes; the last answer counts.',
      args: z.object({
        meetingId: z.string(),
        answer: z.enum(['yes', 'no']),
        reason: z
          .string()
          .transform((text) => text.slice(0, MAX_REASON_CHARACTERS))
          .optional(),
      }),
      result: z.object({ ok: z.boolean(), message: z.string() }),
      async run({ meetingId, answer, reason }, context) {
        if (context.contact === undefined) return { ok: false, message: 'Em chưa rõ ai trả lời ạ.' };
        const recorded = await service.answers.record({
          meetingId,
          answer,
          ...(reason === undefined ? {} : { reason }),
          contact: context.contact,
          thread: context.thread,
          key: context.key,
          at: context.now,
        });
        return recorded.ok ? { ok: true, message: '' } : { ok: false, message: recorded.error.message };
      },
    }),
  };
};
