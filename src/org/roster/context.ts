import type { PersonDoc, PostDoc } from '../model.ts';
import type { Places } from './places.ts';
import type { PlanInput } from './plan.ts';
import type { RosterRow } from './rows.ts';
import type { QuestionKind, RosterQuestion } from './types.ts';

/** What the steps of a plan share while one row is worked off. */

/** An answer that leaves the row out. */
export const SKIP = 'skip';
/** An answer that leaves the cell empty. */
export const LEAVE_EMPTY = 'empty';
/** An answer that makes something new: a chapter, a person. */
export const MAKE_NEW = 'new';

/** A person while the plan is made. */
export interface Draft extends Pick<PersonDoc, '_id' | 'name' | 'folded' | 'address' | 'phone'> {
  posts: PostDoc[];
}

/** The fields of a row that its answers may mend. */
export type Fields = Pick<RosterRow, 'address' | 'posts' | 'phone' | 'from' | 'to' | 'how' | 'decision'>;

export interface Context {
  readonly input: PlanInput;
  readonly places: Places;
  readonly people: Draft[];
  readonly answers: Partial<Record<QuestionKind, string>>;
  /** `<person>|<post>|<unit>` of every row, so that two holders in one sheet both stay. */
  readonly named: Set<string>;
  /**
   * Posts (by id) and fields (`<person>|phone`) that a row has already spoken of: the first row decides, so that a sheet
   * which contradicts itself does not change things back and forth each time it is loaded.
   */
  readonly settled: Set<string>;
}

/** A value, or the question to ask for it. */
export type Asked<T> =
  | { readonly value: T }
  | { readonly ask: Omit<RosterQuestion, 'text'> & { readonly text: string } };
export const value = <T>(known: T): Asked<T> => ({ value: known });
export const ask = (kind: QuestionKind, text: string, options: RosterQuestion['options']): Asked<never> => ({
  ask: { kind, text, options: [...options, { value: SKIP, label: 'Bỏ qua dòng này' }] },
});
