import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { sessionOf, type ZaloApi } from './client.ts';
import { saysDead } from './errors.ts';
import type { Secrets, Session } from './settings.ts';
import type { Timing } from './timing.ts';
import { within } from './within.ts';

/** Cookies that change together are saved once. */
const SAVE_MS = 500;

/**
 * Keeps a login alive and its cookies saved: the library holds them in memory alone, and the platform renews them at any
 * answer.
 */
export interface Keeper {
  /** A client has signed in: its cookies are the ones to keep from now on. Saves them. */
  signedIn(api: ZaloApi): Promise<void>;
  /** An answer set a cookie. */
  cookieChanged(): void;
  /** Calls the platform now and then as long as the line is open, until the next `signedIn` or `stop`. */
  keepAlive(): void;
  /** Saves what is not saved yet. */
  stop(): Promise<void>;
}

export const createKeeper = (deps: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: Timing;
  readonly secrets: () => Promise<Secrets>;
  readonly save: (secrets: Secrets) => Promise<void>;
  readonly died: () => void;
  /** Whether this client's line is open: a login that is dead or locked is left in peace. */
  readonly isOpen: (api: ZaloApi) => boolean;
}): Keeper => {
  const { clock, logger, timing, secrets, save, died, isOpen } = deps;
  let api: ZaloApi | undefined;
  let session: Session | undefined;
  let saved = '';
  let cancelSave: (() => void) | undefined;
  let cancelAlive: (() => void) | undefined;

  const saveNow = async (): Promise<void> => {
    cancelSave?.();
    cancelSave = undefined;
    if (!api || !session) return;
    const next = sessionOf(api, session);
    // When a cookie was last read is no change of it.
    const text = JSON.stringify(next.cookie.map(({ lastAccessed: _, ...cookie }) => cookie));
    if (text === saved || next.cookie.length === 0) return;
    const { session: kept } = await secrets();
    // Somebody has signed in anew meanwhile: the cookies of the old login must not take the place of the new one.
    if (kept?.imei !== session.imei || kept.signedInAt !== session.signedInAt) return;
    await save({ session: next });
    saved = text;
  };

  const failed = (error: unknown) => logger.error({ err: error }, 'the renewed Zalo login could not be saved');

  const alive = () => {
    cancelAlive?.();
    cancelAlive = clock.at(new Date(clock.now().getTime() + timing.keepAliveMs), () => {
      const client = api;
      // The next line that opens begins this anew.
      if (!client || !isOpen(client)) return;
      within(clock, timing.callMs, 'keepAlive', client.keepAlive())
        .catch((error: unknown) => {
          // A line that is down says so itself; only the login's own end is told here.
          if (client === api && saysDead(error)) died();
          else logger.debug({ err: error }, 'keeping the login alive failed');
        })
        .finally(() => {
          if (client === api && isOpen(client)) alive();
        });
    });
  };

  return {
    async signedIn(client) {
      api = client;
      ({ session } = await secrets());
      saved = '';
      await saveNow().catch(failed);
    },
    cookieChanged() {
      cancelSave ??= clock.at(new Date(clock.now().getTime() + SAVE_MS), () => {
        saveNow().catch(failed);
      });
    },
    keepAlive: alive,
    async stop() {
      cancelAlive?.();
      await saveNow().catch(failed);
      api = undefined;
    },
  };
};
