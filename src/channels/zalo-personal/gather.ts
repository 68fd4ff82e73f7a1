import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';

/** One thing heard, with what it is put in order by. */
export interface Gathered<T> {
  /** Milliseconds by the platform's clock. */
  readonly ts: number;
  /** Decides between equal moments; the platform's ids grow. */
  readonly id: string;
  readonly item: T;
}

export interface Gather<T> {
  add(one: Gathered<T>): void;
  /** Hands over what is there at once; resolves when it is kept. */
  flush(): Promise<void>;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

const byTime = <T>(one: Gathered<T>, two: Gathered<T>): number =>
  one.ts - two.ts || one.id.length - two.id.length || (one.id < two.id ? -1 : one.id > two.id ? 1 : 0);

/**
 * Puts what comes close together in order: frames that arrive at once are decoded side by side and come out in any
 * order. What could not be handed over is kept and tried again, in its place before everything later.
 */
export const createGather = <T>(options: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gatherMs: number;
  readonly hand: (items: readonly T[]) => Promise<void>;
}): Gather<T> => {
  const { clock, logger, gatherMs, hand } = options;
  let waiting: Gathered<T>[] = [];
  let cancel: (() => void) | undefined;
  let handing: Promise<void> | undefined;
  let failures = 0;

  const after = (ms: number) => {
    cancel ??= clock.at(new Date(clock.now().getTime() + ms), () => {
      cancel = undefined;
      void flush();
    });
  };

  const handOver = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.sort(byTime);
      waiting = [];
      try {
        await hand(batch.map(({ item }) => item));
        failures = 0;
      } catch (error) {
        waiting = [...batch, ...waiting];
        failures += 1;
        logger.warn({ err: error, events: waiting.length }, 'events could not be kept; they are tried again');
        return after(Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS));
      }
    }
  };

  const flush = async (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    if (handing) {
      await handing;
      if (waiting.length > 0 && !cancel) await flush();
      return;
    }
    handing = handOver().finally(() => {
      handing = undefined;
    });
    await handing;
  };

  return {
    add(one) {
      waiting.push(one);
      after(gatherMs);
    },
    flush,
  };
};
