import type { EchoOf } from './inbound.ts';
import type { Heard } from './rows.ts';

/** Messages that are remembered, for quoting, reacting and marking as seen. */
const MOST_HEARD = 2_000;
const MOST_OWN = 1_000;
/** An echo is matched by its words with a send no older than this. */
const MATCH_MS = 30 * 60_000;

/** A map that forgets its oldest entries. */
export class Bounded<T> {
  readonly #entries = new Map<string, T>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  values(): IterableIterator<T> {
    return this.#entries.values();
  }
}

/** A send as it was begun, to know its echo by. */
export interface Intent {
  readonly key: string;
  readonly thread: string;
  readonly of: EchoOf;
  readonly words: string;
  /** Milliseconds. */
  readonly at: number;
  /** Once the platform answered. */
  messageId?: string;
}

/** A message in our name that the platform showed, live or in its history. */
export interface Own {
  readonly messageId: string;
  readonly thread: string;
  readonly of: EchoOf;
  readonly words: string;
  readonly at: number;
}

const spaceless = (text: string): string => text.normalize('NFC').replace(/\s+/g, '');

const alike = (one: Pick<Own, 'thread' | 'of' | 'words'>, two: Pick<Own, 'thread' | 'of' | 'words'>): boolean =>
  one.thread === two.thread && one.of === two.of && spaceless(one.words) === spaceless(two.words);

/** What this process has heard and sent lately. All of it is a help that a restart may forget. */
export interface Recent {
  heard(message: Heard): void;
  message(messageId: string): Heard | undefined;
  sending(intent: Intent): void;
  /** The send that an own message is of; it is taken by that message. */
  sendOf(own: Own): Intent | undefined;
  /** True when a message is one that we sent, for receipts. */
  isOurs(messageId: string): boolean;
  /** An own message that looks like this send and that no other send has taken. */
  find(thread: string, of: EchoOf, words: string, since: number): Own | undefined;
}

export const createRecent = (): Recent => {
  const messages = new Bounded<Heard>(MOST_HEARD);
  const intents = new Bounded<Intent>(MOST_OWN);
  const own = new Bounded<Own>(MOST_OWN);
  const taken = (messageId: string) => [...intents.values()].some((intent) => intent.messageId === messageId);
  return {
    heard: (message) => messages.set(message.row.msgId, message),
    message: (messageId) => messages.get(messageId),
    sending: (intent) => intents.set(intent.key, intent),
    sendOf(seen) {
      own.set(seen.messageId, seen);
      const all = [...intents.values()];
      const known = all.find((intent) => intent.messageId === seen.messageId);
      if (known) return known;
      const match = all.find(
        (intent) => intent.messageId === undefined && Math.abs(seen.at - intent.at) <= MATCH_MS && alike(intent, seen),
      );
      if (match) match.messageId = seen.messageId;
      return match;
    },
    isOurs: (messageId) => own.get(messageId) !== undefined || taken(messageId),
    find: (thread, of, words, since) =>
      [...own.values()].find((one) => one.at >= since && !taken(one.messageId) && alike(one, { thread, of, words })),
  };
};
