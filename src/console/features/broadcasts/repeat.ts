/** The repeating rules that the form can write; others (made by the API) are shown in words and kept as they are. */
export interface Repeat {
  readonly every: 'daily' | 'weekly' | 'monthly';
  /** 0 is Sunday, as in cron. */
  readonly weekday: number;
  readonly dayOfMonth: number;
  /** `19:30`. */
  readonly hour: string;
}

export const DEFAULT_REPEAT: Repeat = { every: 'weekly', weekday: 1, dayOfMonth: 1, hour: '08:00' };

/** Five cron fields. */
export const toCron = ({ every, weekday, dayOfMonth, hour }: Repeat): string => {
  const [hours, minutes] = hour.split(':').map(Number);
  const days = { daily: '* * *', weekly: `* * ${weekday}`, monthly: `${dayOfMonth} * *` }[every];
  return `${minutes ?? 0} ${hours ?? 0} ${days}`;
};

/** Undefined: a rule that the form cannot show. */
export const fromCron = (cron: string): Repeat | undefined => {
  const match = /^(\d+) (\d+) (\*|\d+) \* (\*|\d)$/.exec(cron);
  if (!match) return undefined;
  const [, minute, hour, day, weekday] = match as unknown as [string, string, string, string, string];
  if (day !== '*' && weekday !== '*') return undefined;
  return {
    every: day !== '*' ? 'monthly' : weekday !== '*' ? 'weekly' : 'daily',
    weekday: weekday === '*' ? DEFAULT_REPEAT.weekday : Number(weekday) % 7,
    dayOfMonth: day === '*' ? DEFAULT_REPEAT.dayOfMonth : Number(day),
    hour: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`,
  };
};
