import { MAX_QUIZ_OPTIONS, MAX_QUIZ_QUESTIONS } from '../limits.ts';
import { letter } from './rows.ts';
import { FlowFailure } from './run.ts';
import type { Given } from './waiting.ts';

/** A question as the content room gives it (and as it may stand in a flow): options are texts or `{ text }`. */
export interface Question {
  readonly id?: string;
  readonly text: string;
  readonly options: readonly (string | { readonly text: string })[];
  /** Index of the right option, from 0. */
  readonly answer: number;
  readonly explanation?: string;
  readonly source?: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isQuestion = (value: unknown): value is Question => {
  if (typeof value !== 'object' || value === null) return false;
  const { text, options, answer } = value as Record<string, unknown>;
  return (
    isText(text) &&
    Array.isArray(options) &&
    options.length >= 2 &&
    options.length <= MAX_QUIZ_OPTIONS &&
    options.every((option: unknown) => isText(option) || isText((option as { text?: unknown } | null)?.text)) &&
    typeof answer === 'number' &&
    Number.isInteger(answer) &&
    answer >= 0 &&
    answer < options.length
  );
};

/** Lists that were looked at already: those that stand in a flow come by with every answer. */
const checked = new WeakSet<object>();

/** The questions of a quiz. Throws when they are not such a list; an empty list is a quiz without questions. */
export const asQuestions = (value: unknown): readonly Question[] => {
  if (typeof value === 'object' && value !== null && checked.has(value)) return value as readonly Question[];
  if (!Array.isArray(value) || value.length > MAX_QUIZ_QUESTIONS || !value.every(isQuestion))
    throw new FlowFailure('a quiz was given something else than a list of questions');
  checked.add(value);
  return value;
};

export const optionText = (option: string | { readonly text: string }): string =>
  typeof option === 'string' ? option : option.text;

/** `B. Bốn tầng`. */
export const rightAnswer = (question: Question): string => {
  const option = question.options[question.answer];
  return `${letter(question.answer)}. ${option === undefined ? '' : optionText(option)}`;
};

const labels = new WeakMap<Question, { readonly label: string; readonly value: string }[]>();

/** Options of a question as they are shown; keys are the letters behind `prefix`. */
export const quizOptions = (question: Question, prefix: string): { label: string; value: string }[] =>
  question.options.map((option, index) => ({ label: optionText(option), value: `${prefix}${letter(index)}` }));

/** The same without a prefix, made once per question: for reading answers. */
export const answerOptions = (question: Question): readonly { readonly label: string; readonly value: string }[] => {
  const known = labels.get(question);
  if (known) return known;
  const made = quizOptions(question, '');
  labels.set(question, made);
  return made;
};

/** Explanation and source, one under the other; empty when there is neither. */
export const lesson = (question: Question, source: (text: string) => string): string =>
  [question.explanation, question.source ? source(question.source) : undefined].filter(Boolean).join('\n');

export interface BoardRow {
  readonly contact: string;
  readonly name: string;
  readonly rank: number;
  readonly right: number;
  readonly answered: number;
}
export interface QuizResult {
  readonly total: number;
  readonly people: number;
  readonly right: number;
  readonly percent: number;
  readonly finished: boolean;
  readonly answers: readonly {
    readonly contact: string;
    readonly name: string;
    readonly question: string;
    readonly option: number;
    readonly correct: boolean;
    readonly at: string;
  }[];
  readonly board: readonly BoardRow[];
}

interface Participant {
  readonly contact: string;
  readonly name: string;
  /** By question; null or absent: none. */
  readonly answers: readonly (Given | null)[];
}

/** What a quiz came to. Equal numbers of right answers share a rank; within a rank who reached it first. */
export const quizResult = (
  questions: readonly Question[],
  participants: readonly Participant[],
  finished: boolean,
): QuizResult => {
  const rows = participants
    .map(({ contact, name, answers }) => {
      const given = answers.flatMap((one, index) => (one ? [{ index, option: one[0], at: one[1] }] : []));
      const right = given.filter(({ index, option }) => questions[index]?.answer === option);
      return { contact, name, given, right: right.length, reached: Math.max(0, ...right.map(({ at }) => at)) };
    })
    .filter(({ given }) => given.length > 0)
    .sort((a, b) => b.right - a.right || a.reached - b.reached || (a.contact < b.contact ? -1 : 1));
  const best = rows[0]?.right ?? 0;
  return {
    total: questions.length,
    people: rows.length,
    right: best,
    percent: questions.length === 0 ? 0 : Math.round((100 * best) / questions.length),
    finished,
    answers: rows.flatMap(({ contact, name, given }) =>
      given.map(({ index, option, at }) => ({
        contact,
        name,
        question: questions[index]?.id ?? String(index + 1),
        option,
        correct: questions[index]?.answer === option,
        at: new Date(at).toISOString(),
      })),
    ),
    board: rows.map(({ contact, name, right, given }) => ({
      contact,
      name,
      rank: rows.findIndex((row) => row.right === right) + 1,
      right,
      answered: given.length,
    })),
  };
};
