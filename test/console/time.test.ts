import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { parseDay } from '../../src/console/lib/day.ts';
import { parseHour } from '../../src/console/lib/hour.ts';
import { setLanguage } from '../../src/console/lib/i18n.ts';
import { formatDay, formatHour, formatMoment, formatShort, fromWall, toWall } from '../../src/console/lib/time.ts';

afterEach(() => setLanguage('vi'));

test('an instant is shown in the house zone with its weekday, in both languages', () => {
  const iso = '2026-11-27T12:30:00.000Z';
  expect(formatMoment(iso)).toBe('19h30, thứ Sáu, 27/11/2026');
  expect(formatShort(iso)).toBe('27/11/2026 19:30');
  setLanguage('en');
  expect(formatMoment(iso)).toBe('19:30, Friday, 27/11/2026');
});

test.each([
  ['2026-11-27T16:59:59.000Z', 'thứ Sáu, 27/11/2026', '23h59'],
  ['2026-11-27T17:00:00.000Z', 'thứ Bảy, 28/11/2026', '0h00'],
  ['2026-12-31T17:00:00.000Z', 'thứ Sáu, 01/01/2027', '0h00'],
  ['2027-02-06T18:05:00.000Z', 'Chủ nhật, 07/02/2027', '1h05'],
])('%s is %s at %s', (iso, day, hour) => {
  expect(formatDay(iso)).toBe(day);
  expect(formatHour(iso)).toBe(hour);
});

test.each([
  ['Asia/Ho_Chi_Minh', '2026-11-27 19:30:00', '2026-11-27T12:30:00.000Z'],
  ['Asia/Ho_Chi_Minh', '2026-11-27 19:30', '2026-11-27T12:30:00.000Z'],
  ['America/New_York', '2026-03-08 03:30:00', '2026-03-08T07:30:00.000Z'],
  ['America/New_York', '2026-11-01 00:30:00', '2026-11-01T04:30:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-05 12:00:00', '2026-04-05T01:30:00.000Z'],
])('in %s the wall clock %s is %s', (zone, wall, iso) => {
  expect(fromWall(wall, zone)).toBe(iso);
});

test.each(['', 'mai', '2026-11-27', '27/11/2026 19:30', '2026-11-27 19h30'])('"%s" is no wall clock', (wall) => {
  expect(fromWall(wall)).toBeUndefined();
});

test.each([
  ['19h30', '19:30'],
  ['19:30', '19:30'],
  ['1930', '19:30'],
  ['830', '08:30'],
  ['8', '08:00'],
  ['8h', '08:00'],
  ['8 giờ 05', '08:05'],
  ['8g15', '08:15'],
  ['0h00', '00:00'],
  ['24h', undefined],
  ['12:60', undefined],
  ['8h3', undefined],
  ['tối', undefined],
  ['', undefined],
])('an hour typed as "%s" is %s', (typed, hour) => {
  expect(parseHour(typed)).toBe(hour);
});

test.each([
  ['27/11/2026', '2026-11-27'],
  ['7-12-26', '2026-12-07'],
  ['7.12.2026', '2026-12-07'],
  ['29/2/2028', '2028-02-29'],
  ['29/2/2026', null],
  ['31/6/2026', null],
  ['13/13/2026', null],
  ['2026-11-27', null],
  ['mai', null],
])('a day typed as "%s" is %s', (typed, day) => {
  expect(parseDay(typed)).toBe(day);
});

test('to the wall clock and back is the same second, in zones without and with summer time', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.constantFrom('Asia/Ho_Chi_Minh', 'Asia/Kathmandu', 'UTC'),
      (date, zone) => {
        const iso = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
        expect(fromWall(toWall(iso, zone), zone)).toBe(iso);
      },
    ),
  );
});
