import type { DateTime } from 'luxon';
import { type Found, find, type Scan, SPELLED, smallNumber } from './moment-text.ts';
import { ask, type DayFound, type Direction, day, NONE } from './moment-types.ts';

/** A date that passed no longer ago than this may be a slip: ask for the year. */
const JUST_PASSED_DAYS = 60;

const COUNTED = String.raw`h\b|gio|g\b|ngay|nguoi|%|lan|phut|tuan|chi\b|trieu`;
const NUMERIC = new RegExp(
  String.raw`(?<![\d/.,:-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\d/]|[.,:-]\d)(?!\s*(?:${COUNTED}))`,
  'u',
);
const MONTH = String.raw`(?:thang\s*|\bt)(\d{1,2}|${SPELLED})(?![\d/a-z])`;
const WORDED = new RegExp(
  String.raw`(?<![\d/])(?:\b(ngay|hom|mung|mong)\s+)?(\d{1,2}|\b(?:${SPELLED}))\s*${MONTH}(?:\s*(?:nam|/|-)\s*(\d{4}))?`,
  'u',
);
const DAY_ONLY = new RegExp(
  String.raw`\b(ngay|hom|mung|mong)\s*(\d{1,2}|${SPELLED})\b(?!\s*(?:nua|/\d|thang\s*\d))(?:\s+(thang\s+(?:nay|sau|toi|truoc)))?`,
  'u',
);

/** Number words that are usually something else when their marks are missing: "ngày sau", "ngày mốt". */
const SHIFTY: Readonly<Record<string, string>> = { sau: 'sáu', mot: 'một', tu: 'tư', bay: 'bảy', nam: 'năm', ba: 'ba' };

const isNumberWord = (typed: string | undefined, marked: string): boolean =>
  typed === undefined || SHIFTY[typed] === undefined || marked.split(/\s+/).includes(SHIFTY[typed] ?? '');

const MUNG = /^m[uo]ng$/;
const tooLateForMung = (dd: number): DayFound => ask(`Mùng chỉ từ 1 đến 10 ạ, ngày ${dd} là ngày nào ạ?`);

/** Judges a day-first date. Without a year the nearest one in the direction is meant. */
const calendarDay = (
  today: DateTime,
  dd: number,
  mm: number,
  year: string | undefined,
  direction: Direction,
): DayFound => {
  if (mm < 1 || mm > 12) {
    return ask(`Không có tháng ${mm} ạ. Ngày viết trước, tháng viết sau, ví dụ 27/11. Là ngày nào ạ?`);
  }
  const given = year === undefined ? undefined : Number(year.length === 2 ? `20${year}` : year);
  // A leap year serves to judge a date whose year is not told.
  const length = today.set({ year: given ?? 2028, month: mm, day: 1 }).daysInMonth ?? 31;
  if (dd < 1 || dd > length) {
    const shown = given === undefined ? `tháng ${mm}` : `tháng ${mm}/${given}`;
    return ask(`Không có ngày ${dd}/${mm} ạ, ${shown} chỉ có ${length} ngày. Là ngày nào ạ?`);
  }
  const at = (y: number): DateTime => today.set({ year: y, month: mm, day: dd });
  if (given !== undefined) return day(at(given));
  // Eight years reach the next 29 February across a century that is no leap year.
  const candidates = Array.from({ length: 17 }, (_, n) => at(today.year - 8 + n)).filter((d) => d.day === dd);
  const ahead = candidates.find((d) => d >= today) ?? at(today.year);
  const behind = candidates.filter((d) => d <= today).at(-1) ?? at(today.year);
  if (direction === 'past') return day(behind);
  const passed = today.diff(behind, 'days').days;
  if (passed > 0 && passed <= JUST_PASSED_DAYS) return ask(`Ngày ${dd}/${mm} đã qua. Là năm nào ạ?`, behind, ahead);
  return day(ahead);
};

const dayOfMonth = (today: DateTime, dd: number, month: string | undefined, direction: Direction): DayFound => {
  if (dd < 1 || dd > 31) return ask(`Không có ngày ${dd} ạ. Là ngày nào ạ?`);
  const first = today.startOf('month');
  const inMonth = (shift: number): DateTime | undefined => {
    const start = first.plus({ months: shift });
    return dd <= (start.daysInMonth ?? 31) ? start.set({ day: dd }) : undefined;
  };
  if (month !== undefined) {
    const shift = /(?:sau|toi)$/.test(month) ? 1 : /truoc$/.test(month) ? -1 : 0;
    const at = inMonth(shift);
    return at ? day(at) : ask(`Tháng ${first.plus({ months: shift }).month} không có ngày ${dd} ạ. Là ngày nào ạ?`);
  }
  for (const shift of direction === 'future' ? [0, 1, 2] : [0, -1, -2]) {
    const at = inMonth(shift);
    if (at && (direction === 'future' ? at >= today : at <= today)) return day(at);
  }
  return NONE;
};

const isDate = (found: Found): boolean =>
  found.groups[2] !== '-' || found.groups[4] !== undefined || Number(found.groups[3]) <= 12;

const numericDay = (found: Found, today: DateTime, direction: Direction): DayFound =>
  calendarDay(today, Number(found.groups[1]), Number(found.groups[3]), found.groups[4], direction);

/** "7/12", "07-12-2026", "ngày 20 tháng 12", "mùng 5", "hôm 20". */
export const byDate = (text: Scan, today: DateTime, direction: Direction): DayFound => {
  const numeric = find(text, NUMERIC, isDate);
  if (numeric) {
    const one = numericDay(numeric, today, direction);
    const other = /\b(?:hoac|hay)\b/.test(text.ascii.slice(numeric.end))
      ? find(text, NUMERIC, (f) => f.start > numeric.start && isDate(f))
      : undefined;
    const second = other && numericDay(other, today, direction);
    if (one.type === 'day' && second?.type === 'day') return ask('Là ngày nào trong hai ngày ạ?', one.day, second.day);
    return one;
  }
  const worded = find(text, WORDED, (f, marked) => {
    const spoken = f.groups[1] !== undefined || isNumberWord(f.groups[2], marked);
    // "tháng sau" is the next month; June needs its mark.
    return spoken && (f.groups[3] !== 'sau' || marked.includes('sáu'));
  });
  if (worded) {
    const dd = smallNumber(worded.groups[2] ?? '');
    if (MUNG.test(worded.groups[1] ?? '') && dd > 10) return tooLateForMung(dd);
    return calendarDay(today, dd, smallNumber(worded.groups[3] ?? ''), worded.groups[4], direction);
  }
  const only = find(text, DAY_ONLY, (f, marked) => {
    if (f.groups[1] === 'hom') return /\d/.test(marked);
    return MUNG.test(f.groups[1] ?? '') || isNumberWord(f.groups[2], marked);
  });
  if (!only) return NONE;
  const dd = smallNumber(only.groups[2] ?? '');
  if (MUNG.test(only.groups[1] ?? '') && dd > 10) return tooLateForMung(dd);
  return dayOfMonth(today, dd, only.groups[3], direction);
};
