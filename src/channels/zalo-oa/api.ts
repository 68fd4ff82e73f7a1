import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { type Call, call } from '../http.ts';
import { type ErrorRule, ruleOf } from './errors.ts';
import { apiUrl, type ZaloOaSettings } from './settings.ts';
import type { Access, Tokens } from './tokens.ts';

const MINUTE_MS = 60_000;
/** After a full minute not everybody comes back in its first moment. */
const JITTER_MS = 5_000;

/** Success and failure come under HTTP 200; `error` tells which. */
const Envelope = z.looseObject({
  error: z.union([
    z.number(),
    z
      .string()
      .regex(/^-?\d{1,6}$/)
      .transform(Number),
  ]),
  message: z.string().optional().catch(undefined),
  data: z.unknown().optional(),
});

/** What became of a call of the platform's API. */
export type ApiOutcome =
  | { readonly type: 'ok'; readonly data: unknown }
  /** The platform said no; a refused token has been renewed and tried again already. */
  | { readonly type: 'refused'; readonly error: number; readonly rule: ErrorRule }
  /** The allowance of this minute is used up. */
  | { readonly type: 'later'; readonly rule: ErrorRule; readonly seconds: number }
  | { readonly type: 'signed_out' }
  /** It certainly did not arrive. */
  | { readonly type: 'unsent'; readonly reason: string }
  /** It may have arrived. */
  | { readonly type: 'lost'; readonly reason: string };

export type ApiCall = Omit<Call, 'url' | 'headers'> & {
  /** From the host's root, as `/v3.0/oa/message/cs`. */
  readonly path: string;
};

export type Api = (request: ApiCall) => Promise<ApiOutcome>;

/** Gateways answer so when what stands behind them may have done its work all the same. */
const MAY_HAVE_WORKED = new Set([408, 504]);

const withoutJson = (status: number): ApiOutcome => {
  const reason = `http_${status}`;
  if (status < 400 || MAY_HAVE_WORKED.has(status)) return { type: 'lost', reason };
  return status === 429 || status >= 500
    ? { type: 'unsent', reason }
    : { type: 'refused', error: status, rule: ruleOf(status) };
};

/** Calls the platform with the account's token, inside its allowance of requests. */
export const createApi = (deps: {
  readonly settings: ZaloOaSettings;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly random?: () => number;
}): Api => {
  const { settings, tokens, clock, random = Math.random } = deps;
  /** Nothing is asked before this moment: the allowance of the minute is used up. */
  let heldUntil = 0;

  const hold = (): void => {
    const now = clock.now().getTime();
    heldUntil = now - (now % MINUTE_MS) + MINUTE_MS;
  };

  const later = (): ApiOutcome => ({
    type: 'later',
    rule: ruleOf(-32),
    seconds: Math.ceil((heldUntil - clock.now().getTime() + random() * JITTER_MS) / 1000),
  });

  const once = async (token: string, { path, ...request }: ApiCall): Promise<ApiOutcome> => {
    const outcome = await call({ ...request, url: apiUrl(settings, path), headers: { access_token: token } });
    if (outcome.type !== 'answer') return outcome;
    if (outcome.headers.get('x-ratelimit-remain')?.trim() === '0') hold();
    const envelope = Envelope.safeParse(outcome.json);
    if (!envelope.success) return withoutJson(outcome.status);
    const { error, data } = envelope.data;
    if (error === 0) return { type: 'ok', data };
    const rule = ruleOf(error);
    if (rule.remedy !== 'next_minute') return { type: 'refused', error, rule };
    hold();
    return later();
  };

  const without = (access: Exclude<Access, { type: 'token' }>): ApiOutcome =>
    access.type === 'signed_out' ? { type: 'signed_out' } : { type: 'unsent', reason: 'no_token' };

  return async (request) => {
    if (heldUntil > clock.now().getTime()) return later();
    const access = await tokens.access();
    if (access.type !== 'token') return without(access);
    const first = await once(access.token, request);
    if (first.type !== 'refused' || first.rule.remedy !== 'refresh') return first;
    const fresh = await tokens.renew(access.token);
    return fresh.type === 'token' ? once(fresh.token, request) : without(fresh);
  };
};
