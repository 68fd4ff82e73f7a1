import { OutboundMessage } from '../../chat/message.ts';
import type { DoOp, Op } from '../compile/ops.ts';
import { MAX_STEPS_PER_EVENT } from '../limits.ts';
import { enterAsk } from './ask.ts';
import { enterChoose } from './choose.ts';
import { enterCollect } from './collect.ts';
import { enterLive } from './live.ts';
import { enterQuiz } from './quiz.ts';
import { FlowFailure, type Run } from './run.ts';

/** Actions in a row without a word from a person: more is a loop over actions. */
const MAX_ACTIONS_IN_A_ROW = 50;
/** Messages that one `send` of a list may be. */
const MAX_MESSAGES = 20;

const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null))
    : value;

const sendMessages = (run: Run, value: unknown, toPerson: boolean): void => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MAX_MESSAGES) throw new FlowFailure(`a send of more than ${MAX_MESSAGES} messages`);
  for (const item of list) {
    const message = OutboundMessage.safeParse(withoutNulls(item));
    if (!message.success) {
      const place = message.error.issues[0]?.path.join('.') || 'type';
      throw new FlowFailure(`a send in flow ${run.top.flow.name} is not a message: ${place}`);
    }
    run.send(message.data, toPerson);
  }
};

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const startAction = (run: Run, op: DoOp): void => {
  const acts = (run.engine.acts ?? 0) + 1;
  if (acts > MAX_ACTIONS_IN_A_ROW) throw new FlowFailure(`more than ${MAX_ACTIONS_IN_A_ROW} actions in a row`);
  const person = run.person?.id;
  const effect = run.emit({
    type: 'do',
    action: op.action,
    args: op.args ? asObject(run.value(op.args)) : {},
    ...(person !== undefined && { person }),
  });
  // What an action changed cannot be taken back by answering again.
  run.top.trail = [];
  run.engine = { ...run.engine, acts, doing: { effect } };
};

const call = (run: Run, op: Extract<Op, { op: 'call' }>): void => {
  const flow = run.deps.flows.find(op.flow);
  if (!flow) throw new FlowFailure(`flow ${op.flow} is not known`);
  const given = op.with ? asObject(run.value(op.with)) : {};
  run.top.trail = [];
  run.push(flow, given, op.save);
};

const wait = (run: Run, op: Extract<Op, { op: 'wait' }>): void => {
  let at: number;
  if (op.ms !== undefined) at = run.now.getTime() + op.ms;
  else {
    const until = op.until ? run.value(op.until) : null;
    at = typeof until === 'string' ? Date.parse(until) : Number.NaN;
    if (Number.isNaN(at)) throw new FlowFailure(`until of a wait in flow ${run.top.flow.name} is not a moment`);
  }
  if (at <= run.now.getTime()) {
    run.go(op.next);
    return;
  }
  const timer = `w${run.turn}`;
  run.waiting = { t: 'wait', timer };
  run.setTimer(timer, at);
};

const needsPerson = (run: Run): void => {
  if (run.isGroup) throw new FlowFailure(`flow ${run.top.flow.name} asks one person but runs for a whole group`);
  if (run.engine.closing) run.finish(run.engine.closing);
};

const execute = (run: Run, op: Op): void => {
  switch (op.op) {
    case 'say': {
      const text = run.wording(op.wording);
      if (text !== '') run.send({ type: 'text', text }, op.private);
      run.go(op.next);
      break;
    }
    case 'send':
      sendMessages(run, run.value(op.message), op.private);
      run.go(op.next);
      break;
    case 'ask':
      needsPerson(run);
      if (!run.over) enterAsk(run, op);
      break;
    case 'choose':
      needsPerson(run);
      if (!run.over) enterChoose(run, op);
      break;
    case 'quiz':
      if (run.isGroup) enterLive(run, op);
      else {
        needsPerson(run);
        if (!run.over) enterQuiz(run, op);
      }
      break;
    case 'collect':
      enterCollect(run, op);
      break;
    case 'branch': {
      const { condition } = op;
      const holds = typeof condition === 'boolean' ? condition : condition.run(run.scope());
      if (typeof holds !== 'boolean')
        throw new FlowFailure(`a condition in flow ${run.top.flow.name} is not true or false`);
      run.go(holds ? op.next : op.otherwise);
      break;
    }
    case 'jump':
      run.go(op.next);
      break;
    case 'do':
      startAction(run, op);
      break;
    case 'call':
      call(run, op);
      break;
    case 'set': {
      const values = Object.fromEntries(op.values.map(([name, value]) => [name, run.value(value)]));
      run.top.trail = [];
      run.setAll(values);
      run.go(op.next);
      break;
    }
    case 'wait':
      wait(run, op);
      break;
    case 'hand_over':
      run.emit({ type: 'hand_over', reason: run.text(op.reason) });
      run.go(op.next);
      break;
    case 'subscribe':
      run.emit({ type: 'subscribe', state: op.state });
      run.go(op.next);
      break;
    case 'end':
      if (op.failed) run.finish('failed', `an action failed in flow ${run.top.flow.name}`);
      else run.pop(op.result ? run.value(op.result) : null);
      break;
  }
};

/** Runs ops until something is waited for or the session ends. */
export const advance = (run: Run): void => {
  for (let steps = 0; run.running; steps += 1) {
    if (steps >= MAX_STEPS_PER_EVENT)
      throw new FlowFailure(`more than ${MAX_STEPS_PER_EVENT} steps for one event in flow ${run.top.flow.name}`);
    execute(run, run.op);
  }
};
