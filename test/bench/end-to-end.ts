import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { type Measure, percentile } from './measure.ts';
import type { Asked, Told } from './platform-process.ts';
import type { PlatformName } from './platforms.ts';

const PEOPLE = 100;
const PER_SECOND = 50;
/** Seconds of load; `CHIHOI_BENCH_SECONDS=600` looks for growth over ten minutes. */
const SECONDS = Number(process.env['CHIHOI_BENCH_SECONDS'] ?? 10);

const megabytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
};

/** The emulated platform in a process of its own: neither its work nor its memory are the product's. */
const openPlatform = () => {
  const child = fork(new URL('./platform-process.js', import.meta.url), { execArgv: ['--enable-source-maps'] });
  return {
    async ask<T extends Told['type']>(asked: Asked, expected: T): Promise<Extract<Told, { type: T }>> {
      child.send(asked);
      const [told] = (await once(child, 'message')) as [Told];
      if (told.type !== expected) throw new Error(told.type === 'failed' ? told.why : `unexpected: ${told.type}`);
      return told as Extract<Told, { type: T }>;
    },
    close: () => child.disconnect(),
  };
};

/** From a signed webhook to the answer's arrival at the platform, at a steady 50 messages a second. */
export const endToEnd = async (name: PlatformName): Promise<Measure[]> => {
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
  await parts.start();
  const platform = openPlatform();
  try {
    const { accounts } = await platform.ask({ type: 'open', platform: name, people: PEOPLE }, 'opened');
    for (const account of accounts) {
      const added = await parts.accounts.add(account, '/');
      if (!added.ok) throw new Error(added.error.message);
    }
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await platform.ask({ type: 'connect', origin }, 'connected');
    for (const text of ['xin chào', 'đồng ý', 'để sau']) await platform.ask({ type: 'all', text }, 'answered');
    const memory = megabytes();
    const before = process.cpuUsage();
    const { latencies } = await platform.ask(
      { type: 'load', text: 'menu', perSecond: PER_SECOND, seconds: SECONDS },
      'answered',
    );
    const { user, system } = process.cpuUsage(before);
    return [
      { name: `${name}.p50`, value: percentile(latencies, 0.5), unit: 'ms' },
      { name: `${name}.p99`, value: percentile(latencies, 0.99), unit: 'ms' },
      { name: `${name}.cpu`, value: (user + system) / 1000 / (PER_SECOND * SECONDS), unit: 'ms/message' },
      { name: `${name}.growth`, value: megabytes() - memory, unit: 'MB' },
    ];
  } finally {
    platform.close();
    server.closeAllConnections();
    server.close();
    await parts.stop(1);
    await rm(dataDir, { recursive: true, force: true });
  }
};
