import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { messenger } from '../../src/channels/messenger/kind.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { startMessenger } from '../emulators/messenger/server.ts';
import { metaJson, signatureOf } from '../emulators/messenger/wire.ts';
import { type Measure, percentile } from './measure.ts';

const APP = { id: '1122334455667788', secret: '0123456789abcdef0123456789abcdef' };
/** A Page sends at most 18 messages a second from one process, so the load of a province comes over four. */
const PAGES = ['100200300400500', '100200300400501', '100200300400502', '100200300400503'];
const VERIFY = 'mot cau kho doan';

const RUNS = 8;
const REQUESTS_PER_RUN = 5_000;

const values = (pageId: string, apiBase?: string) => ({
  pageId,
  appId: APP.id,
  appSecret: APP.secret,
  pageToken: `token-${pageId}`,
  verifyToken: VERIFY,
  ...(apiBase !== undefined && { apiBase }),
});

/** Requests a second of one message each, checked and read: the best of several short runs. */
const receiveRate = (): number => {
  const accounts = PAGES.map((pageId) => ({
    account: `page-${pageId}`,
    settings: messenger.settings.parse(values(pageId)),
    secrets: messenger.secrets.parse(values(pageId)),
  }));
  const now = new Date('2026-11-20T08:00:00.000Z');
  const event = (index: number) => ({
    sender: { id: `9007199254740993${index % 97}` },
    recipient: { id: PAGES[index % PAGES.length] },
    timestamp: now.getTime() - 1000,
    message: { mid: `m_${index}${'x'.repeat(60)}`, text: 'Em ơi chị hỏi tài liệu bạo lực gia đình 👍' },
  });
  const requests = Array.from({ length: REQUESTS_PER_RUN }, (_, index) => {
    const entry = [{ id: PAGES[index % PAGES.length], time: now.getTime(), messaging: [event(index)] }];
    const body = metaJson({ object: 'page', entry });
    return {
      method: 'POST' as const,
      path: '',
      query: new URLSearchParams(),
      headers: { 'x-hub-signature-256': signatureOf(APP.secret, body) },
      body: Buffer.from(body),
      now,
    };
  });
  const run = (): number => {
    const began = performance.now();
    for (const request of requests)
      if (messenger.receive?.(request, accounts).told.length !== 1) throw new Error('a message was not read');
    return (REQUESTS_PER_RUN * 1000) / (performance.now() - began);
  };
  run();
  return Math.max(...Array.from({ length: RUNS }, run));
};

const PEOPLE = 100;
const PER_SECOND = 50;
/** Seconds of load; `CHIHOI_BENCH_SECONDS=600` looks for growth over ten minutes. */
const SECONDS = Number(process.env['CHIHOI_BENCH_SECONDS'] ?? 10);
/** The wait for the slowest answer; a machine that is busy with other things is slow, not wrong. */
const PATIENCE_MS = 120_000;

const megabytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
};

/** From a signed webhook to the answer's arrival at the platform, at a steady 50 messages a second. */
const endToEnd = async (): Promise<Measure[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-bench-'));
  const read = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  if (!read.ok) throw new Error(read.error.message);
  const composed = await compose({
    config: read.value.config,
    clock: systemClock,
    logger: createLogger('silent'),
    consoleDir: dataDir,
  });
  if (!composed.ok) throw new Error(composed.error.message);
  const parts = composed.value;
  // As `main` does it: webhooks in front of the app.
  const server = createServer((req, res) =>
    parts.webhooks.matches(req.url) ? parts.webhooks.handle(req, res) : parts.web.app(req, res),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await parts.start();

  /** When each person's unanswered messages were written, the oldest first. */
  const began = new Map<string, number[]>();
  const latencies: number[] = [];
  const facebook = await startMessenger({
    onSent({ psid }) {
      const at = began.get(psid)?.shift();
      if (at !== undefined) latencies.push(performance.now() - at);
    },
  });
  const open = () => [...began.values()].reduce((sum, { length }) => sum + length, 0);
  const { control } = facebook;
  try {
    control.addApp(APP);
    for (const id of PAGES) {
      control.addPage({ id, name: id, app: APP.id, token: `token-${id}`, subscribed: ['messages', 'message_echoes'] });
      const added = await parts.accounts.add({ kind: 'messenger', name: id, values: values(id, facebook.url) }, '/');
      if (!added.ok) throw new Error(added.error.message);
    }
    const url = `${origin}/webhook/messenger/${APP.id}`;
    const saved = await control.saveWebhook({ app: APP.id, url, verifyToken: VERIFY });
    if (!saved.isSaved) throw new Error(`the webhook was not saved: ${saved.status}`);
    const people = Array.from({ length: PEOPLE }, (_, index) =>
      control.addPerson({ page: PAGES[index % PAGES.length] as string, name: `Người Thử ${index}` }),
    );
    const quiet = async (): Promise<void> => {
      const end = performance.now() + PATIENCE_MS;
      while (open() > 0 && performance.now() < end) await sleep(20);
      if (open() > 0) throw new Error(`${open()} messages were not answered`);
      await sleep(500);
    };
    const write = (psid: string, text: string): void => {
      began.set(psid, [...(began.get(psid) ?? []), performance.now()]);
      control.write({ psid, text });
    };
    for (const text of ['xin chào', 'đồng ý', 'để sau']) {
      for (const psid of people) write(psid, text);
      await quiet();
    }
    latencies.length = 0;
    const memory = megabytes();
    const before = process.cpuUsage();
    const first = performance.now();
    for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
      await sleep(Math.max(0, first + (index * 1000) / PER_SECOND - performance.now()));
      write(people[index % PEOPLE] as string, 'menu');
    }
    await quiet();
    const { user, system } = process.cpuUsage(before);
    return [
      { name: 'messenger.p50', value: percentile(latencies, 0.5), unit: 'ms' },
      { name: 'messenger.p99', value: percentile(latencies, 0.99), unit: 'ms' },
      // With the emulated platform's own work, as both run in this process.
      { name: 'messenger.cpu', value: (user + system) / 1000 / (PER_SECOND * SECONDS), unit: 'ms/message' },
      { name: 'messenger.growth', value: megabytes() - memory, unit: 'MB' },
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    await parts.stop(1);
    await facebook.close();
    await rm(dataDir, { recursive: true, force: true });
  }
};

export const benchMessenger = async (): Promise<Measure[]> => [
  { name: 'messenger.receive', value: receiveRate(), unit: 'requests/s' },
  ...(await endToEnd()),
];
