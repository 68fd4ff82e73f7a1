import { DateTime } from 'luxon';
import { DEFAULT_ZONE, formatMoment } from '../base/time.ts';
import type { When } from './types.ts';

const CRON_DAYS = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'];
const RRULE_DAYS: Readonly<Record<string, string>> = {
  MO: 'thứ Hai',
  TU: 'thứ Ba',
  WE: 'thứ Tư',
  TH: 'thứ Năm',
  FR: 'thứ Sáu',
  SA: 'thứ Bảy',
  SU: 'Chủ nhật',
};
const PERIODS: Readonly<Record<string, { readonly each: string; readonly unit: string }>> = {
  DAILY: { each: 'hằng ngày', unit: 'ngày' },
  WEEKLY: { each: 'hằng tuần', unit: 'tuần' },
  MONTHLY: { each: 'hằng tháng', unit: 'tháng' },
  YEARLY: { each: 'hằng năm', unit: 'năm' },
};

const and = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} và ${words.at(-1)}`;
const clock = (hour: string, minute: string): string => `${Number(hour)}h${minute.padStart(2, '0')}`;

/** `1,3,5` as numbers within bounds; undefined for anything else that cron allows. */
const numbers = (field: string, low: number, high: number): number[] | undefined => {
  const list = field.split(',').map(Number);
  return list.every((n) => Number.isInteger(n) && n >= low && n <= high) ? list : undefined;
};

const cronInWords = (cron: string): string | undefined => {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.trim().split(/\s+/);
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== '*') return undefined;
  const time = `lúc ${clock(hour, minute)}`;
  if (day === '*' && weekday === '*') return `hằng ngày ${time}`;
  const weekdays = numbers(weekday, 0, 7);
  if (day === '*' && weekdays) return `${and(weekdays.map((n) => CRON_DAYS[n] ?? ''))} hằng tuần ${time}`;
  const days = numbers(day, 1, 31);
  if (weekday === '*' && days) return `ngày ${and(days.map(String))} hằng tháng ${time}`;
  return undefined;
};

const ORDINALS: Readonly<Record<string, string>> = {
  '1': 'đầu tiên',
  '2': 'thứ hai',
  '3': 'thứ ba',
  '4': 'thứ tư',
  '-1': 'cuối cùng',
};

const dayInWords = (part: string): string | undefined => {
  const [, nth = '', name = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(part) ?? [];
  const day = RRULE_DAYS[name];
  if (nth === '') return day;
  const ordinal = ORDINALS[nth.replace('+', '')];
  return day && ordinal ? `${day} ${ordinal}` : undefined;
};

const rruleInWords = (rrule: string, start: string): string | undefined => {
  const parts = new Map(rrule.split(';').map((part) => part.split('=') as [string, string]));
  const period = PERIODS[parts.get('FREQ') ?? ''];
  const known = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYHOUR', 'BYMINUTE', 'COUNT', 'UNTIL', 'WKST'];
  if (!period || [...parts.keys()].some((name) => !known.includes(name))) return undefined;
  const from = DateTime.fromISO(start, { zone: DEFAULT_ZONE });
  const hours = (parts.get('BYHOUR') ?? String(from.hour)).split(',');
  const minute = parts.get('BYMINUTE') ?? String(from.minute);
  if (minute.includes(',')) return undefined;
  const days = parts.get('BYDAY')?.split(',').map(dayInWords);
  if (days?.includes(undefined)) return undefined;
  const monthDays = parts.get('BYMONTHDAY')?.split(',');
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const every = interval > 1 ? `cứ ${interval} ${period.unit} một lần` : period.each;
  const which = days
    ? `${and(days as string[])} `
    : monthDays
      ? `ngày ${and(monthDays.map((day) => (day === '-1' ? 'cuối tháng' : day)))} `
      : '';
  const end = parts.has('COUNT') ? `, ${parts.get('COUNT')} lần` : untilInWords(parts.get('UNTIL'));
  return `${which}${every} lúc ${and(hours.map((hour) => clock(hour, minute)))}${end}`;
};

const untilInWords = (until: string | undefined): string => {
  if (until === undefined) return '';
  const utc = until.endsWith('Z');
  const day = DateTime.fromFormat(until.replace('Z', ''), until.includes('T') ? "yyyyMMdd'T'HHmmss" : 'yyyyMMdd', {
    zone: utc ? 'utc' : DEFAULT_ZONE,
  }).setZone(DEFAULT_ZONE);
  return `, đến hết ngày ${day.toFormat('dd/MM/yyyy')}`;
};

/** When a broadcast goes out, as an administrator would say it. */
export const whenInWords = (when: When): string => {
  switch (when.type) {
    case 'now':
      return 'ngay khi bấm gửi';
    case 'at':
      return formatMoment(new Date(when.at));
    case 'repeating': {
      const { rule } = when;
      const words = rule.type === 'cron' ? cronInWords(rule.cron) : rruleInWords(rule.rrule, rule.start);
      return words ?? `theo lịch riêng (${rule.type === 'cron' ? rule.cron : rule.rrule})`;
    }
  }
};
