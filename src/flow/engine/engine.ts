import { MAX_CALL_DEPTH } from '../limits.ts';
import { type Effect, type FlowEvent, SESSION_VERSION, type Session, type StepResult } from '../session.ts';
import { foundAsk } from './ask.ts';
import { closeCollect, settleCollect } from './collect.ts';
import type { Message } from './events.ts';
import { advance } from './execute.ts';
import { actionFailed, promptAgain } from './interrupt.ts';
import { closeLive } from './live.ts';
import { onGroupMessage, onMessage, onVote } from './messages.ts';
import { stopQuiz } from './quiz.ts';
import { type EngineDeps, FlowFailure, Run, startVars, without } from './run.ts';
import { SAY } from './sentences.ts';

export type { EngineDeps, FlowSource } from './run.ts';

/** Moves sessions on. Pure: the same session, event and instant always give the same result. */
export interface Engine {
  /**
   * `session` undefined: only a `start` event does anything. Never throws: what goes wrong inside ends the session with
   * a polite sentence and `ended: failed`, with the reason for the log in `detail`.
   */
  step(session: Session | undefined, event: FlowEvent, now: Date): StepResult;
}

type Start = Extract<FlowEvent, { type: 'start' }>;

/** Messages kept while an action is running. */
const MAX_HELD = 5;

const UNHANDLED = (session: Session | undefined): StepResult => ({ session, effects: [], handled: false });

const result = (run: Run, handled: boolean): StepResult =>
  handled || run.effects.length > 0
    ? { session: run.result(), effects: run.effects, handled }
    : { session: run.session, effects: [], handled: false };

/** One timer of silence is kept: an answer before it goes off costs nothing, and it is set anew when it does. */
const watchSilence = (run: Run): void => {
  const { waiting } = run;
  if (run.over || run.isGroup || !waiting || waiting.t === 'wait' || waiting.t === 'collect') return;
  const { nudgeMs, endMs } = run.top.flow.timeout;
  const { idle } = run.engine;
  const ms = nudgeMs !== undefined && !idle?.nudged ? Math.min(nudgeMs, endMs) : endMs;
  const at = Date.parse(run.lastAt) + ms;
  if (idle && idle.at <= at && idle.at > run.now.getTime()) return;
  run.engine = { ...run.engine, idle: { ...idle, at } };
  run.setTimer('idle', at);
};

/** The timer of silence went off. */
const onSilence = (run: Run): boolean => {
  const { idle } = run.engine;
  const { waiting } = run;
  if (!idle || run.now.getTime() < idle.at) return true;
  if (!waiting || waiting.t === 'wait' || waiting.t === 'collect') {
    // Nobody is asked anything now; the next question sets its own timer.
    run.engine = without(run.engine, 'idle');
    return true;
  }
  const { nudgeMs, endMs, nudgeSay, say } = run.top.flow.timeout;
  const silence = run.now.getTime() - Date.parse(run.lastAt);
  if (silence >= endMs) {
    run.engine = { ...without(run.engine, 'idle'), closing: 'timed_out' };
    if (say) run.say(run.text(say));
    const op = run.op;
    if (waiting.t === 'quiz' && op.op === 'quiz') {
      // What she answered counts; the flow may still record it, and ends at the next question.
      stopQuiz(run, op, waiting, '');
      advance(run);
    } else run.finish('timed_out');
    return true;
  }
  if (nudgeMs !== undefined && !idle.nudged && silence >= nudgeMs) {
    run.engine = { ...run.engine, idle: { ...idle, nudged: true } };
    promptAgain(run, nudgeSay ? run.text(nudgeSay) : '');
  }
  return true;
};

const onTimer = (run: Run, timer: string): boolean => {
  if (timer === 'idle') return onSilence(run);
  const { waiting } = run;
  if (!waiting || !('timer' in waiting) || waiting.timer !== timer) return false;
  const op = run.op;
  run.lastAt = run.now.toISOString();
  run.engine = without(run.engine, 'acts');
  if (waiting.t === 'wait') run.go(op.next);
  else if (waiting.t === 'live' && op.op === 'quiz') closeLive(run, op, waiting);
  else if (waiting.t === 'collect' && op.op === 'collect') closeCollect(run, op, waiting);
  advance(run);
  return true;
};

/** A message that the person sent; held while an action is running, so that nothing is lost or out of order. */
const takeMessage = (run: Run, event: Message): boolean => {
  if (run.isGroup) {
    if (!onGroupMessage(run, event)) return false;
  } else {
    if (event.person.id !== run.person?.id) return false;
    run.person = event.person;
    if (run.engine.doing) {
      const held = run.engine.held ?? [];
      if (event.addressed === false || held.length >= MAX_HELD) return false;
      run.engine = { ...run.engine, held: [...held, event] };
      return true;
    }
    const { idle } = run.engine;
    const before = run.engine;
    run.engine = without(idle?.nudged ? { ...before, idle: { at: idle.at } } : before, 'acts');
    if (!onMessage(run, event)) {
      run.engine = before;
      return false;
    }
  }
  run.lastAt = run.now.toISOString();
  advance(run);
  return true;
};

const plainJson = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value) ?? 'null');

const onAction = (run: Run, event: Extract<FlowEvent, { type: 'action_done' | 'action_failed' }>): boolean => {
  const { waiting, engine } = run;
  const { doing } = engine;
  if (doing?.effect !== event.effect)
    return waiting?.t === 'collect' && settleCollect(run, waiting, event.effect, event.type === 'action_failed');
  if (event.type === 'action_failed') actionFailed(run, event.reason);
  else {
    run.engine = without(engine, 'doing');
    const op = run.op;
    const value = plainJson(event.value);
    if (op.op === 'ask') foundAsk(run, op, value, doing.tries ?? 0);
    else if (op.op === 'do') {
      if (op.save !== undefined) run.set(op.save, value);
      run.go(op.next);
    }
  }
  run.lastAt = run.now.toISOString();
  advance(run);
  takeHeld(run);
  return true;
};

const takeHeld = (run: Run): void => {
  while (!run.over && !run.engine.doing && run.engine.held) {
    const [event, ...rest] = run.engine.held;
    run.engine = rest.length > 0 ? { ...run.engine, held: rest } : without(run.engine, 'held');
    if (event) takeMessage(run, event);
  }
};

const handle = (run: Run, event: Exclude<FlowEvent, Start>): boolean => {
  switch (event.type) {
    case 'message':
      return takeMessage(run, event);
    case 'vote':
      if (!onVote(run, event)) return false;
      run.lastAt = run.now.toISOString();
      advance(run);
      return true;
    case 'timer':
      return onTimer(run, event.timer);
    case 'action_done':
    case 'action_failed':
      return onAction(run, event);
  }
};

const blank = (event: Start, now: Date): Session => ({
  v: SESSION_VERSION,
  id: event.session,
  scope: event.scope,
  threadKind: event.threadKind,
  ...(event.person && { person: event.person }),
  stack: [],
  waiting: null,
  turn: 0,
  startedAt: now.toISOString(),
  lastAt: now.toISOString(),
});

/** Whatever went wrong: what was said so far stays said, then an apology and the end. */
const failed = (run: Run, error: unknown): void => {
  const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const reason = error instanceof FlowFailure ? detail : `flow ${run.levels.at(-1)?.flow.name ?? ''}: ${detail}`;
  run.say(SAY.failed(run.you));
  run.finish('failed', reason);
};

const guarded = (run: Run, work: () => boolean): boolean => {
  try {
    const handled = work();
    if (handled) watchSilence(run);
    return handled;
  } catch (error) {
    failed(run, error);
    return true;
  }
};

export const createEngine = (deps: EngineDeps): Engine => {
  const start = (event: Start, now: Date): StepResult => {
    const run = new Run(deps, blank(event, now), now);
    guarded(run, () => {
      const flow = deps.flows.find(event.flow);
      if (!flow) throw new FlowFailure(`flow ${event.flow} is not known`);
      if (flow.private && event.threadKind === 'group') {
        if (!event.person) throw new FlowFailure(`flow ${flow.name} is private and was started for a whole group`);
        run.emit({ type: 'start_direct', flow: flow.name, person: event.person.id, vars: startVars(flow, event.vars) });
        run.finish('done');
        return true;
      }
      run.push(flow, event.vars);
      advance(run);
      return true;
    });
    return result(run, true);
  };

  return {
    step(session, event, now) {
      if (!session) return event.type === 'start' ? start(event, now) : UNHANDLED(undefined);
      if (event.type === 'start') return UNHANDLED(session);
      let run: Run;
      try {
        if (session.v !== SESSION_VERSION) throw new FlowFailure(`a session of version ${session.v} cannot be read`);
        if (session.stack.length === 0 || session.stack.length > MAX_CALL_DEPTH)
          throw new FlowFailure('a damaged session');
        run = new Run(deps, session, now);
      } catch (error) {
        return lost(session, error);
      }
      return result(
        run,
        guarded(run, () => handle(run, event)),
      );
    },
  };
};

/** A session that cannot be read any more ends, and says so. */
const lost = (session: Session, error: unknown): StepResult => {
  const turn = (Number.isInteger(session.turn) ? session.turn : 0) + 1;
  const text = SAY.failed(session.scope === 'group' ? 'các chị' : (session.person?.address ?? 'chị'));
  const detail = error instanceof Error ? error.message : String(error);
  const effects: Effect[] = [
    { type: 'send', id: `${session.id}:${turn}:1`, message: { type: 'text', text } },
    { type: 'ended', id: `${session.id}:${turn}:2`, reason: 'failed', detail },
  ];
  return { session: undefined, effects, handled: true };
};
