import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { AccountNote, Received, WebhookAnswer } from '../channels/kind.ts';
import type { Tell } from '../chat/channel.ts';
import type { Registry } from './registry.ts';

/** Above any platform's event; Meta's batches stay far below. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A body that takes longer to arrive is no platform's. */
const BODY_TIMEOUT_MS = 10_000;
/** Requests being stored at once; beyond this the platform is asked to come again, which it does. */
const MAX_OPEN = 5_000;

const PREFIX = '/webhook/';

export interface WebhookCounts {
  /** By kind and status. */
  answered(kind: string, status: number, seconds: number): void;
}

export interface Webhooks {
  matches(url: string | undefined): boolean;
  /** Verifies, stores, and only then answers. Never throws. */
  handle(req: IncomingMessage, res: ServerResponse): void;
}

const plain = (status: number, body = ''): WebhookAnswer => ({ status, body });

type Body = { readonly type: 'body'; readonly bytes: Buffer } | { readonly type: 'refused'; readonly status: number };

/** Reads the bytes as they came. Resolves early with 413 or 408; undefined when the other side went away. */
const readBody = (req: IncomingMessage): Promise<Body | undefined> =>
  new Promise((resolve) => {
    if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return resolve({ type: 'refused', status: 413 });
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => resolve({ type: 'refused', status: 408 }), BODY_TIMEOUT_MS);
    const end = (body: Body | undefined) => {
      clearTimeout(timer);
      resolve(body);
    };
    req.on('data', (part: Buffer) => {
      size += part.length;
      if (size > MAX_BODY_BYTES) end({ type: 'refused', status: 413 });
      else parts.push(part);
    });
    req.on('end', () => end({ type: 'body', bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts) }));
    req.on('error', () => end(undefined));
    req.on('close', () => end(undefined));
  });

/**
 * `/webhook/<kind>/<key>[/<path>]` as a plain handler: it stands in front of the Express app, because every event of
 * every platform comes through here and Express costs more than all that is done with an event.
 */
export const createWebhooks = (deps: {
  readonly registry: Registry;
  readonly tell: Tell;
  readonly note: (note: AccountNote) => void;
  readonly touched: (account: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts?: WebhookCounts;
}): Webhooks => {
  const { registry, tell, note, touched, clock, logger, counts } = deps;
  let open = 0;

  const answerOf = async (
    req: IncomingMessage,
    kind: string,
    key: string,
    path: string,
    query: URLSearchParams,
  ): Promise<WebhookAnswer | undefined> => {
    const { method } = req;
    if (method !== 'GET' && method !== 'POST') return plain(405);
    const entries = registry.byWebhook(kind, key);
    const receive = entries[0]?.kind.receive;
    if (!receive) return plain(404);
    const encoding = req.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return plain(415);
    const body = method === 'GET' ? ({ type: 'body', bytes: Buffer.alloc(0) } as const) : await readBody(req);
    if (!body) return undefined;
    if (body.type === 'refused') return plain(body.status);
    let received: Received;
    try {
      received = receive(
        { method, path, query, headers: req.headers, body: body.bytes, now: clock.now() },
        entries.map((entry) => entry.view),
      );
    } catch (error) {
      logger.error({ err: error, kind }, 'a webhook could not be read');
      return plain(500);
    }
    if (received.told.length > 0) {
      try {
        await tell(received.told);
      } catch (error) {
        logger.error({ err: error, kind }, 'an event could not be kept');
        return plain(503);
      }
      for (const one of received.told) touched(one.type === 'event' ? one.event.account : one.account);
    }
    for (const one of received.notes) note(one);
    return received.answer;
  };

  const write = (res: ServerResponse, answer: WebhookAnswer): void => {
    if (res.headersSent || res.destroyed) return;
    const refused = answer.status === 413 || answer.status === 408;
    const body = answer.body ?? '';
    res.writeHead(answer.status, {
      'content-type': answer.type ?? 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'x-content-type-options': 'nosniff',
      ...(answer.status === 503 && { 'retry-after': '5' }),
      ...(answer.status === 405 && { allow: 'GET, POST' }),
      // What is left of a refused body is not read.
      ...(refused && { connection: 'close' }),
    });
    res.end(body);
  };

  return {
    matches: (url) => url?.startsWith(PREFIX) ?? false,

    handle(req, res) {
      const began = performance.now();
      const url = req.url ?? '';
      const mark = url.indexOf('?');
      const [kind = '', key = '', ...rest] = (mark < 0 ? url : url.slice(0, mark)).slice(PREFIX.length).split('/');
      const path = rest.filter((part) => part !== '').join('/');
      if (open >= MAX_OPEN) return write(res, plain(503));
      open += 1;
      answerOf(req, kind, decode(key), path, new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)))
        .catch((error: unknown) => {
          logger.error({ err: error, kind }, 'a webhook failed');
          return plain(500);
        })
        .then((answer) => {
          open -= 1;
          if (!answer) return;
          write(res, answer);
          counts?.answered(kind, answer.status, (performance.now() - began) / 1000);
        })
        .catch((error: unknown) => logger.error({ err: error, kind }, 'a webhook could not be answered'));
    },
  };
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
