import type { DateTime } from 'luxon';

/** Where a day without a year or week lies: `future` in invitations and deadlines, `past` in reports. */
export type Direction = 'future' | 'past';

export type DayFound =
  | { readonly type: 'day'; readonly day: DateTime }
  | { readonly type: 'ask'; readonly question: string; readonly options: readonly DateTime[] }
  | { readonly type: 'none' };

export const NONE: DayFound = { type: 'none' };
export const day = (at: DateTime): DayFound => ({ type: 'day', day: at });
export const ask = (question: string, ...options: DateTime[]): DayFound => ({ type: 'ask', question, options });

/** By luxon's number: 1 is Monday. */
export const WEEKDAYS = ['', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'] as const;
