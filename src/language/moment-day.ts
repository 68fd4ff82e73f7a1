import type { DateTime } from 'luxon';
import { couldBe, find, type Scan, SPELLED, smallNumber } from './moment-text.ts';

/** `soon`: dates without a year lie ahead (invitations, deadlines); `past`: behind (reports). */
export type Direction = 'future' | 'past';

export type DayFound =
  | { readonly type: 'day'; readonly day: DateTime }
  | { readonly type: 'ask'; readonly question: string; readonly options: readonly DateTime[] }
  | { readonly type: 'none' };

/** A date that passed no longer ago than this may be a slip: ask for the year. */
const JUST_PASSED_DAYS = 60;

const NONE: DayFound = { type: 'none' };
const day = (at: DateTime): DayFound => ({ type: 'day', day: at });
const ask = (question: string, ...options: DateTime[]): DayFound => ({ type: 'ask', question, options });

const WEEKDAYS = ['', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'] as const;
const WEEKDAY = String.raw`\b(?:thu\s*\.?\s*(2|3|4|5|6|7|hai|ba|tu|bon|nam|sau|bay)|t([2-7])|(chu\s*nhat|cn))\b(?!\s*(?:trieu|nghin|ngan|tr|k|dong|nguoi|chi|lan)\b)`;

/** The weekday named in the text, 1 = Monday … 7 = Sunday, with the words behind it that tell the week. */
const weekdayIn = (text: Scan): { weekday: number; start: number; end: number } | undefined => {
  const found = find(text, new RegExp(WEEKDAY), (f, marked) => f.groups[1] === undefined || couldBe(marked, 'thứ'));
  if (!found) return undefined;
  const [, spoken, short, sunday] = found.groups;
  const weekday = sunday ? 7 : spoken === 'bon' ? 3 : smallNumber(spoken ?? short ?? '') - 1;
  return { weekday, start: found.start, end: found.end };
};

const WEEKS: readonly (readonly [RegExp, number])[] = [
  [/tuan\s+(?:sau|toi)\s+nua\b|hai\s+tuan\s+nua|2\s+tuan\s+nua/u, 2],
  [/tuan\s+(?:sau|toi|ke|den)\b|sang\s+tuan\b|tuan\s+nua\b/u, 1],
  [/tuan\s+(?:truoc|qua|roi|vua)\b/u, -1],
  [/tuan\s+(?:nay|ni)\b/u, 0],
];

const weekShift = (text: Scan): number | undefined => WEEKS.find(([pattern]) => pattern.test(text.ascii))?.[1];

const byWeekday = (text: Scan, today: DateTime, direction: Direction): DayFound => {
  const found = weekdayIn(text);
  if (!found) return NONE;
  const { weekday } = found;
  const name = WEEKDAYS[weekday] ?? '';
  const ofWeek = (shift: number): DateTime => today.startOf('week').plus({ weeks: shift, days: weekday - 1 });
  const shift = weekShift(text);
  if (shift !== undefined) return day(ofWeek(shift));
  const behind = text.ascii.slice(found.end);
  const next = ofWeek(weekday > today.weekday ? 0 : 1);
  const last = ofWeek(weekday < today.weekday ? 0 : -1);
  if (/^\s*(?:truoc|vua\s*(?:roi|qua)|qua|roi)\b/.test(behind)) return day(last);
  if (/^\s*nay\b/.test(behind)) {
    const mine = ofWeek(0);
    return direction === 'future' && mine < today
      ? ask(`${name} tuần này đã qua. Là ngày nào ạ?`, mine, ofWeek(1))
      : day(mine);
  }
  if (/^\s*(?:toi|sau|den|ke\s+tiep|tiep\s+theo)\b/.test(behind)) {
    // On Friday "thứ 7 tới" is tomorrow for some and next week for others.
    const near = next.diff(today, 'days').days;
    return near <= 2 ? ask(`${name} nào ạ?`, next, next.plus({ weeks: 1 })) : day(next);
  }
  if (weekday === today.weekday) {
    const other = direction === 'future' ? next : last;
    return ask(`${name} hôm nay hay ${direction === 'future' ? 'tuần sau' : 'tuần trước'} ạ?`, today, other);
  }
  return day(direction === 'future' ? next : last);
};

const NUMERIC = String.raw`(?<![\d/.,:-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\d/]|[.,:-]\d)(?!\s*(?:h\b|gio|g\b|ngay|nguoi|%|lan|phut|tuan|chi\b|trieu))`;
const SPOKEN_MONTH = String.raw`(?:thang\s*|\bt)(\d{1,2}|${SPELLED})(?![\d/])`;
const WORDED = String.raw`(?<![\d/])(?:\b(?:ngay|hom|mung|mong)\s+)?(\d{1,2}|${SPELLED})\s*${SPOKEN_MONTH}(?:\s*(?:nam|/|-)\s*(\d{4}))?`;
const DAY_ONLY = String.raw`\b(ngay|hom|mung|mong)\s*(\d{1,2}|${SPELLED})\b(?!\s*(?:nua|/\d|thang\s*\d))(?:\s+(thang\s+(?:nay|sau|toi|truoc)))?`;

const calendarDay = (
  today: DateTime,
  dd: number,
  mm: number,
  year: string | undefined,
  direction: Direction,
): DayFound => {
  if (mm < 1 || mm > 12)
    return ask(`Không có tháng ${mm} ạ. Ngày viết trước, tháng viết sau, ví dụ 27/11. Là ngày nào ạ?`);
  const given = year === undefined ? undefined : Number(year.length === 2 ? `20${year}` : year);
  // A leap year serves to judge a date whose year is not told.
  const length = today.set({ year: given ?? 2028, month: mm, day: 1 }).daysInMonth ?? 31;
  if (dd < 1 || dd > length) {
    const shown = given === undefined ? `tháng ${mm}` : `tháng ${mm}/${given}`;
    return ask(`Không có ngày ${dd}/${mm} ạ, ${shown} chỉ có ${length} ngày. Là ngày nào ạ?`);
  }
  const at = (y: number): DateTime => today.set({ year: y, month: mm, day: dd });
  if (given !== undefined) return day(at(given));
  const years = [today.year - 1, today.year, today.year + 1, today.year + 2, today.year + 3].filter(
    (y) => at(y).day === dd,
  );
  const candidates = years.map(at);
  const ahead = candidates.find((d) => d >= today) ?? at(today.year);
  const behind = candidates.filter((d) => d <= today).at(-1) ?? at(today.year);
  if (direction === 'past') return day(behind);
  const passed = today.diff(behind, 'days').days;
  if (passed > 0 && passed <= JUST_PASSED_DAYS) return ask(`Ngày ${dd}/${mm} đã qua. Là năm nào ạ?`, behind, ahead);
  return day(ahead);
};

const dayOfMonth = (
  today: DateTime,
  dd: number,
  month: string | undefined,
  direction: Direction,
  mung: boolean,
): DayFound => {
  if (mung && dd > 10) return ask(`Mùng chỉ từ 1 đến 10 ạ. Là ngày ${dd} tháng mấy ạ?`);
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
  const shifts = direction === 'future' ? [0, 1, 2] : [0, -1, -2];
  for (const shift of shifts) {
    const at = inMonth(shift);
    if (at && (direction === 'future' ? at >= today : at <= today)) return day(at);
  }
  return NONE;
};

const byDate = (text: Scan, today: DateTime, direction: Direction): DayFound => {
  const numeric = find(
    text,
    new RegExp(NUMERIC),
    (f) => f.groups[2] !== '-' || f.groups[4] !== undefined || Number(f.groups[3]) <= 12,
  );
  if (numeric) {
    const [, dd, , mm, year] = numeric.groups;
    return calendarDay(today, Number(dd), Number(mm), year, direction);
  }
  const worded = find(
    text,
    new RegExp(WORDED),
    (f) =>
      !/^(?:nam|tu|sau|bay|ba|hai|mot)$/.test(f.groups[1] ?? '') || /^(?:ngay|hom|mung|mong)/.test(f.groups[0] ?? ''),
  );
  if (worded) {
    const dd = smallNumber(worded.groups[1] ?? '');
    if (/^(?:mung|mong)/.test(worded.groups[0] ?? '') && dd > 10) return ask(`Mùng chỉ từ 1 đến 10 ạ. Là ngày nào ạ?`);
    return calendarDay(today, dd, smallNumber(worded.groups[2] ?? ''), worded.groups[3], direction);
  }
  const only = find(text, new RegExp(DAY_ONLY), (f, marked) => f.groups[1] !== 'hom' || /\d/.test(marked));
  if (!only) return NONE;
  const mung = only.groups[1] === 'mung' || only.groups[1] === 'mong';
  return dayOfMonth(today, smallNumber(only.groups[2] ?? ''), only.groups[3], direction, mung);
};

const byWord = (text: Scan, today: DateTime): DayFound => {
  const has = (pattern: RegExp, word: string): boolean =>
    find(text, pattern, (_, marked) => couldBe(marked, word)) !== undefined;
  if (has(/\b(?:hom|bua)\s+kia\b/, 'kìa') && !has(/\b(?:hom|bua)\s+kia\b/, 'kia')) return day(today.minus({ days: 3 }));
  if (has(/\b(?:hom|bua)\s+kia\b/, 'kia')) return day(today.minus({ days: 2 }));
  if (has(/\bhom\s+qua\b|\b(?:sang|trua|chieu|toi|dem)\s+qua\b|\|\s+qua\b/, 'qua'))
    return day(today.minus({ days: 1 }));
  const ahead = find(text, /(?<!\d)(\d{1,3}|mot|hai|ba|bon|nam|sau|bay|muoi)\s+(ngay|hom|bua|tuan)\s+nua\b/);
  if (ahead) {
    const count = smallNumber(ahead.groups[1] ?? '0');
    return day(ahead.groups[2] === 'tuan' ? today.plus({ weeks: count }) : today.plus({ days: count }));
  }
  if (has(/\bngay\s+kia\b|\bkia\b/, 'kìa') && !has(/\bkia\b/, 'kia')) return day(today.plus({ days: 3 }));
  if (has(/\bngay\s+kia\b|^kia\b|\|\s*kia\b/, 'kia')) return day(today.plus({ days: 2 }));
  if (
    find(
      text,
      /\bngay\s+mot\b(?!\s*(?:thang|hai|ba))|\bmot\b/,
      (f, m) => couldBe(m, 'mốt') && (/^ngay/.test(f.groups[0] ?? '') || m === 'mốt'),
    )
  )
    return day(today.plus({ days: 2 }));
  if (has(/\bmai\b/, 'mai')) return day(today.plus({ days: 1 }));
  if (find(text, /\b(?:hom|bua)\s+nay\b|(?:^|\|)\s*nay\b|\bnay\s*\|/)) return day(today);
  return NONE;
};

const vague = (text: Scan, today: DateTime): DayFound => {
  const month = /thang\s+(?:sau|toi)\b/.test(text.ascii) || /sang\s+thang\b/.test(text.ascii) ? 1 : 0;
  const named = /thang\s*(\d{1,2})\b/.exec(text.ascii)?.[1];
  let first = today.startOf('month').plus({ months: month });
  if (named !== undefined && Number(named) >= 1 && Number(named) <= 12) {
    first = first.set({ month: Number(named) });
    if (first.endOf('month') < today) first = first.plus({ years: 1 });
  }
  const days = (...numbers: number[]): DateTime[] =>
    numbers.map((n) => first.set({ day: n })).filter((d) => d >= today);
  const last = first.daysInMonth ?? 30;
  const words: readonly (readonly [RegExp, () => DateTime[]])[] = [
    [
      /\bdau\s+(?:thang|t\d)/u,
      () =>
        days(1, 3, 5).length > 0 ? days(1, 3, 5) : [1, 3, 5].map((n) => first.plus({ months: 1 }).set({ day: n })),
    ],
    [/\bgiua\s+(?:thang|t\d)/u, () => days(14, 15, 16)],
    [/\bcuoi\s+(?:thang|t\d)/u, () => days(25, 28, last)],
    [
      /\bcuoi\s+tuan\b/u,
      () =>
        [6, 7]
          .map((n) => today.startOf('week').plus({ weeks: weekShift(text) ?? 0, days: n - 1 }))
          .filter((d) => d >= today),
    ],
    [
      /\bdau\s+tuan\b/u,
      () => [1, 2].map((n) => today.startOf('week').plus({ weeks: weekShift(text) ?? 1, days: n - 1 })),
    ],
    [/\bcuoi\s+quy\b/u, () => [today.endOf('quarter').startOf('day')]],
    [/\bcuoi\s+nam\b/u, () => [today.endOf('year').startOf('day')]],
    [
      /\btrong\s+tuan(?:\s+nay)?\b/u,
      () => [5, 7].map((n) => today.startOf('week').plus({ days: n - 1 })).filter((d) => d >= today),
    ],
    [
      /\btuan\s+(?:sau|toi|nay)\b|\bsang\s+tuan\b/u,
      () =>
        [1, 2, 3, 4, 5, 6, 7]
          .map((n) => today.startOf('week').plus({ weeks: weekShift(text) ?? 0, days: n - 1 }))
          .filter((d) => d >= today),
    ],
  ];
  for (const [pattern, options] of words)
    if (pattern.test(text.ascii)) return ask('Cụ thể là ngày nào ạ?', ...options());
  if (
    /\b(?:ra|sau|truoc|qua)\s+tet\b|\bsau\s+mua\b|\bmua\s+gat\b|\bchieu\s+chieu\b|\b(?:bua|hom)\s+(?:truoc|no|roi)\b|\bmai\s+(?:mot|kia)\b|\bmay\s+(?:hom|ngay|bua)\b|\bthang\s+(?:sau|toi|truoc|nay)\b|\bhom\s+nao\b/u.test(
      text.ascii,
    )
  ) {
    return ask('Cụ thể là ngày nào ạ? Ví dụ: 27/11.');
  }
  return NONE;
};

const LUNAR = /\b(?:am\s*lich|am|al|gieng|chap|ram)\b|\bmung\s+\S+\s+tet\b|\btet\b|(?:\d|thang\s+\S+)\s+ta\b/u;

/**
 * The day in a text without its hour. Lunar days are asked back, because the office calendar is solar. `none`: the text
 * names no day.
 */
export const findDay = (text: Scan, today: DateTime, direction: Direction): DayFound => {
  if (LUNAR.test(text.ascii) && !/\b(?:ra|sau|truoc|qua)\s+tet\b/.test(text.ascii)) {
    return ask('Ngày âm lịch em chưa đổi được. Là ngày dương lịch nào ạ? Ví dụ: 27/11.');
  }
  const date = byDate(text, today, direction);
  const weekday = weekdayIn(text);
  if (date.type === 'day' && weekday && date.day.weekday !== weekday.weekday) {
    const name = WEEKDAYS[weekday.weekday] ?? '';
    const shown = date.day.toFormat('d/M/yyyy');
    const same = date.day.startOf('week').plus({ days: weekday.weekday - 1 });
    return ask(`Ngày ${shown} là ${WEEKDAYS[date.day.weekday]}, không phải ${name} ạ. Là ngày nào ạ?`, date.day, same);
  }
  if (date.type !== 'none') return date;
  const soft = /\b(?:dau|giua|cuoi|trong)\s+(?:thang|tuan|quy|nam|t\d)/.test(text.ascii) ? vague(text, today) : NONE;
  if (soft.type !== 'none') return soft;
  const mixed = find(text, /\bmai\s+(?:mot|kia)\b/) ? vague(text, today) : NONE;
  if (mixed.type !== 'none') return mixed;
  const named = byWeekday(text, today, direction);
  if (named.type !== 'none') return named;
  const word = byWord(text, today);
  return word.type !== 'none' ? word : vague(text, today);
};
