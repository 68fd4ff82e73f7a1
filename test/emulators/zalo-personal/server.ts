import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createActs } from './acts.ts';
import { type Call, type Handlers, type Params, type Parts, Refused, threadOf } from './call.ts';
import { type Control, createControl } from './control.ts';
import { type Answer, type Exchange, readExchange, writeAnswer } from './exchange.ts';
import { createFaults, type Fault } from './faults.ts';
import { createFeed } from './feed.ts';
import { createLogin, sekCookie, serviceOf } from './login.ts';
import { page } from './page.ts';
import { createRecorder } from './recorder.ts';
import { messageRow } from './rows.ts';
import { boardHandlers } from './services/boards.ts';
import { fileHandlers } from './services/files.ts';
import { groupHandlers } from './services/groups.ts';
import { messageHandlers } from './services/messages.ts';
import { createSessions, type Session } from './sessions.ts';
import { createSockets } from './sockets.ts';
import { seal, unseal } from './wire.ts';
import { createWorld } from './world.ts';

export interface ZaloPersonalOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Milliseconds; default the machine's clock. */
  readonly now?: () => number;
  /** How long a waiting QR request is held, in milliseconds; default 1000. */
  readonly qrHoldMs?: number;
  /** How often the client pings, in milliseconds; default 60000. */
  readonly pingIntervalMs?: number;
  /** The size of one piece of an upload, in bytes; default 3 MB. */
  readonly chunkBytes?: number;
  /** How a dead cookie is told when signing in; default `server_info` (by the second call). */
  readonly deadAs?: '102' | 'server_info';
  /** Rows of history that a client gets at most; default 200. */
  readonly historyRows?: number;
}

export interface ZaloPersonal {
  /** What an account's `apiBase` is set to. */
  readonly url: string;
  readonly control: Control;
  close(): Promise<void>;
}

const DEAD: Answer = { json: { error_code: 600, error_message: 'zpw_sek bị thiếu hoặc không đúng', data: null } };

/** Zalo Web for personal accounts on a loopback port: HTTP routed by the header `x-emulated-host`, and its WebSocket. */
export const startZaloPersonal = async (options: ZaloPersonalOptions = {}): Promise<ZaloPersonal> => {
  const { now = Date.now, historyRows = 200 } = options;
  let url = '';
  const world = createWorld(now);
  const sessions = createSessions(now);
  const recorder = createRecorder(now);
  const faults = createFaults();
  const mediaUrl = (path: string) => `${url}/media/${path}`;

  const history = (session: Session, kind: 'direct' | 'group') =>
    world.messages
      .filter(
        ({ place, at, undone }) =>
          place.kind === kind &&
          at >= session.since &&
          !undone &&
          (place.kind === 'group'
            ? world.group(place.id).members.includes(session.account)
            : place.people.includes(session.account)),
      )
      .slice(-historyRows)
      .map((message) => messageRow(world, session.account, message));

  const sockets = createSockets({ sessions, history });
  const feed = createFeed(world, sockets);
  const acts = createActs(world, feed, sockets);
  const parts: Parts = { world, feed, acts, sockets, recorder, mediaUrl };
  const control = createControl({ world, sessions, sockets, feed, acts, faults, recorder, mediaUrl });
  const login = createLogin({
    world,
    sessions,
    qrHoldMs: options.qrHoldMs ?? 1000,
    pingIntervalMs: options.pingIntervalMs ?? 60_000,
    chunkBytes: options.chunkBytes ?? 3 * 1024 * 1024,
    deadAs: options.deadAs ?? 'server_info',
    socketUrl: () => `${url.replace('http', 'ws')}/ws`,
  });
  const handlers: Handlers = {
    ...messageHandlers(parts),
    ...boardHandlers(parts),
    ...groupHandlers(parts),
    ...fileHandlers(parts),
  };

  const paramsOf = (session: Session, { query, form }: Exchange): Params => {
    const sealed = form.get('params') ?? query.get('params');
    return sealed === null ? {} : (unseal(session.key, sealed) as Params);
  };

  /** The answer of a service call, its code and its fresh cookie. */
  const serve = (service: string, exchange: Exchange, session: Session, fault: Fault | undefined, params: Params) => {
    const fresh = sessions.renewed(session);
    const cookies = fresh === undefined ? [] : [sekCookie(fresh)];
    const sealed = (inner: object): Answer => ({
      json: { error_code: 0, error_message: 'Successful.', data: seal(session.key, inner) },
      cookies,
    });
    if (service === 'chat' && exchange.path === '/keepalive')
      return { end: 'ok', answer: { json: { error_code: 0, data: { config_vesion: 1 } }, cookies } };
    const handler = handlers[`${service} ${exchange.path}`];
    if (!handler) return { end: 'no such path', answer: { status: 404, html: '<h1>404</h1>' } };
    const call: Call = { account: session.account, session, exchange, params, lost: fault?.type === 'empty_id' };
    try {
      return { end: 'ok', answer: sealed({ error_code: 0, error_message: '', data: handler(call) ?? '' }) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const inner = { error_code: error.code, error_message: error.message, data: null };
      return { end: `refused ${error.code}`, answer: sealed(inner) };
    }
  };

  const respond = async (exchange: Exchange, response: ServerResponse): Promise<void> => {
    const { host, path, cookies } = exchange;
    const service = serviceOf(host);
    const session = sessions.byCookie(cookies);
    const params = service !== undefined && session ? paramsOf(session, exchange) : {};
    const fault = faults.take(path, threadOf(params));
    const ask = (end: string) => recorder.ask({ host, path, end, ...(session && { account: session.account }) });
    const doIt = async (): Promise<Answer> => {
      const signing = await login(exchange);
      if (signing) {
        ask('ok');
        return signing;
      }
      if (service === undefined) {
        ask('no such host');
        return { status: 404, html: '<h1>404</h1>' };
      }
      if (!session) {
        ask('refused 600');
        return DEAD;
      }
      const { end, answer } = serve(service, exchange, session, fault, params);
      ask(end);
      return answer;
    };
    switch (fault?.type) {
      case undefined:
      case 'empty_id':
        return writeAnswer(response, await doIt());
      case 'slow': {
        const answer = await doIt();
        await new Promise((done) => setTimeout(done, fault.ms).unref());
        return writeAnswer(response, answer);
      }
      case 'hang':
        if (fault.done) await doIt();
        return ask('fault hang');
      case 'lose_answer':
        await doIt();
        return void response.destroy();
      case 'drop':
        ask('fault drop');
        return void response.destroy();
      case 'html':
        ask('fault html');
        return writeAnswer(response, {
          status: fault.status ?? 200,
          html: '<html><body>Bảo trì hệ thống</body></html>',
        });
      case 'code':
        ask(`fault ${fault.code}`);
        return writeAnswer(response, {
          json: { error_code: fault.code, error_message: fault.message ?? `Lỗi ${fault.code}`, data: null },
        });
    }
  };

  const own = async (exchange: Exchange): Promise<Answer> => {
    const { path, method, body } = exchange;
    if (path === '') return { html: page };
    if (path.startsWith('/media/')) {
      const file = world.files.get(path.slice('/media/'.length));
      return file ? { bytes: { type: file.type, data: file.bytes } } : { status: 404, html: '<h1>404</h1>' };
    }
    const name = path.slice('/__control/'.length);
    const act = (control as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name];
    if (!path.startsWith('/__control/') || !act || !Object.hasOwn(control, name))
      return { status: 404, html: '<h1>404</h1>' };
    const args = method === 'POST' && body.length > 0 ? (JSON.parse(body.toString('utf8')) as unknown[]) : [];
    return { json: { value: (await act(...args)) ?? null } };
  };

  const server = createServer((request, response) => {
    readExchange(request)
      .then((exchange) =>
        exchange.host === ''
          ? own(exchange).then((answer) => writeAnswer(response, answer))
          : respond(exchange, response),
      )
      .catch((error: unknown) => writeAnswer(response, { status: 500, json: { error: String(error) } }));
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    control,
    async close() {
      sockets.end();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
