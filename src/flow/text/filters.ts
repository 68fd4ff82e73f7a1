import type { Liquid } from 'liquidjs';
import { DateTime } from 'luxon';
import { formatDay, formatHour, formatMoment } from '../../base/time.ts';

/** Filters and tags of liquidjs that read files, the clock, chance, or would build without limit. */
export const REMOVED_FILTERS = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
  'sample',
  'inspect',
  'where_exp',
  'reject_exp',
  'group_by_exp',
  'has_exp',
  'find_exp',
  'find_index_exp',
] as const;
export const REMOVED_TAGS = ['include', 'render', 'layout', 'block', 'tablerow', 'liquid'] as const;

const isDayOnly = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);

/** An ISO text or Date as an instant; a day without an hour is its midnight in the zone. Undefined: not a time. */
const instant = (value: unknown, zone: string): Date | undefined => {
  if (value instanceof Date) return value;
  if (typeof value !== 'string') return undefined;
  const parsed = DateTime.fromISO(value, isDayOnly(value) ? { zone } : { zone: 'utc' });
  return parsed.isValid ? parsed.toJSDate() : undefined;
};

const numberFormat = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 });

/** Capital first letter. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

/** `A, B và C`. */
export const joinAnd = (items: readonly unknown[]): string => {
  const texts = items.map(String);
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} và ${texts.at(-1)}`;
};

/** Our filters, by name; the zone comes with each rendering. What is not a time or a number is shown as it is. */
export const FILTERS: Readonly<Record<string, (value: unknown, zone: string) => unknown>> = {
  thoi_diem: (value, zone) => {
    const at = instant(value, zone);
    if (!at) return value;
    return typeof value === 'string' && isDayOnly(value) ? formatDay(at, zone) : formatMoment(at, zone);
  },
  ngay: (value, zone) => {
    const at = instant(value, zone);
    return at ? formatDay(at, zone) : value;
  },
  ngay_ngan: (value, zone) => {
    const at = instant(value, zone);
    return at ? DateTime.fromJSDate(at, { zone }).toFormat('dd/MM/yyyy') : value;
  },
  gio: (value, zone) => {
    const at = instant(value, zone);
    return at ? formatHour(at, zone) : value;
  },
  so: (value) => (typeof value === 'number' ? numberFormat.format(value) : value),
  hoa: (value) => (typeof value === 'string' ? capital(value) : value),
  va: (value) => (Array.isArray(value) ? joinAnd(value) : value),
};

/** Name under which a rendering carries its zone; the double underscore keeps it out of authors' way. */
export const ZONE_KEY = '__zone';

export const registerFilters = (liquid: Liquid): void => {
  for (const [name, run] of Object.entries(FILTERS)) {
    liquid.registerFilter(name, function (value: unknown) {
      const zone: unknown = this.context.getSync([ZONE_KEY]);
      return run(value, typeof zone === 'string' ? zone : 'utc');
    });
  }
  for (const name of REMOVED_FILTERS) liquid.unregisterFilter(name);
};
