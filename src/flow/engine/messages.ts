import type { Op } from '../compile/ops.ts';
import { answerAsk, giveUp, missAsk, pressAsk } from './ask.ts';
import { answerChoose, isExactOption, pressChoose, promptChoose } from './choose.ts';
import { answerCollect, voteCollect } from './collect.ts';
import type { Message, Vote } from './events.ts';
import { askStop, divert, obey, promptAgain, resume, stop } from './interrupt.ts';
import { answerLive, voteLive } from './live.ts';
import { answerQuiz, missQuiz, pressQuiz } from './quiz.ts';
import { quickIndex } from './rows.ts';
import type { Run } from './run.ts';
import { SAY } from './sentences.ts';
import type { Waiting, WaitingChoose, WaitingPaused, WaitingStop } from './waiting.ts';

/** A button of the present question was pressed. */
const press = (run: Run, op: Op, w: Waiting, key: string): boolean => {
  if (w.t === 'choose' && op.op === 'choose') return pressChoose(run, op, w, key);
  if (w.t === 'quiz' && op.op === 'quiz') return pressQuiz(run, op, w, key);
  if (w.t === 'ask' && op.op === 'ask') return pressAsk(run, op, w, key);
  return false;
};

/** Words as an answer to the present question. A text: why it does not fit (`ask`). False: it fits nothing. */
const answer = (run: Run, op: Op, w: Waiting, event: Message, plain: boolean): boolean | string => {
  if (w.t === 'choose' && op.op === 'choose') return answerChoose(run, op, w, event, plain);
  if (w.t === 'quiz' && op.op === 'quiz') return answerQuiz(run, op, w, event, plain);
  if (w.t === 'ask' && op.op === 'ask') return answerAsk(run, op, w, event);
  if (w.t === 'collect' && op.op === 'collect') return answerCollect(run, op, w, event);
  return false;
};

const missChoose = (run: Run, op: Extract<Op, { op: 'choose' }>, w: WaitingChoose): void => {
  if (w.tries >= op.retries) {
    giveUp(run, op.otherwise);
    return;
  }
  const next: WaitingChoose = { ...w, tries: w.tries + 1 };
  run.waiting = next;
  const text = op.again ? run.wording(op.again) : `${SAY.notUnderstood(run.you)}\n${run.wording(op.wording)}`;
  promptChoose(run, op, next, text);
};

const miss = (run: Run, op: Op, w: Waiting, reason: string): boolean => {
  if (w.t === 'choose' && op.op === 'choose') missChoose(run, op, w);
  else if (w.t === 'quiz' && op.op === 'quiz') missQuiz(run, op, w);
  else if (w.t === 'ask' && op.op === 'ask') missAsk(run, op, w, reason);
  else return false;
  return true;
};

/** Questions that any words answer: there, a doubtful "dung" must be asked about before it is taken. */
const takesAnything = (op: Op, w: Waiting): boolean =>
  op.op === 'ask' && w.t === 'ask' && (op.type === 'text' || op.type === 'person' || op.type === 'unit');

const isContinue = (run: Run, text: string): boolean =>
  /^(?:tiep tuc|lam tiep|tiep|tiep di|tiep theo)(?: (?:a|nhe|nha|di|em))?$/.test(run.deps.understanding.fold(text));

/** After an interruption or a hand-over. */
const paused = (run: Run, w: WaitingPaused, event: Message): boolean => {
  const { understanding } = run.deps;
  const text = event.text.trim();
  if (isContinue(run, text) || event.choice === 'lam_tiep') {
    resume(run);
    return true;
  }
  const command = understanding.command(text);
  if (w.offered) {
    const said = text === '1' ? 'yes' : text === '2' || event.choice === 'thoi' ? 'no' : understanding.yesNo(text);
    if (said === 'yes') {
      resume(run);
      return true;
    }
    if (said === 'no' || command === 'stop') {
      stop(run, command === 'stop' ? text : 'dung');
      return true;
    }
  }
  if (command === 'start') {
    resume(run);
    return true;
  }
  if (command && command !== 'stop_unsure' && command !== 'back') return obey(run, command, text);
  return divert(run, event);
};

/** "Dừng lại, hay trả lời là dung?" */
const stopOrAnswer = (run: Run, w: WaitingStop, event: Message): boolean => {
  const { understanding } = run.deps;
  const text = event.text.trim();
  run.waiting = w.inner;
  if (event.choice === 'dung' || text === '1' || understanding.command(text) === 'stop') {
    stop(run, 'dung');
    return true;
  }
  const meant =
    event.choice === 'tra_loi' ||
    text === '2' ||
    understanding.yesNo(text) === 'yes' ||
    /^tra loi/.test(understanding.fold(text));
  if (!meant) return onMessage(run, event);
  const taken = answer(run, run.op, w.inner, w.event, false);
  if (taken !== true) promptAgain(run);
  return true;
};

/** Words in a group that were not said to the assistant: only a plain answer is taken, the rest is left alone. */
const aside = (run: Run, event: Message): boolean => {
  const { waiting } = run;
  const op = run.op;
  if (!waiting) return false;
  const isPhoto = op.op === 'ask' && waiting.t === 'ask' && op.type === 'photo' && event.attachments.length > 0;
  if (!isPhoto && (event.text.trim() === '' || event.attachments.length > 0)) return false;
  if (takesAnything(op, waiting) && run.deps.understanding.command(event.text) !== undefined) return false;
  return answer(run, op, waiting, event, true) === true;
};

/** A message of the person whom the session is with. False: it has no use for it. */
export const onMessage = (run: Run, event: Message): boolean => {
  const { waiting } = run;
  if (!waiting || waiting.t === 'wait' || waiting.t === 'live') return false;
  if (event.addressed === false && event.choice === undefined) return aside(run, event);
  if (waiting.t === 'paused') return paused(run, waiting, event);
  if (waiting.t === 'stop?') return stopOrAnswer(run, waiting, event);
  const op = run.op;
  if (event.choice !== undefined && press(run, op, waiting, event.choice)) return true;

  const text = event.text.trim();
  const { understanding } = run.deps;
  // One character is an answer to a list far more often than anything else, and asking for commands costs more.
  const quick = text.length === 1 && text !== '0' && text !== '?' && waiting.t !== 'ask' && waiting.t !== 'collect';
  const command = quick ? undefined : understanding.command(text);
  // "0" is both a number and the word for an officer; an option may be called "Menu".
  const first =
    (op.op === 'ask' && waiting.t === 'ask' && op.type === 'number' && understanding.parseNumber(text) !== undefined) ||
    (command !== undefined && waiting.t === 'choose' && op.op === 'choose' && isExactOption(run, op, waiting, text));
  if (command === 'stop_unsure' && takesAnything(op, waiting)) {
    askStop(run, event);
    return true;
  }
  if (!first && command && command !== 'stop_unsure' && command !== 'start') return obey(run, command, text);
  const taken = answer(run, op, waiting, event, false);
  if (taken === true) return true;
  if (command === 'stop_unsure') {
    askStop(run, event);
    return true;
  }
  if (command === 'start' || isContinue(run, text)) {
    promptAgain(run);
    return true;
  }
  // A menu holds nobody: what fits no option goes back to the host, which finds the flow for it. A conversation that
  // waits below is not given up for that.
  if (op.op === 'choose' && op.casual && waiting.t === 'choose' && !run.levels.some((level) => level.paused)) {
    run.finish('done');
    return false;
  }
  if (divert(run, event)) return true;
  return miss(run, op, waiting, typeof taken === 'string' ? taken : '');
};

/** A message in a group activity, from anyone. Only whoever started it stops it. */
export const onGroupMessage = (run: Run, event: Message): boolean => {
  const { waiting } = run;
  const op = run.op;
  if (waiting?.t === 'live' && op.op === 'quiz') {
    if (answerLive(run, op, waiting, event)) return true;
  } else if (waiting?.t === 'collect' && op.op === 'collect') {
    if (answerCollect(run, op, waiting, event)) return true;
  } else return false;
  const isStarter = event.person.id === run.person?.id;
  if (!isStarter || quickIndex(event.text.trim(), []) !== undefined) return false;
  if (run.deps.understanding.command(event.text) !== 'stop') return false;
  stop(run, 'dung');
  return true;
};

export const onVote = (run: Run, event: Vote): boolean => {
  const { waiting } = run;
  const op = run.op;
  if (waiting?.t === 'live' && op.op === 'quiz') return voteLive(run, op, waiting, event);
  if (waiting?.t === 'collect' && op.op === 'collect') return voteCollect(run, op, waiting, event);
  return false;
};
