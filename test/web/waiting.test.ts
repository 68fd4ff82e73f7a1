import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fail, ok } from '../../src/base/result.ts';
import type { StoreCheck } from '../../src/web/health.ts';
import { createWaitingRoom } from '../../src/web/waiting.ts';

let dir: string;
let server: Server | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chihoi-waiting-'));
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Chi Hội</title>');
});
afterEach(async () => {
  server?.close();
  await rm(dir, { recursive: true, force: true });
});

const waiting = async (check: StoreCheck) => {
  const opened = createServer(createWaitingRoom({ consoleDir: dir, dataDir: dir, check }));
  server = opened;
  await new Promise<void>((listening) => opened.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  return async (method: string, path: string) => {
    const answer = await fetch(origin + path, { method });
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
  };
};

describe.each<[string, StoreCheck, string]>([
  ['its store is away', async () => fail('store.away', 'MongoDB chưa trả lời.'), 'MongoDB chưa trả lời.'],
  ['its store is there and the rest is being put together', async () => ok({}), 'đang khởi động'],
])('a program that waits: %s', (_name, check, sentence) => {
  test.each([
    ['GET', '/healthz', 200, '"ok"'],
    ['GET', '/', 200, 'Chi Hội'],
    ['GET', '/kenh', 200, 'Chi Hội'],
    ['GET', '/readyz', 503, sentence],
    ['GET', '/metrics', 503, sentence],
    ['GET', '/api/me', 503, sentence],
    ['POST', '/webhook/messenger/1', 503, sentence],
  ])('answers %s %s with %i', async (method, path, status, words) => {
    const answer = await (await waiting(check))(method, path);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
  });
});
