import type { DateTime } from 'luxon';
import type { Scan } from './moment-text.ts';
import { ask, type DayFound, NONE } from './moment-types.ts';
import { weekShift } from './moment-week.ts';

const OPEN =
  /\b(?:ra|sau|truoc|qua)\s+tet\b|\bsau\s+mua\b|\bmua\s+gat\b|\b(?:bua|hom)\s+(?:truoc|no|roi)\b|\bmai\s+(?:mot|kia)\b|\bmay\s+(?:hom|ngay|bua)\b|\bthang\s+(?:sau|toi|truoc|nay)\b|\bhom\s+nao\b/u;

/** The month that "đầu tháng", "cuối tháng 12", "giữa tháng sau" speak of. */
const monthOf = (text: Scan, today: DateTime): DateTime => {
  const next = /thang\s+(?:sau|toi)\b|sang\s+thang\b/.test(text.ascii) ? 1 : 0;
  const first = today.startOf('month').plus({ months: next });
  const named = Number(/(?:thang\s*|\bt)(\d{1,2})\b/.exec(text.ascii)?.[1] ?? 0);
  if (named < 1 || named > 12) return first;
  const month = first.set({ month: named });
  return month.endOf('month') < today ? month.plus({ years: 1 }) : month;
};

/** Times that name no day ("cuối tháng", "tuần sau", "ra Tết"): asked back, with concrete days where there are some. */
export const vagueDay = (text: Scan, today: DateTime): DayFound => {
  const { ascii } = text;
  const ofMonth = (from: DateTime, ...days: number[]): DateTime[] =>
    days.map((n) => from.set({ day: n })).filter((d) => d >= today);
  const ofWeek = (shift: number, ...days: number[]): DateTime[] =>
    days.map((n) => today.startOf('week').plus({ weeks: shift, days: n - 1 })).filter((d) => d >= today);
  const which = (options: readonly DateTime[]): DayFound => ask('Cụ thể là ngày nào ạ?', ...options);
  const month = monthOf(text, today);
  const shift = weekShift(text);

  if (/\bdau\s+(?:thang|t\d)/.test(ascii)) {
    const days = ofMonth(month, 1, 3, 5);
    return which(days.length > 0 ? days : ofMonth(month.plus({ months: 1 }), 1, 3, 5));
  }
  if (/\bgiua\s+(?:thang|t\d)/.test(ascii)) return which(ofMonth(month, 14, 15, 16));
  if (/\bcuoi\s+(?:thang|t\d)/.test(ascii)) return which(ofMonth(month, 25, 28, month.daysInMonth ?? 30));
  if (/\bcuoi\s+tuan\b/.test(ascii)) return which(ofWeek(shift ?? 0, 6, 7));
  if (/\bdau\s+tuan\b/.test(ascii)) return which(ofWeek(shift ?? 1, 1, 2));
  if (/\bcuoi\s+quy\b/.test(ascii)) return which([today.endOf('quarter').startOf('day')]);
  if (/\bcuoi\s+nam\b/.test(ascii)) return which([today.endOf('year').startOf('day')]);
  // For offices the week ends on Friday, for villages on Sunday.
  if (/\btrong\s+tuan\b/.test(ascii)) return which(ofWeek(shift ?? 0, 5, 7));
  if (shift !== undefined && shift >= 0) return which(ofWeek(shift, 1, 2, 3, 4, 5, 6, 7));
  return OPEN.test(ascii) ? ask('Cụ thể là ngày nào ạ? Ví dụ: 27/11.') : NONE;
};

/** Whether the vagueness counts before any weekday or "mai" in the same text: "cuối tuần", "mai kia". */
export const isVagueFirst = (text: Scan): boolean =>
  /\b(?:dau|giua|cuoi|trong)\s+(?:thang|tuan|quy|nam|t\d)|\bmai\s+(?:mot|kia)\b/.test(text.ascii);
