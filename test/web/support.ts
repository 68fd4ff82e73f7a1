import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../src/base/log.ts';
import { createWeb, type WebOptions } from '../../src/web/app.ts';
import type { Admin } from '../../src/web/route.ts';
import { fakeClock } from '../support/clock.ts';
import { openTestStore } from '../support/store.ts';

export const GOOD_PASSWORD = 'sen hồng nở trên hồ Ba Bể';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever JSON came back and assert on it
  readonly body: any;
}

/** A browser without a screen: keeps the cookie and the CSRF token, as the console does. */
export const browser = (origin: string) => {
  let cookie = '';
  let csrf = '';
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const bytes = body instanceof Uint8Array || typeof body === 'string';
    const response = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined || bytes ? {} : { 'content-type': 'application/json' }),
        ...(cookie ? { cookie } : {}),
        ...(csrf && method !== 'GET' ? { 'x-csrf-token': csrf } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bytes ? (body as string) : JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      body: type.includes('json') ? JSON.parse(text) : text,
    };
    if (typeof answer.body?.csrf === 'string') csrf = answer.body.csrf;
    return answer;
  };
  return {
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => call('POST', path, body, headers),
    put: (path: string, body?: unknown, headers?: Record<string, string>) => call('PUT', path, body, headers),
    patch: (path: string, body?: unknown) => call('PATCH', path, body),
    delete: (path: string) => call('DELETE', path),
    cookie: () => cookie,
    csrf: () => csrf,
    setCsrf: (value: string) => {
      csrf = value;
    },
  };
};
export type Browser = ReturnType<typeof browser>;

/** The real app on a free port of 127.0.0.1, over a store of its own, with what it logged. */
export const openTestWeb = async (options: Partial<WebOptions> = {}) => {
  const store = await openTestStore();
  const dir = await mkdtemp(join(tmpdir(), 'chihoi-web-'));
  const clock = fakeClock('2026-11-27T02:00:00Z');
  const logged: string[] = [];
  const web = createWeb({
    connection: store.connection,
    clock,
    logger: createLogger('debug', { write: (line) => logged.push(line) }),
    routes: [],
    consoleDir: join(dir, 'console'),
    dataDir: dir,
    appKey: randomBytes(32),
    ...options,
  });
  const server = createServer(web.app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Makes an administrator and signs her in. */
  const signedIn = async (who: { userName: string; role: Admin['role']; unitPath: string }): Promise<Browser> => {
    const made = await web.admins.create({ name: `Chị ${who.userName}`, password: GOOD_PASSWORD, ...who });
    if (!made.ok) throw new Error(made.error.message);
    const page = browser(origin);
    const answer = await page.post('/api/session', { userName: who.userName, password: GOOD_PASSWORD });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return page;
  };

  return {
    web,
    origin,
    clock,
    logged,
    dir,
    connection: store.connection,
    signedIn,
    browser: () => browser(origin),
    async close() {
      web.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
export type TestWeb = Awaited<ReturnType<typeof openTestWeb>>;
