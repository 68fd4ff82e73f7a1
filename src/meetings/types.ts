import { z } from 'zod';
import { type Address, POSTS, type Post } from '../org/types.ts';

/** Kinds of meetings, with the words shown. */
export const MEETING_KINDS = {
  sinh_hoat_chi_hoi: 'Sinh hoạt chi hội',
  hop_bch: 'Họp Ban Chấp hành',
  tap_huan: 'Lớp tập huấn',
  hoi_nghi: 'Hội nghị',
  khac: 'Cuộc họp khác',
} as const;
export type MeetingKind = keyof typeof MEETING_KINDS;

/** A week, a day and an hour before, in minutes. */
export const DEFAULT_REMINDERS: readonly number[] = [7 * 24 * 60, 24 * 60, 60];
/** A reminder may be planned this long before a meeting at most: 60 days. */
export const MAX_REMINDER_MINUTES = 60 * 24 * 60;
/** Who has not answered is asked again this long before the deadline. */
export const ASK_SILENT_MINUTES = 24 * 60;
/** Default deadline for answers: a day before the meeting. */
export const DEFAULT_DEADLINE_MINUTES = 24 * 60;
/** A group is asked about one meeting for this long at most, so that another meeting can be asked about after it. */
export const MAX_WINDOW_MINUTES = 3 * 24 * 60;
/** Longest reason for staying away that is kept. */
export const MAX_REASON_CHARACTERS = 500;

const id = z.string().min(1).max(200);
const POST_CODES = Object.keys(POSTS) as [Post, ...Post[]];
const KIND_CODES = Object.keys(MEETING_KINDS) as [MeetingKind, ...MeetingKind[]];
const moment = z.iso.datetime({ offset: true, error: 'Thời điểm phải có dạng 2026-11-27T19:30:00+07:00.' });

/** Which registered groups are told. `subtree`: of the unit and of all units below it. */
export const MeetingGroups = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subtree') }),
  z.object({ type: z.literal('unit') }),
  z.object({ type: z.literal('chosen'), ids: z.array(id).min(1, 'Chị chọn ít nhất một nhóm.').max(500) }),
]);
export type MeetingGroups = z.infer<typeof MeetingGroups>;

export const MeetingInput = z.object({
  title: z.string().trim().min(1, 'Chị đặt tên cho cuộc họp.').max(200),
  kind: z.enum(KIND_CODES),
  at: moment,
  place: z.string().trim().max(300).default(''),
  /** Free text, one point a line. */
  agenda: z.string().trim().max(4000).default(''),
  groups: MeetingGroups.default({ type: 'subtree' }),
  /** Whose answers are awaited. Absent: everyone who holds a post in the units told. */
  posts: z.array(z.enum(POST_CODES)).min(1).optional(),
  /** Minutes before the meeting. */
  reminders: z
    .array(z.number().int().min(1).max(MAX_REMINDER_MINUTES))
    .max(10, 'Nhiều nhất 10 lần nhắc.')
    .default([...DEFAULT_REMINDERS]),
  /** Until when answers are awaited. Default: a day before, or the meeting itself when that is nearer than a day. */
  answerBy: moment.optional(),
  countsToTarget: z.boolean().default(false),
  /** Default: the administrator's own unit. */
  unitPath: z.string().max(300).optional(),
});
export type MeetingInput = z.infer<typeof MeetingInput>;

export interface PlannedReminder {
  readonly minutesBefore: number;
  /** ISO. */
  readonly at: string;
  /** In Vietnamese, when it is not simply `minutesBefore`: why it was moved or will not be sent. */
  readonly note?: string;
  readonly state: 'planned' | 'sent' | 'skipped';
}

export interface Meeting {
  readonly id: string;
  readonly title: string;
  readonly kind: MeetingKind;
  readonly unit: { readonly name: string; readonly path: string };
  /** ISO, UTC. */
  readonly at: string;
  readonly place: string;
  readonly agenda: string;
  readonly groups: MeetingGroups;
  readonly posts?: readonly Post[];
  readonly answerBy: string;
  readonly countsToTarget: boolean;
  readonly state: 'planned' | 'cancelled';
  readonly cancelReason?: string;
  readonly reminders: readonly PlannedReminder[];
  /** Persons marked present; undefined until attendance was marked. */
  readonly present?: readonly string[];
  readonly createdAt: string;
}

export const ANSWERS = ['yes', 'no'] as const;
export type AnswerValue = (typeof ANSWERS)[number];

/** Someone whose answer is awaited. */
export interface Invitee {
  readonly person: string;
  readonly name: string;
  readonly address: Address;
  readonly unit: { readonly name: string; readonly path: string };
  readonly posts: readonly { readonly post: Post; readonly unitPath: string }[];
  /** Our contact ids, most recently active first. */
  readonly contacts: readonly string[];
}

/** The present answer of one person, or of a contact that nobody linked to a person yet. */
export interface AnswerRow {
  readonly person?: string;
  readonly contact: string;
  readonly name: string;
  readonly answer: AnswerValue;
  readonly reason?: string;
  readonly at: string;
  /** She answered before the time or place was changed. */
  readonly beforeChange: boolean;
  /** Earlier answers, oldest first. */
  readonly history: readonly { readonly answer: AnswerValue; readonly reason?: string; readonly at: string }[];
}

export interface AnswerList {
  readonly yes: readonly AnswerRow[];
  readonly no: readonly AnswerRow[];
  readonly silent: readonly {
    readonly person: string;
    readonly name: string;
    readonly unit: string;
    readonly reachable: boolean;
  }[];
  readonly counts: { readonly invited: number; readonly yes: number; readonly no: number; readonly silent: number };
}

/** What became of asking the silent ones. */
export interface AskedSilent {
  readonly direct: number;
  readonly mentioned: number;
  /** On no channel that we can write to: to be telephoned. */
  readonly unreachable: readonly string[];
  /** Not handed over now; to be tried again under the same key. */
  readonly failed: readonly string[];
}

/** Where attendances that count towards the target go: the learning room's book. */
export interface AttendancePort {
  replace(
    activity: { readonly type: 'class' | 'meeting'; readonly id: string; readonly title: string },
    at: Date,
    attendees: readonly {
      readonly person: string;
      readonly name: string;
      readonly posts: readonly { readonly post: Post; readonly unitPath: string }[];
    }[],
  ): Promise<void>;
}
