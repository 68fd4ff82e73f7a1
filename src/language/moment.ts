import { DateTime } from 'luxon';
import { DEFAULT_ZONE, formatDay, formatMoment } from '../base/time.ts';
import { findDay } from './moment-day.ts';
import { findHour, type HourOfDay, showHour } from './moment-hour.ts';
import { find, type Scan, SPELLED, scan, smallNumber } from './moment-text.ts';
import type { Direction } from './moment-types.ts';

export interface MomentOption {
  readonly label: string;
  readonly at: Date;
  readonly dateOnly: boolean;
}

/**
 * `sentence` says the moment back with weekday and date, for the person to see. `dateOnly`: no hour was named and `at`
 * is the beginning of that day in the zone. `ask`: what was typed can be read in several ways or in none; the options,
 * when there are any, are the possible readings.
 */
export type MomentRead =
  | { readonly type: 'moment'; readonly at: Date; readonly dateOnly: boolean; readonly sentence: string }
  | { readonly type: 'ask'; readonly question: string; readonly options?: readonly MomentOption[] }
  | { readonly type: 'none' };

const NONE: MomentRead = { type: 'none' };

const withHour = (day: DateTime, hour: HourOfDay): DateTime =>
  day.plus({ days: hour.nextDay ?? 0 }).set({ hour: hour.hour, minute: hour.minute });

const option = (at: DateTime, dateOnly: boolean, zone: string): MomentOption => ({
  label: dateOnly ? formatDay(at.toJSDate(), zone) : formatMoment(at.toJSDate(), zone),
  at: at.toJSDate(),
  dateOnly,
});

const moment = (at: DateTime, dateOnly: boolean, zone: string): MomentRead => ({
  type: 'moment',
  at: at.toJSDate(),
  dateOnly,
  sentence: option(at, dateOnly, zone).label,
});

const asked = (question: string, options: readonly MomentOption[]): MomentRead =>
  options.length === 0 ? { type: 'ask', question } : { type: 'ask', question, options };

/** "2 tiếng nữa", "30 phút nữa", "bây giờ". */
const fromNow = (text: Scan, now: DateTime): DateTime | undefined => {
  const ahead = find(
    text,
    new RegExp(String.raw`(?<![\d/.,:-])(\d{1,3}|nua|${SPELLED})\s*(tieng|gio|phut|p)(?:\s*(ruoi))?\s+nua\b`),
  );
  if (ahead) {
    const count = ahead.groups[1] === 'nua' ? 0.5 : smallNumber(ahead.groups[1] ?? '0');
    const minutes = /^p/.test(ahead.groups[2] ?? '') ? count : count * 60 + (ahead.groups[3] ? 30 : 0);
    return now.plus({ minutes }).startOf('minute');
  }
  const present = find(text, /\b(?:bay\s+gio|ngay\s+bay\s+gio|luc\s+nay|hien\s+tai)\b/, (f, marked) =>
    /^bay/.test(f.groups[0] ?? '') ? /^bây|^bay giờ/.test(marked) : true,
  );
  return present ? now.startOf('minute') : undefined;
};

/** Our own way of writing a moment, on a 24-hour clock: what we offered as an option is read back exactly. */
const OURS = /^(?:(\d{1,2})h(\d{2}), )?(?:thứ \S+|chủ nhật) ngày (\d{2})\/(\d{2})\/(\d{4})$/u;

const readOurs = (text: Scan, zone: string): MomentRead => {
  const match = OURS.exec(text.marked);
  if (!match) return NONE;
  const [, hour, minute, day, month, year] = match.map(Number);
  const at = DateTime.fromObject({ year, month, day, hour: hour || 0, minute: minute || 0 }, { zone });
  const read = at.isValid ? moment(at, match[1] === undefined, zone) : NONE;
  return read.type === 'moment' && read.sentence.toLowerCase() === text.marked ? read : NONE;
};

const REPEATS = /\b(?:hang|moi)\s+(?:ngay|tuan|thang|quy|nam)\b/u;

/**
 * Reads a moment as officers write it (reference, 4.4): weekdays, mai/kia/kìa, hours with part of day, "7h kém 10",
 * "8 rưỡi", day-first dates, "mùng 5", with and without marks. What is ambiguous, impossible or contradictory comes back
 * as a question, never shifted silently. `direction` decides dates without a year: `future` (default) or `past`.
 */
export const parseMoment = (
  text: string,
  now: Date,
  zone: string = DEFAULT_ZONE,
  direction: Direction = 'future',
): MomentRead => {
  const present = DateTime.fromJSDate(now, { zone });
  if (!present.isValid) return NONE;
  const today = present.startOf('day');
  const whole = scan(text);
  if (whole.ascii === '') return NONE;
  const ours = readOurs(whole, zone);
  if (ours.type === 'moment') return ours;
  const soon = fromNow(whole, present);
  if (soon) return moment(soon, false, zone);
  if (/^\W*bay\s+gio\W*$/.test(whole.ascii)) {
    return asked('Là ngay bây giờ, hay 7 giờ ạ?', [option(present.startOf('minute'), false, zone)]);
  }

  if (/\bchieu\s+chieu\b/.test(whole.ascii)) return asked('Cụ thể là ngày nào, mấy giờ ạ? Ví dụ: 15h ngày 27/11.', []);

  const { hour, rest } = findHour(whole);
  const found = findDay(rest, today, direction);

  if (found.type === 'ask') {
    const options = found.options.map((d) =>
      hour.type === 'hour' ? option(withHour(d, hour.at), false, zone) : option(d, true, zone),
    );
    return asked(found.question, options);
  }
  if (REPEATS.test(rest.ascii)) {
    const next = found.type === 'day' ? [found.day] : [];
    return asked(
      'Đây là lịch lặp lại. Lần gần nhất là ngày nào ạ?',
      next.map((d) => (hour.type === 'hour' ? option(withHour(d, hour.at), false, zone) : option(d, true, zone))),
    );
  }
  if (hour.type === 'ask') {
    const base = found.type === 'day' ? found.day : today;
    return asked(
      hour.question,
      hour.options.map((h) => option(withHour(base, h), false, zone)),
    );
  }
  if (found.type === 'day') {
    if (hour.type === 'none') {
      // "trước ngày 20" lasts to the end of the 19th.
      const before = find(rest, /\btruoc\s+(?:ngay|mung|mong|\d|thu|hom)/) ? found.day.minus({ days: 1 }) : found.day;
      return moment(before, true, zone);
    }
    return moment(withHour(found.day, hour.at), false, zone);
  }
  if (hour.type === 'none') return NONE;
  const thatDay = withHour(today, hour.at);
  const other = thatDay.plus({ days: direction === 'future' ? 1 : -1 });
  const fits = direction === 'future' ? thatDay > present : thatDay <= present;
  if (fits) return moment(thatDay, false, zone);
  const passed = direction === 'future' ? 'đã qua' : 'chưa tới';
  return asked(`${showHour(hour.at)} hôm nay ${passed}. Là ngày nào ạ?`, [option(other, false, zone)]);
};
