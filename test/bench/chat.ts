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

const OFFICERS = 64;
const ROUNDS = 25;
/** Messages under way at the same time when the latency is measured: a busy hour of a province. */
const STEADY = 8;

/** From the HTTP request of an officer's message to her stored reply, through the whole program and the simulator. */
export const benchChat = async (): Promise<Measure[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-bench-'));
  const read = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  if (!read.ok) throw new Error(read.error.message);
  const waiting = new Map<string, () => void>();
  const composed = await compose({
    config: read.value.config,
    clock: systemClock,
    logger: createLogger('silent'),
    consoleDir: dataDir,
    simulatorChanged: (thread, from) => {
      if (from === undefined) waiting.get(thread)?.();
    },
  });
  if (!composed.ok) throw new Error(composed.error.message);
  const parts = composed.value;
  const server = createServer(parts.web.app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await parts.start();

  let cookie = '';
  let csrf = '';
  const call = async (path: string, body: object): Promise<{ csrf?: string }> => {
    const response = await fetch(`${origin}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, cookie, 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    });
    const set = response.headers.getSetCookie();
    if (set.length > 0) cookie = set.map((one) => one.split(';')[0]).join('; ');
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { csrf?: string };
  };
  const code = await parts.web.setupCode();
  const setup = await call('/setup', { code, name: 'Đo', userName: 'do-toc-do', password: 'mat-khau-de-do-toc-do' });
  csrf = setup.csrf ?? '';

  const officers = Array.from({ length: OFFICERS }, (_, index) => `u${index}`);
  for (const id of officers) await parts.simulator.phone.addContact({ id, name: `Người Thử ${id}` });

  /** Milliseconds until the assistant's answer is stored. */
  const ask = async (officer: string, text: string): Promise<number> => {
    const began = performance.now();
    const answered = new Promise<void>((done) => waiting.set(officer, done));
    await call(`/simulator/threads/${officer}/messages`, { contact: officer, text });
    await answered;
    return performance.now() - began;
  };

  try {
    for (const officer of officers) await ask(officer, 'xin chào');
    await new Promise((done) => setTimeout(done, 500));
    for (const officer of officers) await ask(officer, 'đồng ý');
    await new Promise((done) => setTimeout(done, 500));
    const texts = ['menu', 'menu'];

    const began = performance.now();
    await Promise.all(
      officers.map(async (officer) => {
        for (let round = 0; round < ROUNDS; round += 1) await ask(officer, texts[round % texts.length] as string);
      }),
    );
    const perSecond = (OFFICERS * ROUNDS) / ((performance.now() - began) / 1000);

    const latencies: number[] = [];
    await Promise.all(
      officers.slice(0, STEADY).map(async (officer) => {
        for (let round = 0; round < ROUNDS * 4; round += 1) latencies.push(await ask(officer, 'menu'));
      }),
    );
    return [
      { name: 'chat.messages', value: perSecond, unit: 'messages/s' },
      { name: 'chat.p50', value: percentile(latencies, 0.5), unit: 'ms' },
      { name: 'chat.p99', value: percentile(latencies, 0.99), unit: 'ms' },
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    await parts.stop(1);
    await rm(dataDir, { recursive: true, force: true });
  }
};
