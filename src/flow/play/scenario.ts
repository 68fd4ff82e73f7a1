import type { Engine } from '../engine/engine.ts';
import { parseDuration } from '../schema/duration.ts';
import type { Effect, FlowEvent, Person, Session } from '../session.ts';
import type { Doing, GoldenCase, TurnInput } from './case.ts';

/** An effect as golden files and the player show it: short, without its id. */
export type Shown = Readonly<Record<string, unknown>>;

const without = (effect: Effect, ...keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(effect).filter(([key]) => !['id', 'type', ...keys].includes(key)));

export const showEffect = (effect: Effect): Shown => {
  switch (effect.type) {
    case 'send': {
      const to = effect.to ? { to: effect.to.direct } : {};
      const { message } = effect;
      return message.type === 'text' ? { say: message.text, ...to } : { send: message, ...to };
    }
    case 'do':
      return { do: effect.action, ...without(effect, 'action') };
    case 'set_timer':
      return { set_timer: effect.timer, at: effect.at };
    case 'clear_timer':
      return { clear_timer: effect.timer };
    case 'hand_over':
      return { hand_over: effect.reason };
    case 'subscribe':
      return { subscribe: effect.state };
    case 'react':
      return { react: effect.emoji, messageId: effect.messageId };
    case 'start_direct':
      return { start_direct: effect.flow, ...without(effect, 'flow') };
    case 'ended':
      return { ended: effect.reason, ...without(effect, 'reason') };
  }
};

export type Setting = Pick<GoldenCase, 'flow' | 'at' | 'thread' | 'person' | 'people' | 'vars'>;

/** Most timers that one `after` sets off: a flow that wakes itself for ever must not hang the player. */
const MAX_TIMERS_PER_TURN = 1_000;

/**
 * A conversation played without a host: keeps the clock, the timers, the open actions, and the session as JSON text
 * between turns, as a store would.
 */
export class Scenario {
  readonly #engine: Engine;
  readonly #setting: Setting;
  readonly #group: boolean;
  #now: number;
  #session: string | undefined;
  #timers = new Map<string, number>();
  #actions: Extract<Effect, { type: 'do' }>[] = [];
  #messages = 0;
  /** True once the conversation has ended. */
  over = false;

  /** `group`: the flow's scope is group and nobody in particular is asked. */
  constructor(engine: Engine, setting: Setting, group: boolean) {
    this.#engine = engine;
    this.#setting = setting;
    this.#group = group;
    this.#now = Date.parse(setting.at);
  }

  get now(): Date {
    return new Date(this.#now);
  }
  /** Actions that wait for a result, oldest first. */
  get openActions(): readonly Extract<Effect, { type: 'do' }>[] {
    return this.#actions;
  }
  get timers(): ReadonlyMap<string, number> {
    return this.#timers;
  }

  /** Plays one turn and gives what came out of it. Throws with a sentence when the input makes no sense here. */
  turn(input: TurnInput): Shown[] {
    if (input === 'start') return this.#step(this.#start());
    if (typeof input === 'object' && 'after' in input && typeof input.after === 'string')
      return this.#wait(input.after);
    if ('done' in input || 'failed' in input) return this.#step(this.#finishAction(input));
    const [name, doing] = Object.entries(input)[0] ?? [];
    if (name === undefined || doing === undefined) throw new Error('một lượt phải có lời của một người');
    return this.#step(this.#said(this.person(name), doing as Doing));
  }

  person(name: string): Person {
    const found = this.#setting.people[name];
    if (!found) throw new Error(`không có "${name}" trong people`);
    return { id: found.id ?? `contact:${name}`, name: found.name, address: found.address };
  }

  #start(): FlowEvent {
    const { flow, thread, person, vars } = this.#setting;
    return {
      type: 'start',
      session: 's1',
      flow,
      scope: this.#group ? 'group' : 'person',
      threadKind: thread,
      vars,
      ...(person !== undefined && { person: this.person(person) }),
    };
  }

  #said(person: Person, doing: Doing): FlowEvent {
    this.#messages += 1;
    const messageId = `m${this.#messages}`;
    if (typeof doing === 'object' && 'vote' in doing) return { type: 'vote', messageId, person, options: doing.vote };
    const message = { type: 'message', messageId, person, attachments: [] } as const;
    if (typeof doing === 'string') return { ...message, text: doing };
    if ('photo' in doing) return { ...message, text: '', attachments: [{ kind: 'image', url: doing.photo }] };
    if ('press' in doing) return { ...message, text: doing.text ?? doing.press, choice: doing.press };
    const { text, addressed } = doing;
    return addressed === undefined ? { ...message, text } : { ...message, text, addressed };
  }

  #finishAction(input: TurnInput): FlowEvent {
    const action = this.#actions.shift();
    if (!action) throw new Error('không có việc nào đang chạy');
    if (typeof input === 'object' && 'failed' in input)
      return { type: 'action_failed', effect: action.id, reason: String(input.failed) };
    return { type: 'action_done', effect: action.id, value: (input as { done: unknown }).done };
  }

  #wait(duration: string): Shown[] {
    const until = this.#now + (parseDuration(duration) ?? 0);
    const shown: Shown[] = [];
    for (let count = 0; count < MAX_TIMERS_PER_TURN; count += 1) {
      const [timer, at] = [...this.#timers].sort(([, a], [, b]) => a - b)[0] ?? [];
      if (timer === undefined || at === undefined || at > until) break;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, at);
      shown.push(...this.#step({ type: 'timer', timer }));
    }
    this.#now = until;
    return shown;
  }

  #step(event: FlowEvent): Shown[] {
    const before = this.#session === undefined ? undefined : (JSON.parse(this.#session) as Session);
    const { session, effects, handled } = this.#engine.step(before, event, this.now);
    this.#session = session && JSON.stringify(session);
    this.over = session === undefined;
    for (const effect of effects) {
      if (effect.type === 'set_timer') this.#timers.set(effect.timer, Date.parse(effect.at));
      else if (effect.type === 'clear_timer') this.#timers.delete(effect.timer);
      else if (effect.type === 'do') this.#actions.push(effect);
    }
    const shown = effects.map(showEffect);
    return handled ? shown : [...shown, { unhandled: true }];
  }
}
