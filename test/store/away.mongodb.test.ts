import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addressOf } from '../support/mongodb.ts';
import { openProxy, type TestProxy } from '../support/proxy.ts';
import { type TestPlace, testPlace } from '../support/store.ts';
import { type Bundle, bundle } from './bundle.ts';

// The program, started while MongoDB is away: MongoDB comes, goes and comes back.
let program: Bundle;
let place: TestPlace;
let proxy: TestProxy;
let child: ChildProcess | undefined;
let said = '';
beforeAll(async () => {
  place = await testPlace();
  program = await bundle('test/store/main-program.ts');
}, 120_000);
afterAll(async () => {
  if (child?.exitCode === null) child.kill('SIGKILL');
  await proxy?.shut().catch(() => undefined);
  await place.remove();
  await program.remove();
});

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });

test('the console opens without MongoDB, the probe names it, and the program goes on when MongoDB is there', async () => {
  const { hostname, port: serverPort } = new URL((inject('mongodb')?.url ?? '').replace(/^mongodb/, 'http'));
  proxy = await openProxy({ host: hostname, port: Number(serverPort || 27_017) });
  const database = new URL((place.mongodbUrl ?? '').replace(/^mongodb/, 'http')).pathname.slice(1);
  const port = await freePort();
  child = spawn(process.execPath, [program.path], {
    env: {
      ...process.env,
      DATA_DIR: place.dataDir,
      MONGODB_URL: addressOf(`mongodb://127.0.0.1:${proxy.port}/`, database),
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init).catch(() => undefined);
    const text = (await answer?.text()) ?? '';
    return { status: answer?.status, text };
  };
  const away = { status: 503, text: expect.stringMatching(/Không kết nối được MongoDB/) };
  const wait = { timeout: 60_000, interval: 200 };

  await expect.poll(() => ask('/healthz'), wait).toMatchObject({ status: 200 });
  await expect.poll(() => ask('/readyz'), wait).toEqual(away);
  expect((await ask('/')).text).toContain('<html');
  expect(await ask('/api/session')).toEqual(away);
  expect(await ask('/webhooks/anything', { method: 'POST', body: '{}' })).toEqual(away);

  await proxy.open();
  await expect.poll(() => ask('/readyz'), wait).toMatchObject({ status: 200 });
  await expect.poll(() => ask('/api/session'), wait).toMatchObject({ status: 401 });
  await expect.poll(() => said, wait).toContain('mã thiết lập');

  await proxy.shut();
  await expect.poll(() => ask('/readyz'), wait).toEqual(away);
  expect(await ask('/api/session')).toMatchObject({ status: 503, text: expect.stringContaining('store.unreachable') });

  await proxy.open();
  await expect.poll(() => ask('/readyz'), wait).toMatchObject({ status: 200 });
  await expect.poll(() => ask('/api/session'), wait).toMatchObject({ status: 401 });

  const ended = new Promise((done) => child?.once('exit', done));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}, 300_000);
