import type { Clock } from '../../base/clock.ts';
import type { SendError } from '../../chat/channel.ts';

/** The account's rest after "too many": sends are turned away until it is over, and each new one is twice as long. */
export interface Pause {
  /** Begins a rest; longer than the last one unless sends went well in between. Returns its end. */
  begin(): Date;
  /** A send went well: the next trouble begins with a short rest again. */
  good(): void;
  /** The answer for a send while the account rests. */
  held(): SendError | undefined;
}

/** Sends that must go well before a rest is forgotten. */
const GOOD_SENDS = 20;

export const createPause = (clock: Clock, firstMs: number, maxMs: number): Pause => {
  let until = 0;
  let next = firstMs;
  let good = 0;
  return {
    begin() {
      const now = clock.now().getTime();
      // Sends that were already under way tell of the same trouble.
      if (now < until) return new Date(until);
      until = now + next;
      next = Math.min(next * 2, maxMs);
      good = 0;
      return new Date(until);
    },
    good() {
      good += 1;
      if (good >= GOOD_SENDS) next = firstMs;
    },
    held() {
      const left = until - clock.now().getTime();
      if (left <= 0) return undefined;
      return {
        code: 'rate_limited',
        retry: true,
        retryAfterSeconds: Math.ceil(left / 1000),
        attention: false,
        sentence: 'Tài khoản đang nghỉ vì Zalo báo gửi quá nhanh. Tin được gửi sau khi nghỉ xong.',
      };
    },
  };
};
