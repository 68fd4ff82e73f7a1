import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import express from 'express';
import mongoose from 'mongoose';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { hmacHex, sameSecret } from '../../src/channels/signature.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { webhookKind } from '../chaos/kinds.ts';
import type { Load } from './load.ts';
import { type Measure, percentile } from './measure.ts';

const SECRET = 'khoa-cua-nen-tang-mo-phong';
const CONNECTIONS = 50;
const REQUESTS = 20_000;
const WARM_UP = 5_000;
const DOCUMENTS = 5_000;
/** What is compared is measured in turns, so often, and the middle counts: one run differs from the next by a quarter. */
const ROUNDS = 3;

interface Ran {
  readonly perSecond: number;
  readonly p99: number;
}

const run = async (listener: RequestListener, path: string): Promise<Ran> => {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const once = (requests: number, prefix: string) =>
    new Promise<{ seconds: number; times: number[] }>((resolve, reject) => {
      const workerData: Load = { url, secret: SECRET, requests, connections: CONNECTIONS, prefix };
      const worker = new Worker(new URL('./load.js', import.meta.url), { workerData });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  await once(WARM_UP, `warm-${Date.now()}`);
  const { seconds, times } = await once(REQUESTS, `run-${Date.now()}`);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  return { perSecond: REQUESTS / seconds, p99: percentile(times, 0.99) };
};

/** Express 5 with a raw body and the same signature check, which stores nothing. */
const bareExpress = (): Promise<Ran> => {
  const app = express();
  app.post('/webhook', express.raw({ type: () => true }), (req, res) => {
    const body = req.body as Buffer;
    res.sendStatus(sameSecret(String(req.headers['x-signature']), hmacHex(SECRET, body)) ? 200 : 401);
  });
  return run(app, '/webhook');
};

/** The web process: events are durable when they are acknowledged; nobody answers them meanwhile. */
const product = async (extra: Readonly<Record<string, string>>): Promise<Ran> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-bench-'));
  const read = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...extra });
  if (!read.ok) throw new Error(read.error.message);
  const composed = await compose({
    config: read.value.config,
    clock: systemClock,
    logger: createLogger('silent'),
    consoleDir: dataDir,
    kinds: [webhookKind],
    receiveOnly: true,
  });
  if (!composed.ok) throw new Error(composed.error.message);
  const parts = composed.value;
  const added = await parts.accounts.add(
    { kind: 'chaos-webhook', name: 'đo', values: { secret: SECRET, apiBase: 'http://127.0.0.1:9' } },
    '/',
  );
  if (!added.ok) throw new Error(added.error.message);
  const ran = await run((req, res) => parts.webhooks.handle(req, res), '/webhook/chaos-webhook/app');
  await parts.stop(1);
  await rm(dataDir, { recursive: true, force: true });
  return ran;
};

/** What the server itself inserts, in batches as the inbox writes them, measured alone. */
const rawInserts = async (url: string): Promise<number> => {
  const connection = await mongoose.createConnection(url).asPromise();
  const rows = connection.collection('raw_inserts');
  const began = performance.now();
  for (let from = 0; from < DOCUMENTS; from += CONNECTIONS)
    await rows.insertMany(
      Array.from({ length: CONNECTIONS }, (_, index) => ({
        _id: `${from + index}` as never,
        state: 'new',
        seq: from + index,
      })),
    );
  const perSecond = DOCUMENTS / ((performance.now() - began) / 1000);
  await connection.dropDatabase();
  await connection.close();
  return perSecond;
};

const middle = (values: readonly number[]): number => percentile(values, 0.5);

const summed = (rounds: readonly Ran[]): Ran => ({
  perSecond: middle(rounds.map(({ perSecond }) => perSecond)),
  p99: middle(rounds.map(({ p99 }) => p99)),
});

/** Signed webhook requests a second, durable and deduplicated, beside Express that stores nothing. */
export const benchIngest = async (): Promise<Measure[]> => {
  const { MONGODB_URL } = process.env;
  const rounds: { bare: Ran[]; embedded: Ran[]; mongodb: Ran[]; raw: number[] } = {
    bare: [],
    embedded: [],
    mongodb: [],
    raw: [],
  };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.bare.push(await bareExpress());
    rounds.embedded.push(await product({}));
    if (!MONGODB_URL) continue;
    const url = new URL(MONGODB_URL);
    url.pathname = `/chihoi-bench-${Date.now()}`;
    rounds.raw.push(await rawInserts(url.href));
    rounds.mongodb.push(await product({ MONGODB_URL: url.href }));
  }
  const bare = summed(rounds.bare);
  const embedded = summed(rounds.embedded);
  const measures: Measure[] = [
    { name: 'ingest.express', value: bare.perSecond, unit: 'requests/s' },
    { name: 'ingest.embedded', value: embedded.perSecond, unit: 'requests/s', limit: bare.perSecond },
    { name: 'ingest.p99', value: embedded.p99, unit: 'ms', limit: 50 },
  ];
  if (rounds.mongodb.length > 0) {
    const mongodb = summed(rounds.mongodb);
    measures.push(
      { name: 'ingest.mongodb.raw', value: middle(rounds.raw), unit: 'inserts/s' },
      { name: 'ingest.mongodb', value: mongodb.perSecond, unit: 'requests/s', limit: bare.perSecond * 0.7 },
      { name: 'ingest.mongodb.p99', value: mongodb.p99, unit: 'ms', limit: 50 },
    );
  }
  return measures;
};
