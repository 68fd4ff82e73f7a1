import { type Connection, type Model, Schema } from 'mongoose';
import type { Post } from '../org/types.ts';
import type { ReviewCard } from './review.ts';
import type { Activity, InPostByGroup, Question, QuestionChoice, RunState, TargetGroup } from './types.ts';

export interface QuizDoc {
  _id: string;
  title: string;
  choice: QuestionChoice;
  count: number;
  secondsPerQuestion: number;
  countsToTarget: boolean;
  unitPath: string;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  archived: boolean;
}

/** One play of a quiz in one thread, with the questions as they stood then: results outlive corrections of the bank. */
export interface RunDoc {
  _id: string;
  /** Unique for ever: the reason for this run, so that asking for it again finds it. */
  key: string;
  quiz: string;
  title: string;
  unitPath: string;
  thread: string;
  threadKind: 'direct' | 'group';
  groupName?: string;
  state: RunState;
  /** `<quiz>:<thread>` while the run waits or plays in a group, else absent. Unique: one of a quiz in a thread at a time. */
  running?: string;
  questions: Question[];
  secondsPerQuestion: number;
  countsToTarget: boolean;
  createdAt: Date;
  /** When the flow was asked to start; repeated by the sweep while the run still waits. */
  startedAt?: Date;
  finishedAt?: Date;
}

/** One answer. The `_id` is run, contact and question in a run, and the key of the effect in practice. */
export interface AttemptDoc {
  _id: string;
  /** Absent in practice outside a run. */
  run?: string;
  quiz?: string;
  thread: string;
  contact: string;
  person?: string;
  name: string;
  unitPath: string;
  questionId: string;
  questionVersion: number;
  questionText: string;
  option: number;
  optionText: string;
  correct: boolean;
  at: Date;
}

export interface AttendanceDoc {
  /** Year, activity and person: one lượt each. */
  _id: string;
  person: string;
  name: string;
  /** Of her first post; scope and counting look at `posts`. */
  unitPath: string;
  posts: { post: Post; unitPath: string }[];
  activity: Activity;
  year: number;
  at: Date;
}

export interface TargetDoc {
  /** `<year>:<unit path>`. */
  _id: string;
  year: number;
  unitPath: string;
  groups: TargetGroup[];
  updatedBy: string;
  updatedAt: Date;
}

/** Denominators as they stood on a reporting date. Never changed once written. */
export interface SnapshotDoc {
  /** `<date>:<unit path>`. */
  _id: string;
  date: string;
  year: number;
  unitPath: string;
  groups: InPostByGroup[];
  frozenAt: Date;
}

export interface ReviewDoc {
  /** `<contact>|<question id>`. */
  _id: string;
  contact: string;
  card: ReviewCard;
  /** The attempt that made this card: the same attempt again changes nothing. */
  attempt: string;
}

const plain = { type: Schema.Types.Mixed } as const;
const options = { versionKey: false, minimize: false, strict: true } as const;
const text = { type: String, required: true } as const;
const moment = { type: Date, required: true } as const;

const quizSchema = new Schema<QuizDoc>(
  {
    _id: String,
    title: text,
    choice: { ...plain, required: true },
    count: { type: Number, required: true },
    secondsPerQuestion: { type: Number, required: true },
    countsToTarget: { type: Boolean, required: true },
    unitPath: text,
    createdBy: text,
    createdAt: moment,
    updatedAt: moment,
    archived: { type: Boolean, default: false },
  },
  { ...options, collection: 'quizzes' },
);
quizSchema.index({ unitPath: 1, createdAt: -1 });

const runSchema = new Schema<RunDoc>(
  {
    _id: String,
    key: text,
    quiz: text,
    title: text,
    unitPath: text,
    thread: text,
    threadKind: text,
    groupName: String,
    state: text,
    running: String,
    questions: { ...plain, required: true },
    secondsPerQuestion: { type: Number, required: true },
    countsToTarget: { type: Boolean, required: true },
    createdAt: moment,
    startedAt: Date,
    finishedAt: Date,
  },
  { ...options, collection: 'quiz_runs' },
);
runSchema.index({ key: 1 }, { unique: true });
runSchema.index({ running: 1 }, { unique: true, sparse: true });
runSchema.index({ unitPath: 1, createdAt: -1 });
runSchema.index({ quiz: 1, createdAt: -1 });
runSchema.index({ state: 1, createdAt: 1 });

const attemptSchema = new Schema<AttemptDoc>(
  {
    _id: String,
    run: String,
    quiz: String,
    thread: text,
    contact: text,
    person: String,
    name: { type: String, default: '' },
    unitPath: text,
    questionId: text,
    questionVersion: { type: Number, required: true },
    questionText: text,
    option: { type: Number, required: true },
    optionText: text,
    correct: { type: Boolean, required: true },
    at: moment,
  },
  { ...options, collection: 'quiz_attempts' },
);
attemptSchema.index({ run: 1, at: 1 }, { sparse: true });
attemptSchema.index({ contact: 1, at: -1 });

const attendanceSchema = new Schema<AttendanceDoc>(
  {
    _id: String,
    person: text,
    name: { type: String, default: '' },
    unitPath: text,
    posts: { ...plain, required: true },
    activity: { type: new Schema({ type: text, id: text, title: text }, { _id: false }), required: true },
    year: { type: Number, required: true },
    at: moment,
  },
  { ...options, collection: 'attendances' },
);
attendanceSchema.index({ person: 1, year: 1 });
attendanceSchema.index({ year: 1, at: 1 });
attendanceSchema.index({ 'activity.type': 1, 'activity.id': 1 });

const targetSchema = new Schema<TargetDoc>(
  {
    _id: String,
    year: { type: Number, required: true },
    unitPath: text,
    groups: { ...plain, required: true },
    updatedBy: text,
    updatedAt: moment,
  },
  { ...options, collection: 'training_targets' },
);

const snapshotSchema = new Schema<SnapshotDoc>(
  {
    _id: String,
    date: text,
    year: { type: Number, required: true },
    unitPath: text,
    groups: { ...plain, required: true },
    frozenAt: moment,
  },
  { ...options, collection: 'progress_snapshots' },
);
snapshotSchema.index({ unitPath: 1, date: 1 });

const reviewSchema = new Schema<ReviewDoc>(
  { _id: String, contact: text, card: { ...plain, required: true }, attempt: text },
  { ...options, collection: 'review_cards' },
);
reviewSchema.index({ contact: 1 });

export interface LearningModels {
  readonly quizzes: Model<QuizDoc>;
  readonly runs: Model<RunDoc>;
  readonly attempts: Model<AttemptDoc>;
  readonly attendances: Model<AttendanceDoc>;
  readonly targets: Model<TargetDoc>;
  readonly snapshots: Model<SnapshotDoc>;
  readonly reviews: Model<ReviewDoc>;
}

/** The learning room's collections on a connection. */
export const learningModels = (connection: Connection): LearningModels => ({
  quizzes: connection.model<QuizDoc>('Quiz', quizSchema),
  runs: connection.model<RunDoc>('QuizRun', runSchema),
  attempts: connection.model<AttemptDoc>('QuizAttempt', attemptSchema),
  attendances: connection.model<AttendanceDoc>('Attendance', attendanceSchema),
  targets: connection.model<TargetDoc>('TrainingTarget', targetSchema),
  snapshots: connection.model<SnapshotDoc>('ProgressSnapshot', snapshotSchema),
  reviews: connection.model<ReviewDoc>('ReviewCard', reviewSchema),
});

/** Documents of units under a path, as a range that an index on the field answers. */
export const under = (path: string): { readonly $gte: string; readonly $lt: string } => ({
  $gte: path,
  $lt: `${path.slice(0, -1)}0`,
});
