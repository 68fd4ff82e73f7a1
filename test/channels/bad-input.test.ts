import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Happening } from '../../src/chat/channel.ts';
import { InboundEvent, MAX_INBOUND_CHARACTERS } from '../../src/chat/event.ts';
import { DOORS, type Door } from './doors.ts';
import { openBench, type PlatformAnswer, platform } from './harness.ts';

/** What strangers and broken machines send, the same for every platform that comes to a webhook. */

type Bench = Awaited<ReturnType<typeof openBench>>;

const KEYS = ['__proto__', 'constructor', 'prototype', '$where', '$set', 'a.b.c', '', 'toString', 'hasOwnProperty'];
/** With every hostile name in it; written by hand, since an object literal cannot hold `__proto__`. */
const HOSTILE = `{${KEYS.map((key) => `${JSON.stringify(key)}:{"polluted":true,"$gt":""}`).join(',')}}`;
const deep = (levels: number, open: string, close: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;

/** A body with something else in the place of a text that stands in it. */
const withIn = (door: Door, what: string): Buffer =>
  Buffer.from(JSON.stringify(door.event('M1', '@@')).replace('"@@"', () => what));
const hostileEverywhere = (door: Door): Buffer =>
  Buffer.from(
    JSON.stringify(door.event('M1', 'chào em', { more: '@@' }, { inner: '@@' })).replaceAll('"@@"', () => HOSTILE),
  );

interface Bad {
  readonly name: string;
  readonly body: (door: Door) => Buffer;
  /** Default: rightly signed. */
  readonly headers?: (door: Door, body: Buffer) => Readonly<Record<string, string>>;
  readonly method?: string;
  /** Statuses that are right; default: anything that is neither a redirect nor our own fault. */
  readonly statuses?: (door: Door) => readonly number[];
  /** At most so many happenings; default none. */
  readonly told?: number;
  readonly skip?: (door: Door) => boolean;
}

const good = (door: Door) => Buffer.from(JSON.stringify(door.event('M1', 'chào em')));
const refused = ({ refused: status }: Door) => [status];
const CASES: readonly Bad[] = [
  { name: 'forged', body: good, headers: (door, body) => door.forge(body), statuses: refused },
  { name: 'without any proof', body: good, headers: () => ({}), statuses: refused },
  {
    name: 'altered on the way',
    body: (door) => Buffer.from(good(door).toString().replace('chào em', 'chào anh')),
    headers: (door) => door.sign(good(door)),
    statuses: refused,
    skip: ({ signsBytes }) => !signsBytes,
  },
  ...[0.1, 0.5, 0.9, 0.99].map(
    (part): Bad => ({
      name: `cut after ${part * 100} of 100 bytes, with the proof of the whole`,
      body: (door) => good(door).subarray(0, Math.floor(good(door).length * part)),
      headers: (door) => door.sign(good(door)),
      statuses: ({ refused: status }) => [400, status],
    }),
  ),
  {
    name: 'cut before it was signed',
    body: (door) => good(door).subarray(0, -3),
    statuses: ({ kind }) => (kind.kind === 'messenger' ? [200] : [400]),
  },
  { name: 'no bytes at all', body: () => Buffer.alloc(0) },
  { name: 'a list', body: () => Buffer.from('[1,[2]]') },
  { name: 'null', body: () => Buffer.from('null') },
  { name: 'a page', body: () => Buffer.from('<html><script>alert(1)</script></html>') },
  { name: 'bytes that are no UTF-8', body: () => Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x80]) },
  {
    name: 'a mark at the beginning',
    body: (door) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good(door)]),
    told: 1,
  },
  { name: 'two megabytes', body: (door) => withIn(door, `"${'x'.repeat(2 * 1024 * 1024)}"`), statuses: () => [413] },
  { name: 'objects within objects, 10,000 of them', body: () => Buffer.from(deep(10_000, '{"a":', '}')) },
  { name: 'lists within lists, 100,000 of them', body: () => Buffer.from(deep(100_000, '[', ']')) },
  { name: '10,000 objects in the place of a text', body: (door) => withIn(door, deep(10_000, '{"a":', '}')) },
  { name: '10,000 lists in the place of a text', body: (door) => withIn(door, deep(10_000, '[', ']')) },
  { name: 'an open bracket, 500,000 times', body: () => Buffer.from('['.repeat(500_000)) },
  { name: 'hostile names alone', body: () => Buffer.from(HOSTILE) },
  { name: 'hostile names in every place of a good event', body: hostileEverywhere, told: 1 },
  { name: 'a hostile name as the text', body: (door) => withIn(door, '"__proto__"'), told: 1 },
  { name: 'a query in the place of a text', body: (door) => withIn(door, '{"$ne":null}'), told: 1 },
  { name: 'half a character', body: (door) => withIn(door, '"\\ud800 và \\udc00"'), told: 1 },
  { name: 'zero bytes in the text', body: (door) => withIn(door, '"a\\u0000b"'), told: 1 },
  { name: 'a number of 400 digits', body: (door) => withIn(door, '9'.repeat(400)), told: 1 },
  { name: 'a text of 200,000 letters', body: (door) => withIn(door, `"${'ạ'.repeat(200_000)}"`), told: 1 },
  {
    name: 'an id of 100,000 letters',
    body: (door) => Buffer.from(JSON.stringify(door.event('M'.repeat(100_000), 'a'))),
    told: 1,
  },
  {
    name: 'compressed, which no platform does',
    body: (door) => gzipSync(good(door)),
    headers: (door, body) => ({ ...door.sign(body), 'content-encoding': 'gzip' }),
    statuses: () => [415],
  },
  {
    name: 'of an encoding that nobody knows',
    body: good,
    headers: (door, body) => ({ ...door.sign(body), 'content-encoding': 'x-none' }),
    statuses: () => [415],
  },
  {
    name: 'of another type by its header alone',
    body: good,
    headers: (door, body) => ({ ...door.sign(body), 'content-type': 'application/xml; charset=utf-7' }),
    statuses: () => [200],
    told: 1,
  },
  {
    name: 'of another account than ours',
    body: (door) => Buffer.from(JSON.stringify(door.elsewhere.event)),
    statuses: ({ elsewhere }) => [elsewhere.status],
  },
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map(
    (method): Bad => ({ name: `by ${method}`, body: good, method, statuses: () => [405] }),
  ),
];

describe.each(DOORS.map((door) => [door.kind.label, door] as const))('%s: what comes in', (_label, door) => {
  let bench: Bench;
  let path: string;
  beforeAll(async () => {
    bench = await openBench(door.kind, door.accounts);
    const account = await bench.accounts.get([...bench.ids.values()][0] ?? '', '/');
    path = account.ok ? new URL(account.value.webhookUrl ?? 'http://none/').pathname : '';
  });
  afterAll(() => bench.close());
  afterEach(() => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(bench.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });

  const send = (body: Buffer, headers: Readonly<Record<string, string>>, method = 'POST', to = path) => {
    bench.told.length = 0;
    bench.notes.length = 0;
    return fetch(`${bench.url}${to}`, { method, headers: { 'content-type': 'application/json', ...headers }, body });
  };
  /** Whatever is told must be what the inbox takes; it cuts long texts itself. */
  const eventsOf = (told: readonly Happening[]) =>
    told.flatMap((one) => {
      if (one.type !== 'event') return [];
      const { event } = one;
      return InboundEvent.parse(
        event.type === 'message' ? { ...event, text: event.text.slice(0, MAX_INBOUND_CHARACTERS) } : event,
      );
    });

  it.each(CASES.filter(({ skip }) => !skip?.(door)).map((one) => [one.name, one] as const))(
    '%s',
    async (_name, one) => {
      const body = one.body(door);
      const answer = await send(body, one.headers?.(door, body) ?? door.sign(body), one.method);
      const statuses = one.statuses?.(door);
      if (statuses) expect(statuses).toContain(answer.status);
      else expect([200, 400, door.refused, 403, 413]).toContain(answer.status);
      const shown = await answer.text();
      expect(shown.length).toBeLessThan(200);
      expect(shown).not.toContain('<');
      eventsOf(bench.told);
      expect(bench.told.length).toBeLessThanOrEqual(one.told ?? 0);
      await bench.accounts.idle();
    },
  );

  it('replayed: told under the same id, by which the inbox drops it', async () => {
    const ids: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      expect((await send(good(door), door.sign(good(door)))).status).toBe(200);
      ids.push(...eventsOf(bench.told).map(({ id }) => id));
    }
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    ['without an account', '/webhook/'],
    ['of no kind', '/webhook/none/x'],
    ['of a hostile kind', '/webhook/__proto__/constructor'],
    ['with a broken escape', `/webhook/${door.kind.kind}/%E0%A4%A`],
    ['with a zero byte', `/webhook/${door.kind.kind}/%00`],
    ['that climbs', `/webhook/${door.kind.kind}/..%2F..%2Fetc%2Fpasswd`],
    ['very long', `/webhook/${door.kind.kind}/${'x'.repeat(8_000)}`],
  ])('an address %s', async (_name, to) => {
    const answer = await send(good(door), door.sign(good(door)), 'POST', to);
    expect(answer.status).toBe(404);
    expect(bench.told).toEqual([]);
  });

  it('a sender that promises more bytes than it sends and goes away', async () => {
    bench.told.length = 0;
    const { port } = new URL(bench.url);
    await new Promise<void>((done, failed) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n{"a":`);
        setTimeout(() => socket.destroy(), 20);
      });
      socket.on('close', () => done());
      socket.on('error', failed);
    });
    expect((await send(good(door), door.sign(good(door)))).status).toBe(200);
    expect(bench.told).toHaveLength(1);
  });
});

/** Answers of a platform, or of what stands in front of it, that say nothing about the message. */
const ANSWERS: readonly (readonly [string, PlatformAnswer])[] = [
  ['a page', { text: '<html><body>Đang bảo trì</body></html>', headers: { 'content-type': 'text/html' } }],
  ['nothing', { text: '' }],
  ['null', { text: 'null' }],
  ['a list', { json: [] }],
  ['a text', { json: 'ok' }],
  ['objects within objects, 10,000 of them', { text: deep(10_000, '{"a":', '}') }],
  ['hostile names', { text: HOSTILE }],
  ['five megabytes', { text: `{"a":"${'x'.repeat(5 * 1024 * 1024)}"}` }],
  ['half of an answer', { text: '{"error":0,"data":{"message_id":"m' }],
  ['a connection that breaks', { fault: 'cut' }],
  ['nothing within a minute', { fault: 'hang' }],
];

describe.each(DOORS.map((door) => [door.kind.label, door] as const))(
  '%s: what the platform answers',
  (_label, door) => {
    let remote: Awaited<ReturnType<typeof platform>>;
    let bench: Bench;
    beforeAll(async () => {
      // A minute of waiting is 60 milliseconds here; what matters is that there is an end.
      const inTime = AbortSignal.timeout.bind(AbortSignal);
      vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => inTime(Math.max(50, ms / 100)));
      remote = await platform();
      const addresses = Object.fromEntries(door.bases.map((name) => [name, remote.url]));
      const { name, values } = door.sender;
      bench = await openBench(door.kind, [{ name, values: { ...values, ...addresses } }]);
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      await bench.close();
      await remote.close();
    });

    it.each(ANSWERS)('%s: not taken for a message that arrived, and not sent again', async (name, answer) => {
      remote.answerWith([answer]);
      const outcome = await [...bench.channels.values()][0]?.send({
        thread: 'person-1',
        threadKind: 'direct',
        message: { type: 'text', text: 'Em chào chị' },
        key: `key of ${name}`,
      });
      expect(outcome?.type).toBe('unknown');
      expect(remote.requests).toHaveLength(1);
      expect(JSON.stringify(outcome)).not.toMatch(/<html|xxxx|polluted/);
      await bench.accounts.idle();
    });

    it.each(ANSWERS)('%s, when asked who we are: a sentence says so', async (_name, answer) => {
      remote.answerWith([answer]);
      const [account = ''] = bench.ids.values();
      const tested = await bench.accounts.test(account, '/');
      expect(tested.ok).toBe(false);
      if (!tested.ok) expect(tested.error.message).toMatch(/[.!]$/);
      expect(JSON.stringify(tested)).not.toMatch(/<html|xxxx|polluted/);
    });
  },
);
