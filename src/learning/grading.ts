import type { Question, QuestionDifficulty, QuestionResult, Score } from './types.ts';
import { TOOK_PART_SHARE } from './types.ts';

/** What grading needs to know of one recorded answer. `option` is the chosen index, from 0. */
export interface GradedAttempt {
  readonly contact: string;
  readonly person?: string;
  readonly name: string;
  readonly questionId: string;
  readonly option: number;
  readonly correct: boolean;
  /** When it was answered, in milliseconds: of two equal results, who finished earlier stands first. */
  readonly at: number;
}

export const isCorrect = (question: Pick<Question, 'answer'>, option: number): boolean => option === question.answer;

/** One woman is one row, also when she answered from two accounts: then her first answer to a question counts. */
export const scoreboard = (attempts: readonly GradedAttempt[], total: number): Score[] => {
  const people = new Map<string, { first: GradedAttempt; answers: Map<string, GradedAttempt> }>();
  for (const attempt of [...attempts].sort((a, b) => a.at - b.at)) {
    const who = attempt.person ?? attempt.contact;
    const entry = people.get(who) ?? { first: attempt, answers: new Map() };
    if (!entry.answers.has(attempt.questionId)) entry.answers.set(attempt.questionId, attempt);
    people.set(who, entry);
  }
  const rows = [...people.values()].map(({ first, answers }) => {
    const given = [...answers.values()];
    return {
      contact: first.contact,
      ...(first.person === undefined ? {} : { person: first.person }),
      name: first.name,
      correct: given.filter((a) => a.correct).length,
      answered: given.length,
      total,
      tookPart: given.length > 0 && given.length >= total * TOOK_PART_SHARE,
      lastAt: Math.max(...given.map((a) => a.at)),
    };
  });
  rows.sort((a, b) => b.correct - a.correct || a.lastAt - b.lastAt || a.name.localeCompare(b.name, 'vi'));
  return rows.map(({ lastAt: _, ...row }) => ({
    rank: 1 + rows.filter((r) => r.correct > row.correct).length,
    ...row,
  }));
};

/** Fewer answers than this say nothing about how hard a question is. */
export const MIN_ANSWERS_FOR_DIFFICULTY = 3;

/** Easy from 80% right answers, hard below 50%. */
export const difficulty = (answered: number, correct: number): QuestionDifficulty => {
  if (answered < MIN_ANSWERS_FOR_DIFFICULTY) return 'chưa rõ';
  const share = correct / answered;
  return share >= 0.8 ? 'dễ' : share >= 0.5 ? 'vừa' : 'khó';
};

/** Results per question, in the order asked. */
export const questionResults = (questions: readonly Question[], attempts: readonly GradedAttempt[]): QuestionResult[] =>
  questions.map((question) => {
    const given = attempts.filter((a) => a.questionId === question.id);
    const correct = given.filter((a) => a.correct).length;
    return {
      id: question.id,
      text: question.text,
      answered: given.length,
      correct,
      ...(given.length === 0 ? {} : { percentCorrect: Math.round((100 * correct) / given.length) }),
      difficulty: difficulty(given.length, correct),
      options: question.options.map((option, index) => ({
        text: option.text,
        chosen: given.filter((a) => a.option === index).length,
        right: index === question.answer,
      })),
    };
  });
