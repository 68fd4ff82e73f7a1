import { DateTime } from 'luxon';

/** The zone in which every time is shown and every schedule is read, unless a unit says otherwise. */
export const DEFAULT_ZONE = 'Asia/Ho_Chi_Minh';

const WEEKDAYS = ['', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'] as const;

/** `19h30`, or `8h00`: the hour as officers write it. */
export const formatHour = (at: Date, zone = DEFAULT_ZONE): string =>
  DateTime.fromJSDate(at, { zone }).toFormat("H'h'mm");

/** `thứ Sáu ngày 27/11/2026`: always the weekday with the date. */
export const formatDay = (at: Date, zone = DEFAULT_ZONE): string => {
  const local = DateTime.fromJSDate(at, { zone });
  return `${WEEKDAYS[local.weekday]} ngày ${local.toFormat('dd/MM/yyyy')}`;
};

/** `19h30, thứ Sáu ngày 27/11/2026`. */
export const formatMoment = (at: Date, zone = DEFAULT_ZONE): string =>
  `${formatHour(at, zone)}, ${formatDay(at, zone)}`;
