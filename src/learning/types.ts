import { z } from 'zod';
import { POSTS, type Post } from '../org/types.ts';

/** Most questions of one quiz; more cannot be played in a group chat in one sitting. */
export const MAX_QUIZ_QUESTIONS = 50;
/** Seconds that a group has for one question, least and most. */
export const MIN_SECONDS_PER_QUESTION = 10;
export const MAX_SECONDS_PER_QUESTION = 86_400;
/**
 * Share of a run's questions that a person must have answered to count as having taken part: who pressed one button
 * and left was not trained.
 */
export const TOOK_PART_SHARE = 0.5;

/** A question as the content room gives it. `answer` is the index of the right option, from 0. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly options: readonly { readonly text: string }[];
  readonly answer: number;
  /** Why this is right; shown after the answer. */
  readonly explanation: string;
  /** Where the fact comes from, one line; shown after the answer. */
  readonly source: string;
  /** One more with every change of wording. */
  readonly version: number;
}

/** What this room needs of the content room: a part of `ContentService`, which fits as it is. */
export interface QuestionSource {
  topics(): Promise<readonly { readonly id: string; readonly title: string }[]>;
  bank(id: string): Promise<{ readonly title: string; readonly unitPath: string } | undefined>;
  question(id: string): Promise<Question | undefined>;
  /** At most `count`; the same seed gives the same questions. Neither `topic` nor `bank`: of all of them. */
  questions(choice: {
    readonly topic?: string;
    readonly bank?: string;
    readonly count: number;
    readonly seed: string;
    readonly unitPath?: string;
  }): Promise<readonly Question[]>;
}

const id = z.string().min(1).max(200);
const unitPath = z
  .string()
  .regex(/^\/([^/\s]+\/)*$/, 'Đường dẫn đơn vị phải có dạng /19/ hoặc /19/01864/.')
  .max(300);

/** Where a quiz takes its questions from. `questions`: exactly these, in this order. */
export const QuestionChoice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('topic'), topic: id }),
  z.object({ type: z.literal('bank'), bank: id }),
  z.object({ type: z.literal('questions'), ids: z.array(id).min(1).max(MAX_QUIZ_QUESTIONS) }),
  z.object({ type: z.literal('all') }),
]);
export type QuestionChoice = z.infer<typeof QuestionChoice>;

export const QuizInput = z.object({
  title: z.string().trim().min(1, 'Chị đặt tên cho bộ câu hỏi.').max(200),
  choice: QuestionChoice,
  /** How many are asked; for chosen questions all of them are. */
  count: z.number().int().min(1).max(MAX_QUIZ_QUESTIONS).default(10),
  secondsPerQuestion: z.number().int().min(MIN_SECONDS_PER_QUESTION).max(MAX_SECONDS_PER_QUESTION).default(60),
  countsToTarget: z.boolean().default(false),
  /** Default: the administrator's own unit. */
  unitPath: unitPath.optional(),
});
export type QuizInput = z.infer<typeof QuizInput>;

export interface Quiz extends Omit<QuizInput, 'unitPath'> {
  readonly id: string;
  readonly unitPath: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived: boolean;
}

export const RUN_STATES = ['waiting', 'running', 'finished', 'abandoned'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** One play of a quiz in one thread. */
export interface Run {
  readonly id: string;
  readonly quizId: string;
  readonly title: string;
  readonly unitPath: string;
  readonly thread: string;
  readonly threadKind: 'direct' | 'group';
  readonly groupName?: string;
  readonly state: RunState;
  readonly questionCount: number;
  readonly countsToTarget: boolean;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface Score {
  /** Equal results share a rank: 1, 2, 2, 4. */
  readonly rank: number;
  readonly contact: string;
  readonly person?: string;
  readonly name: string;
  readonly correct: number;
  readonly answered: number;
  readonly total: number;
  /** Answered enough of the run to count as having taken part (`TOOK_PART_SHARE`). */
  readonly tookPart: boolean;
}

export const DIFFICULTIES = ['chưa rõ', 'dễ', 'vừa', 'khó'] as const;
export type QuestionDifficulty = (typeof DIFFICULTIES)[number];

export interface QuestionResult {
  readonly id: string;
  readonly text: string;
  readonly answered: number;
  readonly correct: number;
  /** 0–100, whole; undefined while nobody answered. */
  readonly percentCorrect?: number;
  readonly difficulty: QuestionDifficulty;
  readonly options: readonly { readonly text: string; readonly chosen: number; readonly right: boolean }[];
}

export interface RunResults {
  readonly run: Run;
  readonly participants: number;
  readonly scoreboard: readonly Score[];
  readonly questions: readonly QuestionResult[];
}

/** What an attendance was gained by. */
export const ACTIVITY_TYPES = ['quiz', 'class', 'meeting'] as const;
export interface Activity {
  readonly type: (typeof ACTIVITY_TYPES)[number];
  readonly id: string;
  readonly title: string;
}

/** A person who took part, with the posts that she held then. */
export interface Attendee {
  readonly person: string;
  readonly name: string;
  readonly posts: readonly { readonly post: Post; readonly unitPath: string }[];
}

export const MEASURES = ['attendances', 'persons'] as const;
const POST_CODES = Object.keys(POSTS) as [Post, ...Post[]];

/** A yearly target for holders of some posts. `attendances` counts lượt, `persons` counts each woman once. */
export const TargetGroup = z.object({
  key: z
    .string()
    .regex(/^[a-z0-9_]+$/, 'Mã chỉ gồm chữ thường không dấu, số và dấu gạch dưới.')
    .max(60),
  label: z.string().trim().min(1).max(200),
  posts: z.array(z.enum(POST_CODES)).min(1),
  measure: z.enum(MEASURES),
  /** Of the posts (for `attendances`) or of the women in those posts (for `persons`). */
  percent: z.number().min(1).max(1000),
});
export type TargetGroup = z.infer<typeof TargetGroup>;

export const TargetInput = z.object({
  groups: z
    .array(TargetGroup)
    .min(1)
    .max(20)
    .refine((groups) => new Set(groups.map((g) => g.key)).size === groups.length, 'Hai nhóm chức danh trùng mã.'),
});

/** The year's target of a unit: its own, its nearest upper unit's, or the default of the province (`from` absent). */
export interface Target {
  readonly year: number;
  readonly unitPath: string;
  /** Path of the unit whose target this is. */
  readonly from?: string;
  readonly groups: readonly TargetGroup[];
}

/** Denominators of the holders of some posts, on one day. */
export interface InPostByGroup {
  readonly posts: readonly Post[];
  readonly inPost: { readonly posts: number; readonly persons: number };
}

export interface GroupCount {
  readonly key: string;
  readonly label: string;
  readonly measure: TargetGroup['measure'];
  readonly targetPercent: number;
  /** Different women trained. */
  readonly persons: number;
  /** Lượt: each activity of each woman. */
  readonly attendances: number;
  readonly inPost: { readonly posts: number; readonly persons: number };
  /** What `percent` is of: posts for `attendances`, women in post for `persons`. */
  readonly denominator: number;
  /** One decimal; undefined when nobody is in post. */
  readonly percent?: number;
  readonly reached: boolean;
  /** Attendances or persons still needed for the target. */
  readonly needed: number;
}

export interface MonthPoint {
  /** `2026-03`. */
  readonly month: string;
  /** From January to the end of the month. */
  readonly persons: number;
  readonly attendances: number;
  readonly denominator: number;
  readonly percent?: number;
  /** The denominator was stored on that month's reporting date; otherwise it is counted from the dated posts. */
  readonly frozen: boolean;
}

export interface Progress {
  readonly unit: { readonly id: string; readonly name: string; readonly path: string };
  readonly year: number;
  /** ISO moment of the count, or the reporting date `2026-06-30` whose denominators are frozen. */
  readonly asOf: string;
  readonly frozen: boolean;
  readonly targetFrom?: string;
  readonly groups: readonly (GroupCount & { readonly history: readonly MonthPoint[] })[];
  /** Units directly below, for the table. */
  readonly children: readonly {
    readonly unit: { readonly id: string; readonly name: string; readonly path: string; readonly level: string };
    readonly groups: readonly GroupCount[];
  }[];
}
