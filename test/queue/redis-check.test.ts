import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRedis } from '../../src/queue/redis-check.ts';
import { noRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { closingNote } from '../support/skipped.ts';

const SECRET = 'mat-khau-bi-mat';

/** A server that answers nothing, or whatever `answer` says to each request. */
const serve = (answer: string | undefined): Promise<Server & { url: string }> =>
  new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (answer !== undefined) socket.on('data', () => socket.write(answer));
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve(Object.assign(server, { url: `redis://:${SECRET}@127.0.0.1:${port}` }));
    });
  });

test.each([
  ['no address', 'hoi-phu-nu'],
  ['another protocol', 'http://127.0.0.1:6379'],
  ['nothing', ''],
])('a REDIS_URL that is %s is refused with its right form', async (_, url) => {
  const checked = await checkRedis(url);
  expect(checked).toMatchObject({ ok: false, error: { code: 'queue.redis_url', place: 'REDIS_URL' } });
});

test.each([
  ['a closed port', 'redis://127.0.0.1:1', 'Không kết nối được Redis ở 127.0.0.1:1'],
  ['an unknown machine', 'redis://khong-co-may-nay.invalid', 'khong-co-may-nay.invalid'],
])('%s is named with the remedy', async (_, url, words) => {
  const checked = await checkRedis(url);
  expect(checked).toMatchObject({ ok: false, error: { code: 'queue.redis_unreachable' } });
  expect(checked.ok ? '' : checked.error.message).toContain(words);
});

test.each([
  ['says nothing', undefined],
  ['speaks another language', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
])('a server that %s does not hold up the start, and the password is not shown', async (_, answer) => {
  const server = await serve(answer);
  const checked = await checkRedis(server.url, { timeoutMs: 300 });
  server.close();
  expect(checked).toMatchObject({ ok: false, error: { code: 'queue.redis_unreachable' } });
  expect(JSON.stringify(checked)).not.toContain(SECRET);
});

if (noRedis) closingNote(`checking Redis: cases with a server skipped, ${noRedis}`);
describe.skipIf(noRedis)('with a server', () => {
  const running: TestRedis[] = [];
  const start = async (options: Record<string, string>) => {
    const redis = await startRedis(options);
    running.push(redis);
    return redis;
  };
  let open: TestRedis;
  let locked: TestRedis;
  beforeAll(async () => {
    open = await start({});
    locked = await start({ requirepass: SECRET });
  });
  afterAll(() => Promise.all(running.map((redis) => redis.close())));

  test('a fitting Redis is taken, with and without password and database', async () => {
    // Redis takes any password where none is set.
    for (const url of [open.url, `${open.url}/3`, locked.url, open.url.replace('//', '//:thua@')])
      expect(await checkRedis(url)).toMatchObject({
        ok: true,
        value: { appendOnly: true, version: expect.stringMatching(/^\d+\.\d+/) },
      });
  });

  test.each<[string, () => string, string, RegExp]>([
    ['a wrong password', () => locked.url.replace(SECRET, 'sai'), 'queue.redis_password', /không nhận mật khẩu/],
    ['a missing password', () => locked.url.replace(`:${SECRET}@`, ''), 'queue.redis_password', /cần mật khẩu/],
    ['a database that is not there', () => `${open.url}/99`, 'queue.redis_database', /số ở cuối/],
  ])('%s is named with the remedy', async (_, url, code, words) => {
    const checked = await checkRedis(url());
    expect(checked).toMatchObject({ ok: false, error: { code } });
    expect(checked.ok ? '' : checked.error.message).toMatch(words);
    expect(JSON.stringify(checked)).not.toContain(SECRET);
  });

  test.each(['allkeys-lru', 'volatile-ttl'])('a Redis that evicts (%s) is refused', async (policy) => {
    const redis = await start({ 'maxmemory-policy': policy });
    const checked = await checkRedis(redis.url);
    expect(checked).toMatchObject({ ok: false, error: { code: 'queue.redis_eviction' } });
    expect(checked.ok ? '' : checked.error.message).toContain('noeviction');
  });

  test('a replica is refused', async () => {
    const redis = await start({ replicaof: `127.0.0.1 ${open.port}` });
    expect(await checkRedis(redis.url)).toMatchObject({ ok: false, error: { code: 'queue.redis_replica' } });
  });
});
