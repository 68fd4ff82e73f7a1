import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { readCookies } from './exchange.ts';
import type { Session, Sessions } from './sessions.ts';
import { frame, type Packing, pack, readFrame } from './wire.ts';

/** The listening side (zca-js.md, 8.6): one socket an account, the newest wins. */

/** How the next connections are met: taken, refused with HTTP 401, or taken and closed at once with a code. */
export type Door = { readonly type: 'open' } | { readonly type: 'refuse' } | { readonly type: 'shut'; code: number };

interface Line {
  readonly socket: WebSocket;
  readonly session: Session;
  readonly cipherKey: string;
  pings: number;
}

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends an event to an account's socket, if it has one; packed in turn in each way that the client must read. */
  push(account: string, cmd: number, subCmd: number, data: unknown, packing?: Packing): void;
  /** Bytes as they are, for frames that nobody can read. */
  pushRaw(account: string, bytes: Buffer): void;
  readonly connected: (account: string) => boolean;
  pings(account: string): number;
  /** Resolves when the account's client has read everything that was sent to it so far; false when it has no socket. */
  read(account: string): Promise<boolean>;
  close(account: string, code: number): void;
  /** Breaks the line without a word: the client sees 1006. */
  drop(account: string): void;
  /** While on, the account's socket stays open and nothing more is sent on it. */
  silence(account: string, on: boolean): void;
  door(next: Door, times?: number): void;
  end(): void;
}

interface SocketsOptions {
  readonly sessions: Sessions;
  /** Rows that the client may ask for: what came after its login began. */
  readonly history: (session: Session, kind: 'direct' | 'group') => unknown[];
}

export const createSockets = ({ sessions, history }: SocketsOptions): Sockets => {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  const lines = new Map<string, Line>();
  const silent = new Set<string>();
  let door: Door = { type: 'open' };
  let doorTimes = 0;
  let turn = 0;

  const send = ({ socket, session }: Line, bytes: Buffer) => {
    if (!silent.has(session.account) && socket.readyState === socket.OPEN) socket.send(bytes);
  };

  const listen = (socket: WebSocket, session: Session) => {
    const line: Line = { socket, session, cipherKey: randomBytes(16).toString('base64'), pings: 0 };
    const before = lines.get(session.account);
    lines.set(session.account, line);
    if (before) {
      before.socket.send(frame(3000, 0, { note: 'another connection' }));
      setTimeout(() => before.socket.terminate(), 1000).unref();
    }
    socket.on('close', () => {
      if (lines.get(session.account) === line) lines.delete(session.account);
    });
    socket.on('error', () => undefined);
    socket.on('message', (bytes: Buffer) => {
      const read = readFrame(bytes);
      if (read?.cmd === 2) line.pings += 1;
      if ((read?.cmd === 510 || read?.cmd === 511) && read.subCmd === 1) {
        const kind = read.cmd === 510 ? 'direct' : 'group';
        const rows = history(session, kind);
        const body = kind === 'direct' ? { msgs: rows } : { groupMsgs: rows };
        send(line, frame(read.cmd, 1, pack(2, line.cipherKey, body)));
      }
    });
    send(line, frame(1, 1, { key: line.cipherKey }));
  };

  return {
    upgrade(request, socket, head) {
      const session = sessions.byCookie(readCookies(request.headers.cookie));
      const met: Door = doorTimes > 0 ? door : { type: 'open' };
      if (doorTimes > 0) doorTimes -= 1;
      if (!session || met.type === 'refuse') {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (ws) => {
        if (met.type === 'shut') ws.close(met.code);
        else listen(ws, session);
      });
    },
    push(account, cmd, subCmd, data, packing) {
      const line = lines.get(account);
      if (!line) return;
      turn += 1;
      const way = packing ?? ([2, 3, 1] as const)[turn % 3] ?? 2;
      send(line, frame(cmd, subCmd, pack(way, line.cipherKey, data)));
    },
    pushRaw(account, bytes) {
      const line = lines.get(account);
      if (line) send(line, bytes);
    },
    connected: (account) => lines.has(account),
    pings: (account) => lines.get(account)?.pings ?? 0,
    read: (account) =>
      new Promise((done) => {
        const socket = lines.get(account)?.socket;
        if (!socket) return done(false);
        const end = (isRead: boolean) => {
          socket.off('pong', read);
          socket.off('close', closed);
          done(isRead);
        };
        // Frames are read in order, so the answer to this comes after all of them.
        const read = () => end(true);
        const closed = () => end(false);
        socket.on('pong', read);
        socket.on('close', closed);
        socket.ping();
      }),
    close: (account, code) => lines.get(account)?.socket.close(code),
    drop: (account) => lines.get(account)?.socket.terminate(),
    silence(account, on) {
      if (on) silent.add(account);
      else silent.delete(account);
    },
    door(next, times = 1) {
      door = next;
      doorTimes = times;
    },
    end() {
      for (const { socket } of lines.values()) socket.terminate();
      server.close();
    },
  };
};
