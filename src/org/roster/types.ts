import { z } from 'zod';
import type { Day } from '../days.ts';
import type { PostDoc } from '../model.ts';
import type { Address, UnitRecord } from '../types.ts';

/** What one row of the sheet would do, as the administrator sees it. */
export const CHANGE_KINDS = ['new', 'changed', 'moved', 'ended', 'unchanged', 'doubtful', 'skipped'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What a doubtful row asks; answered one at a time. */
export const QUESTIONS = ['post', 'unit', 'chapter', 'phone', 'from', 'to', 'address', 'how', 'person', 'row'] as const;
export type QuestionKind = (typeof QUESTIONS)[number];

export interface RosterQuestion {
  readonly kind: QuestionKind;
  /** `Trang “Danh sách”, dòng 12, cột “Điện thoại”: …`. */
  readonly text: string;
  /** Always with `skip`: leave this row out. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface RosterChange {
  /** As Excel numbers it; an ended predecessor has the row of her successor. */
  readonly row: number;
  readonly kind: ChangeKind;
  readonly name: string;
  readonly unit: string;
  /** What would change, in words. Phones are masked. */
  readonly lines: readonly string[];
  readonly question?: RosterQuestion;
}

/** One write, harmless to repeat. */
export type RosterOp =
  | { readonly type: 'unit'; readonly unit: UnitRecord }
  | {
      readonly type: 'person';
      readonly id: string;
      readonly name: string;
      readonly address: Address;
      readonly phone: string | null;
    }
  | {
      readonly type: 'set';
      readonly id: string;
      readonly set: { readonly name?: string; readonly address?: Address; readonly phone?: string };
    }
  | { readonly type: 'post'; readonly person: string; readonly post: PostDoc }
  | {
      readonly type: 'edit';
      readonly person: string;
      readonly post: string;
      readonly set: Partial<Pick<PostDoc, 'from' | 'to' | 'how' | 'decision'>>;
    };

export interface PlannedChange extends RosterChange {
  readonly ops: readonly RosterOp[];
}

/** Answers by row and question. */
export type RosterAnswers = Readonly<Record<string, Partial<Record<QuestionKind, string>>>>;

export const RosterAnswer = z.object({
  row: z.number().int().positive(),
  kind: z.enum(QUESTIONS),
  value: z.string().min(1).max(200),
});
export type RosterAnswer = z.output<typeof RosterAnswer>;

export type RosterStatus = 'draft' | 'applying' | 'applied' | 'discarded';

/** A roster import as the console shows it. */
export interface RosterImport {
  readonly id: string;
  readonly file: string;
  readonly sheet: string;
  readonly status: RosterStatus;
  readonly createdAt: Date;
  readonly appliedAt?: Date;
  /** Rows by kind. */
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Chapters that would be made, or were. */
  readonly newUnits: readonly string[];
  readonly notes: readonly string[];
  /** Everything but the unchanged rows; doubtful ones first. */
  readonly changes: readonly RosterChange[];
}

export type { Day };
