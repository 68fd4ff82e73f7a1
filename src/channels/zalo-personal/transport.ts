import { AsyncLocalStorage } from 'node:async_hooks';

/** Node's fetch gives up after minutes; no request of ours waits longer than this. A waiting QR page is held for about one. */
const REQUEST_MS = 120_000;

/** Paths whose request puts something into a thread. What comes before (uploads, previews) leaves no trace there. */
const SENDS =
  /\/api\/(message|group)\/(sms|sendmsg|mention|quote|forward|gif|photo_original\/send|asyncfile\/msg)$|\/poll\/create$|\/topic\/createv2$|\/oneone\/create$/;

/** What is known of one send while it is under way: whether the request that matters has left, and how it ended. */
export interface Attempt {
  requested: boolean;
  /** True when no request went out for certain (no connection). */
  unsent: boolean;
  /** Set when its time was up: nothing more of it may leave. */
  cancelled: boolean;
}

const attempts = new AsyncLocalStorage<Attempt>();

/** Runs a send so that its requests are seen. */
export const watched = <T>(attempt: Attempt, task: () => Promise<T>): Promise<T> => attempts.run(attempt, task);

/** Failures after which the request certainly did not reach the platform. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The network's own code of a failed fetch: `ECONNREFUSED`, `TimeoutError`. */
export const networkCode = (error: unknown): string => {
  const { cause, code, name } = error as { cause?: { code?: string }; code?: string; name?: string };
  return cause?.code ?? code ?? name ?? 'Error';
};

export interface TransportOptions {
  readonly apiBase?: string;
  /** Called when an answer set a cookie. */
  readonly onCookie?: () => void;
}

/**
 * The `fetch` that zca-js gets. With `apiBase` every request goes there, with the host that it was meant for in
 * `x-emulated-host`. Redirects are left to the library, which follows them itself and keeps their cookies.
 */
export const createTransport = ({ apiBase, onCookie }: TransportOptions): typeof fetch => {
  return async (input, init) => {
    const attempt = attempts.getStore();
    if (attempt?.cancelled) throw new Error('this send was given up');
    const meant = new URL(String(input));
    const headers = new Headers(init?.headers);
    if (apiBase !== undefined) headers.set('x-emulated-host', meant.host);
    const url = apiBase === undefined ? meant : new URL(`${meant.pathname}${meant.search}`, apiBase);
    const matters = attempt !== undefined && SENDS.test(meant.pathname);
    if (matters) attempt.requested = true;
    const limit = AbortSignal.timeout(REQUEST_MS);
    try {
      const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
      const answer = await fetch(url, { ...init, headers, redirect: 'manual', signal });
      if (answer.headers.has('set-cookie')) onCookie?.();
      return answer;
    } catch (error) {
      if (matters && UNSENT.has(networkCode(error))) attempt.unsent = true;
      throw error;
    }
  };
};
