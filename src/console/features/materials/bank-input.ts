import type { Bank, BankInput, Question, QuestionInput } from '../../../content/types.ts';
import { lengthOf, MAX_EXPLANATION, MAX_OPTION, MAX_QUESTION, MAX_SOURCE, MAX_TITLE, MIN_OPTIONS } from './limits.ts';
import type { text } from './text.ts';

const LETTERS = 'ABCDEF';
/** The letter under which an option is shown, from 0. */
export const letterOf = (index: number): string => LETTERS[index] ?? '?';

/** What the form of a question holds. `answer` is an index from 0; null: none is marked yet. */
export interface QuestionDraft {
  readonly text: string;
  readonly options: readonly string[];
  readonly answer: number | null;
  readonly explanation: string;
  readonly source: string;
  readonly reviewYearly: boolean;
  readonly reviewLegal: boolean;
}

export const emptyQuestion = (): QuestionDraft => ({
  text: '',
  options: ['', '', '', ''],
  answer: null,
  explanation: '',
  source: '',
  reviewYearly: false,
  reviewLegal: false,
});

export const questionDraft = (question: Question): QuestionDraft => ({
  text: question.text,
  options: question.options.map((option) => option.text),
  answer: question.answer,
  explanation: question.explanation,
  source: question.source,
  reviewYearly: question.reviewYearly,
  reviewLegal: question.reviewLegal,
});

/** A stored question as the API takes it again: what the form does not show stays as it is. */
export const inputOfQuestion = (question: Question): QuestionInput => {
  const { bank: _bank, version: _version, options, answer, ...rest } = question;
  return { ...rest, options: options.map((option) => ({ text: option.text })), answer: letterOf(answer) };
};

/** A draft as the API takes it; empty options at the end were offered but not needed. */
export const inputOfDraft = (draft: QuestionDraft): QuestionInput => ({
  ...draft,
  options: usedOptions(draft).map((option) => ({ text: option })),
  answer: letterOf(draft.answer ?? 0),
});

export const inputOfBank = (bank: Bank): BankInput => ({
  title: bank.title,
  topic: bank.topic,
  updated: bank.updated,
  questions: bank.questions.map(inputOfQuestion),
});

/** Up to the last one with words in it. */
export const usedOptions = ({ options }: QuestionDraft): readonly string[] =>
  options.slice(0, options.findLastIndex((option) => option.trim() !== '') + 1);

type Words = (typeof text)['vi' | 'en'];
export type QuestionField = 'text' | 'options' | 'explanation' | 'source';
export type QuestionMistakes = Readonly<Partial<Record<QuestionField, string>>>;

const line = (value: string, max: number, t: Words): string | undefined => {
  const length = lengthOf(value);
  if (length === 0) return t.needed;
  return length > max ? t.tooLong(length, max) : undefined;
};

export const titleMistake = (title: string, t: Words): string | undefined => line(title, MAX_TITLE, t);

/** What is missing or too long, by field; the server checks everything again and knows more. */
export const questionMistakes = (draft: QuestionDraft, t: Words): QuestionMistakes => {
  const options = usedOptions(draft);
  const optionMistake = (): string | undefined => {
    if (options.length < MIN_OPTIONS) return t.twoOptions;
    const wrong = options.map((option) => line(option, MAX_OPTION, t)).find((mistake) => mistake !== undefined);
    if (wrong !== undefined) return wrong;
    return draft.answer === null || draft.answer >= options.length ? t.markRight : undefined;
  };
  const all = {
    text: line(draft.text, MAX_QUESTION, t),
    options: optionMistake(),
    explanation: line(draft.explanation, MAX_EXPLANATION, t),
    source: line(draft.source, 2 * MAX_SOURCE, t),
  };
  return Object.fromEntries(Object.entries(all).filter(([, mistake]) => mistake !== undefined));
};
