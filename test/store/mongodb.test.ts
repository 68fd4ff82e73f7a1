import mongoose from 'mongoose';
import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answers, type FakeServer, fakeServer } from '../support/mongodb/fake-server.ts';

const written = { ok: 1, n: 1, nModified: 1 };
const SET = { setName: 'rs0', me: '127.0.0.1:1', hosts: ['127.0.0.1:1'] };
const usable: Answers = {
  buildInfo: { version: '7.0.14' },
  update: written,
  find: { cursor: { id: mongoose.mongo.Long.fromNumber(0), ns: 'chihoi.any', firstBatch: [] } },
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const serve = async (answer: Answers): Promise<FakeServer> => {
  const server = await fakeServer(answer);
  cleanups.push(server.close);
  return server;
};

const open = (mongodbUrl: string, patient = false) =>
  openStore({ mongodbUrl, patient, dataDir: '/nonexistent', logger: createLogger('silent') });

const opened = async (mongodbUrl: string, patient = false): Promise<Store> => {
  const store = await open(mongodbUrl, patient);
  if (!store.ok) throw new Error(store.error.message);
  cleanups.push(store.value.close);
  return store.value;
};

describe('a MongoDB that cannot be used is refused in a sentence with the remedy', () => {
  const secondary = { isWritablePrimary: false, ismaster: false, secondary: true, ...SET };
  test.each<[string, Answers, string, string, string]>([
    ['older than 7', { ...usable, buildInfo: { version: '6.0.9' } }, '', 'store.too_old', '6.0.9'],
    ['too old for the driver', { hello: { maxWireVersion: 6 } }, '', 'store.too_old', 'nâng cấp'],
    ['a secondary', { ...usable, hello: secondary }, '?directConnection=true', 'store.read_only', 'replicaSet'],
    [
      'one on which the user may only read',
      { ...usable, update: { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized' } },
      '',
      'store.read_only',
      'quyền ghi',
    ],
    [
      'one that does not know the user',
      { saslStart: { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' } },
      'user',
      'store.refused',
      'mật khẩu',
    ],
  ])('%s', async (_what, answers, how, code, words) => {
    const server = await serve(answers);
    const url = how === 'user' ? server.url.replace('//', '//chi:matkhaubimat@') : `${server.url}${how}`;
    const result = await open(url);
    expect(result).toMatchObject({ ok: false, error: { code, place: 'MONGODB_URL' } });
    const { message } = (result as { error: { message: string } }).error;
    expect(message).toContain(words);
    expect(message).not.toContain('matkhaubimat');
  });

  test.each([
    ['nobody listens', 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=300', 'store.unreachable'],
    ['an address that is none', 'nonsense', 'store.bad_url'],
    ['an option that does not exist', 'mongodb://127.0.0.1:1/x?w=1&nosuch=1', 'store.bad_url'],
  ])('%s', async (_what, url, code) => {
    expect(await open(url)).toMatchObject({ ok: false, error: { code, place: 'MONGODB_URL' } });
  });
});

test('a server alone can be used, with a note about what it does not give; one of a set needs none', async () => {
  const server = await serve(usable);
  const store = await opened(server.url);
  const checked = await store.check();
  expect(checked).toMatchObject({ ok: true, value: { note: expect.stringContaining('chihoi backup') } });
  server.answer = { ...usable, hello: { setName: 'rs0' } };
  expect(await store.check()).toEqual({ ok: true, value: {} });
});

test('writes are acknowledged when they are safe, unless the address asks for something else', async () => {
  const server = await serve(usable);
  const concern = async (query: string) => (await opened(`${server.url}${query}`)).connection.getClient().writeConcern;
  expect(await concern('')).toMatchObject({ w: 'majority', journal: true });
  expect(await concern('?w=1')).toMatchObject({ w: 1 });
});

test('told to be patient, it goes on trying: what is wrong can be asked for, and it is ready when the server is', async () => {
  const server = await serve({ ...usable, buildInfo: { version: '5.0.1' } });
  const store = await opened(server.url, true);
  await expect.poll(() => store.check()).toMatchObject({ ok: false, error: { code: 'store.too_old' } });
  server.answer = usable;
  await store.ready;
  expect(await store.check()).toMatchObject({ ok: true });
});

test('a patient store may be closed while it still waits', async () => {
  const store = await opened('mongodb://127.0.0.1:1/x', true);
  expect(await store.check()).toMatchObject({ ok: false, error: { code: 'store.connecting' } });
  await expect
    .poll(() => store.check(), { timeout: 10_000 })
    .toMatchObject({ ok: false, error: { code: 'store.unreachable' } });
  await store.close();
  expect(await store.check()).toMatchObject({ ok: false, error: { code: 'store.closed' } });
});

test('a server that goes away is told of, and used again when it is back', async () => {
  const server = await serve(usable);
  const store = await opened(server.url);
  const port = Number(new URL(server.url.replace('mongodb', 'http')).port);
  await server.close();
  expect(await store.check()).toMatchObject({ ok: false, error: { code: 'store.unreachable' } });
  const back = await fakeServer(usable, port);
  cleanups.push(back.close);
  await expect.poll(() => store.check(), { timeout: 15_000 }).toMatchObject({ ok: true });
});
