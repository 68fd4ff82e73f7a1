import type { Clock } from '../../base/clock.ts';
import type { StateReport } from '../kind.ts';
import { type Page, TOKEN_WRONG, UNREACHED } from './page.ts';

/** At a start, what waits for the assistant comes first. */
const FIRST_LOOK_MS = 500;
/** Meta unsubscribes a Page after an hour of failures without a word: so it is asked every few hours. */
const LOOK_AGAIN_MS = 6 * 3_600_000;
/** Waits between tries while Meta is not reached; the last one repeats. */
const RETRY_SECONDS = [10, 30, 60, 300, 900] as const;

export interface Watch {
  start(): void;
  stop(): void;
}

/** Looks after an account's connection: who the token is for, and whether the Page still tells us what happens. */
export const createWatch = (page: Page, clock: Clock, report: (state: StateReport) => void): Watch => {
  let isOn = false;
  let cancel: (() => void) | undefined;
  let misses = 0;

  const again = (ms: number): Date => {
    const at = new Date(clock.now().getTime() + ms);
    cancel = clock.at(at, () => void look());
    return at;
  };

  const stateOf = async (): Promise<{ state: StateReport['state']; sentence?: string }> => {
    const who = await page.identify();
    if (!who.ok) {
      const { code, message: sentence } = who.error;
      if (code === UNREACHED) return { state: 'offline', sentence };
      return { state: code === TOKEN_WRONG ? 'needs_sign_in' : 'offline', sentence };
    }
    const missing = await page.missingFields();
    if (missing.ok && missing.value.length > 0)
      return {
        state: 'connected',
        sentence: `Trang chưa gửi đủ sự kiện cho ứng dụng (${missing.value.join(', ')}). Chị bấm “Đăng ký sự kiện”.`,
      };
    return { state: 'connected' };
  };

  const look = async (): Promise<void> => {
    const found = await stateOf();
    if (!isOn) return;
    misses = found.state === 'offline' ? misses + 1 : 0;
    const seconds = RETRY_SECONDS[Math.min(misses, RETRY_SECONDS.length) - 1];
    const next = again(seconds === undefined ? LOOK_AGAIN_MS : seconds * 1000);
    report({ ...found, ...(found.state === 'offline' && { retryAt: next }) });
  };

  return {
    start() {
      if (isOn) return;
      isOn = true;
      report({ state: 'connecting' });
      again(FIRST_LOOK_MS);
    },
    stop() {
      isOn = false;
      cancel?.();
    },
  };
};
