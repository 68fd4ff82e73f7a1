/** Units of time a reminder is written in, the longest first, in minutes. */
export const PERIODS = { weeks: 7 * 24 * 60, days: 24 * 60, hours: 60, minutes: 1 } as const;
export type Period = keyof typeof PERIODS;

export interface Span {
  readonly amount: number;
  readonly period: Period;
}

/** 1440 as one day, 90 as ninety minutes: the longest unit that leaves no rest. */
export const spanOf = (minutes: number): Span => {
  const period = (Object.keys(PERIODS) as Period[]).find((each) => minutes % PERIODS[each] === 0) ?? 'minutes';
  return { amount: minutes / PERIODS[period], period };
};

export const minutesOf = ({ amount, period }: Span): number => amount * PERIODS[period];
