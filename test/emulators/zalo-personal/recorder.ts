import type { Place } from './world.ts';

/** One thing that an account put into a thread, as the emulator received it, with the emulator's own time. */
export interface Sent {
  readonly seq: number;
  /** Milliseconds by the emulator's clock. */
  readonly at: number;
  readonly account: string;
  readonly threadKind: Place['kind'];
  /** The group's id, or the other person's. */
  readonly thread: string;
  readonly kind: 'text' | 'image' | 'file' | 'poll' | 'reminder' | 'voice' | 'video' | 'link' | 'gif';
  readonly text: string;
  /** Absent for what was accepted and not delivered. */
  readonly msgId?: string;
  /** Texts of the mentions with whom they name. */
  readonly mentions?: readonly { uid: string; text: string }[];
  /** The message that it quotes. */
  readonly quotes?: string;
  readonly styles?: unknown;
  /** File or picture: name and size; poll: its options; reminder: its moment. */
  readonly file?: { readonly name: string; readonly bytes: number };
  readonly options?: readonly string[];
  readonly pollId?: number;
  readonly reminderId?: string;
  readonly startTime?: number;
}

/** Small signs: typing, seen, reactions, withdrawn messages. */
export interface Sign {
  readonly at: number;
  readonly account: string;
  readonly thread: string;
  readonly kind: 'typing' | 'seen' | 'delivered' | 'react' | 'undo';
  readonly msgId?: string;
  readonly icon?: string;
}

/** Every request that reached the emulator, without its content. */
export interface Asked {
  readonly at: number;
  readonly host: string;
  readonly path: string;
  readonly account?: string;
  /** How it ended: `ok`, `refused 221`, `fault hang`, … */
  readonly end: string;
}

export interface Recorder {
  readonly sent: Sent[];
  readonly signs: Sign[];
  readonly asked: Asked[];
  send(one: Omit<Sent, 'seq' | 'at'>): void;
  sign(one: Omit<Sign, 'at'>): void;
  ask(one: Omit<Asked, 'at'>): void;
  clear(): void;
}

/** Requests kept; older ones are forgotten. */
const MOST_ASKED = 20_000;

export const createRecorder = (now: () => number): Recorder => {
  const sent: Sent[] = [];
  const signs: Sign[] = [];
  const asked: Asked[] = [];
  return {
    sent,
    signs,
    asked,
    send: (one) => sent.push({ seq: sent.length, at: now(), ...one }),
    sign: (one) => signs.push({ at: now(), ...one }),
    ask(one) {
      asked.push({ at: now(), ...one });
      if (asked.length > MOST_ASKED) asked.splice(0, MOST_ASKED / 2);
    },
    clear() {
      for (const list of [sent, signs, asked]) list.length = 0;
    },
  };
};
