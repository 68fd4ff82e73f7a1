import { DateTime } from 'luxon';
import { formatDay } from '../base/time.ts';
import { solarOf } from './lunar.ts';
import { find, type Scan, SPELLED, smallNumber } from './moment-text.ts';
import { ask, type DayFound, type Direction, NONE } from './moment-types.ts';

const NAMES = ',Giêng,Hai,Ba,Tư,Năm,Sáu,Bảy,Tám,Chín,Mười,Mười Một,Chạp'.split(',');

const LUNAR =
  /\bam\s*lich\b|\bal\b|(?:\d|mung\s+\S+|ram|thang\s+\S+)\s+am\b|\bthang\s+(?:gieng|chap)\b|\bram\b(?=\s+thang|\s*$|\s*\|)|(?:\d|thang\s+\S+)\s+ta\b/u;
const TET = /\b(?:(?:mung|mong|ngay)\s+\S+|30|29|sat|giao\s+thua|trong|dip|an|nghi)\s+tet\b|^\W*tet\W*$/u;
const DAY = new RegExp(
  String.raw`\b(?:mung|mong|ngay|hom)\s+(\d{1,2}|${SPELLED})\b|(?<!\d)(\d{1,2})(?=\s*(?:/|thang|tet|am|al|-))|\b(ram)\b`,
  'u',
);
const MONTH = new RegExp(String.raw`(?:\bthang\s*|(?<=\d)/)(\d{1,2}|gieng|chap|${SPELLED})`, 'u');

/** The lunar day and month named; month 0 when none is. */
const lunarIn = (text: Scan): { day: number; month: number } | undefined => {
  const named = find(text, DAY);
  if (!named) return undefined;
  const [, spoken, digits, ram] = named.groups;
  const day = ram ? 15 : smallNumber(spoken ?? digits ?? '0');
  if (/\btet\b/.test(text.ascii)) return { day, month: day >= 29 ? 12 : 1 };
  const month = find(text, MONTH)?.groups[1];
  if (month === undefined) return { day, month: 0 };
  return { day, month: month === 'gieng' ? 1 : month === 'chap' ? 12 : smallNumber(month) };
};

/**
 * A lunar day, turned into the solar one and asked back with it; the office calendar is solar, so it is never taken
 * silently. `none` when the text speaks of no lunar day.
 */
export const byLunar = (text: Scan, today: DateTime, direction: Direction): DayFound => {
  if (!LUNAR.test(text.ascii) && !TET.test(text.ascii)) return NONE;
  const unknown = ask('Là ngày dương lịch nào ạ? Ví dụ: 27/11.');
  const lunar = lunarIn(text);
  if (!lunar || lunar.day < 1 || lunar.day > 30 || lunar.month > 12) return unknown;
  const months = lunar.month === 0 ? Array.from({ length: 12 }, (_, n) => n + 1) : [lunar.month];
  const days = [today.year - 1, today.year, today.year + 1]
    .flatMap((year) => months.map((month) => ({ month, solar: solarOf(lunar.day, month, year) })))
    .flatMap(({ month, solar }) => (solar ? [{ month, at: DateTime.fromISO(solar, { zone: today.zone }) }] : []))
    .sort((a, b) => a.at.toMillis() - b.at.toMillis());
  const found = direction === 'future' ? days.find(({ at }) => at >= today) : days.findLast(({ at }) => at <= today);
  if (!found) return unknown;
  const name = lunar.day === 15 ? 'Rằm' : `Ngày ${lunar.day}`;
  const shown = formatDay(found.at.toJSDate(), today.zoneName ?? undefined);
  return ask(`${name} tháng ${NAMES[found.month]} âm lịch là ${shown}. Đúng ngày này không ạ?`, found.at);
};
