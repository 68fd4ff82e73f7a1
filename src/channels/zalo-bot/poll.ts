import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Tell } from '../../chat/channel.ts';
import type { AccountNote, StateReport } from '../kind.ts';
import type { BotApi, BotOutcome } from './api.ts';
import { SIGNED_OUT } from './errors.ts';
import { type Meaning, meaningOf, type Owner } from './update.ts';

/** How long the platform holds a question open; sent as text, as its documentation has it. */
const HOLD_SECONDS = 30;
const TIMEOUT_MS = (HOLD_SECONDS + 10) * 1000;
const WAITS_MS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000] as const;
/** An answer without news that comes this fast would make the loop spin. */
const FAST_MS = 500;

const NO_NEWS = 408;
const WEBHOOK_SET =
  'Bot đang đặt webhook nên không hỏi tin được. Chị bấm “Gỡ webhook”, hoặc chuyển tài khoản sang cách nhận bằng webhook.';

export interface Poll {
  stop(): Promise<void>;
}

/**
 * Asks for what is new, one question at a time. There is no acknowledgement: an update is gone once it was handed out, so
 * the next question waits until it is durable.
 */
export const startPoll = (deps: {
  readonly api: BotApi;
  readonly tell: Tell;
  readonly note: (note: AccountNote) => void;
  readonly stand: (report: StateReport) => void;
  readonly owner: () => Owner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
}): Poll => {
  const { api, tell, note, stand, owner, clock, logger, random = Math.random } = deps;
  const ended = new AbortController();
  let failures = 0;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (ended.signal.aborted) return resolve();
      const end = () => {
        cancel();
        ended.signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.at(new Date(clock.now().getTime() + ms), end);
      ended.signal.addEventListener('abort', end);
    });

  /** The next wait after a failure, longer each time, with jitter. */
  const backOff = (): number => {
    const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] as number;
    failures += 1;
    return Math.round(wait * (1 + random() * 0.3));
  };

  const keep = async (meaning: Meaning): Promise<void> => {
    if (meaning.type === 'unknown') {
      note({ type: 'unknown_event', account: owner().account, name: meaning.name, body: meaning.body });
      return;
    }
    for (let attempt = 0; meaning.happenings.length > 0; attempt += 1) {
      try {
        await tell(meaning.happenings);
        return;
      } catch (error) {
        // Nobody else has it: it is held until the store takes it.
        logger.error({ err: error, account: owner().account }, 'an update could not be kept and is held');
        if (ended.signal.aborted) return;
        await sleep(WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] as number);
      }
    }
  };

  const wait = (report: StateReport): Promise<void> => {
    const ms = backOff();
    stand({ ...report, retryAt: new Date(clock.now().getTime() + ms) });
    return sleep(ms);
  };

  const webhookUrl = async (): Promise<string> => {
    const info = await api({ method: 'getWebhookInfo' });
    const url = info.type === 'ok' ? (info.result as { url?: unknown } | null)?.url : undefined;
    return typeof url === 'string' ? url : '';
  };

  /** True while the loop goes on. */
  const take = async (outcome: BotOutcome, tookMs: number): Promise<boolean> => {
    switch (outcome.type) {
      case 'ok': {
        failures = 0;
        stand({ state: 'connected' });
        const updates = Array.isArray(outcome.result) ? outcome.result : [outcome.result];
        const news = updates.filter((one) => typeof one === 'object' && one !== null);
        for (const update of news) await keep(meaningOf(update, owner(), clock.now()));
        if (news.length === 0 && tookMs < FAST_MS) await sleep(FAST_MS);
        return true;
      }
      case 'refused':
        if (outcome.error === NO_NEWS) {
          failures = 0;
          stand({ state: 'connected' });
          if (tookMs < FAST_MS) await sleep(FAST_MS);
          return true;
        }
        // Without a method that could be wrong, 404 means the token's part of the address.
        if (outcome.error === 401 || outcome.error === 404) {
          stand({ state: 'needs_sign_in', sentence: SIGNED_OUT });
          return false;
        }
        if ((await webhookUrl()) !== '') await wait({ state: 'offline', sentence: WEBHOOK_SET });
        else
          await wait({ state: 'offline', sentence: `Zalo chưa đưa tin mới (mã ${outcome.error}). Trợ lý tự thử lại.` });
        return true;
      case 'no_token':
        stand({ state: 'needs_sign_in', sentence: 'Chưa có mã của bot (token). Chị nhập mã trên trang Kênh.' });
        return false;
      case 'unsent':
      case 'lost':
        await wait({ state: 'offline', sentence: 'Không kết nối được tới Zalo. Trợ lý tự thử lại.' });
        return true;
    }
  };

  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const began = clock.now().getTime();
      const outcome = await api({
        method: 'getUpdates',
        params: { timeout: `${HOLD_SECONDS}` },
        timeoutMs: TIMEOUT_MS,
        signal: ended.signal,
      });
      if (ended.signal.aborted && outcome.type !== 'ok') return;
      if (!(await take(outcome, clock.now().getTime() - began))) return;
    }
  };

  const done = run().catch((error: unknown) =>
    logger.error({ err: error, account: owner().account }, 'asking for updates ended'),
  );
  return {
    async stop() {
      ended.abort();
      await done;
    },
  };
};
