import type { Clock } from '../../base/clock.ts';
import type { StateReport } from '../kind.ts';

/** Waits between looks at a platform that cannot be reached. */
const WAITS_MS = [15_000, 30_000, 60_000, 2 * 60_000, 5 * 60_000] as const;

const UNCHECKED = 'Chưa kiểm tra được tài khoản. Trợ lý tự thử lại.';

export interface Health {
  /** Looks now, and again until the platform can be reached. */
  look(): void;
  stop(): void;
}

/** Asks the platform whether the account works, and keeps asking while it cannot be reached. Never more than once at a time. */
export const createHealth = (deps: {
  readonly clock: Clock;
  readonly check: () => Promise<StateReport>;
  readonly stand: (report: StateReport) => void;
}): Health => {
  const { clock, check, stand } = deps;
  let cancel: (() => void) | undefined;
  let looking = false;
  let stopped = false;

  const run = async (failures: number): Promise<void> => {
    const report = await check().catch((): StateReport => ({ state: 'offline', sentence: UNCHECKED }));
    if (stopped) return;
    if (report.state !== 'offline') {
      looking = false;
      return stand(report);
    }
    const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] as number;
    const retryAt = new Date(clock.now().getTime() + wait);
    stand({ ...report, retryAt });
    cancel = clock.at(retryAt, () => void run(failures + 1));
  };

  return {
    look() {
      if (looking || stopped) return;
      looking = true;
      void run(0);
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
};
