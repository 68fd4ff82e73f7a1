import type { UnlinkRecord } from '../merges/types.ts';
import type { PersonRecord } from '../types.ts';

/** What chat knows of a contact, for lists and questions. */
export interface ContactInfo {
  /** `messenger`, `zalo-personal`, … */
  readonly channel: string;
  /** As the platform shows her; empty when it tells no name. */
  readonly name: string;
}

/** Channels as people call them. */
export const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  'zalo-personal': 'Zalo',
  'zalo-oa': 'Zalo OA',
  'zalo-bot': 'Zalo Bot',
  messenger: 'Messenger',
  simulator: 'Kênh thử',
};
export const channelName = (kind: string): string => CHANNEL_NAMES[kind] ?? kind;

/** Whether the platform lets us write to her now; `paid`: it goes, against the package or a fee. */
export interface ContactWindow {
  readonly state: 'open' | 'paid' | 'closed';
  /** For administrators, Vietnamese. */
  readonly sentence: string;
}

/** An account that was taken from her, as her page shows it. */
export interface UnlinkedAccount extends UnlinkRecord, ContactInfo {}

/** An account of a person, as her page shows it. */
export interface AccountRecord {
  readonly contact: string;
  /** Kind of the channel; the console has its own words for it. Empty when chat does not know the contact any more. */
  readonly channel: string;
  /** Her name there; empty when unknown. */
  readonly name: string;
  /** Who confirmed it; see `LinkDoc` in model.ts. */
  readonly by: 'admin' | 'self' | 'code' | 'phone' | 'platform' | 'sample';
  /** The administrator's name, when one linked it. */
  readonly admin?: string;
  readonly since: Date;
  readonly activeAt?: Date;
  /** Absent: her platform has no window, she can be written to at any time. */
  readonly window?: ContactWindow;
}

/**
 * - `asking`: she is being asked on an account that is hers already.
 * - `open`: an administrator decides.
 */
export const REQUEST_STATES = ['asking', 'open', 'confirmed', 'refused', 'approved', 'declined'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** An account that says it belongs to a person, for an administrator to decide. */
export interface LinkRequestRecord {
  readonly id: string;
  readonly contact: string;
  readonly channel: string;
  readonly name: string;
  readonly person: PersonRecord;
  /** The person to whom the account belongs now: approving moves it. */
  readonly linkedTo?: { readonly id: string; readonly name: string };
  /** What she gave: the number in the roster, or a code of an account of hers. */
  readonly reason: 'phone' | 'code';
  readonly at: Date;
}
