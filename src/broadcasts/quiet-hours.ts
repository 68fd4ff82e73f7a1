import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../base/time.ts';

/** Nobody is written to unprompted between these local hours: from 21:00, until 07:00. */
export const QUIET_FROM_HOUR = 21;
export const QUIET_UNTIL_HOUR = 7;

/** When the quiet hours that hold at `now` end; undefined outside them. */
export const quietUntil = (now: Date, zone = DEFAULT_ZONE): Date | undefined => {
  const local = DateTime.fromJSDate(now, { zone });
  if (local.hour >= QUIET_UNTIL_HOUR && local.hour < QUIET_FROM_HOUR) return undefined;
  const day = local.hour >= QUIET_FROM_HOUR ? local.plus({ days: 1 }) : local;
  return day.set({ hour: QUIET_UNTIL_HOUR, minute: 0, second: 0, millisecond: 0 }).toJSDate();
};
