import type { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Result } from '../base/result.ts';
import type { Abilities, Channel, Happening } from '../chat/channel.ts';

/**
 * The shape of every channel: one folder that exports one `ChannelKind`, and one line in `kinds.ts`. The accounts room
 * keeps the accounts (settings, encrypted secrets, state), runs the webhooks and calls what stands here.
 */

/** How an account stands, in one word and one Vietnamese sentence with the remedy where there is one. */
export const ACCOUNT_STATES = ['new', 'connecting', 'connected', 'offline', 'needs_sign_in', 'blocked'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

export interface StateReport {
  /**
   * `offline`: the channel tries again by itself. `needs_sign_in`: a person must sign in or enter a token again.
   * `blocked`: the platform locked or restricted the account.
   */
  readonly state: AccountState;
  readonly sentence?: string;
  /** When the channel will try again by itself. */
  readonly retryAt?: Date;
}

/** One account as pure code sees it: nothing here can be written. */
export interface AccountView<Settings, Secrets> {
  readonly account: string;
  readonly settings: Settings;
  readonly secrets: Secrets;
}

/** A request to `/webhook/<kind>/<webhookKey>[/<path>]`, with the body's bytes as they came. */
export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  /** What follows the key, without slashes at its ends: `''`, `deletion`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly now: Date;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body?: string;
  /** Default `text/plain; charset=utf-8`. */
  readonly type?: string;
}

/** What a webhook or a listener says of an account itself, beside what happened in its chats. */
export type AccountNote =
  /** An event that we know nothing to do with: acknowledged, counted by name, and its body kept for a day. */
  | { readonly type: 'unknown_event'; readonly account: string; readonly name: string; readonly body: unknown }
  | { readonly type: 'state'; readonly account: string; readonly report: StateReport }
  /** A platform's test button was pressed, or its set-up asked for our address: shown as "a test event arrived". */
  | { readonly type: 'tested'; readonly account: string; readonly what: string }
  /** A person asked the platform to have her data removed. `code` is what she was given to follow it with. */
  | { readonly type: 'deletion_requested'; readonly account: string; readonly person: string; readonly code: string };

/** What became of a webhook request. `told` is made durable before `answer` is sent; when it cannot be, 503 is sent instead. */
export interface Received {
  readonly answer: WebhookAnswer;
  readonly told: readonly Happening[];
  readonly notes: readonly AccountNote[];
}

/** A group as the platform lists it. */
export interface PlatformGroup {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  /** Known members; may be fewer than `size`. */
  readonly members?: readonly { readonly id: string; readonly name: string }[];
}

/** A connected account: what `Channel` asks, and what the Connect page asks beside. */
export interface ConnectedChannel extends Channel {
  /** Asks the platform who we are. `facts` are shown line by line, in Vietnamese. */
  test(): Promise<Result<{ readonly name: string; readonly facts: readonly string[] }>>;
  /** The groups that this account is in, as the platform has them now. */
  groups?(): Promise<Result<readonly PlatformGroup[]>>;
  /** Joins a group by its link. `waiting`: somebody there must approve first. */
  joinGroup?(link: string): Promise<Result<{ readonly id?: string; readonly waiting: boolean }>>;
  /** Procedures on the platform's side that an administrator starts by a button (`set_webhook`, `set_menu`). */
  readonly procedures?: Readonly<Record<string, Procedure>>;
}

export interface Procedure {
  /** The button's words, Vietnamese. */
  readonly label: string;
  /** What it does, one Vietnamese sentence. */
  readonly about: string;
  /** Answers with one Vietnamese sentence about what was done. */
  run(info: { readonly webhookUrl?: string }): Promise<Result<string>>;
}

/** What an account's code may use. Made by the accounts room. */
export interface AccountContext<Settings, Secrets> {
  readonly account: string;
  /** The name that the administrator gave. */
  readonly name: string;
  /** As they were when the connection was made; a change of settings makes a new connection. */
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The newest secrets, decrypted. */
  secrets(): Promise<Secrets>;
  /** Replaces the secrets; durable when it resolves. */
  saveSecrets(next: Secrets): Promise<void>;
  /** Runs `task` while no other process runs a task of this account under the same name (a token refresh). */
  exclusively<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Tells how the account stands. Never throws, never waits. */
  report(report: StateReport): void;
  /** Notes from a listener; webhooks return theirs. Never throws, never waits. */
  note(note: AccountNote): void;
  /** Small durable facts of this account: a poll's options, a reusable attachment. Values are JSON; kept 400 days. */
  readonly memory: {
    get(key: string): Promise<unknown>;
    set(key: string, value: unknown): Promise<void>;
  };
  /** The address at which others open what an outbound message names; for platforms that take no upload. */
  link(url: string): Result<string>;
  /** Fetches what an outbound message names (`https:`, `http:`, `data:`, or a path of our own `/files/…`), at most 25 MB. */
  file(url: string): Promise<Result<{ readonly bytes: Buffer; readonly name: string; readonly type: string }>>;
}

/** Where a QR sign-in stands, pushed to the page that shows it. */
export type QrState =
  | { readonly type: 'qr'; readonly image: string; readonly expiresAt: Date }
  | { readonly type: 'scanned'; readonly name: string; readonly avatar?: string }
  | { readonly type: 'declined' }
  | { readonly type: 'expired' }
  | { readonly type: 'signed_in'; readonly name: string }
  | { readonly type: 'failed'; readonly sentence: string };

/** How an account is signed in, beside typing its fields. */
export type SignIn<Settings, Secrets> =
  | { readonly type: 'fields' }
  | {
      readonly type: 'oauth';
      /** The page to send the administrator to. `challenge` is S256 of a fresh verifier. */
      begin(
        account: AccountView<Settings, Secrets>,
        flow: { readonly redirectUri: string; readonly state: string; readonly challenge: string },
      ): Result<string>;
      /** Exchanges what came back for secrets (the whole new set, and settings that became known, as the OA's id). */
      finish(
        account: AccountView<Settings, Secrets>,
        flow: {
          readonly query: URLSearchParams;
          readonly verifier: string;
          readonly redirectUri: string;
          readonly now: Date;
        },
      ): Promise<Result<{ readonly secrets: Secrets; readonly settings?: Settings }>>;
    }
  | {
      readonly type: 'qr';
      /** Runs one sign-in to its end. `show` is called for every state; `signal` ends it. Resolves with the new secrets. */
      run(
        account: AccountView<Settings, Secrets>,
        show: (state: QrState) => void,
        tools: { readonly signal: AbortSignal; readonly clock: Clock; readonly logger: Logger },
      ): Promise<Result<Secrets>>;
    };

/** One line of the form by which an account is added, in the console and for `chihoi channel add`. */
export interface Field {
  /** A key of `settings` or, when `secret`, of `secrets`. */
  readonly name: string;
  readonly label: string;
  /** Where to find it, one Vietnamese sentence. */
  readonly help: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly input: 'text' | 'url' | 'number' | 'long' | 'switch' | 'select';
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Shown only under "advanced". */
  readonly advanced?: boolean;
}

/** How fast an account may send. Every number can be changed for an account in the console. */
export interface Pace {
  /** Least time between two sends of the account, and a random addition of up to `jitterMs`. */
  readonly minGapMs: number;
  readonly jitterMs: number;
  /** Absent: no limit. */
  readonly perHour?: number;
  readonly perDay?: number;
  /** A new account sends a growing part of `perDay`: day n of so many gets n/warmUpDays of it. Default 0: none. */
  readonly warmUpDays?: number;
}

/** Whether the platform lets us write to a person now, for platforms that open a window when she writes. */
export interface Window {
  /** `paid`: it goes, against the package or a fee. */
  readonly state: 'open' | 'paid' | 'closed';
  /** Only this sort of message goes (by a template that the platform approved); everything else is refused. */
  readonly only?: 'reminder';
  /** When this state ends; absent for `closed`. */
  readonly until?: Date;
  /** For administrators: one Vietnamese sentence. */
  readonly sentence: string;
}

export interface ChannelKind<Settings = unknown, Secrets = unknown> {
  /** Also the folder's name and the word in `chihoi channel add <kind>`. */
  readonly kind: string;
  readonly label: string;
  /** Whom it suits and what it can do, one or two Vietnamese sentences: read when an administrator chooses a kind. */
  readonly about?: string;
  /** The kind that an organisation should take when it has none yet. */
  readonly recommended?: boolean;
  /** The platform does not allow it: an administrator must say that the warnings were read before an account is added. */
  readonly unofficial?: boolean;
  /** Vietnamese warnings that the Connect page shows before an account of this kind is added. */
  readonly warnings: readonly string[];
  /** What is not secret, with defaults. Every kind has `apiBase?`: another address for the platform's API. */
  readonly settings: z.ZodType<Settings>;
  /** What is kept encrypted. All optional fields: an account may be added before it is signed in. */
  readonly secrets: z.ZodType<Secrets>;
  readonly fields: readonly Field[];
  /** What to click on the platform's own page, in order, Vietnamese. */
  steps(info: {
    readonly webhookUrl: string;
    readonly publicUrl: string;
    readonly account: AccountView<Settings, Secrets>;
  }): readonly string[];
  readonly signIn: SignIn<Settings, Secrets>;
  abilities(settings: Settings): Abilities;
  readonly pace: Pace;
  /** True: one process at a time may hold this account (a listener, long polling). */
  exclusive(settings: Settings): boolean;
  /** The last part of the account's webhook address. Accounts with the same key share an address (one app, several Pages). */
  webhookKey?(settings: Settings, account: string): string | undefined;
  /** Pure: verifies and parses. `accounts` are all accounts of this kind with the request's key; never empty. */
  receive?(request: WebhookRequest, accounts: readonly AccountView<Settings, Secrets>[]): Received;
  /** A page at the root of our address that the platform wants to see (domain verification). Pure. */
  page?(path: string, account: AccountView<Settings, Secrets>): WebhookAnswer | undefined;
  /** Absent: we may write at any time. `lastInboundAt` is when she last wrote or pressed something. */
  window?(settings: Settings, lastInboundAt: Date | undefined, now: Date): Window;
  /** Makes the connection. Does nothing yet: `start` does. */
  connect(context: AccountContext<Settings, Secrets>): ConnectedChannel;
}

/** Keeps the schemas' types inside a kind and hides them in the list, as `route` does for routes. */
export const channelKind = <Settings, Secrets>(kind: ChannelKind<Settings, Secrets>): ChannelKind =>
  kind as unknown as ChannelKind;
