import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../base/time.ts';

/** Local times of day, `HH:mm`, between which nobody is written to unprompted. The same time twice: no quiet hours. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export const DEFAULT_QUIET_HOURS: QuietHours = { from: '21:00', to: '07:00' };

/** Minutes since midnight. */
const minutes = (time: string): number => {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};

/** When the quiet hours that hold at `at` end; undefined outside them. */
export const quietUntil = (
  at: Date,
  hours: QuietHours = DEFAULT_QUIET_HOURS,
  zone = DEFAULT_ZONE,
): Date | undefined => {
  const local = DateTime.fromJSDate(at, { zone });
  const [now, from, to] = [local.hour * 60 + local.minute, minutes(hours.from), minutes(hours.to)];
  const quiet = from <= to ? now >= from && now < to : now >= from || now < to;
  if (!quiet) return undefined;
  const day = now < to ? local : local.plus({ days: 1 });
  return day.set({ hour: Math.floor(to / 60), minute: to % 60, second: 0, millisecond: 0 }).toJSDate();
};
