import { describe, expect, test } from 'vitest';
import { topmost } from '../../src/broadcasts/audience.ts';
import { quietUntil } from '../../src/broadcasts/quiet-hours.ts';
import { BroadcastInput, type When } from '../../src/broadcasts/types.ts';
import { whenInWords } from '../../src/broadcasts/words.ts';
import { message } from './support.ts';

const cron = (text: string): When => ({ type: 'repeating', rule: { type: 'cron', cron: text } });
const rrule = (text: string): When => ({
  type: 'repeating',
  rule: { type: 'rrule', rrule: text, start: '2026-11-30T08:00:00+07:00' },
});

test.each<[When, string]>([
  [{ type: 'now' }, 'ngay khi bấm gửi'],
  [{ type: 'at', at: '2026-11-27T19:00:00+07:00' }, '19h00, thứ Sáu ngày 27/11/2026'],
  // Kept in the unit's zone, whatever the browser's.
  [{ type: 'at', at: '2026-11-27T18:30:00+00:00' }, '1h30, thứ Bảy ngày 28/11/2026'],
  [cron('0 19 * * *'), 'hằng ngày lúc 19h00'],
  [cron('5 8 * * 1,5'), 'thứ Hai và thứ Sáu hằng tuần lúc 8h05'],
  [cron('0 8 * * 0'), 'Chủ nhật hằng tuần lúc 8h00'],
  [cron('0 8 1,15 * *'), 'ngày 1 và 15 hằng tháng lúc 8h00'],
  [cron('*/5 8 * * *'), 'theo lịch riêng (*/5 8 * * *)'],
  [cron('0 8 1 1 *'), 'theo lịch riêng (0 8 1 1 *)'],
  [rrule('FREQ=WEEKLY;BYDAY=MO,WE,FR'), 'thứ Hai, thứ Tư và thứ Sáu hằng tuần lúc 8h00'],
  [rrule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'), 'thứ Hai cứ 2 tuần một lần lúc 8h00'],
  [rrule('FREQ=MONTHLY;BYDAY=1MO'), 'thứ Hai đầu tiên hằng tháng lúc 8h00'],
  [rrule('FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=17;BYMINUTE=30'), 'ngày cuối tháng hằng tháng lúc 17h30'],
  [rrule('FREQ=DAILY;COUNT=3'), 'hằng ngày lúc 8h00, 3 lần'],
  [rrule('FREQ=DAILY;UNTIL=20261230T170000Z'), 'hằng ngày lúc 8h00, đến hết ngày 31/12/2026'],
  [rrule('FREQ=DAILY;UNTIL=20261231'), 'hằng ngày lúc 8h00, đến hết ngày 31/12/2026'],
  [rrule('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1'), 'theo lịch riêng (FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1)'],
])('%o is said as "%s"', (when, words) => {
  expect(whenInWords(when)).toBe(words);
});

test.each([
  ['2026-11-27T06:59:59+07:00', '2026-11-27T07:00:00+07:00'],
  ['2026-11-27T07:00:00+07:00', undefined],
  ['2026-11-27T20:59:59+07:00', undefined],
  ['2026-11-27T21:00:00+07:00', '2026-11-28T07:00:00+07:00'],
  ['2026-12-31T23:30:00+07:00', '2027-01-01T07:00:00+07:00'],
])('at %s it is quiet until %s', (now, until) => {
  expect(quietUntil(new Date(now))).toEqual(until === undefined ? undefined : new Date(until));
});

test.each([
  ['12:00', '13:30', '2026-11-27T12:30:00+07:00', '2026-11-27T13:30:00+07:00'],
  ['12:00', '13:30', '2026-11-27T13:30:00+07:00', undefined],
  ['22:30', '05:15', '2026-11-27T22:29:00+07:00', undefined],
  ['22:30', '05:15', '2026-11-27T22:30:00+07:00', '2026-11-28T05:15:00+07:00'],
  ['00:00', '00:00', '2026-11-27T00:00:00+07:00', undefined],
])('quiet hours from %s to %s: at %s until %s', (from, to, now, until) => {
  expect(quietUntil(new Date(now), { from, to })).toEqual(until === undefined ? undefined : new Date(until));
});

test('a unit under another chosen one is not counted twice', () => {
  expect(topmost(['/19/a/', '/19/', '/19/', '/2/'])).toEqual(['/19/', '/2/']);
  // `/1/` is not above `/19/`.
  expect(topmost(['/1/', '/19/'])).toEqual(['/1/', '/19/']);
});

describe('what an administrator sends in', () => {
  test.each([
    ['Chào {{ten}}, mai họp nhé', '{{ten}}'],
    ['Chào {{ nguoi.ten | upcase }} ạ', '{{ nguoi.ten | upcase }}'],
    ['{% if x %}a{% endif %}', '{% if x %}'],
    ['thiếu ngoặc {{ten', '{{ten'],
  ])('a placeholder is refused and named: %s', (text, named) => {
    const read = BroadcastInput.safeParse(message({ content: { type: 'text', text } }));
    expect(read.success).toBe(false);
    expect(read.error?.issues[0]?.message).toContain(named);
    expect(read.error?.issues[0]?.path).toEqual(['content', 'text']);
  });

  test.each<[string, unknown]>([
    ['a text of spaces', { ...message(), content: { type: 'text', text: '  \n ' } }],
    ['a text that is too long', { ...message(), content: { type: 'text', text: 'ă'.repeat(10_001) } }],
    ['no units', { ...message(), audience: { unitIds: [], to: 'groups' } }],
    ['an unknown post', { ...message(), audience: { unitIds: ['a'], to: 'people', posts: ['vua'] } }],
    ['a moment without a zone', { ...message(), when: { type: 'at', at: '2026-11-27T19:00:00' } }],
    ['no title', { ...message(), title: ' ' }],
  ])('refused: %s', (_, input) => {
    const read = BroadcastInput.safeParse(input);
    expect(read.success).toBe(false);
  });

  test('braces, emoji and any alphabet are let through when they are no placeholder', () => {
    for (const text of ['Tập hợp { a, b } 🎉', 'é́ ẩ đ 漢字', '50% chị em'])
      expect(BroadcastInput.safeParse(message({ content: { type: 'text', text } })).success).toBe(true);
  });
});
