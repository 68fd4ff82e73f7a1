import { z } from 'zod';
import type { AccountState, Field, Pace, QrState } from '../channels/kind.ts';

const name = z.string().trim().min(1, 'cần có tên để phân biệt các tài khoản.').max(100);
const milliseconds = z.number().int().min(0).max(3_600_000);
const allowance = z.number().int().min(1).max(1_000_000);

/** Numbers of the pace that an administrator may set; null takes the kind's own again. */
export const PaceEdit = z.object({
  minGapMs: milliseconds.nullish(),
  jitterMs: milliseconds.nullish(),
  perHour: allowance.nullish(),
  perDay: allowance.nullish(),
  warmUpDays: z.number().int().min(0).max(60).nullish(),
});
export type PaceEdit = z.output<typeof PaceEdit>;

const values = z.record(z.string().max(60), z.union([z.string().max(20_000), z.number(), z.boolean()]));

export const NewAccount = z.object({
  kind: z.string().max(40),
  name,
  /** Unit id; absent: the administrator's own. */
  unit: z.string().max(64).optional(),
  /** By the kind's field names; secret and other fields together. */
  values: values.default({}),
});
export type NewAccount = z.output<typeof NewAccount>;

/** What is absent stays as it is. An empty text removes a value. */
export const AccountEdit = z.object({ name: name.optional(), values: values.optional(), pace: PaceEdit.optional() });
export type AccountEdit = z.output<typeof AccountEdit>;

/** A kind of channel as the Connect page offers it. */
export interface KindView {
  readonly kind: string;
  readonly label: string;
  readonly about?: string;
  readonly recommended: boolean;
  /** An account is added only after its warnings were read. */
  readonly unofficial: boolean;
  readonly warnings: readonly string[];
  readonly fields: readonly Field[];
  /** Values of fields that nobody fills in, by name. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly signIn: 'fields' | 'oauth' | 'qr';
  readonly pace: Pace;
}

/** An account as the console sees it: no secret, only which secrets are there. */
export interface AccountView {
  readonly id: string;
  readonly kind: string;
  readonly kindLabel: string;
  readonly signIn: KindView['signIn'];
  readonly name: string;
  readonly unitPath: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of the secret fields that have a value. */
  readonly secretsSet: readonly string[];
  readonly paused: boolean;
  readonly state: AccountState;
  /** Vietnamese; empty when there is nothing to say. */
  readonly sentence: string;
  readonly stateAt: string;
  /** When it was connected for the first time; absent: never. */
  readonly connectedAt?: string;
  readonly retryAt?: string;
  readonly lastEventAt?: string;
  readonly lastSentAt?: string;
  readonly testedAt?: string;
  readonly lastError?: { readonly code: string; readonly sentence: string; readonly at: string };
  readonly pace: Pace;
  readonly allowance: {
    readonly today: number;
    readonly perDay?: number;
    readonly thisHour: number;
    readonly perHour?: number;
    readonly failedToday: number;
    /** Set while the account is warming up: today is this day of so many. */
    readonly warmUp?: { readonly day: number; readonly days: number };
  };
  /** Messages that wait for this account. */
  readonly waiting: number;
  readonly webhookUrl?: string;
  /** What to click on the platform's own page, in order. */
  readonly steps: readonly string[];
  readonly procedures: readonly { readonly name: string; readonly label: string; readonly about: string }[];
  readonly can: { readonly groups: boolean; readonly joinGroup: boolean; readonly test: boolean };
}

export interface AccountNoteView {
  readonly name: string;
  readonly count: number;
  readonly at: string;
  readonly body: unknown;
}

export interface PlatformGroupView {
  readonly id: string;
  /** Our thread id, as groups are registered by. */
  readonly thread: string;
  readonly name: string;
  readonly size?: number;
  /** The unit that it is registered to. */
  readonly unit?: string;
}

/** Where a QR sign-in stands; `idle` when none is under way. */
export type QrView = QrState | { readonly type: 'idle' } | { readonly type: 'starting' };
