import type { DateTime } from 'luxon';
import { byDate } from './moment-date.ts';
import { byLunar } from './moment-lunar.ts';
import { couldBe, find, type Scan, smallNumber } from './moment-text.ts';
import { ask, type DayFound, type Direction, day, NONE, WEEKDAYS } from './moment-types.ts';
import { isVagueFirst, vagueDay } from './moment-vague.ts';
import { byWeekday, weekdayIn } from './moment-week.ts';

const COUNT_AHEAD = /(?<!\d)(\d{1,3}|mot|hai|ba|bon|nam|sau|bay|muoi)\s+(ngay|hom|bua|tuan)\s+nua\b/;
/** "Mai" behind a form of address is a name. */
const MAI = /(?<!\b(?:chi|co|em|bac|anh|ba|c|ban)\s+)\bmai\b/;

/** "hôm nay", "mai", "kia" (+2), "kìa" (+3), "hôm qua", "3 ngày nữa". */
const byWord = (text: Scan, today: DateTime): DayFound => {
  const has = (pattern: RegExp, word: string): boolean =>
    find(text, pattern, (_, marked) => couldBe(marked, word)) !== undefined;
  const HOM_KIA = /\b(?:hom|bua)\s+kia\b/;
  const KIA = /\bngay\s+kia\b|^kia\b|\|\s*kia\b/;
  if (has(HOM_KIA, 'kia')) return day(today.minus({ days: 2 }));
  if (has(HOM_KIA, 'kìa')) return day(today.minus({ days: 3 }));
  if (has(/\bhom\s+qua\b|\|\s+qua\b/, 'qua')) return day(today.minus({ days: 1 }));
  const ahead = find(text, COUNT_AHEAD);
  if (ahead) {
    const count = smallNumber(ahead.groups[1] ?? '0');
    return day(today.plus(ahead.groups[2] === 'tuan' ? { weeks: count } : { days: count }));
  }
  if (has(KIA, 'kia')) return day(today.plus({ days: 2 }));
  if (has(KIA, 'kìa')) return day(today.plus({ days: 3 }));
  const mot = find(text, /\bngay\s+mot\b(?!\s*(?:thang|hai|ba))|\bmot\b/, (f, marked) =>
    /^ngay/.test(f.groups[0] ?? '') ? couldBe(marked, 'mốt') : marked === 'mốt',
  );
  if (mot) return day(today.plus({ days: 2 }));
  if (has(MAI, 'mai')) return day(today.plus({ days: 1 }));
  return find(text, /\b(?:hom|bua)\s+nay\b|(?:^|\|)\s*nay\b|\bnay\s*\|/) ? day(today) : NONE;
};

/** The day in a text without its hour. Lunar days are turned into solar ones and asked back. */
export const findDay = (text: Scan, today: DateTime, direction: Direction): DayFound => {
  const lunar = byLunar(text, today, direction);
  if (lunar.type !== 'none') return lunar;
  const date = byDate(text, today, direction);
  const weekday = weekdayIn(text);
  if (date.type === 'day' && weekday && date.day.weekday !== weekday.weekday) {
    const shown = date.day.toFormat('d/M/yyyy');
    const same = date.day.startOf('week').plus({ days: weekday.weekday - 1 });
    const names = `${WEEKDAYS[date.day.weekday]}, không phải ${WEEKDAYS[weekday.weekday]}`;
    return ask(`Ngày ${shown} là ${names} ạ. Là ngày nào ạ?`, date.day, same);
  }
  if (date.type !== 'none') return date;
  if (isVagueFirst(text)) return vagueDay(text, today);
  const named = byWeekday(text, today, direction);
  if (named.type !== 'none') return named;
  const word = byWord(text, today);
  return word.type === 'none' ? vagueDay(text, today) : word;
};
