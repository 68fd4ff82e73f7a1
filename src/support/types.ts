import { z } from 'zod';

/** States of a reported difficulty, with the words shown. */
export const DIFFICULTY_STATES = { new: 'mới', in_progress: 'đang xử lý', answered: 'đã trả lời' } as const;
export type DifficultyState = keyof typeof DIFFICULTY_STATES;

/** Longest report that is kept. */
export const MAX_REPORT_CHARACTERS = 4000;
/** Of a restricted case only so much is kept: who, where and how urgent is enough to act on; the rest is told in person. */
export const MAX_RESTRICTED_CHARACTERS = 200;

export const AnswerInput = z.object({
  text: z.string().trim().min(1, 'Chị ghi nội dung trả lời.').max(4000),
  /** False: she was answered by telephone or in person, and this is only the note of it. */
  send: z.boolean().default(true),
  /** Made by the browser once for each press of the button. */
  request: z.string().min(8, 'Thiếu mã yêu cầu.').max(100),
});
export type AnswerInput = z.infer<typeof AnswerInput>;

export interface Difficulty {
  readonly id: string;
  /** Short, can be said aloud: `KK-0042`. */
  readonly code: string;
  readonly unitPath: string;
  readonly unitName: string;
  /** Empty in lists of restricted cases: who opens one is written down. */
  readonly name: string;
  readonly text: string;
  readonly place: string;
  readonly callback: string;
  readonly urgent: boolean;
  /** A case of violence or danger: only officers named for them see it, and every reading is logged. */
  readonly restricted: boolean;
  readonly state: DifficultyState;
  readonly createdAt: string;
  readonly answers: readonly {
    readonly by: string;
    readonly text: string;
    readonly at: string;
    readonly sent: boolean;
  }[];
}
