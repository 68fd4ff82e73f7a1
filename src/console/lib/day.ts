/** `2026-11-27` from `27/11/2026`, `27-11-26` or `27.11.2026`: the day first, always. Null for no such day. */
export const parseDay = (typed: string): string | null => {
  const match = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$/.exec(typed.trim());
  if (!match) return null;
  const [day, month] = [Number(match[1]), Number(match[2])];
  const year = Number(match[3]) + (match[3]?.length === 2 ? 2000 : 0);
  const date = new Date(Date.UTC(year, month - 1, day));
  // 31/6 would become 1/7: no day is shifted silently.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
};

/** `27/11/2026` from the stored `2026-11-27`. */
export const showDay = (day: string): string => day.split('-').reverse().join('/');
