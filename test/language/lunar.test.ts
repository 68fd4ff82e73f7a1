import { describe, expect, it } from 'vitest';
import { solarOf } from '../../src/language/lunar.ts';

describe('a lunar day in the solar calendar', () => {
  it.each([
    [1, 1, 2025, '2025-01-29'],
    [1, 1, 2026, '2026-02-17'],
    [1, 1, 2027, '2027-02-06'],
    [20, 10, 2026, '2026-11-28'],
    [29, 12, 2026, '2027-02-05'],
    [30, 12, 2026, undefined],
    [1, 1, 2007, '2007-02-17'],
    [1, 1, 2030, '2030-02-02'],
    [15, 8, 2026, '2026-09-25'],
    [10, 3, 2026, '2026-04-26'],
    [0, 1, 2026, undefined],
  ])('%d/%d of lunar %d is %s', (day, month, year, expected) => {
    expect(solarOf(day, month, year)).toBe(expected);
  });

  it('goes up by one day within a month and by 29 or 30 from month to month', () => {
    for (let year = 2020; year < 2040; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const days = Array.from({ length: 29 }, (_, n) => solarOf(n + 1, month, year));
        expect(days.every((day) => day !== undefined)).toBe(true);
        expect(new Set(days).size).toBe(29);
        expect(solarOf(31, month, year)).toBeUndefined();
      }
    }
  });
});
