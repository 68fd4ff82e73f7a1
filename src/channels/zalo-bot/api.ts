import { z } from 'zod';
import { call } from '../http.ts';
import { methodUrl, type ZaloBotSettings } from './settings.ts';

/** `ok` decides, not the HTTP status. One page of the documentation writes `errorCode`. */
const Envelope = z.looseObject({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.coerce.number().int().optional().catch(undefined),
  errorCode: z.coerce.number().int().optional().catch(undefined),
});

export type BotOutcome =
  | { readonly type: 'ok'; readonly result: unknown }
  | { readonly type: 'refused'; readonly error: number }
  /** No token has been entered. */
  | { readonly type: 'no_token' }
  /** It certainly did not arrive. */
  | { readonly type: 'unsent'; readonly reason: string }
  /** It may have arrived. */
  | { readonly type: 'lost'; readonly reason: string };

export interface BotCall {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Calls a method. The token stands in the address, so no address may reach a log or an error. */
export type BotApi = (request: BotCall) => Promise<BotOutcome>;

/** Gateways answer so when what stands behind them may have done its work all the same. */
const MAY_HAVE_WORKED = new Set([408, 504]);

/** A wrong token gives an answer that is not JSON at times. */
const withoutEnvelope = (status: number): BotOutcome => {
  const reason = `http_${status}`;
  if (status < 400 || MAY_HAVE_WORKED.has(status)) return { type: 'lost', reason };
  return status >= 500 ? { type: 'unsent', reason } : { type: 'refused', error: status };
};

export const createBotApi =
  (settings: ZaloBotSettings, token: () => Promise<string | undefined>): BotApi =>
  async ({ method, params = {}, ...rest }) => {
    const current = await token();
    if (current === undefined) return { type: 'no_token' };
    const outcome = await call({ ...rest, url: methodUrl(settings, current, method), json: params });
    if (outcome.type !== 'answer') return outcome;
    const envelope = Envelope.safeParse(outcome.json);
    if (!envelope.success) return withoutEnvelope(outcome.status);
    const { ok, result, error_code, errorCode } = envelope.data;
    if (ok) return { type: 'ok', result };
    return { type: 'refused', error: error_code ?? errorCode ?? outcome.status };
  };
