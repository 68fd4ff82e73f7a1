import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../base/time.ts';

/** A calendar day of the office, `2025-07-01`. Days compare as strings. */
export type Day = string;

/** Stored as the end of what has no end, so that one comparison answers "held on this day". Never shown. */
export const OPEN_END: Day = '9999-12-31';

/** The day on which `at` falls in Vietnam. */
export const dayOf = (at: Date): Day => DateTime.fromJSDate(at, { zone: DEFAULT_ZONE }).toFormat('yyyy-MM-dd');

export const dayBefore = (day: Day): Day => DateTime.fromISO(day).minus({ days: 1 }).toFormat('yyyy-MM-dd');

/** True for a day that exists: `2025-02-30` does not. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid;

/** `2025-07-01` → `01/07/2025`. */
export const showDay = (day: Day): string => day.split('-').reverse().join('/');

/** Day first, as people write it: `1/7/2025`, `01-07-2025`, `1.7.25`, or ISO. Undefined when it is not a day. */
export const parseDay = (text: string): Day | undefined => {
  const trimmed = text.trim();
  if (isDay(trimmed)) return trimmed;
  const parts = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$/.exec(trimmed);
  if (parts === null) return undefined;
  const [, d = '', m = '', y = ''] = parts;
  const day = `${y.length === 2 ? `20${y}` : y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  return isDay(day) ? day : undefined;
};

export const laterOf = (a: Day, b: Day): Day => [a, b].sort()[1] ?? a;
export const earlierOf = (a: Day, b: Day): Day => [a, b].sort()[0] ?? a;
