import { type Connection, type Model, Schema } from 'mongoose';
import type { Post } from '../org/types.ts';
import type { QuietHours } from './plan.ts';
import type { AnswerValue, MeetingGroups, MeetingKind } from './types.ts';

/** A notice that was decided and not yet handed to the chat: written with the change that it tells of. */
export interface PendingNotice {
  /** Unique within the meeting. */
  id: string;
  type: 'announce' | 'changed' | 'cancelled';
  /** Before a change. */
  before?: { at: Date; place: string };
}

/** One sending that was handed to the chat, for "which group missed it". */
export interface SentNotice {
  /** Outbox keys are `<key>:<thread>`. */
  key: string;
  type: 'announce' | 'changed' | 'cancelled' | 'reminder' | 'ask_silent';
  minutesBefore?: number;
  at: Date;
}

export interface PresentPerson {
  person: string;
  name: string;
  posts: { post: Post; unitPath: string }[];
}

export interface MeetingDoc {
  _id: string;
  title: string;
  kind: MeetingKind;
  unitPath: string;
  unitName: string;
  at: Date;
  place: string;
  agenda: string;
  groups: MeetingGroups;
  posts?: Post[];
  reminders: number[];
  answerBy: Date;
  /** Set by an administrator, or follows the meeting's time. */
  answerByFixed: boolean;
  countsToTarget: boolean;
  state: 'planned' | 'cancelled';
  cancelReason?: string;
  /** Grows when the reminders are planned anew: jobs of an older plan do nothing. */
  plan: number;
  /** Since when this plan holds; reminders due before it are not sent. */
  plannedAt: Date;
  /** The quiet hours that the plan was made by. */
  quiet: QuietHours;
  /** How often time or place was changed: answers given before the last change are marked. */
  changes: number;
  pending: PendingNotice[];
  sent: SentNotice[];
  present?: PresentPerson[];
  /** The attendances that follow from `present` were not handed on yet. */
  attendanceDue?: boolean;
  createdBy: string;
  createdAt: Date;
}

export interface AnswerDoc {
  /** `<meeting>|<contact>`. */
  _id: string;
  meeting: string;
  contact: string;
  person?: string;
  name: string;
  unitPath: string;
  answer: AnswerValue;
  reason?: string;
  at: Date;
  /** `changes` of the meeting when she answered. */
  changes: number;
  /** Every answer, the present one included; `key` is the effect's, so that it is added once. */
  history: { key: string; answer: AnswerValue; reason?: string; at: Date }[];
}

const plain = { type: Schema.Types.Mixed } as const;
const options = { versionKey: false, minimize: false, strict: true } as const;
const text = { type: String, required: true } as const;
const moment = { type: Date, required: true } as const;
const number = { type: Number, required: true } as const;

const meetingSchema = new Schema<MeetingDoc>(
  {
    _id: String,
    title: text,
    kind: text,
    unitPath: text,
    unitName: text,
    at: moment,
    place: { type: String, default: '' },
    agenda: { type: String, default: '' },
    groups: { ...plain, required: true },
    posts: { type: [String], default: undefined },
    reminders: { type: [Number], required: true },
    answerBy: moment,
    answerByFixed: { type: Boolean, required: true },
    countsToTarget: { type: Boolean, required: true },
    state: text,
    cancelReason: String,
    plan: number,
    plannedAt: moment,
    quiet: { ...plain, required: true },
    changes: number,
    pending: { type: [plain], default: [] },
    sent: { type: [plain], default: [] },
    present: { type: [plain], default: undefined },
    attendanceDue: Boolean,
    createdBy: text,
    createdAt: moment,
  },
  { ...options, collection: 'meetings' },
);
meetingSchema.index({ unitPath: 1, at: 1 });
meetingSchema.index({ state: 1, at: 1 });
meetingSchema.index({ 'pending.id': 1 }, { sparse: true });
meetingSchema.index({ attendanceDue: 1 }, { sparse: true });

const answerSchema = new Schema<AnswerDoc>(
  {
    _id: String,
    meeting: text,
    contact: text,
    person: String,
    name: { type: String, default: '' },
    unitPath: text,
    answer: text,
    reason: String,
    at: moment,
    changes: number,
    history: { type: [plain], default: [] },
  },
  { ...options, collection: 'meeting_answers' },
);
answerSchema.index({ meeting: 1, at: 1 });
answerSchema.index({ contact: 1 });

/**
 * Until when a group is being asked about a meeting. A group is asked one thing at a time: while a window is open, other
 * notices come as plain text, because a second question of the same kind would wait until the first has closed.
 */
export interface WindowDoc {
  /** The thread. */
  _id: string;
  until: Date;
  /** The sending that opened it: done again after a crash, it finds its own window. */
  key: string;
}

const windowSchema = new Schema<WindowDoc>(
  { _id: String, until: moment, key: text },
  { ...options, collection: 'meeting_windows' },
);

export interface MeetingModels {
  readonly meetings: Model<MeetingDoc>;
  readonly answers: Model<AnswerDoc>;
  readonly windows: Model<WindowDoc>;
}

/** The meetings room's collections on a connection. */
export const meetingModels = (connection: Connection): MeetingModels => ({
  meetings: connection.model<MeetingDoc>('Meeting', meetingSchema),
  answers: connection.model<AnswerDoc>('MeetingAnswer', answerSchema),
  windows: connection.model<WindowDoc>('MeetingWindow', windowSchema),
});
