import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as an emulator sees it, read whole. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Ends when the other side has gone away or has its answer. */
  readonly gone: AbortSignal;
}

/** `hang`: no answer ever comes. `cut`: the connection is closed without one. */
export type Reply =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly html: string; readonly status?: number }
  | { readonly redirect: string }
  | 'hang'
  | 'cut';

export interface Loopback {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 65_000;

const write = (res: ServerResponse, reply: Reply): void => {
  if (reply === 'hang') return;
  if (reply === 'cut') {
    res.destroy();
    return;
  }
  if ('redirect' in reply) {
    res.writeHead(302, { location: reply.redirect }).end();
    return;
  }
  if ('html' in reply) {
    res.writeHead(reply.status ?? 200, { 'content-type': 'text/html; charset=utf-8' }).end(reply.html);
    return;
  }
  res.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  res.end(JSON.stringify(reply.json));
};

/** A server on 127.0.0.1; `port` 0 takes a free one. Closing it ends what hangs. */
export const listen = async (answer: (exchange: Exchange) => Promise<Reply> | Reply, port = 0): Promise<Loopback> => {
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const url = new URL(req.url ?? '/', 'http://emulator');
      const exchange = {
        method: req.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: req.headers,
        body: Buffer.concat(parts),
        gone: gone.signal,
      };
      Promise.resolve()
        .then(() => answer(exchange))
        .catch((error: unknown): Reply => ({ json: { emulator: String(error) }, status: 599 }))
        .then((reply) => write(res, reply))
        .catch(() => res.destroy());
    });
  });
  // A busy machine must not close a connection in the moment in which the product uses it again.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The verbs of a control object over HTTP: `POST /__control/<verb>` with one JSON argument, or none. */
export const controlReply = async (
  { path, body }: Exchange,
  control: Readonly<Record<string, unknown>>,
): Promise<Reply> => {
  const verb = path.replace(/^\/__control\/?/, '');
  const act = Object.hasOwn(control, verb) ? control[verb] : undefined;
  if (typeof act !== 'function') return { json: { verbs: Object.keys(control) }, status: verb === '' ? 200 : 404 };
  const argument: unknown = body.length > 0 ? JSON.parse(body.toString('utf8')) : undefined;
  return { json: { result: (await act(argument)) ?? null } };
};
