import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../base/time.ts';
import { ASK_SILENT_MINUTES, DEFAULT_DEADLINE_MINUTES } from './types.ts';

/** Local times, `21:00`: nothing unprompted is sent from `from` to `to`; over midnight when `from` is later. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** Design, "Out": 21:00 to 07:00, unless the house's settings say otherwise. */
export const DEFAULT_QUIET: QuietHours = { from: '21:00', to: '07:00' };
/** A reminder whose moment is in the quiet hours goes this long before they begin: at 20:00 by default. */
const BEFORE_QUIET_MINUTES = 60;

const MINUTE = 60_000;
const local = (at: Date): DateTime => DateTime.fromJSDate(at, { zone: DEFAULT_ZONE });
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const atClock = (day: DateTime, clock: string): DateTime =>
  day.startOf('day').set({ hour: Number(clock.slice(0, 2)), minute: Number(clock.slice(3)) });

/** Begin and end of the quiet hours that hold at a moment; undefined outside them. */
const quietAround = (at: Date, { from, to }: QuietHours): { begin: DateTime; end: DateTime } | undefined => {
  const day = local(at);
  const minute = day.hour * 60 + day.minute;
  const overnight = minutesOf(from) > minutesOf(to);
  const begun = minute >= minutesOf(from);
  const over = minute >= minutesOf(to);
  if (overnight ? !begun && over : !begun || over) return undefined;
  return {
    begin: atClock(overnight && !begun ? day.minus({ days: 1 }) : day, from),
    end: atClock(overnight && begun ? day.plus({ days: 1 }) : day, to),
  };
};

export const isQuiet = (at: Date, quiet: QuietHours = DEFAULT_QUIET): boolean => quietAround(at, quiet) !== undefined;

/** The moment itself outside the quiet hours, otherwise an hour before they begin. */
export const movedBeforeQuiet = (at: Date, quiet: QuietHours = DEFAULT_QUIET): Date =>
  quietAround(at, quiet)?.begin.minus({ minutes: BEFORE_QUIET_MINUTES }).toJSDate() ?? at;

/** The moment itself outside the quiet hours, otherwise their end. */
export const movedAfterQuiet = (at: Date, quiet: QuietHours = DEFAULT_QUIET): Date =>
  quietAround(at, quiet)?.end.toJSDate() ?? at;

/** When something that cannot wait for the quiet hours to pass may be sent: at once when the meeting comes before that. */
export const noticeMoment = (now: Date, meetingAt: Date, quiet: QuietHours = DEFAULT_QUIET): Date => {
  const morning = movedAfterQuiet(now, quiet);
  return morning < meetingAt ? morning : now;
};

export interface Reminder {
  readonly minutesBefore: number;
  readonly at: Date;
  /** Moved out of the quiet hours. */
  readonly moved: boolean;
  /** `past`: its moment has gone; `same`: another reminder goes at the same moment. */
  readonly skipped?: 'past' | 'same';
}

/** All reminders of a meeting, the earliest first, with those that will not be sent marked so. */
export const planReminders = (
  meetingAt: Date,
  minutesBefore: readonly number[],
  from: Date,
  quiet: QuietHours = DEFAULT_QUIET,
): Reminder[] => {
  const unique = [...new Set(minutesBefore)].sort((a, b) => b - a);
  const all = unique.map((minutes) => {
    const wanted = new Date(meetingAt.getTime() - minutes * MINUTE);
    const at = movedBeforeQuiet(wanted, quiet);
    return { minutesBefore: minutes, at, moved: at.getTime() !== wanted.getTime() };
  });
  return all.map((reminder, i) => {
    if (reminder.at <= from) return { ...reminder, skipped: 'past' as const };
    const repeated = all.slice(i + 1).some((other) => other.at.getTime() === reminder.at.getTime());
    return repeated ? { ...reminder, skipped: 'same' as const } : reminder;
  });
};

/** The deadline for answers when nobody set one. */
export const defaultAnswerBy = (meetingAt: Date, now: Date): Date => {
  const dayBefore = new Date(meetingAt.getTime() - DEFAULT_DEADLINE_MINUTES * MINUTE);
  return dayBefore > now ? dayBefore : meetingAt;
};

/** When the silent ones are asked again; undefined when there is no time left for it before the deadline. */
export const askSilentMoment = (answerBy: Date, now: Date, quiet: QuietHours = DEFAULT_QUIET): Date | undefined => {
  const at = movedBeforeQuiet(new Date(answerBy.getTime() - ASK_SILENT_MINUTES * MINUTE), quiet);
  return at > now ? at : undefined;
};
