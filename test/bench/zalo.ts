import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import type { ChannelKind, WebhookRequest } from '../../src/channels/kind.ts';
import { zaloBot } from '../../src/channels/zalo-bot/kind.ts';
import { zaloOa } from '../../src/channels/zalo-oa/kind.ts';
import { messageMeaning } from '../../src/channels/zalo-personal/inbound.ts';
import { readMessage } from '../../src/channels/zalo-personal/rows.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { startZaloOa } from '../emulators/zalo-oa/server.ts';
import { signatureOf } from '../emulators/zalo-oa/webhooks.ts';
import { type Measure, percentile } from './measure.ts';

const APP = '1234567890123456789';
const OA = '2233445566778899001';
const SECRET = 'oa-secret-key-of-the-bench';
const OWN = '3999000000000000001';
const TOKEN_HEADER = 'secret-token-of-the-bench';

const RUNS = 8;
const REQUESTS_PER_RUN = 5_000;
const NOW = new Date('2026-11-20T08:00:00.000Z');
const TEXT = 'Em ơi chị hỏi tài liệu bạo lực gia đình 👍';

/** Requests a second, checked and read: the best of several short runs. */
const receiveRate = (
  kind: ChannelKind,
  values: Readonly<Record<string, string>>,
  request: (index: number) => Pick<WebhookRequest, 'headers' | 'body'>,
): number => {
  const account = { account: 'a', settings: kind.settings.parse(values), secrets: kind.secrets.parse(values) };
  const requests = Array.from({ length: REQUESTS_PER_RUN }, (_, index) => ({
    method: 'POST' as const,
    path: '',
    query: new URLSearchParams(),
    now: NOW,
    ...request(index),
  }));
  const run = (): number => {
    const began = performance.now();
    for (const one of requests)
      if (kind.receive?.(one, [account]).told.length !== 1) throw new Error('a message was not read');
    return (REQUESTS_PER_RUN * 1000) / (performance.now() - began);
  };
  run();
  return Math.max(...Array.from({ length: RUNS }, run));
};

const oaRate = (): number =>
  receiveRate(zaloOa, { appId: APP, oaId: OA, oaSecretKey: SECRET }, (index) => {
    const body = JSON.stringify({
      app_id: APP,
      user_id_by_app: `9${index}`,
      event_name: 'user_send_text',
      timestamp: `${NOW.getTime()}`,
      sender: { id: `6677889900112233${index % 97}` },
      recipient: { id: OA },
      message: { msg_id: `a1b2c3d4e5f6${index}`, text: TEXT },
    });
    const signature = signatureOf(APP, body, `${NOW.getTime()}`, SECRET);
    return { body: Buffer.from(body), headers: { 'x-zevent-signature': signature } };
  });

const botRate = (): number =>
  receiveRate(zaloBot, { token: '1:token-of-the-bench', secretToken: TOKEN_HEADER }, (index) => {
    const body = JSON.stringify({
      event_name: 'message.text.received',
      message: {
        from: { id: `a1b2c3d4e5f6a7b8c9${index % 97}`, display_name: 'Nguyễn Thị Lan', is_bot: false },
        chat: { id: `a1b2c3d4e5f6a7b8c9${index % 97}`, chat_type: 'PRIVATE' },
        text: TEXT,
        message_id: `0f1e2d3c4b5a${index}`,
        date: NOW.getTime(),
      },
    });
    return { body: Buffer.from(body), headers: { 'x-bot-api-secret-token': TOKEN_HEADER } };
  });

/** Messages a second as zca-js hands them over, read and understood: it has checked and decrypted them itself. */
const personalRate = (): number => {
  const messages = Array.from({ length: REQUESTS_PER_RUN }, (_, index) => ({
    type: 1,
    threadId: `52000000000000000${index % 97}`,
    isSelf: false,
    data: {
      msgId: `7000000${index}`,
      cliMsgId: `${NOW.getTime() + index}`,
      msgType: 'webchat',
      uidFrom: `31110000000000000${index % 97}`,
      idTo: `52000000000000000${index % 97}`,
      dName: 'Nguyễn Thị Lan',
      ts: `${NOW.getTime()}`,
      content: `@Em ${TEXT}`,
      mentions: [{ uid: OWN, pos: 0, len: 3 }],
    },
  }));
  const context = { account: 'a', ownId: OWN, groupName: () => 'Chi hội Nà Pài' };
  const run = (): number => {
    const began = performance.now();
    for (const one of messages) {
      const heard = readMessage(one);
      if (!heard || messageMeaning(heard, context).type !== 'tell') throw new Error('a message was not read');
    }
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
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await parts.start();

  /** When each person's unanswered messages were written, the oldest first. */
  const began = new Map<string, number[]>();
  const latencies: number[] = [];
  const zalo = await startZaloOa({
    onSent({ to }) {
      const at = began.get(to)?.shift();
      if (at !== undefined) latencies.push(performance.now() - at);
    },
  });
  const open = () => [...began.values()].reduce((sum, { length }) => sum + length, 0);
  const { control, app } = zalo;
  try {
    const { access_token, refresh_token } = control.grant();
    const tokens = { accessToken: access_token, refreshToken: refresh_token };
    const values = { ...app, ...tokens, apiBase: zalo.url, oauthBase: zalo.url };
    const added = await parts.accounts.add({ kind: 'zalo-oa', name: 'OA', values }, '/');
    if (!added.ok) throw new Error(added.error.message);
    control.connect({ webhook: `${origin}/webhook/zalo-oa/${app.appId}` });
    // The platform's own allowance is 4,000 a minute; this is about the product.
    control.limit({ perMinute: 1_000_000 });
    const people = Array.from({ length: PEOPLE }, (_, index) => control.addPerson({ name: `Người Thử ${index}` }).id);
    const quiet = async (): Promise<void> => {
      const end = performance.now() + PATIENCE_MS;
      while (open() > 0 && performance.now() < end) await sleep(20);
      if (open() > 0) throw new Error(`${open()} messages were not answered`);
      await sleep(500);
    };
    const write = (person: string, text: string): void => {
      began.set(person, [...(began.get(person) ?? []), performance.now()]);
      control.write({ person, text }).catch(() => undefined);
    };
    for (const text of ['xin chào', 'đồng ý', 'để sau']) {
      for (const person of people) write(person, text);
      await quiet();
    }
    latencies.length = 0;
    const memory = megabytes();
    const first = performance.now();
    for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
      await sleep(Math.max(0, first + (index * 1000) / PER_SECOND - performance.now()));
      write(people[index % PEOPLE] as string, 'menu');
    }
    await quiet();
    return [
      { name: 'zalo-oa.p50', value: percentile(latencies, 0.5), unit: 'ms' },
      { name: 'zalo-oa.p99', value: percentile(latencies, 0.99), unit: 'ms' },
      { name: 'zalo-oa.growth', value: megabytes() - memory, unit: 'MB' },
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    await parts.stop(1);
    await zalo.close();
    await rm(dataDir, { recursive: true, force: true });
  }
};

export const benchZaloOa = async (): Promise<Measure[]> => [
  { name: 'zalo-oa.receive', value: oaRate(), unit: 'requests/s' },
  ...(await endToEnd()),
];

/** Its pace decides how fast it answers, so that only reading is measured. */
export const benchZaloBot = async (): Promise<Measure[]> => [
  { name: 'zalo-bot.receive', value: botRate(), unit: 'requests/s' },
];

/** It goes no faster than a person types, on purpose, so that only reading is measured. */
export const benchZaloPersonal = async (): Promise<Measure[]> => [
  { name: 'zalo-personal.receive', value: personalRate(), unit: 'messages/s' },
];
