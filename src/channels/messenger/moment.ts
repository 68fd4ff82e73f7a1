/** Smaller numbers are seconds, larger ones milliseconds: Meta sends both (messenger.md 2.4). */
const MILLISECONDS_FROM = 100_000_000_000;
const EARLIEST = Date.UTC(2010, 0, 1);
/** A platform's clock may go before ours by this much; what is further ahead is a broken time. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** A platform's time as a moment; undefined when it is none, or lies where no chat can have happened. */
export const momentOf = (value: number | string | undefined, now: Date): Date | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  const ms = number < MILLISECONDS_FROM ? number * 1000 : number;
  return ms >= EARLIEST && ms <= now.getTime() + MAX_AHEAD_MS ? new Date(ms) : undefined;
};
