import type { FlowEvent, Person, Session, StepResult } from '../flow/session.ts';
import type { InboundEvent } from './event.ts';
import type { PendingEffect, SessionEntry, ThreadDoc } from './model.ts';

/** The key of a group's activities among a thread's sessions. */
export const GROUP_KEY = 'group';

/**
 * How long a person's own session in a group listens to her without being mentioned: long enough to pick from a list,
 * short enough that her later talk is left alone.
 */
const LISTEN_SECONDS = 10 * 60;
/** More sessions than this at one key means that old ones were left lying; the oldest are dropped. */
const MAX_SESSIONS_PER_KEY = 5;

/** The part of a thread's document that a conversation reads and changes. */
export type ThreadState = Pick<ThreadDoc, 'kind' | 'sessions' | 'handedOverUntil' | 'held'>;

/** What the conversation needs from outside; all of it pure. */
export interface ConversationDeps {
  readonly step: (session: Session | undefined, event: FlowEvent, now: Date) => StepResult;
  /** Which flow a free text asks for, and what it captured. */
  readonly route: (
    text: string,
    kind: 'direct' | 'group',
  ) => { flow: string; vars: Record<string, unknown> } | undefined;
  /** Undefined when there is no such flow. */
  readonly scopeOf: (flow: string) => 'person' | 'group' | undefined;
  /** True for words that give the thread back from a person of the office to the assistant ("menu", "bắt đầu"). */
  readonly wakes: (text: string) => boolean;
  /** The flow for someone who writes for the first time, and the one for words that nothing matches. */
  readonly welcome: string;
  readonly fallback: string;
}

export interface Turn {
  /** Makes session ids: unique within the thread for every event and every answer of an action. */
  readonly id: string;
  readonly now: Date;
  readonly person?: Person;
  /** False until she has answered the notice on personal data. */
  readonly greeted: boolean;
}

export interface Outcome {
  readonly sessions: SessionEntry[];
  readonly effects: PendingEffect[];
  readonly held: InboundEvent[];
  readonly handedOverUntil?: Date;
}

type Start = Extract<InboundEvent, { type: 'start_flow' }>;
type Message = Extract<InboundEvent, { type: 'message' }>;

/** Works on a copy of a thread's sessions; `outcome` gives what is to be stored. */
class Work {
  sessions: SessionEntry[];
  held: InboundEvent[];
  readonly effects: PendingEffect[] = [];
  handedOverUntil: Date | undefined;
  readonly #kind: ThreadState['kind'];
  readonly #deps: ConversationDeps;
  readonly #turn: Turn;
  #starts = 0;
  /** In a group: the message whose first answer quotes it. */
  #repliesTo: string | undefined;

  constructor(thread: ThreadState, deps: ConversationDeps, turn: Turn, repliesTo?: string) {
    this.#repliesTo = thread.kind === 'group' ? repliesTo : undefined;
    this.sessions = [...thread.sessions];
    this.held = [...(thread.held ?? [])];
    this.handedOverUntil = thread.handedOverUntil;
    this.#kind = thread.kind;
    this.#deps = deps;
    this.#turn = turn;
  }

  /** Newest first. */
  entries(key: string): SessionEntry[] {
    return this.sessions.filter((entry) => entry.key === key).reverse();
  }

  /** Gives the event to one session; true when the session took it. */
  feed(entry: SessionEntry, event: FlowEvent): boolean {
    const result = this.#deps.step(entry.session, event, this.#turn.now);
    if (!result.handled && result.effects.length === 0) return false;
    this.#apply(entry, result);
    return result.handled;
  }

  start(
    flow: string,
    key: string,
    vars: Readonly<Record<string, unknown>>,
    options: { person?: Person; delivery?: string; group?: string } = {},
  ): boolean {
    const scope = key === GROUP_KEY ? 'group' : 'person';
    this.#starts += 1;
    const session = `s${this.#turn.id}${this.#starts > 1 ? `.${this.#starts}` : ''}`;
    const { person, delivery, group } = options;
    const result = this.#deps.step(
      undefined,
      { type: 'start', session, flow, scope, threadKind: this.#kind, vars, ...(person && { person }) },
      this.#turn.now,
    );
    const entry = { key, session: { id: session } as Session, ...(delivery && { delivery }), ...(group && { group }) };
    this.#apply(entry, result);
    return result.handled;
  }

  #apply(entry: SessionEntry, result: StepResult): void {
    let { delivery } = entry;
    for (const effect of result.effects) {
      const first = effect.type === 'send' && !effect.to && delivery !== undefined;
      this.effects.push({
        effect,
        sessionKey: entry.key,
        session: entry.session.id,
        ...(first && delivery !== undefined && { outboxKey: delivery }),
        ...(entry.group !== undefined && { group: entry.group }),
        ...this.#quote(entry, effect),
      });
      if (first) delivery = undefined;
    }
    const at = this.sessions.findIndex((other) => other.session.id === entry.session.id);
    if (!result.session) {
      if (at >= 0) this.sessions.splice(at, 1);
      return;
    }
    const { delivery: _used, ...rest } = entry;
    const next: SessionEntry = { ...rest, session: result.session, ...(delivery !== undefined && { delivery }) };
    if (at >= 0) this.sessions[at] = next;
    else {
      this.sessions.push(next);
      const mine = this.sessions.filter((other) => other.key === entry.key);
      if (mine.length > MAX_SESSIONS_PER_KEY) this.sessions.splice(this.sessions.indexOf(mine[0] as SessionEntry), 1);
    }
  }

  /** The first words to a person in a group, or the action whose answer they are, carry what they answer. */
  #quote(entry: SessionEntry, effect: PendingEffect['effect']): { repliesTo?: string } {
    const repliesTo = this.#repliesTo;
    if (repliesTo === undefined || entry.key === GROUP_KEY || (effect.type !== 'send' && effect.type !== 'do'))
      return {};
    this.#repliesTo = undefined;
    return { repliesTo };
  }

  outcome(): Outcome {
    return {
      sessions: this.sessions,
      effects: this.effects,
      held: this.held,
      ...(this.handedOverUntil && { handedOverUntil: this.handedOverUntil }),
    };
  }
}

const runsAlready = (work: Work, flow: string): boolean =>
  work.entries(GROUP_KEY).some((entry) => entry.session.stack[0]?.flow === flow);

/** Activities of one kind do not run beside each other in a group: the second waits until the first has ended. */
const startFlow = (
  work: Work,
  event: Start,
  deps: ConversationDeps,
  kind: 'direct' | 'group',
  person?: Person,
): void => {
  const forGroup = kind === 'group' && !event.contact && deps.scopeOf(event.flow) === 'group';
  const key = forGroup ? GROUP_KEY : (person?.id ?? GROUP_KEY);
  if (forGroup && runsAlready(work, event.flow)) {
    work.held.push(event);
    return;
  }
  work.start(event.flow, key, event.vars, {
    ...(person && { person }),
    ...(event.delivery !== undefined && { delivery: event.delivery }),
    ...(event.group !== undefined && { group: event.group }),
  });
};

const releaseHeld = (work: Work, deps: ConversationDeps, kind: 'direct' | 'group'): void => {
  const next = work.held.findIndex((event) => event.type === 'start_flow' && !runsAlready(work, event.flow));
  if (next < 0) return;
  const [event] = work.held.splice(next, 1);
  startFlow(work, event as Start, deps, kind);
};

const startRouted = (
  work: Work,
  text: string,
  deps: ConversationDeps,
  kind: 'direct' | 'group',
  person: Person,
): boolean => {
  const match = deps.route(text, kind);
  if (!match) return false;
  const key = kind === 'group' && deps.scopeOf(match.flow) === 'group' ? GROUP_KEY : person.id;
  return work.start(match.flow, key, match.vars, { person });
};

const flowMessage = (event: Message, person: Person, addressed: boolean): FlowEvent => ({
  type: 'message',
  messageId: event.messageId,
  person,
  text: event.text,
  ...(event.choice !== undefined && { choice: event.choice }),
  attachments: event.attachments,
  addressed,
});

const directMessage = (work: Work, event: Message, deps: ConversationDeps, turn: Turn, person: Person): void => {
  if (work.handedOverUntil && work.handedOverUntil > turn.now) {
    if (!deps.wakes(event.text)) return;
    work.handedOverUntil = undefined;
  }
  const message = flowMessage(event, person, event.onlyAsAnswer !== true);
  for (const entry of work.entries(person.id)) if (work.feed(entry, message)) return;
  if (event.onlyAsAnswer) return;
  if (!turn.greeted) work.start(deps.welcome, person.id, { text: event.text }, { person });
  else if (!startRouted(work, event.text, deps, 'direct', person))
    work.start(deps.fallback, person.id, { text: event.text }, { person });
};

/** A group hears the assistant only when it is mentioned, replied to, commanded (`/…`), or an activity is on. */
const groupMessage = (work: Work, event: Message, deps: ConversationDeps, turn: Turn, person: Person): void => {
  const command = event.text.startsWith('/');
  const addressed = event.mentionsUs || event.repliesToUs || command;
  const message = flowMessage(command ? { ...event, text: event.text.slice(1) } : event, person, addressed);
  for (const entry of work.entries(GROUP_KEY)) if (work.feed(entry, message)) return;
  for (const entry of work.entries(person.id)) {
    const idleSeconds = (turn.now.getTime() - Date.parse(entry.session.lastAt)) / 1000;
    if ((addressed || idleSeconds <= LISTEN_SECONDS) && work.feed(entry, message)) return;
  }
  if (!addressed || message.type !== 'message') return;
  if (!startRouted(work, message.text, deps, 'group', person))
    work.start(deps.fallback, person.id, { text: message.text }, { person });
};

/** One event in one thread: new sessions, and what must be done. Pure; the dispatcher stores it in one write. */
export const converse = (thread: ThreadState, event: InboundEvent, deps: ConversationDeps, turn: Turn): Outcome => {
  const work = new Work(thread, deps, turn, event.type === 'message' ? event.messageId : undefined);
  const { person } = turn;
  switch (event.type) {
    case 'message':
      if (!person) break;
      if (thread.kind === 'direct') directMessage(work, event, deps, turn, person);
      else groupMessage(work, event, deps, turn, person);
      break;
    case 'vote':
      if (!person) break;
      for (const entry of [...work.entries(GROUP_KEY), ...work.entries(person.id)]) {
        const vote: FlowEvent = { type: 'vote', messageId: event.messageId, person, options: event.options };
        if (work.feed(entry, vote)) break;
      }
      break;
    case 'timer': {
      const entry = work.sessions.find((one) => one.session.id === event.session);
      if (entry) work.feed(entry, { type: 'timer', timer: event.timer });
      break;
    }
    case 'start_flow':
      startFlow(work, event, deps, thread.kind, person);
      break;
    case 'opened':
      if (person && thread.kind === 'direct' && !turn.greeted && work.entries(person.id).length === 0)
        work.start(deps.welcome, person.id, {}, { person });
      break;
    case 'reaction':
    case 'seen':
    // Who is welcomed, and when, is the org room's to say: `ChatDeps.membersChanged`.
    case 'we_joined':
    case 'members_joined':
    case 'members_left':
    case 'thread_renamed':
      break;
  }
  releaseHeld(work, deps, thread.kind);
  return work.outcome();
};

/** The result of an action, given back to the session that asked for it. */
export const converseAction = (
  thread: ThreadState,
  session: string,
  event: Extract<FlowEvent, { type: 'action_done' | 'action_failed' }>,
  deps: ConversationDeps,
  turn: Turn,
  repliesTo?: string,
): Outcome => {
  const work = new Work(thread, deps, turn, repliesTo);
  const entry = work.sessions.find((one) => one.session.id === session);
  if (entry) work.feed(entry, event);
  releaseHeld(work, deps, thread.kind);
  return work.outcome();
};
