import { Cron } from 'croner';
import { DateTime, IANAZone } from 'luxon';
import rrule from 'rrule';
import { fail, ok, type Result } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { Schedule } from './queue.ts';

/**
 * When a repeating job comes next. Pure: both queues use it, so an occurrence is the same instant on either of them.
 *
 * A rule is read on the wall clock of its zone. A moment that the zone skips (clocks put forward) comes once, after the
 * gap; one that it has twice (clocks put back) comes once, the first time.
 */

/** A rule that does not come within so many years never comes. 29 February on a given weekday comes every 28 years. */
const HORIZON_YEARS = 30;

const INTEGERS = (low: number, high: number) => (value: string) =>
  value.split(',').every((part) => /^[+-]?\d+$/.test(part) && Number(part) >= low && Number(part) <= high);
const SIGNED = (high: number) => (value: string) =>
  INTEGERS(-high, high)(value) && value.split(',').every((part) => Number(part) !== 0);

/** What RFC 5545 allows in each part. The library reads wrong parts as something else, so they are refused before it. */
const PARTS: Readonly<Record<string, (value: string) => boolean>> = {
  FREQ: (value) => /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(value),
  INTERVAL: (value) => /^\d{1,3}$/.test(value) && Number(value) > 0,
  COUNT: (value) => /^\d{1,6}$/.test(value) && Number(value) > 0,
  UNTIL: (value) => /^\d{8}(T\d{6}Z?)?$/.test(value) && until(value, DEFAULT_ZONE).isValid,
  WKST: (value) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
  BYDAY: (value) => value.split(',').every((part) => /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/.test(part)),
  BYMONTH: INTEGERS(1, 12),
  BYMONTHDAY: SIGNED(31),
  BYYEARDAY: SIGNED(366),
  BYWEEKNO: SIGNED(53),
  BYSETPOS: SIGNED(366),
  BYHOUR: INTEGERS(0, 23),
  BYMINUTE: INTEGERS(0, 59),
};

const split = (text: string): [string, string][] =>
  text.split(';').map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
  });

/** The last moment of the rule on the wall clock of `zone`: RFC 5545 gives it in UTC when the rule has a zone. */
const until = (value: string, zone: string): DateTime => {
  if (value.endsWith('Z')) return DateTime.fromFormat(value, "yyyyMMdd'T'HHmmss'Z'", { zone: 'utc' }).setZone(zone);
  if (value.includes('T')) return DateTime.fromFormat(value, "yyyyMMdd'T'HHmmss", { zone });
  return DateTime.fromFormat(value, 'yyyyMMdd', { zone }).endOf('day');
};

/** The wall clock of an instant, written as if it were UTC: the form in which the library counts. */
const floating = (at: DateTime): Date => at.setZone('utc', { keepLocalTime: true }).toJSDate();
const instant = (wall: Date, zone: string): Date =>
  DateTime.fromJSDate(wall, { zone: 'utc' }).setZone(zone, { keepLocalTime: true }).toJSDate();

type Rule = Schedule['rule'];

const nextOfRrule = (text: string, start: Date, zone: string, after: Date): Date | undefined => {
  const from = DateTime.fromJSDate(start, { zone });
  const parsed = rrule.RRule.parseString(text);
  const end = split(text).find(([name]) => name === 'UNTIL')?.[1];
  const horizon = floating(
    DateTime.fromMillis(Math.max(after.getTime(), start.getTime()), { zone }).plus({ years: HORIZON_YEARS }),
  );
  const last = end === undefined ? horizon : floating(until(end, zone));
  const rule = new rrule.RRule({
    ...parsed,
    dtstart: floating(from.startOf('second')),
    until: new Date(Math.min(last.getTime(), horizon.getTime())),
  });
  // A day earlier than asked, because the wall clock of `after` may come twice; what is not later is passed over.
  let wall = rule.after(floating(DateTime.fromJSDate(after, { zone }).minus({ days: 1 })), true);
  while (wall) {
    const at = instant(wall, zone);
    if (at > after && at >= from.startOf('second').toJSDate()) return at;
    wall = rule.after(wall);
  }
  return undefined;
};

/** The first moment of a checked rule later than `after`, or undefined when there is none any more. */
export const nextOccurrence = (rule: Rule, zone: string, after: Date): Date | undefined => {
  if (rule.type === 'rrule') return nextOfRrule(rule.rrule, rule.start, zone, after);
  const cron = new Cron(rule.cron, { timezone: zone, paused: true, mode: '5-part' });
  return cron.nextRun(after) ?? undefined;
};

const wrong = (message: string, place: string) => fail('queue.bad_rule', message, place);

const checkRrule = (text: string): Result<true> => {
  const seen = new Set<string>();
  for (const [name, value] of split(text)) {
    if (!PARTS[name]?.(value))
      return wrong(
        `Quy tắc lặp có phần không đúng: "${name}=${value}". Lặp theo ngày, tuần, tháng hoặc năm, ví dụ FREQ=WEEKLY;BYDAY=MO.`,
        'rrule',
      );
    if (seen.has(name)) return wrong(`Quy tắc lặp ghi phần "${name}" hai lần, chỉ giữ một.`, 'rrule');
    seen.add(name);
  }
  if (!seen.has('FREQ')) return wrong('Quy tắc lặp thiếu FREQ (DAILY, WEEKLY, MONTHLY hoặc YEARLY).', 'rrule');
  if (seen.has('COUNT') && seen.has('UNTIL'))
    return wrong('Quy tắc lặp chỉ được có COUNT hoặc UNTIL, không có cả hai.', 'rrule');
  return ok(true);
};

const checkCron = (text: string): Result<true> => {
  try {
    new Cron(text, { paused: true, mode: '5-part' });
    return ok(true);
  } catch {
    return wrong(`Lịch "${text}" không đúng: cần năm phần phút, giờ, ngày, tháng, thứ; ví dụ "0 19 * * 5".`, 'cron');
  }
};

/** Whether a rule can be read and still comes after `now`. The value is its next moment. */
export const checkRule = (rule: Rule, zone: string, now: Date): Result<Date> => {
  if (!IANAZone.isValidZone(zone)) return wrong(`Không có múi giờ "${zone}", ví dụ đúng: ${DEFAULT_ZONE}.`, 'zone');
  if (rule.type === 'rrule' && Number.isNaN(rule.start.getTime()))
    return wrong('Ngày bắt đầu của lịch lặp không đúng.', 'start');
  const checked = rule.type === 'cron' ? checkCron(rule.cron) : checkRrule(rule.rrule);
  if (!checked.ok) return checked;
  const next = nextOccurrence(rule, zone, now);
  return next ? ok(next) : wrong('Lịch lặp này không có lần nào sắp tới, hãy sửa ngày hoặc quy tắc.', rule.type);
};
