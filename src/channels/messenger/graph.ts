import { z } from 'zod';
import { type CallOutcome, call } from '../http.ts';
import { hmacHex } from '../signature.ts';
import { type GraphError, NO_TOKEN } from './errors.ts';
import type { Secrets, Settings } from './settings.ts';
import { type Usage, usageOf } from './usage.ts';

/** Shape of Meta's refusals (messenger.md 11). The text is never looked at: it changes. */
const Refusal = z.object({
  error: z.object({
    code: z.coerce.number(),
    error_subcode: z.coerce.number().optional(),
    is_transient: z.boolean().optional(),
    fbtrace_id: z.string().optional(),
  }),
});

/** `busy`: refused for now by something in between, or by Meta without a code. `lost`: it may have been done. */
export type GraphAnswer =
  | { readonly type: 'done'; readonly json: Record<string, unknown> }
  | { readonly type: 'refused'; readonly error: GraphError; readonly trace?: string }
  | { readonly type: 'busy'; readonly status: number }
  | { readonly type: 'unsent'; readonly reason: string }
  | { readonly type: 'lost'; readonly reason: string };

export interface GraphRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly timeoutMs?: number;
}

const TOO_MANY_REQUESTS = 429;

const read = (outcome: CallOutcome): GraphAnswer => {
  if (outcome.type !== 'answer') return outcome;
  const { status, json } = outcome;
  const refusal = Refusal.safeParse(json);
  if (refusal.success) {
    const { code, error_subcode: subcode, is_transient: isTransient, fbtrace_id: trace } = refusal.data.error;
    return {
      type: 'refused',
      error: { code, ...(subcode !== undefined && { subcode }), ...(isTransient !== undefined && { isTransient }) },
      ...(trace !== undefined && { trace }),
    };
  }
  if (status >= 500) return { type: 'lost', reason: `HTTP ${status}` };
  // A page instead of an answer, or a way to somewhere else: something stands between us and Meta.
  if (status >= 300) return { type: 'busy', status: status === TOO_MANY_REQUESTS ? status : 503 };
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? { type: 'done', json: json as Record<string, unknown> }
    : { type: 'lost', reason: 'no JSON' };
};

/** Meta's Graph API as one Page calls it: the token in the header, so that no address holds a secret. */
export const createGraph = (
  settings: Settings,
  secrets: () => Promise<Secrets>,
  onUsage: (usage: Usage) => void = () => undefined,
): ((request: GraphRequest) => Promise<GraphAnswer>) => {
  const root = `${settings.apiBase}/${settings.version}`;
  return async ({ path, query, ...rest }) => {
    const { pageToken, appSecret } = await secrets();
    if (!pageToken) return { type: 'refused', error: NO_TOKEN };
    const params = new URLSearchParams(query);
    if (appSecret) params.set('appsecret_proof', hmacHex(appSecret, pageToken));
    const search = params.size > 0 ? `?${params}` : '';
    const outcome = await call({
      url: `${root}/${path}${search}`,
      headers: { authorization: `Bearer ${pageToken}` },
      ...rest,
    });
    if (outcome.type === 'answer') onUsage(usageOf(outcome.headers, settings.pageId));
    return read(outcome);
  };
};
export type Graph = ReturnType<typeof createGraph>;
