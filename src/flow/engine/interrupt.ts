import type { CompiledFlow } from '../compile/ops.ts';
import type { FlowCommand } from '../schema/flow.ts';
import { promptAsk } from './ask.ts';
import { promptChoose } from './choose.ts';
import { closeCollect, promptCollect } from './collect.ts';
import type { Message } from './events.ts';
import { stopLive } from './live.ts';
import { promptQuiz, stopQuiz } from './quiz.ts';
import { type Run, without } from './run.ts';
import { SAY } from './sentences.ts';
import type { Waiting } from './waiting.ts';

/** Interruptions inside one another; for one more the oldest is given up: she is least likely to come back to it. */
const MAX_INTERRUPTIONS = 3;

/** What the session really waits for, below "stop or đúng?" and pauses. */
export const innermost = (waiting: Waiting): Waiting =>
  waiting.t === 'stop?' || waiting.t === 'paused' ? innermost(waiting.inner) : waiting;

/** Asks again what was asked, after `lead`. */
export const promptAgain = (run: Run, lead = ''): void => {
  const { waiting } = run;
  if (!waiting) return;
  const op = run.op;
  const text = (question: string): string => [lead, question].filter(Boolean).join('\n\n');
  if (waiting.t === 'ask' && op.op === 'ask') promptAsk(run, op, waiting, text(run.wording(op.wording)));
  else if (waiting.t === 'choose' && op.op === 'choose') promptChoose(run, op, waiting, text(run.wording(op.wording)));
  else if (waiting.t === 'quiz' && op.op === 'quiz') promptQuiz(run, op, waiting, lead);
  else if (waiting.t === 'collect' && op.op === 'collect') promptCollect(run, op, waiting, lead);
  else if (waiting.t === 'paused' && waiting.offered) run.offerResume();
  else run.say(lead);
};

/** Pauses what is being asked and runs another flow; when that ends, she is asked whether to go on. */
const interrupt = (run: Run, flow: CompiledFlow, vars: Readonly<Record<string, unknown>>): void => {
  const interruptions = run.levels.flatMap((level, index) => (level.paused ? [index] : []));
  const again = run.levels.findIndex(
    (level, index) => index > 0 && run.levels[index - 1]?.paused && level.flow.name === flow.name,
  );
  if (again > 0) run.unwind(again - 1);
  else {
    if (interruptions.length >= MAX_INTERRUPTIONS) run.levels.splice(0, (interruptions[0] ?? 0) + 1);
    if (run.waiting) run.top.paused = innermost(run.waiting);
    run.waiting = null;
  }
  run.push(flow, vars);
};

/** The flow that answers a command word, unless it is the one that is running. */
const commandFlow = (run: Run, command: FlowCommand): CompiledFlow | undefined => {
  const name = run.deps.flows.command?.(command);
  const flow = name === undefined ? undefined : run.deps.flows.find(name);
  return flow && flow.scope === 'person' && canStart(flow, {}) ? flow : undefined;
};

const canStart = (flow: CompiledFlow, vars: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(flow.vars).every(([name, spec]) => !spec.required || Object.hasOwn(vars, name));

const help = (run: Run): void => {
  const op = run.op;
  const own = 'help' in op && op.help ? op.help : run.top.flow.help;
  promptAgain(run, own ? run.text(own) : SAY.help(run.you));
};

const back = (run: Run): void => {
  const { trail } = run.top;
  const to = run.waiting?.t === 'paused' ? undefined : trail.at(-1);
  if (to === undefined) {
    promptAgain(run, SAY.nothingBack());
    return;
  }
  run.top.trail = trail.slice(0, -1);
  run.go(to);
};

/** Words that stop this conversation only; the others ("dừng nhận tin") are for the flow that answers `stop`. */
const PLAIN_STOP = new Set(['dung', 'dung lai', 'ngung', 'ngung lai', 'huy', 'stop', 'thoi']);

/** She wants to stop. A quiz is closed and its flow goes on with what was answered; anything else ends. */
export const stop = (run: Run, text: string): void => {
  const { waiting } = run;
  const op = run.op;
  const flow = PLAIN_STOP.has(run.deps.understanding.fold(text)) ? undefined : commandFlow(run, 'stop');
  if (flow) {
    run.levels.length = 0;
    run.waiting = null;
    run.push(flow, {});
    return;
  }
  if (waiting?.t === 'quiz' && op.op === 'quiz') {
    stopQuiz(run, op, waiting, SAY.quizStopped());
    return;
  }
  if (waiting?.t === 'live' && op.op === 'quiz') {
    stopLive(run, op, waiting);
    return;
  }
  run.say(SAY.stopped(run.you));
  run.finish('stopped');
};

const human = (run: Run): void => {
  const flow = commandFlow(run, 'human');
  if (flow && flow.name !== run.top.flow.name) {
    interrupt(run, flow, {});
    return;
  }
  run.say(SAY.human(run.you));
  run.emit({ type: 'hand_over', reason: SAY.humanReason(run.person?.name ?? '', run.top.flow.title) });
  if (run.waiting) run.waiting = { t: 'paused', inner: innermost(run.waiting), offered: false };
};

/** Goes on with what was paused. */
export const resume = (run: Run): void => {
  if (run.waiting) run.waiting = innermost(run.waiting);
  const { waiting } = run;
  const op = run.op;
  // Its closing time came while it was paused.
  if (waiting?.t === 'collect' && op.op === 'collect' && waiting.closes <= run.now.getTime())
    closeCollect(run, op, waiting);
  else promptAgain(run);
};

/** Obeys a command word; false when there is nothing to obey here. */
export const obey = (run: Run, command: 'help' | 'menu' | 'stop' | 'human' | 'back', text: string): boolean => {
  switch (command) {
    case 'help':
      help(run);
      return true;
    case 'back':
      back(run);
      return true;
    case 'stop':
      stop(run, text);
      return true;
    case 'human':
      human(run);
      return true;
    case 'menu': {
      const flow = commandFlow(run, 'menu');
      if (flow) interrupt(run, flow, {});
      else help(run);
      return true;
    }
  }
};

/** Another flow's trigger where the answer fits nothing: that flow runs in between. */
export const divert = (run: Run, event: Message): boolean => {
  const found = run.deps.flows.route?.(event.text, run.session.threadKind);
  const flow = found && run.deps.flows.find(found.flow);
  if (!found || !flow || flow.scope !== 'person' || flow.name === run.top.flow.name || !canStart(flow, found.vars))
    return false;
  if (flow.private && run.session.threadKind === 'group') return false;
  interrupt(run, flow, found.vars);
  return true;
};

/** "dung": asked about, with the message kept in case it was an answer. */
export const askStop = (run: Run, event: Message): void => {
  if (!run.waiting) return;
  run.waiting = { t: 'stop?', event, inner: run.waiting };
  const text = event.text.trim().slice(0, 40);
  run.send({
    type: 'choice',
    text: SAY.stopOrAnswer(run.you, text),
    options: [
      { label: SAY.stopOption(), value: 'dung' },
      { label: SAY.answerOption(text), value: 'tra_loi' },
    ],
  });
};

/** A failed action's message to the person, and where the flow goes on: its own way, its callers', or the end. */
export const actionFailed = (run: Run, reason: string): void => {
  run.engine = without(run.engine, 'doing');
  const op = run.op;
  if (op.op === 'do' && op.onError !== undefined) {
    run.set('loi', reason);
    run.go(op.onError);
    return;
  }
  const { name } = run.top.flow;
  for (let index = run.levels.length - 1; index >= 0; index -= 1) {
    const level = run.levels[index];
    if (!level) break;
    if (level.paused) {
      // An interruption failed; what it interrupted did not.
      const { paused } = level;
      run.unwind(index);
      level.paused = undefined;
      run.say(SAY.failed(run.you));
      run.waiting = { t: 'paused', inner: paused, offered: true };
      run.offerResume();
      return;
    }
    const { onError } = level.flow;
    if (onError !== undefined && level.at < onError) {
      run.unwind(index);
      run.set('loi', reason);
      run.go(onError);
      return;
    }
  }
  run.say(SAY.failed(run.you));
  run.finish('failed', `an action of flow ${name} failed`);
};
