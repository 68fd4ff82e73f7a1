import { DateTime } from 'luxon';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { DEFAULT_ZONE, formatMoment } from '../base/time.ts';
import type { Pace } from '../channels/kind.ts';
import type { AccountModels, AccountUsageDoc } from './model.ts';
import type { Entry, Registry } from './registry.ts';

/** Counts of accounts without an allowance are written together this often. */
const FLUSH_MS = 2_000;
/** A paused account is looked at again after this long; resuming it takes effect no later. */
const PAUSED_SECONDS = 20;
/** An account that cannot send now is looked at again after this long. */
const AWAY_SECONDS = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The kind's pace with the account's own numbers over it. */
export const paceOf = ({ kind, doc }: Entry): Pace => ({
  ...kind.pace,
  ...Object.fromEntries(Object.entries(doc.pace ?? {}).filter(([, value]) => value !== undefined && value !== null)),
});

/** Which day of its warm-up an account is in; undefined when it is over or there is none. */
export const warmUpOf = (
  pace: Pace,
  connectedAt: Date | undefined,
  now: Date,
): { day: number; days: number } | undefined => {
  const days = pace.warmUpDays ?? 0;
  if (days === 0) return undefined;
  const day = connectedAt === undefined ? 1 : Math.floor((now.getTime() - connectedAt.getTime()) / DAY_MS) + 1;
  return day >= days ? undefined : { day, days };
};

/** What may be sent on a day: a growing part while the account warms up. */
export const dayAllowance = (pace: Pace, connectedAt: Date | undefined, now: Date): number | undefined => {
  if (pace.perDay === undefined) return undefined;
  const warmUp = warmUpOf(pace, connectedAt, now);
  return warmUp ? Math.max(1, Math.floor((pace.perDay * warmUp.day) / warmUp.days)) : pace.perDay;
};

/**
 * An account that one process holds says by itself when it is connected again, and when it rests: until then nothing is
 * tried, so that a long outage costs no message its tries. Other accounts are found well only by trying.
 */
const awayUntil = ({ exclusive, doc }: Entry, now: Date): { at: Date; sentence: string } | undefined => {
  if (!exclusive) return undefined;
  const { state, retryAt, sentence } = doc;
  const words = sentence || 'Tài khoản chưa kết nối. Tin được gửi khi tài khoản trở lại.';
  if (state !== 'connected') return { at: new Date(now.getTime() + AWAY_SECONDS * 1000), sentence: words };
  return retryAt && retryAt > now ? { at: retryAt, sentence: words } : undefined;
};

export interface Paces {
  /** For the queue: one send in so many seconds, with jitter. Undefined: the account has no gap. */
  rate(account: string): { readonly jobs: number; readonly perSeconds: number } | undefined;
  /** Takes one of the allowance; an answer makes the send wait. */
  admit(account: string): Promise<{ readonly at: Date; readonly sentence: string } | undefined>;
  usage(account: string): Promise<{ today: number; thisHour: number; failedToday: number }>;
  /** Counts a send that failed. */
  failed(account: string): void;
  /** Writes what was counted. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** `random`: from 0 to 1. */
export const createPaces = (deps: {
  readonly models: AccountModels;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
}): Paces => {
  const { models, registry, clock, logger, random = Math.random } = deps;
  let counted = new Map<string, { sent: number; failed: number }>();

  const place = (account: string) => {
    const local = DateTime.fromJSDate(clock.now(), { zone: DEFAULT_ZONE });
    const day = local.toISODate() ?? '';
    return { id: `${account}/${day}`, day, hour: `h${local.hour}`, local };
  };

  const write = (account: string, { sent, failed }: { sent: number; failed: number }) => {
    const { id, day, hour } = place(account);
    return models.usage.updateOne(
      { _id: id },
      {
        $inc: { total: sent, failed, [`hours.${hour}`]: sent },
        $set: { at: clock.now() },
        $setOnInsert: { account, day },
      },
      { upsert: true },
    );
  };

  const flush = async (): Promise<void> => {
    const batch = counted;
    counted = new Map();
    for (const [account, count] of batch) await write(account, count);
  };
  const timer = setInterval(() => {
    if (counted.size > 0) flush().catch((error: unknown) => logger.warn({ err: error }, 'sends were not counted'));
  }, FLUSH_MS);
  timer.unref();

  const count = (account: string, what: 'sent' | 'failed') => {
    const held = counted.get(account) ?? { sent: 0, failed: 0 };
    held[what] += 1;
    counted.set(account, held);
  };

  return {
    rate(account) {
      const entry = registry.find(account);
      if (!entry) return undefined;
      const { minGapMs, jitterMs } = paceOf(entry);
      return minGapMs + jitterMs === 0
        ? undefined
        : { jobs: 1, perSeconds: (minGapMs + Math.floor(random() * jitterMs)) / 1000 };
    },

    async admit(account) {
      const entry = registry.find(account);
      if (!entry) return undefined;
      const now = clock.now();
      if (entry.doc.paused)
        return {
          at: new Date(now.getTime() + PAUSED_SECONDS * 1000),
          sentence: 'Tài khoản đang tạm dừng. Tin được gửi khi chị bật lại.',
        };
      const away = awayUntil(entry, now);
      if (away) return away;
      const pace = paceOf(entry);
      const perDay = dayAllowance(pace, entry.doc.connectedAt, now);
      if (pace.perHour === undefined && perDay === undefined) {
        count(account, 'sent');
        return undefined;
      }
      const { id, hour, local } = place(account);
      const usage = (await models.usage.findById(id).lean()) as AccountUsageDoc | null;
      const wait = (at: DateTime, what: string) => ({
        at: at.toJSDate(),
        sentence: `Tài khoản đã gửi đủ số tin cho phép ${what}. Tin này được gửi từ ${formatMoment(at.toJSDate())}.`,
      });
      if (perDay !== undefined && (usage?.total ?? 0) >= perDay)
        return wait(local.plus({ days: 1 }).startOf('day'), 'trong ngày');
      if (pace.perHour !== undefined && (usage?.hours?.[hour] ?? 0) >= pace.perHour)
        return wait(local.plus({ hours: 1 }).startOf('hour'), 'trong giờ này');
      await write(account, { sent: 1, failed: 0 });
      return undefined;
    },

    async usage(account) {
      const { id, hour } = place(account);
      const usage = (await models.usage.findById(id).lean()) as AccountUsageDoc | null;
      const held = counted.get(account);
      return {
        today: (usage?.total ?? 0) + (held?.sent ?? 0),
        thisHour: (usage?.hours?.[hour] ?? 0) + (held?.sent ?? 0),
        failedToday: (usage?.failed ?? 0) + (held?.failed ?? 0),
      };
    },

    failed: (account) => count(account, 'failed'),
    flush,

    async close() {
      clearInterval(timer);
      await flush();
    },
  };
};
