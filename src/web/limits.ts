import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { fail, ok, type Result } from '../base/result.ts';

/** Wrong passwords for one user name, in fifteen minutes. */
export const TRIES_PER_NAME = 10;
/** Wrong passwords or codes from one address, in fifteen minutes: a whole office may sit behind one address. */
export const TRIES_PER_ADDRESS = 50;
export const WINDOW_SECONDS = 15 * 60;

/** Counts tries to sign in, in memory: a restart forgives, and nothing is written for an attacker. */
export const createTryLimits = () => {
  const byName = new RateLimiterMemory({ points: TRIES_PER_NAME, duration: WINDOW_SECONDS });
  const byAddress = new RateLimiterMemory({ points: TRIES_PER_ADDRESS, duration: WINDOW_SECONDS });

  const spend = async (limiter: RateLimiterMemory, key: string): Promise<Result<undefined>> => {
    try {
      await limiter.consume(key);
      return ok(undefined);
    } catch (rejected) {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      const minutes = Math.max(1, Math.ceil(rejected.msBeforeNext / 60_000));
      return fail('web.rate_limited', `Đã thử sai quá nhiều lần. Chị chờ ${minutes} phút rồi thử lại.`);
    }
  };

  return {
    /** Spends one try before the answer is known, so that many tries at once do not slip through. */
    async spend(address: string, name?: string): Promise<Result<undefined>> {
      const address_ = await spend(byAddress, address);
      if (!address_.ok || name === undefined) return address_;
      return spend(byName, name);
    },
    /** Gives the tries back after a success. */
    async forgive(address: string, name?: string): Promise<void> {
      await byAddress.reward(address, 1);
      if (name !== undefined) await byName.delete(name);
    },
  };
};
export type TryLimits = ReturnType<typeof createTryLimits>;
