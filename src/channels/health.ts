import type { Clock } from '../base/clock.ts';
import type { StateReport } from './kind.ts';

/** The first look comes after other work of a start, the later ones while the platform cannot be reached. */
const WAITS_MS = [1_000, 15_000, 30_000, 60_000, 2 * 60_000, 5 * 60_000] as const;

const UNCHECKED = 'Chưa kiểm tra được tài khoản. Trợ lý tự thử lại.';

export interface Health {
  /** Looks soon, and again until the platform can be reached. */
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

  /** Plans the next look; `failures` are those since the platform was reached. */
  const plan = (failures: number, report?: StateReport): void => {
    const retryAt = new Date(clock.now().getTime() + (WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] as number));
    if (report) stand({ ...report, retryAt });
    cancel = clock.at(retryAt, () => void run(failures));
  };

  const run = async (failures: number): Promise<void> => {
    const report = await check().catch((): StateReport => ({ state: 'offline', sentence: UNCHECKED }));
    if (stopped) return;
    if (report.state === 'offline') return plan(failures + 1, report);
    looking = false;
    stand(report);
  };

  return {
    look() {
      if (looking || stopped) return;
      looking = true;
      plan(0);
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
};
