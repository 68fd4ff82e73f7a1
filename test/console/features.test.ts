import { expect, test } from 'vitest';
import { minutesOf, spanOf } from '../../src/console/features/meetings/periods.ts';
import { minutesOfLines } from '../../src/console/features/meetings/reminder-fields.tsx';
import { monthlyOption, shownNumber } from '../../src/console/features/progress/chart-option.ts';
import { newRequestId } from '../../src/console/lib/request-id.ts';
import type { Progress } from '../../src/learning/types.ts';

test.each([
  [10_080, { amount: 1, period: 'weeks' }],
  [1_440, { amount: 1, period: 'days' }],
  [2_880, { amount: 2, period: 'days' }],
  [60, { amount: 1, period: 'hours' }],
  [90, { amount: 90, period: 'minutes' }],
  [1, { amount: 1, period: 'minutes' }],
] as const)('%i minutes are written in the longest unit that leaves no rest, and back', (minutes, span) => {
  expect(spanOf(minutes)).toEqual(span);
  expect(minutesOf(span)).toBe(minutes);
});

test('reminders that say the same are sent once, the earliest first', () => {
  expect(
    minutesOfLines([
      { key: 1, amount: 60, period: 'minutes' },
      { key: 2, amount: 1, period: 'days' },
      { key: 3, amount: 1, period: 'hours' },
    ]),
  ).toEqual([1440, 60]);
});

test.each([
  [0, '0', '0'],
  [66.7, '66,7', '66.7'],
  [12_345, '12.345', '12,345'],
  [1_234.5, '1.234,5', '1,234.5'],
])('%d is written %s in Vietnamese and %s in English', (value, vietnamese, english) => {
  expect(shownNumber(value, 'vi')).toBe(vietnamese);
  expect(shownNumber(value, 'en')).toBe(english);
});

const group = (part: Partial<Progress['groups'][number]>): Progress['groups'][number] => ({
  key: 'heads',
  label: 'Chi hội trưởng',
  measure: 'persons',
  targetPercent: 100,
  persons: 0,
  attendances: 0,
  inPost: { posts: 12, persons: 12 },
  denominator: 12,
  reached: false,
  needed: 12,
  history: [],
  ...part,
});
const words = {
  month: (month: string) => `T${month}`,
  target: (percent: string) => `Chỉ tiêu ${percent}%`,
  number: String,
};

test('the chart has the whole year, a line for each group and its target, and room for the highest of all', () => {
  const point = { month: '2026-01', persons: 13, attendances: 13, denominator: 12, percent: 108.3, frozen: false };
  const option = monthlyOption([group({ history: [point] }), group({ key: 'chairs', targetPercent: 50 })], words);
  expect(option.xAxis.data).toHaveLength(12);
  expect(option.yAxis.max).toBe(110);
  expect(option.series.map(({ data }) => data)).toEqual([[108.3], []]);
  expect(option.series.map(({ markLine }) => markLine.data[0]?.yAxis)).toEqual([100, 50]);
  expect(option.series[0]?.color).not.toBe(option.series[1]?.color);
});

test('a month in which nobody was in post leaves a gap, not a zero', () => {
  const point = { month: '2026-01', persons: 0, attendances: 0, denominator: 0, frozen: false };
  expect(monthlyOption([group({ history: [point] })], words).series[0]?.data).toEqual([null]);
});

test('every press has a name of its own', () => {
  expect(newRequestId()).toMatch(/^[0-9a-f]{32}$/);
  expect(newRequestId()).not.toBe(newRequestId());
});
