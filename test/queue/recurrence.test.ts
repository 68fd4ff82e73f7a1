import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../src/queue/queue.ts';
import { checkRule, nextOccurrence } from '../../src/queue/recurrence.ts';

const cron = (text: string): Schedule['rule'] => ({ type: 'cron', cron: text });
const rrule = (text: string, start = '2026-01-01T00:00:00Z'): Schedule['rule'] => ({
  type: 'rrule',
  rrule: text,
  start: new Date(start),
});

/** The next `count` occurrences, as UTC minutes. */
const occurrences = (rule: Schedule['rule'], zone: string, after: string, count: number): string[] => {
  const found: string[] = [];
  for (let at = nextOccurrence(rule, zone, new Date(after)); at && found.length < count; ) {
    found.push(at.toISOString().slice(0, 16));
    at = nextOccurrence(rule, zone, at);
  }
  return found;
};

describe('the next occurrence', () => {
  test.each<[string, Schedule['rule'], string, string, string[]]>([
    [
      'every evening at seven in Viet Nam',
      cron('0 19 * * *'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T11:00:00Z',
      ['2026-11-27T12:00', '2026-11-28T12:00'],
    ],
    [
      'strictly later than the moment asked about',
      cron('0 19 * * *'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T12:00:00Z',
      ['2026-11-28T12:00'],
    ],
    [
      'the first Monday of a month',
      rrule('FREQ=MONTHLY;BYDAY=1MO;BYHOUR=8;BYMINUTE=0'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T00:00:00Z',
      ['2026-12-07T01:00', '2027-01-04T01:00'],
    ],
    [
      'the day of the week is that of the zone, not of UTC',
      rrule('FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T00:00:00Z',
      ['2026-11-29T23:00'],
    ],
    [
      'the hour of the start when the rule names none',
      rrule('FREQ=DAILY', '2026-11-20T12:30:00Z'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T12:30:00Z',
      ['2026-11-28T12:30'],
    ],
    [
      'the start itself',
      rrule('FREQ=DAILY', '2026-11-28T12:30:00Z'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T00:00:00Z',
      ['2026-11-28T12:30', '2026-11-29T12:30'],
    ],
    [
      'an UNTIL in UTC includes its moment',
      rrule('FREQ=DAILY;UNTIL=20261129T123000Z', '2026-11-28T12:30:00Z'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T00:00:00Z',
      ['2026-11-28T12:30', '2026-11-29T12:30'],
    ],
    [
      'an UNTIL that is a day includes that day',
      rrule('FREQ=DAILY;UNTIL=20261129', '2026-11-28T12:30:00Z'),
      'Asia/Ho_Chi_Minh',
      '2026-11-27T00:00:00Z',
      ['2026-11-28T12:30', '2026-11-29T12:30'],
    ],
    ['29 February', cron('0 8 29 2 *'), 'Asia/Ho_Chi_Minh', '2026-11-27T00:00:00Z', ['2028-02-29T01:00']],
  ])('%s', (_, rule, zone, after, expected) => {
    expect(occurrences(rule, zone, after, expected.length)).toEqual(expected);
  });

  test.each<[string, Schedule['rule'], string, string[]]>([
    [
      'cron: an hour that the clocks skip comes once, after the gap',
      cron('30 2 * * *'),
      '2026-03-08T00:00:00Z',
      ['2026-03-08T07:00', '2026-03-09T06:30'],
    ],
    [
      'rrule: an hour that the clocks skip comes once, after the gap',
      rrule('FREQ=DAILY;BYHOUR=2;BYMINUTE=30'),
      '2026-03-08T00:00:00Z',
      ['2026-03-08T07:30', '2026-03-09T06:30'],
    ],
    [
      'cron: an hour that the clocks repeat comes once, the first time',
      cron('30 1 * * *'),
      '2026-11-01T00:00:00Z',
      ['2026-11-01T05:30', '2026-11-02T06:30'],
    ],
    [
      'rrule: an hour that the clocks repeat comes once, the first time',
      rrule('FREQ=DAILY;BYHOUR=1;BYMINUTE=30'),
      '2026-11-01T00:00:00Z',
      ['2026-11-01T05:30', '2026-11-02T06:30'],
    ],
  ])('%s', (_, rule, after, expected) => {
    expect(occurrences(rule, 'America/New_York', after, 2)).toEqual(expected);
  });

  test('occurrences always move forward, over every change of the clocks', () => {
    const zone = fc.constantFrom('Asia/Ho_Chi_Minh', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Dublin');
    const rule = fc
      .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), fc.boolean())
      .map(([minute, hour, asCron]) =>
        asCron ? cron(`${minute} ${hour} * * *`) : rrule(`FREQ=DAILY;BYHOUR=${hour};BYMINUTE=${minute}`),
      );
    const after = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, rule, after, (zone, rule, after) => {
        const first = nextOccurrence(rule, zone, after);
        const second = first && nextOccurrence(rule, zone, first);
        expect(first && first > after).toBe(true);
        // A day is 23 to 25 hours long.
        const hours = ((second?.getTime() ?? 0) - (first?.getTime() ?? 0)) / 3_600_000;
        expect(hours).toBeGreaterThanOrEqual(22);
        expect(hours).toBeLessThanOrEqual(26);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a rule that cannot be used is refused with its place', () => {
  const now = new Date('2026-11-27T00:00:00Z');

  test.each<[Schedule['rule'], string, string]>([
    [cron('mỗi tối'), 'cron', 'năm phần'],
    [cron('0 0 19 * * *'), 'cron', 'năm phần'],
    [cron('0 25 * * *'), 'cron', 'năm phần'],
    [cron('0 19 30 2 *'), 'cron', 'không có lần nào sắp tới'],
    [rrule('FREQ=HOURLY'), 'rrule', 'FREQ=HOURLY'],
    [rrule('FREQ=WEEKLY;BYDAY=XX'), 'rrule', 'BYDAY=XX'],
    [rrule('INTERVAL=2'), 'rrule', 'thiếu FREQ'],
    [rrule('FREQ=DAILY;INTERVAL=0'), 'rrule', 'INTERVAL=0'],
    [rrule('FREQ=DAILY;BYHOUR=24'), 'rrule', 'BYHOUR=24'],
    [rrule('FREQ=DAILY;BYSECOND=5'), 'rrule', 'BYSECOND=5'],
    [rrule('FREQ=DAILY;FREQ=DAILY'), 'rrule', 'hai lần'],
    [rrule('FREQ=DAILY;COUNT=1;UNTIL=20270101'), 'rrule', 'COUNT hoặc UNTIL'],
    [rrule('FREQ=DAILY;UNTIL=20261345'), 'rrule', 'UNTIL'],
    [rrule('DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY'), 'rrule', 'không đúng'],
    [rrule(''), 'rrule', 'không đúng'],
    [rrule('FREQ=DAILY;COUNT=3'), 'rrule', 'không có lần nào sắp tới'],
    [rrule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), 'rrule', 'không có lần nào sắp tới'],
    [rrule('FREQ=DAILY', 'không phải ngày'), 'start', 'Ngày bắt đầu'],
  ])('%o', (rule, place, words) => {
    const checked = checkRule(rule, 'Asia/Ho_Chi_Minh', now);
    expect(checked).toMatchObject({ ok: false, error: { code: 'queue.bad_rule', place } });
    if (!checked.ok) expect(checked.error.message).toContain(words);
  });

  test('an unknown zone', () => {
    expect(checkRule(cron('0 19 * * *'), 'Asia/Da_Nang', now)).toMatchObject({ ok: false, error: { place: 'zone' } });
  });

  test('any text is either a rule or refused, and never throws', () => {
    const part = fc.constantFrom(
      'FREQ=',
      'DAILY',
      'YEARLY',
      ';',
      'BYMONTHDAY=',
      'BYDAY=',
      '31',
      '-1',
      'MO',
      'COUNT=',
      ',',
      '0',
      'é',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.boolean(), (parts, asCron) => {
        const text = parts.join('');
        const checked = checkRule(asCron ? cron(text) : rrule(text), 'Asia/Ho_Chi_Minh', now);
        expect(checked.ok ? checked.value > now : checked.error.message.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
