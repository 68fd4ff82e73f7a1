import type { Request, Response } from 'express';
import type { Logger } from '../base/log.ts';
import type { LiveUpdate, PublishLive } from './route.ts';
import { covers } from './scope.ts';

/** Between heartbeats; proxies commonly cut a silent connection after 60 s. */
const HEARTBEAT_MS = 25_000;
/** Updates within this time are told once: a broadcast changes its progress hundreds of times a minute. */
const GATHER_MS = 150;
/** A browser that has not taken this much is skipped until it has, and then told to read everything again. */
const MAX_WAITING_BYTES = 64 * 1024;
/** Distinct updates gathered at once; more become one "read everything again". */
const MAX_GATHERED = 500;
/** Open consoles of one administrator; the oldest is closed for a new one. */
const MAX_CONNECTIONS = 12;

interface Client {
  readonly res: Response;
  readonly admin: string;
  unitPath: string;
  behind: boolean;
  /** Looks the session up again; undefined when it ended. */
  readonly check: () => Promise<{ unitPath: string } | undefined>;
}

export interface LiveOptions {
  readonly logger: Logger;
  readonly heartbeatMs?: number;
  readonly gatherMs?: number;
}

/** Server-Sent Events to every open console: `update` with topic and id, `resync` when something may have been missed. */
export const createLive = ({ logger, heartbeatMs = HEARTBEAT_MS, gatherMs = GATHER_MS }: LiveOptions) => {
  const clients = new Set<Client>();
  let gathered = new Map<string, LiveUpdate>();
  let overflow = false;
  let timer: NodeJS.Timeout | undefined;

  const drop = (client: Client) => {
    clients.delete(client);
    client.res.end();
  };

  const write = (client: Client, text: string) => {
    if (client.res.writableLength > MAX_WAITING_BYTES) {
      client.behind = true;
      return;
    }
    if (client.behind) {
      client.behind = false;
      client.res.write('event: resync\ndata: {}\n\n');
    }
    client.res.write(text);
  };

  const flush = () => {
    timer = undefined;
    const updates = [...gathered.values()];
    const all = overflow;
    gathered = new Map();
    overflow = false;
    for (const client of clients) {
      try {
        if (all) write(client, 'event: resync\ndata: {}\n\n');
        else {
          const lines = updates
            .filter((update) => covers(client.unitPath, update.unitPath))
            .map(({ topic, id }) => `event: update\ndata: ${JSON.stringify({ topic, id })}\n\n`);
          if (lines.length > 0) write(client, lines.join(''));
        }
      } catch (error) {
        logger.warn({ err: error }, 'live update not written');
        drop(client);
      }
    }
  };

  const publish: PublishLive = (update) => {
    if (clients.size === 0) return;
    if (gathered.size >= MAX_GATHERED) overflow = true;
    else gathered.set(JSON.stringify([update.topic, update.id, update.unitPath]), update);
    timer ??= setTimeout(flush, gatherMs);
  };

  // Every beat looks the sessions up again, so that signing out or losing a unit ends the stream too.
  const beat = setInterval(() => {
    for (const client of clients) {
      client
        .check()
        .then((now) => {
          if (!now) return drop(client);
          client.unitPath = now.unitPath;
          write(client, ':\n\n');
        })
        .catch((error: unknown) => {
          logger.warn({ err: error }, 'live session not checked');
          drop(client);
        });
    }
  }, heartbeatMs);
  beat.unref();

  return {
    publish,
    /** How many consoles are listening. */
    size: (): number => clients.size,
    /** Keeps the answer open and adds it to the listeners. */
    connect(req: Request, res: Response, who: { admin: string; unitPath: string; check: Client['check'] }): void {
      // A HEAD request wants the headers, and would otherwise hold a stream that carries nothing.
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      const own = [...clients].filter((client) => client.admin === who.admin);
      const oldest = own.length >= MAX_CONNECTIONS ? own[0] : undefined;
      if (oldest) drop(oldest);
      res.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      });
      res.write('retry: 3000\nevent: ready\ndata: {}\n\n');
      const client: Client = { res, admin: who.admin, unitPath: who.unitPath, behind: false, check: who.check };
      clients.add(client);
      const gone = () => clients.delete(client);
      req.on('close', gone);
      res.on('error', gone);
    },
    /** Ends every stream. */
    close(): void {
      clearInterval(beat);
      clearTimeout(timer);
      for (const client of clients) drop(client);
    },
  };
};
export type Live = ReturnType<typeof createLive>;
