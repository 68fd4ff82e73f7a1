import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../base/time.ts';
import { ASK_SILENT_MINUTES, DEFAULT_DEADLINE_MINUTES } from './types.ts';

/** Nothing unprompted is sent from 21:00 to 07:00 local time: design, "Out". */
export const QUIET_FROM_HOUR = 21;
export const QUIET_TO_HOUR = 7;
/** A reminder whose moment is in the quiet hours goes at this hour of the evening before. */
const EVENING_HOUR = 20;

const MINUTE = 60_000;
const local = (at: Date): DateTime => DateTime.fromJSDate(at, { zone: DEFAULT_ZONE });

export const isQuiet = (at: Date): boolean => {
  const { hour } = local(at);
  return hour >= QUIET_FROM_HOUR || hour < QUIET_TO_HOUR;
};

/** The moment itself outside the quiet hours, otherwise 20:00 of the evening before them. */
export const movedBeforeQuiet = (at: Date): Date => {
  if (!isQuiet(at)) return at;
  const day = local(at);
  const evening = day.hour < QUIET_TO_HOUR ? day.minus({ days: 1 }) : day;
  return evening.set({ hour: EVENING_HOUR, minute: 0, second: 0, millisecond: 0 }).toJSDate();
};

/** The moment itself outside the quiet hours, otherwise the next 07:00. */
export const movedAfterQuiet = (at: Date): Date => {
  if (!isQuiet(at)) return at;
  const day = local(at);
  const morning = day.hour < QUIET_TO_HOUR ? day : day.plus({ days: 1 });
  return morning.set({ hour: QUIET_TO_HOUR, minute: 0, second: 0, millisecond: 0 }).toJSDate();
};

/** When something that cannot wait for the quiet hours to pass may be sent: at once when the meeting comes before that. */
export const noticeMoment = (now: Date, meetingAt: Date): Date => {
  const morning = movedAfterQuiet(now);
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
export const planReminders = (meetingAt: Date, minutesBefore: readonly number[], from: Date): Reminder[] => {
  const unique = [...new Set(minutesBefore)].sort((a, b) => b - a);
  const all = unique.map((minutes) => {
    const wanted = new Date(meetingAt.getTime() - minutes * MINUTE);
    const at = movedBeforeQuiet(wanted);
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
export const askSilentMoment = (answerBy: Date, now: Date): Date | undefined => {
  const at = movedBeforeQuiet(new Date(answerBy.getTime() - ASK_SILENT_MINUTES * MINUTE));
  return at > now ? at : undefined;
};
