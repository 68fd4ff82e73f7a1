import type { AccountContext, StateReport } from '../kind.ts';
import { requestTokens, type TokenPair } from './oauth.ts';
import type { ZaloOaSecrets, ZaloOaSettings } from './settings.ts';

/** A new token is fetched this long before the old one ends (it lasts 25 hours): a night's outage is got over. */
const EARLY_MS = 6 * 60 * 60 * 1000;
/** Several processes do not ask at one moment. */
const SPREAD_MS = 10 * 60 * 1000;
/** A token this close to its end is not sent along any more. */
const MARGIN_MS = 60 * 1000;
const RETRY_MS = [30_000, 60_000, 2 * 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000] as const;

const REFUSED =
  'Zalo không gia hạn quyền của Official Account nữa. Chị bấm Đăng nhập lại để cho phép; tin đang chờ được giữ nguyên.';
export const NEVER_SIGNED_IN = 'Chưa có quyền của Official Account. Chị bấm Đăng nhập để cho phép.';
const UNREACHABLE = 'Chưa gia hạn được quyền của Official Account vì không kết nối được tới Zalo. Trợ lý tự thử lại.';

export type Access =
  | { readonly type: 'token'; readonly token: string }
  /** A person must sign in again. */
  | { readonly type: 'signed_out' }
  /** The platform could not be asked just now. */
  | { readonly type: 'offline' };

export interface Tokens {
  /** The token to call with; fetches a new one when it has ended. */
  access(): Promise<Access>;
  /** For a call that was refused with `stale`: the token that another process has got since, or a new one. */
  renew(stale: string): Promise<Access>;
  /** Keeps the token fresh from now on. */
  start(): void;
  stop(): void;
}

/**
 * The access token and its renewal. A refresh token is good for one use and its use ends both old tokens, so: one
 * refresher at a time over all processes, secrets read anew inside the lock, and the new pair durable before its first
 * use.
 */
export const createTokens = (
  context: AccountContext<ZaloOaSettings, ZaloOaSecrets>,
  stand: (report: StateReport) => void,
  random: () => number = Math.random,
): Tokens => {
  const { settings, clock, logger, account } = context;
  let held: ZaloOaSecrets | undefined;
  let running: Promise<Access> | undefined;
  /** A pair that could not be stored yet, and the refresh token that it took the place of. */
  let unsaved: { readonly pair: TokenPair; readonly spent: string } | undefined;
  /** The platform said no to this one: it is not asked again. */
  let dead: string | undefined;
  let cancel: (() => void) | undefined;
  let failures = 0;
  let stopped = true;

  const given = (secrets: ZaloOaSecrets): Access => {
    held = secrets;
    return secrets.accessToken === undefined ? { type: 'signed_out' } : { type: 'token', token: secrets.accessToken };
  };

  const save = async (pair: TokenPair, spent: string): Promise<Access> => {
    unsaved = { pair, spent };
    // What an administrator changed meanwhile stays.
    const latest = await context.secrets();
    const next: ZaloOaSecrets = latest.refreshToken === spent ? { ...latest, ...pair } : latest;
    if (latest.refreshToken === spent) await context.saveSecrets(next);
    unsaved = undefined;
    return given(next);
  };

  const signedOut = (sentence: string): Access => {
    stand({ state: 'needs_sign_in', sentence });
    return { type: 'signed_out' };
  };

  const exchange = async (stale: string | undefined): Promise<Access> => {
    const secrets = await context.secrets();
    if (unsaved && secrets.refreshToken === unsaved.spent) return save(unsaved.pair, unsaved.spent);
    unsaved = undefined;
    if (secrets.accessToken !== undefined && secrets.accessToken !== stale) return given(secrets);
    const { refreshToken, appSecret } = secrets;
    if (refreshToken === undefined || appSecret === undefined) return signedOut(NEVER_SIGNED_IN);
    if (refreshToken === dead) return signedOut(REFUSED);
    const outcome = await requestTokens(settings, appSecret, { type: 'refresh', refreshToken }, clock.now());
    switch (outcome.type) {
      case 'tokens':
        logger.info({ account }, 'a new access token was stored');
        return save(outcome.pair, refreshToken);
      case 'refused':
        logger.warn({ account, reason: outcome.reason }, 'the refresh token was refused');
        dead = refreshToken;
        return signedOut(REFUSED);
      case 'later':
        logger.warn({ account, reason: outcome.reason }, 'the access token could not be renewed');
        return { type: 'offline' };
    }
  };

  const renew = (stale: string | undefined): Promise<Access> => {
    running ??= context
      .exclusively('refresh', () => exchange(stale))
      .catch((error: unknown): Access => {
        logger.error({ err: error, account }, 'the access token could not be renewed');
        return { type: 'offline' };
      })
      .then((access) => {
        running = undefined;
        if (access.type === 'token') plan();
        return access;
      });
    return running;
  };

  const endsAt = (): number => (held?.expiresAt === undefined ? 0 : Date.parse(held.expiresAt));

  const at = (ms: number): void => {
    cancel?.();
    if (stopped) return;
    cancel = clock.at(new Date(ms), () => {
      tick().catch((error: unknown) => logger.error({ err: error, account }, 'the access token could not be renewed'));
    });
  };

  /** The next renewal, before the token that is held ends. */
  const plan = (): void => {
    failures = 0;
    const ends = endsAt();
    if (ends > 0) at(Math.max(ends - EARLY_MS - random() * SPREAD_MS, clock.now().getTime() + MARGIN_MS));
  };

  const tick = async (): Promise<void> => {
    if (stopped) return;
    held ??= await context.secrets();
    if (held.accessToken === undefined || held.expiresAt === undefined) return;
    if (endsAt() - clock.now().getTime() > EARLY_MS + SPREAD_MS) return plan();
    const access = await renew(held.accessToken);
    if (access.type !== 'offline') return;
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] as number;
    failures += 1;
    const next = clock.now().getTime() + wait * (1 + random() * 0.2);
    // While the old token still works, nobody needs to know.
    if (endsAt() - clock.now().getTime() < MARGIN_MS)
      stand({ state: 'offline', sentence: UNREACHABLE, retryAt: new Date(next) });
    at(next);
  };

  return {
    async access() {
      try {
        held ??= await context.secrets();
      } catch (error) {
        logger.error({ err: error, account }, 'the secrets of an account could not be read');
        return { type: 'offline' };
      }
      if (held.accessToken === undefined) return { type: 'signed_out' };
      const ended = held.expiresAt !== undefined && endsAt() - clock.now().getTime() < MARGIN_MS;
      return ended ? renew(held.accessToken) : { type: 'token', token: held.accessToken };
    },

    renew,

    start() {
      stopped = false;
      at(clock.now().getTime());
    },

    stop() {
      stopped = true;
      cancel?.();
      cancel = undefined;
    },
  };
};
