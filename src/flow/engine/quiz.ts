import type { Op, QuizOp } from '../compile/ops.ts';
import type { Message } from './events.ts';
import {
  answerOptions,
  asQuestions,
  lesson,
  type Question,
  quizOptions,
  quizResult,
  rightAnswer,
} from './questions.ts';
import { matchRows, withOptions } from './rows.ts';
import type { Run } from './run.ts';
import { SAY } from './sentences.ts';
import type { WaitingQuiz } from './waiting.ts';

/** A quiz with one person: question, answer, feedback, next question in the same message. */
type Quiz = Extract<Op, QuizOp>;

const questionsOf = (run: Run, op: Quiz): readonly Question[] => asQuestions(run.value(op.questions));

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

/** Asks the present question, after whatever is said before it. */
export const promptQuiz = (run: Run, op: Quiz, w: WaitingQuiz, lead: string): void => {
  const questions = questionsOf(run, op);
  const question = questions[w.i];
  if (!question) return;
  const text = join(lead, SAY.quiz.question(w.i + 1, questions.length, question.text));
  run.send({ type: 'choice', ...withOptions(text, quizOptions(question, `${w.i + 1}.`)) });
};

const finish = (run: Run, op: Quiz, w: WaitingQuiz, lead: string, finished: boolean): void => {
  const { person } = run;
  const participants = person ? [{ contact: person.id, name: person.name, answers: w.a }] : [];
  const result = quizResult(questionsOf(run, op), participants, finished);
  const board = op.board && finished && result.total > 0 ? SAY.quiz.result(run.you, result.right, result.total) : '';
  run.say(join(lead, board));
  if (op.save !== undefined) run.set(op.save, result, false);
  run.go(op.next);
};

export const enterQuiz = (run: Run, op: Quiz): void => {
  const w: WaitingQuiz = { t: 'quiz', i: 0, tries: 0, a: [] };
  if (questionsOf(run, op).length === 0) {
    finish(run, op, w, '', true);
    return;
  }
  run.waiting = w;
  promptQuiz(run, op, w, op.title ? run.text(op.title) : '');
};

const take = (run: Run, op: Quiz, w: WaitingQuiz, question: Question, option: number): void => {
  const right = option === question.answer;
  const verdict = right ? SAY.quiz.right() : SAY.quiz.wrong(rightAnswer(question));
  const learned = lesson(question, SAY.quiz.source);
  const lead = !op.feedback ? '' : learned === '' ? verdict : `${verdict}\n${learned}`;
  const next: WaitingQuiz = { t: 'quiz', i: w.i + 1, tries: 0, a: [...w.a, [option, run.now.getTime()]] };
  if (next.i >= questionsOf(run, op).length) {
    finish(run, op, next, lead, true);
    return;
  }
  run.waiting = next;
  promptQuiz(run, op, next, lead);
};

/** A pressed option of the present question; one of an earlier question is not an answer to this one. */
export const pressQuiz = (run: Run, op: Quiz, w: WaitingQuiz, key: string): boolean => {
  const question = questionsOf(run, op)[w.i];
  if (!question) return false;
  const index = quizOptions(question, `${w.i + 1}.`).findIndex(({ value }) => value === key);
  if (index < 0) return false;
  take(run, op, w, question, index);
  return true;
};

export const answerQuiz = (run: Run, op: Quiz, w: WaitingQuiz, event: Message, plain: boolean): boolean => {
  const question = questionsOf(run, op)[w.i];
  if (!question) return false;
  const found = matchRows(run, event.text, answerOptions(question), plain);
  if (typeof found !== 'number') return false;
  take(run, op, w, question, found);
  return true;
};

/** An answer that fits no option, or several: asked again without a limit, as she may stop at any time. */
export const missQuiz = (run: Run, op: Quiz, w: WaitingQuiz): void => {
  const next: WaitingQuiz = { ...w, tries: w.tries + 1 };
  run.waiting = next;
  promptQuiz(run, op, next, SAY.quiz.unclear(run.you));
};

/** She stops half-way: what she answered is kept, and the flow goes on with `finished: false`. */
export const stopQuiz = (run: Run, op: Quiz, w: WaitingQuiz, lead: string): void => finish(run, op, w, lead, false);
