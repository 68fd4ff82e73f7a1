import { get as httpGet, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { createLive } from '../../src/web/live.ts';
import { type Browser, openTestWeb, type TestWeb } from './support.ts';

let house: TestWeb;
const live = () => createLive({ logger: createLogger('silent'), heartbeatMs: 30, gatherMs: 5 });

beforeEach(async () => {
  house = await openTestWeb({ live: live() });
});
afterEach(() => house.close());

/** An open event stream with what came so far. */
const listen = async (page: Browser) => {
  const response = await new Promise<IncomingMessage>((done, refused) => {
    httpGet(`${house.origin}/api/live`, { headers: { cookie: page.cookie() } }, done).on('error', refused);
  });
  const stream = { response, text: '', ended: false };
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    stream.text += chunk;
  });
  response.on('end', () => {
    stream.ended = true;
  });
  return stream;
};

const until = async (condition: () => boolean) => {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise((done) => setTimeout(done, 10));
  expect(condition()).toBe(true);
};

test('a change reaches the consoles whose subtree covers it, once for many, and no other', async () => {
  const province = await listen(await house.signedIn({ userName: 'ann', role: 'viewer', unitPath: '/19/' }));
  const commune = await listen(await house.signedIn({ userName: 'bob', role: 'viewer', unitPath: '/19/2/' }));
  expect(province.response.headers['content-type']).toContain('text/event-stream');
  await until(() => province.text.includes('event: ready') && commune.text.includes('event: ready'));
  for (let i = 0; i < 50; i++) house.web.publishLive({ topic: 'broadcast', id: 'b1', unitPath: '/19/1/' });
  house.web.publishLive({ topic: 'meeting', id: 'm1', unitPath: '/19/2/' });
  await until(() => province.text.includes('meeting') && commune.text.includes('meeting'));
  expect(province.text.match(/broadcast/g)).toHaveLength(1);
  expect(province.text).toContain('event: update\ndata: {"topic":"broadcast","id":"b1"}\n\n');
  expect(commune.text).not.toContain('broadcast');
});

test('a HEAD request is answered and holds nothing', async () => {
  const page = await house.signedIn({ userName: 'ann', role: 'viewer', unitPath: '/' });
  expect((await page.call('HEAD', '/api/live')).status).toBe(200);
});

test('hearts beat, and the stream ends when its session does', async () => {
  const page = await house.signedIn({ userName: 'ann', role: 'viewer', unitPath: '/' });
  const stream = await listen(page);
  await until(() => stream.text.includes(':\n\n'));
  await page.delete('/api/session');
  await until(() => stream.ended);
});

test('more changes than can be gathered become one call to read everything again', async () => {
  const stream = await listen(await house.signedIn({ userName: 'ann', role: 'viewer', unitPath: '/' }));
  await until(() => stream.text.includes('ready'));
  for (let i = 0; i < 600; i++) house.web.publishLive({ topic: 'thread', id: String(i), unitPath: '/1/' });
  await until(() => stream.text.includes('event: resync'));
  expect(stream.text).not.toContain('event: update');
});

test('a thirteenth console of one administrator closes her oldest', async () => {
  const page = await house.signedIn({ userName: 'ann', role: 'viewer', unitPath: '/' });
  const first = await listen(page);
  for (let i = 0; i < 12; i++) await listen(page);
  await until(() => first.ended);
});

test('a console that does not read is skipped, and publishing to it neither throws nor fills memory', () => {
  const hub = live();
  const written: string[] = [];
  const res = {
    writableLength: 0,
    writeHead: () => res,
    write: (text: string) => written.push(text),
    end: () => undefined,
    on: () => res,
  };
  hub.connect({ on: () => undefined } as never, res as never, {
    admin: 'ann',
    unitPath: '/',
    check: async () => ({ unitPath: '/' }),
  });
  const flushed = () => new Promise((done) => setTimeout(done, 15));
  return (async () => {
    res.writableLength = 100_000;
    hub.publish({ topic: 'progress', unitPath: '/1/' });
    await flushed();
    expect(written.join('')).not.toContain('progress');
    res.writableLength = 0;
    hub.publish({ topic: 'meeting', unitPath: '/1/' });
    await flushed();
    expect(written.join('')).toMatch(/event: resync[\s\S]*meeting/);
    hub.close();
    hub.publish({ topic: 'meeting', unitPath: '/1/' });
  })();
});
