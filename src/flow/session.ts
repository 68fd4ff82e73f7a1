import type { Attachment } from '../chat/event.ts';
import type { OutboundMessage } from '../chat/message.ts';

/** Raised when the stored form changes; a session of an older version is migrated when read, never misread. */
export const SESSION_VERSION = 1;

/** A person as flows see her. `address` is the word for "you" ("chị" unless the person's setting says otherwise). */
export interface Person {
  /** Our contact id. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** One level of a running flow: `call` pushes one, `end` pops one. */
export interface Frame {
  readonly flow: string;
  /** The content hash of the flow when the session started it: a running session keeps its version. */
  readonly version: string;
  /** Address of the step that is waiting or comes next: the flow's own addressing, stable within a version. */
  readonly at: string;
  readonly vars: Readonly<Record<string, unknown>>;
  /** In the calling frame: the variable that takes this flow's result. */
  readonly save?: string;
  /** The engine's own: what this frame waited for when an interruption (menu, help) was put on top of it. */
  readonly paused?: unknown;
  /** The engine's own: addresses of answered questions that "quay lại" can go back to, last first removed. */
  readonly trail?: readonly number[];
}

/**
 * All that is kept of a running conversation between two events. Plain JSON: it is stored in the thread's document and
 * read back before every step. `waiting`, counters and activity state belong to the engine; hosts do not look inside.
 */
export interface Session {
  readonly v: number;
  /** Unique within the thread. */
  readonly id: string;
  /** `person`: answers come from one contact. `group`: everyone in the group takes part (a live quiz, an RSVP). */
  readonly scope: 'person' | 'group';
  readonly threadKind: 'direct' | 'group';
  /** Whom the session is with; in a group activity whoever started it, if anyone. */
  readonly person?: Person;
  /** Innermost last. */
  readonly stack: readonly Frame[];
  /** What the session waits for, or null while an action is running. */
  readonly waiting: unknown;
  /** Grows with every event that the session took; makes effect ids unique. */
  readonly turn: number;
  readonly startedAt: string;
  /** When a person, an action or the flow itself last moved the session on; nudges and time-outs count from here. */
  readonly lastAt: string;
  /** The engine's own: the running action, the timer of silence, messages that wait for the action to end, and so on. */
  readonly engine?: unknown;
}

/** What happens to a session. The host makes these from inbound events, timers and finished actions. */
export type FlowEvent =
  | {
      readonly type: 'start';
      readonly session: string;
      readonly flow: string;
      readonly scope: 'person' | 'group';
      readonly threadKind: 'direct' | 'group';
      readonly person?: Person;
      readonly vars: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'message';
      readonly messageId: string;
      readonly person: Person;
      readonly text: string;
      /** The value of a pressed button. */
      readonly choice?: string;
      readonly attachments: readonly Attachment[];
      /**
       * False for a word in a group that was not said to the assistant: it is taken only when it plainly answers what
       * is asked, and is otherwise left alone (`handled: false`, no effects). Default true.
       */
      readonly addressed?: boolean;
    }
  | { readonly type: 'vote'; readonly messageId: string; readonly person: Person; readonly options: readonly string[] }
  | { readonly type: 'timer'; readonly timer: string }
  /** The value that an action returned, for the `do` effect with this id. */
  | { readonly type: 'action_done'; readonly effect: string; readonly value: unknown }
  /** The action threw or timed out: the session says that something went wrong and goes on as the step says. */
  | { readonly type: 'action_failed'; readonly effect: string; readonly reason: string };

/** What the host must do after a step. `id` is unique within the thread for ever: `<session>:<turn>:<n>`. */
export type Effect =
  /** `to` absent: the session's thread. `direct`: a private message to that contact (personal matters leave the group). */
  | {
      readonly type: 'send';
      readonly id: string;
      readonly message: OutboundMessage;
      readonly to?: { readonly direct: string };
    }
  | { readonly type: 'react'; readonly id: string; readonly messageId: string; readonly emoji: string }
  | {
      readonly type: 'do';
      readonly id: string;
      readonly action: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly person?: string;
    }
  | { readonly type: 'set_timer'; readonly id: string; readonly timer: string; readonly at: string }
  | { readonly type: 'clear_timer'; readonly id: string; readonly timer: string }
  /** A person of the office takes over this thread; the assistant is silent until she gives it back. */
  | { readonly type: 'hand_over'; readonly id: string; readonly reason: string }
  /** The person asked not to be written to any more (`off`), or to be written to again (`on`). */
  | { readonly type: 'subscribe'; readonly id: string; readonly state: 'on' | 'off' }
  /**
   * A private flow was asked for in a group: start it in the direct chat with that contact, under `id` as its key. When
   * there is no direct chat yet, the host says in the group that she should write to the assistant first.
   */
  | {
      readonly type: 'start_direct';
      readonly id: string;
      readonly flow: string;
      readonly person: string;
      readonly vars: Readonly<Record<string, unknown>>;
    }
  /** `detail`: for the log when `failed`; English, names flow and step, holds nothing that a person wrote. */
  | {
      readonly type: 'ended';
      readonly id: string;
      readonly reason: 'done' | 'stopped' | 'timed_out' | 'failed';
      readonly detail?: string;
    };

export interface StepResult {
  /** Undefined when the conversation is over. */
  readonly session: Session | undefined;
  readonly effects: readonly Effect[];
  /** False: the session had no use for the event (a stranger's word in a group); the host may route it elsewhere. */
  readonly handled: boolean;
}
