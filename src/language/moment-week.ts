import type { DateTime } from 'luxon';
import { couldBe, find, type Scan, smallNumber } from './moment-text.ts';
import { ask, type DayFound, type Direction, day, NONE, WEEKDAYS } from './moment-types.ts';

const WEEKDAY =
  /\b(?:thu\s*\.?\s*(2|3|4|5|6|7|hai|ba|tu|bon|nam|sau|bay)|t([2-7])|(chu\s*nhat|cn))\b(?!\s*(?:trieu|nghin|ngan|tr|k|dong|nguoi|chi|lan)\b)/u;

/** The weekday named in the text, 1 = Monday … 7 = Sunday. */
export const weekdayIn = (text: Scan): { weekday: number; start: number; end: number } | undefined => {
  const found = find(text, WEEKDAY, (f, marked) => f.groups[1] === undefined || couldBe(marked, 'thứ'));
  if (!found) return undefined;
  const [, spoken, short, sunday] = found.groups;
  const weekday = sunday ? 7 : spoken === 'bon' ? 3 : smallNumber(spoken ?? short ?? '') - 1;
  return { weekday, start: found.start, end: found.end };
};

const WEEKS: readonly (readonly [RegExp, number])[] = [
  [/tuan\s+(?:sau|toi)\s+nua\b|(?:hai|2)\s+tuan\s+nua/u, 2],
  [/tuan\s+(?:sau|toi|ke|den)\b|sang\s+tuan\b|(?<!\d\s*)tuan\s+nua\b/u, 1],
  [/tuan\s+(?:truoc|qua|roi|vua)\b/u, -1],
  [/tuan\s+(?:nay|ni)\b/u, 0],
];

/** How many weeks from this one the text speaks of; undefined when of none. */
export const weekShift = (text: Scan): number | undefined => WEEKS.find(([pattern]) => pattern.test(text.ascii))?.[1];

/** "thứ 7", "t5 tuần sau", "chủ nhật này": the week begins on Monday. */
export const byWeekday = (text: Scan, today: DateTime, direction: Direction): DayFound => {
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
    const gone = direction === 'future' && mine < today;
    return gone ? ask(`${name} tuần này đã qua. Là ngày nào ạ?`, mine, ofWeek(1)) : day(mine);
  }
  if (/^\s*(?:toi|sau|den|ke\s+tiep|tiep\s+theo)\b/.test(behind)) {
    // On Friday "thứ 7 tới" is tomorrow for some and next week for others.
    const near = next.diff(today, 'days').days;
    return near <= 2 ? ask(`${name} nào ạ?`, next, next.plus({ weeks: 1 })) : day(next);
  }
  if (weekday === today.weekday) {
    const [other, when] = direction === 'future' ? [next, 'tuần sau'] : [last, 'tuần trước'];
    return ask(`${name} hôm nay hay ${when} ạ?`, today, other);
  }
  return day(direction === 'future' ? next : last);
};
