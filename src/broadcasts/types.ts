import { z } from 'zod';
import type { DeliveryState } from '../chat/chat.ts';
import { POSTS, type Post } from '../org/types.ts';

/** What a broadcast looks like to other rooms and to the console, and the shapes of what administrators send in. */

/** Longest text of a broadcast; a channel splits it further by its own limit. */
export const MAX_BROADCAST_CHARACTERS = 10_000;
const MAX_UNITS = 500;

const id = z.string().min(1).max(200);
const POST_CODES = Object.keys(POSTS) as [Post, ...Post[]];

/** Names in braces would be sent as they stand: a broadcast is the same text for everyone. */
const PLACEHOLDER = /\{\{[^}]*\}?\}?|\{%[^%]*%?\}?/;

const text = z
  .string()
  .trim()
  .min(1, 'Tin chưa có nội dung, chị nhập nội dung rồi lưu lại.')
  .max(
    MAX_BROADCAST_CHARACTERS,
    `Tin dài quá ${MAX_BROADCAST_CHARACTERS} ký tự, chị rút ngắn hoặc chia thành nhiều tin.`,
  )
  .superRefine((value, context) => {
    const found = PLACEHOLDER.exec(value);
    if (found)
      context.addIssue({
        code: 'custom',
        message: `Tin gửi chung không thay được "${found[0].slice(0, 40)}" bằng tên từng người. Chị xóa chỗ đó và viết một lời gọi chung, ví dụ "các chị".`,
      });
  });

export const BroadcastContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('material'), id }),
  z.object({ type: z.literal('quiz'), id }),
]);
export type BroadcastContent = z.infer<typeof BroadcastContent>;

export const Audience = z.object({
  /** Each unit with everything under it. */
  unitIds: z.array(id).min(1, 'Chị chọn ít nhất một đơn vị nhận tin.').max(MAX_UNITS),
  /** For `people`: only those who hold one of these posts on the day of sending. Absent or empty: any post. */
  posts: z.array(z.enum(POST_CODES)).max(POST_CODES.length).optional(),
  /** `groups`: the registered groups of the units. `people`: the officers, one by one. */
  to: z.enum(['groups', 'people']),
});
export type Audience = z.infer<typeof Audience>;

const moment = z.iso.datetime({ offset: true, error: 'Thời điểm phải có dạng 2026-11-27T19:00:00+07:00.' });

export const RepeatRule = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cron'), cron: z.string().trim().min(1).max(200) }),
  z.object({ type: z.literal('rrule'), rrule: z.string().trim().min(1).max(500), start: moment }),
]);

export const When = z.discriminatedUnion('type', [
  z.object({ type: z.literal('now') }),
  z.object({ type: z.literal('at'), at: moment }),
  /** Read in the zone Asia/Ho_Chi_Minh, whatever the browser's. */
  z.object({ type: z.literal('repeating'), rule: RepeatRule }),
]);
export type When = z.infer<typeof When>;

export const BroadcastInput = z.object({
  title: z.string().trim().min(1, 'Chị đặt tên cho đợt gửi.').max(200),
  content: BroadcastContent,
  audience: Audience,
  when: When,
});
export type BroadcastInput = z.infer<typeof BroadcastInput>;

/**
 * `draft` → (`scheduled` →) `running` → `done`; a repeating one goes back to `scheduled` between its runs. `paused` from
 * scheduled or running; `cancelled` is for ever.
 */
export const BROADCAST_STATES = ['draft', 'scheduled', 'running', 'paused', 'done', 'cancelled'] as const;
export type BroadcastState = (typeof BROADCAST_STATES)[number];

/** As `DeliveryState`, and `skipped`: there was no way to reach her, so nothing was tried. */
export type DeliveryStanding = DeliveryState | 'skipped';
export const DELIVERY_STANDINGS = [
  'waiting',
  'sending',
  'sent',
  'delivered',
  'seen',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const satisfies readonly DeliveryStanding[];

/** How many deliveries stand where, over all runs. */
export interface Progress {
  readonly total: number;
  readonly byState: Readonly<Record<DeliveryStanding, number>>;
  /** Persons who were in the audience more than once and got one copy. */
  readonly merged: number;
}

/** One sending: a broadcast has one, a repeating one has one each time. */
export interface Run {
  readonly occurrence: string;
  readonly startedAt: string;
  /** Absent while the audience is still being resolved. */
  readonly resolvedAt?: string;
  readonly endedAt?: string;
}

export interface Broadcast {
  readonly id: string;
  readonly title: string;
  readonly content: BroadcastContent;
  /** The title of the material or quiz, or the beginning of the text. */
  readonly contentLabel: string;
  readonly audience: Audience;
  readonly when: When;
  /** `19h00, thứ Sáu ngày 27/11/2026`, `thứ Hai hằng tuần lúc 8h00`. */
  readonly whenInWords: string;
  readonly state: BroadcastState;
  /** Path of the unit of the administrator who made it: those above see it, those below do not. */
  readonly unitPath: string;
  readonly createdBy: { readonly id: string; readonly name: string };
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The next sending of a scheduled one. */
  readonly nextAt?: string;
  /** Quiet hours hold its deliveries until then. */
  readonly heldUntil?: string;
  /** Why it stopped by itself and what to do. */
  readonly problem?: string;
  readonly runs: readonly Run[];
  readonly progress: Progress;
}

/** For the calendar: a moment at which a broadcast was or will be sent. */
export interface CalendarMoment {
  readonly at: string;
  readonly past: boolean;
}

export interface BroadcastInList extends Broadcast {
  /** Sendings within the asked range; absent when no range was asked for. */
  readonly moments?: readonly CalendarMoment[];
}

export interface Delivery {
  readonly id: string;
  readonly occurrence: string;
  readonly kind: 'group' | 'person';
  readonly name: string;
  /** Our thread id; absent when she could not be reached. */
  readonly thread?: string;
  readonly unit: { readonly id: string; readonly name: string };
  readonly state: DeliveryStanding;
  /** Why it failed, is unknown or was skipped. */
  readonly reason?: string;
  readonly at: string;
  /** Other reasons for which she was in the audience: `Chi hội trưởng, Chi hội 3`. */
  readonly mergedFrom: readonly string[];
}

/** Recipients who would not get it now, by what is in the way. */
export interface Unreached {
  /**
   * `window_closed`: the platform lets us write only for a time after she wrote. `unreachable`: there is no conversation
   * with her. Both are skipped. `account`: its account cannot send now; it waits.
   */
  readonly code: 'window_closed' | 'unreachable' | 'account';
  readonly count: number;
  /** With the remedy. */
  readonly sentence: string;
}

export interface AudiencePreview {
  readonly groups: number;
  readonly persons: number;
  /** The first names of the list, at most ten. */
  readonly names: readonly string[];
  /** `12 nhóm, 0 người`. */
  readonly inWords: string;
  /** How many would get it now, and how many of these against the platform's package or a fee. */
  readonly reachable: number;
  readonly paid: number;
  readonly unreached: readonly Unreached[];
  /** When it would go out if sent now, if quiet hours hold it back. */
  readonly heldUntil?: string;
}

export const ListQuery = z.object({
  state: z.enum(BROADCAST_STATES).optional(),
  /** With `to`: only those with a sending in this time, and their moments. */
  from: moment.optional(),
  to: moment.optional(),
  /** Newest first; skip so many. */
  skip: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const DeliveriesQuery = z.object({
  state: z.enum(DELIVERY_STANDINGS).optional(),
  occurrence: z.string().max(200).optional(),
  skip: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type DeliveriesQuery = z.infer<typeof DeliveriesQuery>;

export const ResendBody = z.object({
  /** Also what is `unknown`: it may arrive a second time, so it is asked for by name. */
  includeUnknown: z.boolean().default(false),
});
export const TestSendBody = z.object({
  /** Our thread id: a group of hers, or her own direct chat. */
  thread: z.string().min(1).max(400),
  /** Made by the browser once for each press of the button. */
  request: z.string().min(8, 'Thiếu mã yêu cầu.').max(100),
});
export const PreviewBody = z.object({ audience: Audience });
