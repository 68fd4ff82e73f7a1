import type { InboundEventInput } from './event.ts';
import type { OutboundMessage } from './message.ts';

/** What a platform can do. The renderer turns what it cannot do into what it can. */
export interface Abilities {
  readonly groups: boolean;
  /** Buttons under a text; 0 means none, and choices become a numbered list. */
  readonly maxButtons: number;
  readonly polls: boolean;
  /** Longest question of a poll; of a longer one all but the last lines go before it as a text. Default: no limit. */
  readonly maxPollQuestionLength?: number;
  readonly reminders: boolean;
  /** People accept a reminder or say no, we hear of it, and it can be taken away again. Default false. */
  readonly answeredReminders?: boolean;
  readonly mentions: boolean;
  readonly typing: boolean;
  readonly reactions: boolean;
  /** Longest text of one message, counted by `lengthOf`. Longer texts are split at line ends. */
  readonly maxTextLength: number;
  /** Longest label of a button. A longer one makes a numbered list whose buttons are the numbers. Default: no limit. */
  readonly maxLabelLength?: number;
  /** Longest text that may stand above buttons. Default `maxTextLength`. */
  readonly maxButtonTextLength?: number;
  /** Cards side by side in one message. Default: no limit, where there are buttons at all. */
  readonly maxCards?: number;
  readonly lengthOf: (text: string) => number;
}

/** Why a send did not happen. Made by the channel from the platform's answer; the sender turns it into a job outcome. */
export interface SendError {
  /** Ours, stable: `rate_limited`, `thread_gone`, `blocked`, `window_closed`, `too_long`, `offline`, `rejected`. */
  readonly code: string;
  readonly retry: boolean;
  /** Wait at least this long before the next try. */
  readonly retryAfterSeconds?: number;
  /** True when an administrator must do something (sign in again, verify, top up). */
  readonly attention: boolean;
  /** For administrators, in Vietnamese, with the remedy. */
  readonly sentence: string;
}

/** `unknown`: it may or may not have arrived (the answer was lost). It is never blindly sent again. */
export type SendOutcome =
  | { readonly type: 'sent'; readonly messageId: string }
  | { readonly type: 'failed'; readonly error: SendError }
  | { readonly type: 'unknown'; readonly sentence: string };

export interface SendRequest {
  /** The platform's thread id. */
  readonly thread: string;
  readonly threadKind: 'direct' | 'group';
  /** Already rendered for this channel's abilities. */
  readonly message: OutboundMessage;
  /** The same for every try of one message; sent along where the platform takes a client id. */
  readonly key: string;
  /** In a group: the platform's id of the message that this one answers, quoted where the platform can. */
  readonly repliesTo?: string;
}

/** Small signs that need no storing and no retry. */
export type Signal =
  | { readonly type: 'typing' }
  | { readonly type: 'seen'; readonly messageId: string }
  | { readonly type: 'react'; readonly messageId: string; readonly emoji: string };

/** What a channel tells of its chats. Everything but an event is about messages that we sent, or about a contact. */
export type Happening =
  | { readonly type: 'event'; readonly event: InboundEventInput }
  | {
      readonly type: 'receipt';
      readonly account: string;
      readonly messageId: string;
      readonly state: 'delivered' | 'seen';
      readonly at: Date;
    }
  /** Everything that we sent to a thread up to a moment was delivered or seen. */
  | {
      readonly type: 'receipts_until';
      readonly account: string;
      readonly thread: string;
      readonly state: 'delivered' | 'seen';
      readonly until: Date;
    }
  /**
   * A message in our name, as the platform shows it back: one of ours (its send may have been `unknown` until now), or
   * one that a person of the office wrote in the platform's own program, after which the assistant keeps silent there.
   */
  | {
      readonly type: 'echo';
      readonly account: string;
      readonly thread: string;
      readonly threadKind: 'direct' | 'group';
      readonly messageId: string;
      /** The outbox key, where the platform carries one. */
      readonly key?: string;
      readonly text?: string;
      readonly at: Date;
    }
  /** What the platform tells of a contact: her name, or a phone number that it has checked. */
  | {
      readonly type: 'contact';
      readonly account: string;
      readonly contact: string;
      readonly name?: string;
      readonly phone?: string;
    };

/**
 * Where a channel hands over what happened. Resolves when all of it is durable: only then may the platform be told that
 * we have it. Rejects when it could not be kept.
 */
export type Tell = (happenings: readonly Happening[]) => Promise<void>;

/** One connected account of one platform. A webhook channel and a long-lived listener look the same from here. */
export interface Channel {
  /** The account's id in our store. */
  readonly account: string;
  readonly kind: string;
  readonly abilities: Abilities;
  /** Begins to receive. Never waits for the network: an account that is offline reports it in `state`. */
  start(tell: Tell): Promise<void>;
  stop(): Promise<void>;
  send(request: SendRequest): Promise<SendOutcome>;
  /** The platform's id of the direct thread with a person, where we may write to her before she wrote to us. */
  directThreadOf?(contact: string): string | undefined;
  signal?(thread: string, threadKind: 'direct' | 'group', signal: Signal): Promise<void>;
  /**
   * Asks the platform's history whether the message with this key arrived, for a send whose end is unknown.
   * `null`: it certainly did not. `undefined`: the platform cannot tell.
   */
  findSent?(request: SendRequest): Promise<{ messageId: string } | null | undefined>;
}
