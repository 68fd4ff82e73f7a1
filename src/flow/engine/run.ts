import type { OutboundMessage } from '../../chat/message.ts';
import type { CompiledFlow, Op, Wording } from '../compile/ops.ts';
import { MAX_CALL_DEPTH, MAX_VARS_CHARACTERS, SMALL_VALUE_CHARACTERS } from '../limits.ts';
import type { FlowCommand } from '../schema/flow.ts';
import { type Effect, type Frame, type Person, SESSION_VERSION, type Session } from '../session.ts';
import { capital } from '../text/filters.ts';
import type { Scope } from '../text/scope.ts';
import type { Template } from '../text/template.ts';
import type { Value } from '../text/value.ts';
import type { Understanding } from '../understanding.ts';
import { SAY } from './sentences.ts';
import type { EngineState, Waiting } from './waiting.ts';

/** Where the engine gets flows from. `flowLibrary` is the usual one. */
export interface FlowSource {
  /** Without a version: the newest. With one: that very version, if it is still known. */
  find(flow: string, version?: string): CompiledFlow | undefined;
  /** The flow that answers a command word. */
  command?(command: FlowCommand): string | undefined;
  /** The flow whose trigger the text is, for an answer that does not fit the question. */
  route?(
    text: string,
    threadKind: 'direct' | 'group',
  ): { flow: string; vars: Readonly<Record<string, unknown>> } | undefined;
}

export interface EngineDeps {
  readonly flows: FlowSource;
  readonly understanding: Understanding;
  /** IANA zone in which times are read and shown. */
  readonly zone: string;
}

/** The flow cannot go on: a limit was passed, a value does not fit. `message` is for the log, without a person's words. */
export class FlowFailure extends Error {}

type Reason = Extract<Effect, { type: 'ended' }>['reason'];
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A frame while it runs. */
export interface Level {
  readonly flow: CompiledFlow;
  at: number;
  vars: Readonly<Record<string, unknown>>;
  readonly save: string | undefined;
  paused: Waiting | undefined;
  trail: readonly number[];
}

/** FNV-1a: picks one of several wordings, the same one whenever the same step is run again. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
};

/** A session being moved on by one event. Reads the stored session and never changes it. */
export class Run {
  readonly effects: Effect[] = [];
  readonly levels: Level[] = [];
  waiting: Waiting | null = null;
  engine: EngineState;
  /** Whom it is with: as she was at the start, then as she was at her last message. */
  person: Person | undefined;
  over = false;
  lastAt: string;
  readonly turn: number;
  #scope: Scope | undefined;
  readonly deps: EngineDeps;
  readonly now: Date;
  readonly session: Session;

  constructor(deps: EngineDeps, session: Session, now: Date) {
    this.deps = deps;
    this.session = session;
    this.now = now;
    this.turn = session.turn + 1;
    this.lastAt = session.lastAt;
    this.person = session.person;
    this.waiting = session.waiting as Waiting | null;
    this.engine = (session.engine ?? {}) as EngineState;
    for (const frame of session.stack) {
      const flow = deps.flows.find(frame.flow, frame.version);
      if (!flow) throw new FlowFailure(`version ${frame.version} of flow ${frame.flow} is not known any more`);
      this.levels.push({
        flow,
        at: Number(frame.at),
        vars: frame.vars,
        save: frame.save,
        paused: frame.paused as Waiting | undefined,
        trail: frame.trail ?? [],
      });
    }
  }

  get top(): Level {
    const level = this.levels[this.levels.length - 1];
    if (!level) throw new FlowFailure('the session has no flow');
    return level;
  }
  get op(): Op {
    const { flow, at } = this.top;
    const op = flow.ops[at];
    if (!op) throw new FlowFailure(`flow ${flow.name} has no step at ${at}`);
    return op;
  }
  get isGroup(): boolean {
    return this.session.scope === 'group';
  }
  /** The word for "you". */
  get you(): string {
    return this.isGroup ? 'các chị' : (this.person?.address ?? 'chị');
  }
  /** True while ops can be run: nothing is waited for. */
  get running(): boolean {
    return !this.over && this.waiting === null && this.engine.doing === undefined;
  }

  scope(extra?: Readonly<Record<string, unknown>>): Scope {
    if (!this.#scope) {
      const { flow, vars } = this.top;
      const scope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
      for (const name of flow.names) scope[name] = null;
      Object.assign(scope, { loi: null }, vars, this.#builtIn(this.isGroup ? undefined : this.person));
      scope['bay_gio'] = this.now.toISOString();
      scope['trong_nhom'] = this.session.threadKind === 'group';
      this.#scope = scope;
    }
    return extra ? Object.assign(Object.create(null) as Record<string, unknown>, this.#scope, extra) : this.#scope;
  }
  /** What one speaker of a group activity adds to the scope. */
  speaker(person: Person): Record<string, unknown> {
    return this.#builtIn(person);
  }
  #builtIn(person: Person | undefined): Record<string, unknown> {
    const address = person?.address ?? this.you;
    return {
      ten: person?.name ?? '',
      xung_ho: address,
      Xung_ho: capital(address),
      nguoi: person ? { id: person.id, ten: person.name, xung_ho: address } : null,
    };
  }

  /** `measure` false: the value is known to be small (a quiz of one person), so the whole need not be measured. */
  set(name: string, value: unknown, measure = true): void {
    this.setAll({ [name]: value }, measure);
  }
  setAll(values: Readonly<Record<string, unknown>>, measure = true): void {
    const level = this.top;
    level.vars = { ...level.vars, ...values };
    this.#scope = undefined;
    if (!measure) return;
    const large = Object.values(values).some((value) =>
      typeof value === 'string' ? value.length > SMALL_VALUE_CHARACTERS : typeof value === 'object' && value !== null,
    );
    if (large && JSON.stringify(level.vars).length > MAX_VARS_CHARACTERS)
      throw new FlowFailure(`variables of flow ${level.flow.name} take more than ${MAX_VARS_CHARACTERS} characters`);
  }
  value(value: Value, extra?: Readonly<Record<string, unknown>>): unknown {
    return value.fixed ? value.run({}, this.deps.zone) : value.run(this.scope(extra), this.deps.zone);
  }
  text(template: Template, extra?: Readonly<Record<string, unknown>>): string {
    return template.fixed ?? template.render(this.scope(extra), this.deps.zone);
  }
  wording(wording: Wording, extra?: Readonly<Record<string, unknown>>): string {
    if (wording.length === 1) return this.text(wording[0], extra);
    const index = hash(`${this.session.id}:${this.turn}:${this.top.at}`) % wording.length;
    return this.text(wording[index] ?? wording[0], extra);
  }

  /** Adds an effect and gives its id. */
  emit(effect: WithoutId<Effect>): string {
    const id = `${this.session.id}:${this.turn}:${this.effects.length + 1}`;
    // Every caller hands over an object of its own, so the id is written into it.
    this.effects.push(Object.assign(effect, { id }) as Effect);
    return id;
  }
  send(message: OutboundMessage, toPerson = false): void {
    const leaves = toPerson && this.session.threadKind === 'group';
    const direct = leaves ? this.person?.id : undefined;
    if (leaves && direct === undefined)
      throw new FlowFailure(`flow ${this.top.flow.name} has nobody for a private message`);
    this.emit(direct === undefined ? { type: 'send', message } : { type: 'send', message, to: { direct } });
  }
  /** Empty texts are not sent: a `{% if %}` may leave nothing. */
  say(text: string): void {
    if (text !== '') this.send({ type: 'text', text });
  }
  setTimer(timer: string, at: number): void {
    this.emit({ type: 'set_timer', timer, at: new Date(at).toISOString() });
  }

  /** Puts a flow on top. Its variables are what it is given, checked against its header. */
  push(flow: CompiledFlow, given: Readonly<Record<string, unknown>>, save?: string): void {
    if (this.levels.length >= MAX_CALL_DEPTH)
      throw new FlowFailure(`more than ${MAX_CALL_DEPTH} flows inside one another`);
    this.levels.push({ flow, at: 0, vars: startVars(flow, given), save, paused: undefined, trail: [] });
    this.waiting = null;
    this.#scope = undefined;
  }
  /** Ends the top flow and gives its result to the one below; the last one ends the session. */
  pop(result: unknown): void {
    const done = this.levels.pop();
    this.#scope = undefined;
    const below = this.levels[this.levels.length - 1];
    if (!below) {
      this.finish(this.engine.closing ?? 'done');
      return;
    }
    if (below.paused && this.engine.closing) {
      this.finish(this.engine.closing);
      return;
    }
    if (below.paused) {
      this.waiting = { t: 'paused', inner: below.paused, offered: true };
      below.paused = undefined;
      this.offerResume();
      return;
    }
    if (done?.save !== undefined) this.set(done.save, result);
    below.at = below.flow.ops[below.at]?.next ?? below.at;
  }
  offerResume(): void {
    this.send({
      type: 'choice',
      text: SAY.resume(this.you, this.top.flow.title),
      options: [
        { label: SAY.resumeYes(), value: 'lam_tiep' },
        { label: SAY.resumeNo(), value: 'thoi' },
      ],
    });
  }
  /** Drops levels above `index`. */
  unwind(index: number): void {
    this.levels.length = index + 1;
    this.waiting = null;
    this.engine = without(this.engine, 'doing');
    this.#scope = undefined;
  }
  /** Goes on at another op of the top flow. */
  go(to: number): void {
    this.top.at = to;
    this.waiting = null;
  }
  /** An answer was taken at this op; "quay lại" can come back to it. */
  answered(save: string | undefined, value: unknown, to: number, maxBack: number): void {
    const level = this.top;
    level.trail = [...level.trail, level.at].slice(-maxBack);
    if (save !== undefined) this.set(save, value);
    this.go(to);
  }
  finish(reason: Reason, detail?: string): void {
    if (this.over) return;
    this.over = true;
    const timers = [this.engine.idle ? 'idle' : undefined, timerOf(this.waiting)];
    for (const timer of timers) if (timer !== undefined) this.emit({ type: 'clear_timer', timer });
    this.emit(detail === undefined ? { type: 'ended', reason } : { type: 'ended', reason, detail });
  }

  /** The session as it is stored. */
  result(): Session | undefined {
    if (this.over) return undefined;
    const { person } = this;
    const { id, scope, threadKind, startedAt } = this.session;
    return {
      v: SESSION_VERSION,
      id,
      scope,
      threadKind,
      ...(person && { person }),
      stack: this.levels.map(toFrame),
      waiting: this.waiting,
      turn: this.turn,
      startedAt,
      lastAt: this.lastAt,
      engine: this.engine,
    };
  }
}

const toFrame = ({ flow, at, vars, save, paused, trail }: Level): Frame => {
  const frame: { -readonly [K in keyof Frame]: Frame[K] } = {
    flow: flow.name,
    version: flow.version,
    at: String(at),
    vars,
  };
  if (save !== undefined) frame.save = save;
  if (paused) frame.paused = paused;
  if (trail.length > 0) frame.trail = trail;
  return frame;
};

const timerOf = (waiting: Waiting | null): string | undefined =>
  waiting && 'timer' in waiting ? waiting.timer : undefined;

export const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  if (!(key in value)) return value;
  const { [key]: _dropped, ...rest } = value;
  return rest;
};

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  yes_no: (value) => typeof value === 'boolean',
  moment: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  list: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  any: () => true,
};

/** The variables a flow begins with: given or default. Throws when a required one is missing or one is of another type. */
export const startVars = (flow: CompiledFlow, given: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const vars: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(flow.vars)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === null) {
      if (spec.required) throw new FlowFailure(`flow ${flow.name} was started without "${name}"`);
      vars[name] = spec.default ?? null;
    } else {
      if (!FITS[spec.type]?.(value))
        throw new FlowFailure(`"${name}" of flow ${flow.name} is not of type ${spec.type}`);
      vars[name] = value;
    }
  }
  return vars;
};
