import { keepLongNumbers } from './body.ts';

/** Longest wait for a platform's answer; after it the end of a send is unknown. */
const TIMEOUT_MS = 30_000;
/** An answer longer than this is cut: no platform's API answers more, but a proxy's error page may. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Failures after which the request certainly did not reach the platform. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What became of a call. `json` is undefined when the answer was no JSON (a proxy's HTML, nothing). `unsent`: it
 * certainly did not arrive. `lost`: it may have arrived. `reason` is a short code, never an address or a secret.
 */
export type CallOutcome =
  | { readonly type: 'answer'; readonly status: number; readonly headers: Headers; readonly json: unknown }
  | { readonly type: 'unsent'; readonly reason: string }
  | { readonly type: 'lost'; readonly reason: string };

export interface Call {
  readonly url: string;
  /** Default GET without a body, POST with one. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly form?: URLSearchParams | FormData;
  /** Default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const codeOf = (error: unknown): string => {
  const { cause, name, code } = error as { cause?: { code?: string; name?: string }; name?: string; code?: string };
  return cause?.code ?? code ?? cause?.name ?? name ?? 'Error';
};

/** Reads at most `MAX_ANSWER_BYTES`. */
const bodyOf = async (answer: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    parts.push(part as Uint8Array);
    size += (part as Uint8Array).byteLength;
    if (size > MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(parts).toString('utf8');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(keepLongNumbers(text));
  } catch {
    return undefined;
  }
};

/** Calls a platform's API. Never throws; redirects are not followed (a token must not travel to another host). */
export const call = async (request: Call): Promise<CallOutcome> => {
  const { url, headers, json, form, timeoutMs = TIMEOUT_MS, signal } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const hasBody = json !== undefined || form !== undefined;
  try {
    const answer = await fetch(url, {
      method: request.method ?? (hasBody ? 'POST' : 'GET'),
      headers: {
        accept: 'application/json',
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(form !== undefined && { body: form }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    return { type: 'answer', status: answer.status, headers: answer.headers, json: parsed(await bodyOf(answer)) };
  } catch (error) {
    const reason = codeOf(error);
    return UNSENT.has(reason) ? { type: 'unsent', reason } : { type: 'lost', reason };
  }
};
