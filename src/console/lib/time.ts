import { currentLanguage } from './i18n.ts';

let zone = 'Asia/Ho_Chi_Minh';
/** The house's zone, from its settings. The browser's own zone is never used. */
export const setZone = (name: string): void => {
  zone = name;
};
export const currentZone = (): string => zone;

const pad = (value: number | string): string => String(value).padStart(2, '0');

interface Parts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

const partsOf = (at: Date, timeZone: string): Parts => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
};

/** `2026-11-27 19:30:00`: a stored instant as the house's wall clock shows it, in the form date pickers take. */
export const toWall = (iso: string, timeZone = zone): string => {
  const { year, month, day, hour, minute, second } = partsOf(new Date(iso), timeZone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
};

/** The instant at which the house's wall clock shows `2026-11-27 19:30[:00]`, as ISO UTC; undefined for no such text. */
export const fromWall = (wall: string, timeZone = zone): string | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(wall.trim());
  if (!match) return undefined;
  const asUtc = Date.UTC(
    Number(match[1]),
    Number(match[2]) - 1,
    Number(match[3]),
    Number(match[4]),
    Number(match[5]),
    Number(match[6] ?? 0),
  );
  if (Number.isNaN(asUtc)) return undefined;
  const offsetAt = (instant: number): number =>
    Date.parse(`${toWall(new Date(instant).toISOString(), timeZone).replace(' ', 'T')}Z`) - instant;
  // Twice, as the offset at the first guess may be that of the other side of a change of clocks.
  const guess = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(guess)).toISOString();
};

const WEEKDAYS = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const;

const weekdayOf = ({ year, month, day }: Parts): string =>
  WEEKDAYS[currentLanguage()][new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDay()] ?? '';

/** `thứ Sáu, 27/11/2026`. */
export const formatDay = (iso: string): string => {
  const parts = partsOf(new Date(iso), zone);
  return `${weekdayOf(parts)}, ${parts.day}/${parts.month}/${parts.year}`;
};

/** `19h30`, in English `19:30`. */
export const formatHour = (iso: string): string => {
  const { hour, minute } = partsOf(new Date(iso), zone);
  return currentLanguage() === 'vi' ? `${Number(hour)}h${minute}` : `${hour}:${minute}`;
};

/** `19h30, thứ Sáu, 27/11/2026`. */
export const formatMoment = (iso: string): string => `${formatHour(iso)}, ${formatDay(iso)}`;

/** `27/11/2026 19:30`: for tables, where the weekday would take the room. */
export const formatShort = (iso: string): string => {
  const { year, month, day, hour, minute } = partsOf(new Date(iso), zone);
  return `${day}/${month}/${year} ${pad(hour)}:${minute}`;
};
