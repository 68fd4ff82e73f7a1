import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountPages } from '../../src/accounts/pages.ts';
import { type Accounts, createAccounts } from '../../src/accounts/service.ts';
import { createLogger } from '../../src/base/log.ts';
import type { AccountNote, ChannelKind, ConnectedChannel } from '../../src/channels/kind.ts';
import type { Channel, Happening, SendOutcome } from '../../src/chat/channel.ts';
import type { OutboundMessage } from '../../src/chat/message.ts';
import { createLocalBus } from '../../src/queue/bus.ts';
import { createLeases } from '../../src/store/lease.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { findLeaks } from '../support/leaks.ts';
import { openTestStore } from '../support/store.ts';

/** The moment at which every table's case happens. */
export const NOW = '2026-11-20T08:00:00.000Z';

/** An account of a table. In what is expected, its id reads `{name}`. */
export interface TableAccount {
  readonly name: string;
  /** As typed in the form: secret and other fields together. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

export interface IncomingCase {
  /** A sentence: "takes a text in a group that mentions us". */
  readonly name: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** What follows `/webhook/<kind>/`; default the first account's key. */
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly status: number;
  /** The answer's body, when it matters. */
  readonly answer?: string;
  /** What is told, in order; default nothing. */
  readonly told?: readonly unknown[];
  /** Notes, in order; default none. */
  readonly notes?: readonly unknown[];
}

export interface PlatformRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface PlatformAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. `hang` never answers, `cut` closes the connection without an answer. */
  readonly json?: unknown;
  readonly text?: string;
  readonly fault?: 'hang' | 'cut';
}

export interface OutgoingCase {
  readonly name: string;
  readonly thread?: string;
  readonly threadKind?: 'direct' | 'group';
  readonly message: OutboundMessage;
  readonly repliesTo?: string;
  /** The platform's answers, in order; the last one is repeated. */
  readonly answers: readonly PlatformAnswer[];
  /** Each request as `{method, path, json?}`, compared with `toMatchObject`. */
  readonly requests: readonly unknown[];
  /** Compared with `toMatchObject`. */
  readonly outcome: unknown;
}

/** A loopback server that answers what a case says and keeps what it was asked. */
export const platform = async () => {
  const requests: PlatformRequest[] = [];
  let answers: PlatformAnswer[] = [];
  const server: Server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const body = Buffer.concat(parts);
      let json: unknown;
      try {
        json = JSON.parse(body.toString('utf8'));
      } catch {
        json = undefined;
      }
      requests.push({ method: req.method ?? '', path: req.url ?? '', headers: req.headers, body, json });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
      if (answer.fault === 'hang') return;
      if (answer.fault === 'cut') return req.socket.destroy();
      res.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      res.end(answer.text ?? JSON.stringify(answer.json ?? {}));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answerWith(next: readonly PlatformAnswer[]) {
      requests.length = 0;
      answers = [...next];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

interface Bench {
  readonly accounts: Accounts;
  readonly clock: FakeClock;
  readonly url: string;
  readonly told: Happening[];
  readonly notes: AccountNote[];
  readonly log: string[];
  /** Account ids by the names of the table. */
  readonly ids: Map<string, string>;
  readonly channels: Map<string, Channel>;
  /** Where our own files lie. */
  readonly filesDir: string;
  /** Puts `{name}` in place of account ids. */
  readable(value: unknown): unknown;
  close(): Promise<void>;
}

/** The accounts room with one kind of channel behind the real Express app; the chat room only writes down. */
export const openBench = async (
  kind: ChannelKind,
  table: readonly TableAccount[],
  /** What `PUBLIC_URL` says; empty: it is not set. */
  outsideUrl = 'https://chihoi.example.vn',
): Promise<Bench> => {
  const store = await openTestStore();
  const clock = fakeClock(NOW);
  const log: string[] = [];
  const logger = createLogger('trace', { write: (line) => void log.push(line) });
  const told: Happening[] = [];
  const notes: AccountNote[] = [];
  const channels = new Map<string, Channel>();
  const recording: ChannelKind = {
    ...kind,
    ...(kind.receive && {
      receive(request, accounts) {
        const received = (kind.receive as NonNullable<ChannelKind['receive']>)(request, accounts);
        notes.push(...received.notes);
        return received;
      },
    }),
  };
  const leases = createLeases({ connection: store.connection, logger, alone: true });
  const accounts = await createAccounts({
    connection: store.connection,
    clock,
    logger,
    kinds: [recording],
    appKey: Buffer.alloc(32, 7),
    leases,
    serves: { shared: true, exclusive: true },
    filesDir: store.dataDir,
    ...(outsideUrl !== '' && { outsideUrl }),
    chat: () => ({
      tell: async (happenings) => void told.push(...happenings),
      async connect(channel) {
        channels.set(channel.account, channel);
        await channel.start(async (happenings) => void told.push(...happenings));
      },
      async disconnect(account) {
        await channels.get(account)?.stop();
        channels.delete(account);
      },
      waiting: async () => 0,
      dropAccount: async () => 0,
    }),
    publicUrl: () => 'https://chihoi.example.vn',
    publish: () => undefined,
    bus: createLocalBus(logger),
    announce: () => undefined,
    alarm: async () => undefined,
  });
  await accounts.start();
  const ids = new Map<string, string>();
  for (const { name, values } of table) {
    const added = await accounts.add({ kind: kind.kind, name, values: { ...values } }, '/');
    if (!added.ok) throw new Error(added.error.message);
    ids.set(name, added.value.id);
  }
  const app = express();
  accountPages(accounts)(app);
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    accounts,
    clock,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    notes,
    log,
    ids,
    channels,
    filesDir: store.dataDir,
    readable(value) {
      let text = JSON.stringify(value);
      for (const [name, id] of ids) text = text.replaceAll(id, `{${name}}`);
      return JSON.parse(text);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await accounts.stop();
      await leases.close();
      await store.close();
    },
  };
};

/** Secrets used by a table must not stand in any line of the log. */
const expectNoSecret = (kind: ChannelKind, table: readonly TableAccount[], log: readonly string[]): void => {
  const secrets = table.flatMap(({ name, values }) =>
    kind.fields.flatMap((field): [string, string][] => {
      const secret = values[field.name];
      return field.secret && typeof secret === 'string' ? [[`${name}.${field.name}`, secret]] : [];
    }),
  );
  expect(findLeaks(log, Object.fromEntries(secrets))).toEqual([]);
};

/** Runs a channel's incoming table through the real Express app. */
export const incomingTable = (
  kind: ChannelKind,
  table: readonly TableAccount[],
  cases: readonly IncomingCase[],
): void => {
  describe(`${kind.label}: incoming`, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await openBench(kind, table);
    });
    afterAll(() => bench.close());

    it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      bench.told.length = 0;
      bench.notes.length = 0;
      const first = [...bench.ids.values()][0] as string;
      const account = await bench.accounts.get(first, '/');
      const base = account.ok ? new URL(account.value.webhookUrl ?? 'http://none/').pathname : '';
      const path = one.path === undefined ? base : `/webhook/${kind.kind}/${one.path}`;
      const answer = await fetch(`${bench.url}${path}${one.query ? `?${one.query}` : ''}`, {
        method: one.method ?? 'POST',
        headers: { 'content-type': 'application/json', ...one.headers },
        ...(one.body !== undefined && { body: one.body as string }),
      });
      expect(answer.status).toBe(one.status);
      const text = await answer.text();
      if (one.answer !== undefined) expect(text).toBe(one.answer);
      expect(bench.readable(bench.told)).toEqual(one.told ?? []);
      expect(bench.readable(bench.notes)).toEqual(one.notes ?? []);
    });

    it('writes no secret to the log', () => expectNoSecret(kind, table, bench.log));
  });
};

/** Runs a channel's outgoing table: each message is sent through the running connection to a loopback platform. */
export const outgoingTable = (
  kind: ChannelKind,
  account: TableAccount,
  cases: readonly OutgoingCase[],
  /** Names of the settings that hold a platform's address; default `apiBase`. */
  bases: readonly string[] = ['apiBase'],
): void => {
  describe(`${kind.label}: outgoing`, () => {
    let bench: Bench;
    let remote: Awaited<ReturnType<typeof platform>>;
    let table: TableAccount[];
    beforeAll(async () => {
      remote = await platform();
      const addresses = Object.fromEntries(bases.map((name) => [name, remote.url]));
      table = [{ name: account.name, values: { ...account.values, ...addresses } }];
      bench = await openBench(kind, table);
    });
    afterAll(async () => {
      await bench.close();
      await remote.close();
    });

    it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      remote.answerWith(one.answers);
      const channel = bench.channels.get(bench.ids.get(account.name) as string) as ConnectedChannel;
      const outcome: SendOutcome = await channel.send({
        thread: one.thread ?? 'person-1',
        threadKind: one.threadKind ?? 'direct',
        message: one.message,
        key: `key ${one.name}`,
        ...(one.repliesTo !== undefined && { repliesTo: one.repliesTo }),
      });
      expect(remote.requests.map(({ method, path, json }) => ({ method, path, json }))).toMatchObject(one.requests);
      expect(remote.requests).toHaveLength(one.requests.length);
      expect(outcome).toMatchObject(one.outcome as object);
    });

    it('writes no secret to the log', () => expectNoSecret(kind, table, bench.log));
  });
};
