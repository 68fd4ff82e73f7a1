import type { InboundEventInput } from './event.ts';
import type { OutboundMessage } from './message.ts';

/** What a platform can do. The renderer turns what it cannot do into what it can. */
export interface Abilities {
  readonly groups: boolean;
  /** Buttons under a text; 0 means none, and choices become a numbered list. */
  readonly maxButtons: number;
  readonly polls: boolean;
  readonly reminders: boolean;
  readonly mentions: boolean;
  readonly typing: boolean;
  readonly reactions: boolean;
  /** Longest text of one message, counted by `lengthOf`. Longer texts are split at line ends. */
  readonly maxTextLength: number;
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
}

/** Small signs that need no storing and no retry. */
export type Signal =
  | { readonly type: 'typing' }
  | { readonly type: 'seen'; readonly messageId: string }
  | { readonly type: 'react'; readonly messageId: string; readonly emoji: string };

/**
 * Where a channel hands over what it received. Resolves when every event is durable: only then may the platform be told
 * that we have them.
 */
export type Intake = (events: readonly InboundEventInput[]) => Promise<void>;

/** A receipt or state that the platform tells later about a message that we sent. */
export type ReceiptSink = (receipt: {
  readonly account: string;
  readonly messageId: string;
  readonly state: 'delivered' | 'seen';
  readonly at: Date;
}) => Promise<void>;

/** One connected account of one platform. A webhook channel and a long-lived listener look the same from here. */
export interface Channel {
  /** The account's id in our store. */
  readonly account: string;
  readonly kind: string;
  readonly abilities: Abilities;
  /** Begins to receive. Never waits for the network: an account that is offline reports it in `state`. */
  start(intake: Intake, receipts: ReceiptSink): Promise<void>;
  stop(): Promise<void>;
  send(request: SendRequest): Promise<SendOutcome>;
  /** The platform's id of the direct thread with a person, where we may write to her before she wrote to us. */
  directThreadOf?(contact: string): string | undefined;
  signal?(thread: string, signal: Signal): Promise<void>;
  /**
   * Asks the platform's history whether the message with this key arrived, for a send whose end is unknown.
   * `null`: it certainly did not. `undefined`: the platform cannot tell.
   */
  findSent?(request: SendRequest): Promise<{ messageId: string } | null | undefined>;
}
