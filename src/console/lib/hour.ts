/**
 * `19:30` from an hour as officers type it: `19h30`, `19:30`, `19.30`, `1930`, `8h`, `8`, `8 giờ 30`, `8g30`. Undefined
 * for anything else; no guess between morning and evening.
 */
export const parseHour = (text: string): string | undefined => {
  const match =
    /^(\d{1,2})(?:\s*(?:h|g|giờ|gio|:|\.)\s*(\d{2})?)?$/iu.exec(text.trim()) ?? /^(\d{1,2})(\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
};
