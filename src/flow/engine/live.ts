import type { Op, QuizOp } from '../compile/ops.ts';
import { MAX_BOARD_ROWS, MAX_PARTICIPANTS } from '../limits.ts';
import type { Person } from '../session.ts';
import type { Message, Vote } from './events.ts';
import {
  answerOptions,
  asQuestions,
  lesson,
  type Question,
  type QuizResult,
  quizOptions,
  quizResult,
  rightAnswer,
} from './questions.ts';
import { matchRows, withOptions } from './rows.ts';
import type { Run } from './run.ts';
import { SAY, spokenSeconds } from './sentences.ts';
import type { Given, WaitingLive } from './waiting.ts';

/** A live quiz in a group: each question is open for a while, everyone answers, the last answer of each counts. */
type Quiz = Extract<Op, QuizOp>;

/** Seconds a question is open at least and at most, whatever a variable says. */
const MIN_SECONDS = 5;
const MAX_SECONDS = 86_400;
const DEFAULT_SECONDS = 60;

const questionsOf = (run: Run, op: Quiz): readonly Question[] => asQuestions(run.value(op.questions));

const secondsOf = (run: Run, op: Quiz): number => {
  const value = typeof op.seconds === 'number' ? op.seconds : run.value(op.seconds);
  const seconds = typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : DEFAULT_SECONDS;
  return Math.min(MAX_SECONDS, Math.max(MIN_SECONDS, seconds));
};

/** Before the letter in a button or poll option: a late vote for another question, or another quiz, is told apart by it. */
const prefixOf = (run: Run, index: number): string => `${run.session.id}.${index + 1}.`;

const open = (run: Run, op: Quiz, index: number, answers: WaitingLive['a'], lead: string): void => {
  const questions = questionsOf(run, op);
  const question = questions[index];
  if (!question) return;
  const seconds = secondsOf(run, op);
  const closes = run.now.getTime() + seconds * 1000;
  const timer = `q${run.turn}`;
  const asked = SAY.quiz.liveQuestion(index + 1, questions.length, spokenSeconds(seconds), question.text);
  const text = [lead, asked].filter(Boolean).join('\n\n');
  const options = quizOptions(question, prefixOf(run, index));
  const message = withOptions(text, options);
  if (op.poll)
    run.send({
      type: 'poll',
      question: message.text,
      options: message.options,
      multiple: false,
      closesAt: new Date(closes).toISOString(),
    });
  else run.send({ type: 'choice', ...message });
  run.waiting = { t: 'live', i: index, timer, closes, a: answers };
  run.setTimer(timer, closes);
};

export const enterLive = (run: Run, op: Quiz): void => {
  if (questionsOf(run, op).length === 0) {
    finish(run, op, {}, true);
    return;
  }
  const title = op.title ? run.text(op.title) : '';
  open(run, op, 0, {}, [title, op.poll ? '' : SAY.quiz.liveHint()].filter(Boolean).join('\n'));
};

const give = (run: Run, w: WaitingLive, person: Person, given: Given | null): boolean => {
  const before = w.a[person.id];
  if (!before && (given === null || Object.keys(w.a).length >= MAX_PARTICIPANTS)) return false;
  const answers = [...(before?.a ?? [])];
  while (answers.length < w.i) answers.push(null);
  answers[w.i] = given;
  run.waiting = { ...w, a: { ...w.a, [person.id]: { n: person.name, a: answers } } };
  return true;
};

const now = (run: Run, option: number): Given => [option, run.now.getTime()];

const indexOfKey = (run: Run, w: WaitingLive, question: Question, key: string): number =>
  quizOptions(question, prefixOf(run, w.i)).findIndex(({ value }) => value === key);

export const answerLive = (run: Run, op: Quiz, w: WaitingLive, event: Message): boolean => {
  const question = questionsOf(run, op)[w.i];
  if (!question) return false;
  if (event.choice !== undefined) {
    const pressed = indexOfKey(run, w, question, event.choice);
    if (pressed >= 0) return give(run, w, event.person, now(run, pressed));
  }
  const found = matchRows(run, event.text, answerOptions(question), event.addressed === false);
  return typeof found === 'number' && give(run, w, event.person, now(run, found));
};

export const voteLive = (run: Run, op: Quiz, w: WaitingLive, event: Vote): boolean => {
  const question = questionsOf(run, op)[w.i];
  if (!question) return false;
  // A vote taken back names no option, so only a poll of ours that she answered before can be meant.
  if (event.options.length === 0)
    return op.poll && w.a[event.person.id]?.a[w.i] ? give(run, w, event.person, null) : false;
  const voted = event.options.map((key) => indexOfKey(run, w, question, key)).filter((index) => index >= 0);
  const last = voted.at(-1);
  return last !== undefined && give(run, w, event.person, now(run, last));
};

const boardText = (result: QuizResult): string => {
  if (result.people === 0) return SAY.quiz.nobody();
  const rows = result.board
    .slice(0, MAX_BOARD_ROWS)
    .map((r) => SAY.quiz.boardRow(r.rank, r.name, r.right, result.total));
  const rest = result.board.length - rows.length;
  return [SAY.quiz.board(result.total, result.people), ...rows, ...(rest > 0 ? [SAY.quiz.boardRest(rest)] : [])].join(
    '\n',
  );
};

const finish = (run: Run, op: Quiz, answers: WaitingLive['a'], finished: boolean): void => {
  const participants = Object.entries(answers).map(([contact, { n, a }]) => ({ contact, name: n, answers: a }));
  const result = quizResult(questionsOf(run, op), participants, finished);
  if (op.board && result.total > 0) run.say(boardText(result));
  if (op.save !== undefined) run.set(op.save, result);
  run.go(op.next);
};

const reveal = (run: Run, op: Quiz, w: WaitingLive): void => {
  const questions = questionsOf(run, op);
  const question = questions[w.i];
  if (!question || !op.feedback) return;
  const given = Object.values(w.a).flatMap(({ a }) => (a[w.i] ? [a[w.i]?.[0]] : []));
  const right = given.filter((option) => option === question.answer).length;
  const lines = [
    SAY.quiz.closed(w.i + 1, questions.length, rightAnswer(question)),
    lesson(question, SAY.quiz.source),
    SAY.quiz.count(right, given.length),
  ];
  run.say(lines.filter(Boolean).join('\n'));
};

/** Time is up: the right answer, and the next question or the scoreboard. */
export const closeLive = (run: Run, op: Quiz, w: WaitingLive): void => {
  reveal(run, op, w);
  if (w.i + 1 < questionsOf(run, op).length) open(run, op, w.i + 1, w.a, '');
  else finish(run, op, w.a, true);
};

/** Whoever started it stops it: the present question is closed, and the scoreboard shows what was played. */
export const stopLive = (run: Run, op: Quiz, w: WaitingLive): void => {
  run.emit({ type: 'clear_timer', timer: w.timer });
  run.say(SAY.quizStopped());
  reveal(run, op, w);
  finish(run, op, w.a, false);
};
