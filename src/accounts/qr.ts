import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { QrState } from '../channels/kind.ts';
import type { Entry } from './registry.ts';
import type { QrView } from './types.ts';

/** A sign-in that nobody looks at is ended after this long, so that no picture is renewed for ever. */
const LONGEST_MS = 10 * 60 * 1000;
/** The end of a sign-in is shown for this long. */
const KEEP_MS = 60 * 1000;

export interface QrSignIns {
  /** Begins a sign-in, or begins it anew. The pictures come through `view`. */
  begin(entry: Entry): Result<null>;
  cancel(account: string): void;
  view(account: string): QrView;
  close(): void;
}

/** Sign-ins by QR that are under way in this process. */
export const createQrSignIns = (deps: {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Stores the new secrets and connects anew. */
  readonly save: (account: string, secrets: unknown) => Promise<void>;
  readonly show: (account: string) => void;
}): QrSignIns => {
  const { clock, logger, save, show } = deps;
  const running = new Map<string, { state: QrView; abort: AbortController; timer: NodeJS.Timeout }>();

  const cancel = (account: string) => {
    const one = running.get(account);
    if (!one) return;
    running.delete(account);
    clearTimeout(one.timer);
    one.abort.abort();
    show(account);
  };

  return {
    begin(entry) {
      const account = entry.doc._id;
      const { signIn } = entry.kind;
      if (signIn.type !== 'qr') return fail('accounts.no_qr', 'Loại kênh này không đăng nhập bằng mã QR.');
      cancel(account);
      const abort = new AbortController();
      const one = {
        state: { type: 'starting' } as QrView,
        abort,
        timer: setTimeout(() => cancel(account), LONGEST_MS),
      };
      one.timer.unref();
      running.set(account, one);
      const set = (state: QrState) => {
        if (running.get(account) !== one) return;
        one.state = state;
        show(account);
      };
      const finish = () => {
        clearTimeout(one.timer);
        one.timer = setTimeout(() => {
          if (running.get(account) === one) running.delete(account);
        }, KEEP_MS);
        one.timer.unref();
      };
      signIn
        .run(entry.view, set, { signal: abort.signal, clock, logger })
        .then(async (result) => {
          if (abort.signal.aborted) return;
          if (!result.ok) return set({ type: 'failed', sentence: result.error.message });
          await save(account, result.value);
          if (one.state.type !== 'signed_in') set({ type: 'signed_in', name: '' });
        })
        .catch((error: unknown) => {
          logger.error({ err: error, account }, 'a sign-in by QR failed');
          set({ type: 'failed', sentence: 'Đăng nhập không thành công. Chị bấm lấy mã mới rồi thử lại.' });
        })
        .finally(finish);
      return ok(null);
    },
    cancel,
    view: (account) => running.get(account)?.state ?? { type: 'idle' },
    close() {
      for (const account of [...running.keys()]) cancel(account);
    },
  };
};
