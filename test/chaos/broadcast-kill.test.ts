import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import type { Broadcast, Delivery } from '../../src/broadcasts/types.ts';
import { openStore } from '../../src/store/open.ts';
import { type Bundle, bundle } from '../store/bundle.ts';

const GROUPS = 150;
/** Each is killed twice: in the middle, and again after the next start while it catches up. */
const BROADCASTS = 4;
/** The second kill comes at the latest so long after it serves, when fewer messages were left than it waits for. */
const LATEST_KILL_MS = 1_000;
/** A broadcast that is not done after this has stopped for ever. */
const PATIENCE_MS = 60_000;
/** Friday morning in Việt Nam, far from the quiet hours. */
const START = new Date('2026-11-27T09:00:00+07:00').getTime();
const UNIT = 'xa-2025-01906';

let program: Bundle;
let dataDir: string;
let product: Product | undefined;
beforeAll(async () => {
  program = await bundle('test/chaos/program.ts');
  dataDir = await mkdtemp(join(tmpdir(), 'chihoi-chaos-'));
}, 120_000);
afterAll(async () => {
  product?.child.kill('SIGKILL');
  await program?.remove();
  await rm(dataDir, { recursive: true, force: true });
});

interface Product {
  readonly child: ChildProcess;
  /** Resolves when it serves. */
  readonly serving: Promise<{ readonly origin: string; readonly code: string }>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** Kills it with SIGKILL as soon as so many more messages have arrived in the simulator. */
  killAfter(messages: number): void;
}

const began = Date.now();
const startProduct = (): Product => {
  const now = new Date(START + Date.now() - began).toISOString();
  const child = spawn(process.execPath, [program.path, dataDir, now], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let complaints = '';
  child.stderr.on('data', (part) => {
    complaints += String(part);
  });
  let left = Number.POSITIVE_INFINITY;
  const serving = new Promise<{ origin: string; code: string }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { port?: number; code?: string };
      if (said.port !== undefined) resolve({ origin: `http://127.0.0.1:${said.port}`, code: said.code ?? '' });
      else {
        left -= 1;
        if (left <= 0) child.kill('SIGKILL');
      }
    });
    void ended.then(() => reject(new Error(`the product ended before it served: ${complaints}`)));
  });
  // One that is killed while it starts is expected to; whoever needs it to serve waits for it.
  serving.catch(() => undefined);
  return {
    child,
    serving,
    ended,
    killAfter: (messages) => {
      left = messages;
    },
  };
};

const session = { cookie: '', csrf: '' };
const call = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
  const { origin } = await (product as Product).serving;
  const response = await fetch(`${origin}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin, cookie: session.cookie, 'x-csrf-token': session.csrf },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const [cookie] = response.headers.getSetCookie();
  if (cookie !== undefined) session.cookie = cookie.split(';')[0] ?? '';
  return (await response.json()) as T;
};

const setUp = async () => {
  product = startProduct();
  const { code } = await product.serving;
  const password = 'một câu dễ nhớ có dấu cách';
  const { csrf } = await call<{ csrf: string }>('POST', '/setup', {
    code,
    name: 'Nông Thị Ann',
    userName: 'ann',
    password,
  });
  session.csrf = csrf;
  const { id: officer } = await call<{ id: string }>('POST', '/simulator/contacts', { name: 'Hoàng Thị Cat' });
  const addGroup = async (index: number) => {
    const name = `Nhóm thử ${index}`;
    const { id } = await call<{ id: string }>('POST', '/simulator/groups', { name, members: [officer] });
    await call('POST', `/simulator/threads/${id}/messages`, { contact: officer, text: 'chào cả nhóm' });
    await call('POST', '/groups', { thread: `simulator:${id}`, unit: UNIT, name });
  };
  for (let index = 0; index < GROUPS; index += 10)
    await Promise.all(Array.from({ length: 10 }, (_, step) => addGroup(index + step)));
};

const draftBroadcast = async (text: string): Promise<string> => {
  const { after } = await call<{ after: Broadcast }>('POST', '/broadcasts', {
    title: text,
    content: { type: 'text', text },
    audience: { unitIds: [UNIT], to: 'groups' },
    when: { type: 'now' },
  });
  return after.id;
};

const whenDone = async (id: string): Promise<Broadcast> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const broadcast = await call<Broadcast>('GET', `/broadcasts/${id}`);
    if (broadcast.state === 'done' || Date.now() > deadline) return broadcast;
    await sleep(50);
  }
};

/** How many groups have which number of copies of each text, read from the simulator's own memory. */
const copiesOf = async (texts: readonly string[]): Promise<Map<string, Map<string, number>>> => {
  const opened = await openStore({ dataDir, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  const messages = opened.value.connection.collection('simulator_messages');
  const copies = new Map<string, Map<string, number>>(texts.map((text) => [text, new Map()]));
  for (const { thread, message } of await messages.find().toArray()) {
    const threads = copies.get(message.text);
    threads?.set(thread, (threads.get(thread) ?? 0) + 1);
  }
  await opened.value.close();
  return copies;
};

test(`after ${BROADCASTS * 2} kills in the middle of broadcasts every group has each message once, or is listed with a reason`, async () => {
  await setUp();
  const broadcasts: { id: string; text: string; kills: number[] }[] = [];
  const deliveries = new Map<string, Delivery[]>();
  for (let round = 1; round <= BROADCASTS; round += 1) {
    const text = `Đợt gửi ${round}`;
    const id = await draftBroadcast(text);
    const first = 1 + Math.floor(Math.random() * (GROUPS - 1));
    const second = 1 + Math.floor(Math.random() * (GROUPS - first));
    broadcasts.push({ id, text, kills: [first, second] });
    product?.killAfter(first);
    // Messages go out before this is answered, so the kill may cut the answer off.
    await call('POST', `/broadcasts/${id}/send`).catch(() => undefined);
    await product?.ended;
    product = startProduct();
    product.killAfter(second);
    await Promise.race([product.ended, product.serving.then(() => sleep(LATEST_KILL_MS)).catch(() => undefined)]);
    product.child.kill('SIGKILL');
    await product.ended;
    product = startProduct();
    const done = await whenDone(id);
    expect(done, `kills after ${first} and ${second} messages`).toMatchObject({
      state: 'done',
      progress: { total: GROUPS },
    });
    const { items } = await call<{ items: Delivery[] }>('GET', `/broadcasts/${id}/deliveries?limit=500`);
    deliveries.set(text, items);
  }
  product?.child.kill('SIGTERM');
  await product?.ended;

  const copies = await copiesOf(broadcasts.map(({ text }) => text));
  for (const { text, kills } of broadcasts) {
    const wrong = (deliveries.get(text) ?? []).filter(({ thread, state, reason }) => {
      const count = copies.get(text)?.get((thread ?? '').replace('simulator:', '')) ?? 0;
      const sure = ['sent', 'delivered', 'seen'].includes(state);
      return sure ? count !== 1 : count > 1 || !['unknown', 'failed'].includes(state) || !reason;
    });
    expect(wrong, `${text}, killed after ${kills.join(' and ')} messages`).toEqual([]);
    expect(deliveries.get(text)).toHaveLength(GROUPS);
  }
}, 300_000);
