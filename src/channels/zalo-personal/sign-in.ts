import type { LoginQRCallbackEvent } from 'zca-js';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { QrState } from '../kind.ts';
import { type Client, sessionOf, type ZaloApi } from './client.ts';
import type { Secrets } from './settings.ts';
import { within } from './within.ts';

/** Zalo takes a code for 100 seconds. */
const CODE_MS = 100_000;
/** Codes shown one after another before the sign-in ends: about ten minutes. */
const MOST_CODES = 6;
/** How long "declined" stands before the next code. */
const DECLINED_MS = 4_000;
/** One attempt, from its code to the login; some outcomes leave the library's promise open for ever. */
const ATTEMPT_MS = MOST_CODES * (CODE_MS + 20_000);
const NAME_MS = 10_000;

/** The library's numbers of its events. */
const GENERATED = 0;
const EXPIRED = 1;
const SCANNED = 2;
const DECLINED = 3;
const GOT_LOGIN = 4;

type Actions = NonNullable<Exclude<LoginQRCallbackEvent['actions'], null>>;

const TIMED_OUT = fail('zalo_personal.qr_timeout', 'Hết thời gian chờ quét mã. Chị bấm lấy mã mới khi đã sẵn sàng.');
const CANCELLED = fail('zalo_personal.qr_cancelled', 'Đã hủy đăng nhập.');

const failure = (error: unknown): Result<never> => {
  const message = error instanceof Error ? error.message : '';
  if (/Can't login|Can't get account info|get session/.test(message))
    return fail(
      'zalo_personal.qr_refused',
      'Zalo chưa cho đăng nhập từ máy này. Chị mở Zalo trên điện thoại xem có yêu cầu xác nhận, cho máy và điện thoại dùng chung mạng rồi lấy mã mới.',
    );
  if (/login version|generate QRCode/.test(message))
    return fail('zalo_personal.qr_no_code', 'Zalo chưa cấp mã QR. Chị chờ ít phút rồi lấy mã mới.');
  return fail('zalo_personal.qr_failed', 'Không đăng nhập được Zalo. Chị kiểm tra mạng của máy chủ rồi lấy mã mới.');
};

export interface QrTools {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One sign-in by QR from the first code to the saved login. Codes are renewed when they expire or are declined, as long
 * as somebody may be looking.
 */
export const signInByQr = async (
  client: Client,
  userAgent: string,
  show: (state: QrState) => void,
  { signal, clock, logger }: QrTools,
): Promise<Result<Secrets>> => {
  let codes = 0;
  let actions: Actions | undefined;
  let name = '';
  let avatar = '';
  let got: { imei: string; userAgent: string } | undefined;

  const onEvent = (event: LoginQRCallbackEvent): void => {
    if (event.actions) actions = event.actions as Actions;
    if (signal.aborted) {
      actions?.abort();
      return;
    }
    switch (event.type as number) {
      case GENERATED: {
        codes += 1;
        const { image } = event.data as { image: string };
        const expiresAt = new Date(clock.now().getTime() + CODE_MS);
        show({ type: 'qr', image: `data:image/png;base64,${image}`, expiresAt });
        return;
      }
      case EXPIRED:
        show({ type: 'expired' });
        // Only a call from inside this callback renews the code: a moment later the promise has failed.
        if (codes < MOST_CODES) actions?.retry();
        else actions?.abort();
        return;
      case SCANNED: {
        const scanned = event.data as { display_name?: string; avatar?: string };
        name = scanned.display_name ?? '';
        avatar = scanned.avatar ?? '';
        show({ type: 'scanned', name, ...(avatar !== '' && { avatar }) });
        return;
      }
      case DECLINED: {
        show({ type: 'declined' });
        const { retry, abort } = actions ?? {};
        clock.at(new Date(clock.now().getTime() + DECLINED_MS), () => {
          if (signal.aborted || codes >= MOST_CODES) abort?.();
          else retry?.();
        });
        return;
      }
      case GOT_LOGIN: {
        const { imei, userAgent: agent } = event.data as { imei: string; userAgent: string };
        got = { imei, userAgent: agent };
      }
    }
  };

  const cancelled = new Promise<never>((_, reject) => {
    const end = () => {
      actions?.abort();
      reject(new Error('cancelled'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  cancelled.catch(() => undefined);

  const attempt = (): Promise<ZaloApi> => {
    const login = client.loginQr(userAgent, (event) => {
      try {
        onEvent(event);
      } catch (error) {
        logger.error({ err: error }, 'a state of the sign-in could not be shown');
      }
    });
    // Whoever gives up first leaves the library's own promise behind.
    login.catch(() => undefined);
    return Promise.race([within(clock, ATTEMPT_MS, 'QR login', login), cancelled]);
  };

  while (codes < MOST_CODES && !signal.aborted) {
    try {
      const api = await attempt();
      if (!got) return failure(undefined);
      const profile = await within(clock, NAME_MS, 'fetchAccountInfo', api.fetchAccountInfo()).catch(() => undefined);
      show({ type: 'signed_in', name: profile?.profile.displayName || name });
      return ok({ session: sessionOf(api, { ...got, signedInAt: clock.now().toISOString() }) });
    } catch (error) {
      if (signal.aborted) return CANCELLED;
      const message = error instanceof Error ? error.message : '';
      // The server itself ended the code.
      if (!/get (scan|confirm) result|An error has occurred/.test(message)) {
        if (codes >= MOST_CODES) return TIMED_OUT;
        logger.warn({ err: error }, 'signing in by QR failed');
        return failure(error);
      }
      show({ type: 'expired' });
    }
  }
  return signal.aborted ? CANCELLED : TIMED_OUT;
};
