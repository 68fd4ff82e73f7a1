import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/channels/simulator/channel.ts';
import { nextSize } from '../../src/chat/bulk.ts';
import type { Channel, SendOutcome } from '../../src/chat/channel.ts';
import type { BatchSettled, Settled } from '../../src/chat/chat.ts';
import { settle } from '../support/clock.ts';
import { type House, openHouse } from './support.ts';

let house: House;
const close = () => house.close();

const listen = (of: House) => {
  const told = new Map<string, string>();
  of.chat.onBatchSettled(async ({ key, entries }: BatchSettled) => {
    for (const { n, state, error } of entries) told.set(`${key}/${n}`, error ? `${state}: ${error.code}` : state);
  });
  of.chat.onSettled(async ({ key, group, state, error }: Settled) => {
    if (group !== undefined || !key.includes(':')) told.set(key, error ? `${state}: ${error.code}` : state);
  });
  return told;
};

const batch = (key: string, threads: readonly (string | null)[], group = 'B') => ({
  key,
  group,
  account: 'simulator',
  kind: threads.every((thread) => thread === null || thread.startsWith('g-'))
    ? ('group' as const)
    : ('direct' as const),
  message: { type: 'text' as const, text: key },
  threads: threads.map((thread) => thread && `simulator:${thread}`),
});

/** Everybody has written once, so that every thread is known. */
const known = async () => {
  for (const who of ['ann', 'bob', 'cat']) await house.say(who, who, 'chào');
  await house.say('ann', 'g-1', 'chào');
  await house.say('bob', 'g-2', 'chào');
};
const ours = async (thread: string) =>
  (await house.texts(thread)).filter((line) => !line.includes('bắt đầu') && line.startsWith('em'));

const failed = (change: Partial<Extract<SendOutcome, { type: 'failed' }>['error']> = {}): SendOutcome => ({
  type: 'failed',
  error: { code: 'blocked', retry: false, attention: false, sentence: 'Chị ấy đã chặn.', ...change },
});

describe('a batch', () => {
  afterEach(close);
  it('reaches each of its threads once and tells so by number, however often it is handed in', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    await house.chat.sendBatch(batch('a', ['g-1', null, 'ann', 'g-2']));
    await house.chat.sendBatch(batch('a', ['g-1', null, 'ann', 'g-2']));
    await house.rest();
    for (const thread of ['g-1', 'ann', 'g-2']) expect(await ours(thread)).toEqual(['em: a']);
    expect(Object.fromEntries(told)).toEqual({ 'a/0': 'sent', 'a/2': 'sent', 'a/3': 'sent' });
    expect((await house.chat.batchEntries('a'))?.map(({ n, state }) => [n, state])).toEqual([
      [0, 'sent'],
      [2, 'sent'],
      [3, 'sent'],
    ]);
    expect(await house.chat.batchEntries('b')).toBeUndefined();
    expect(await house.chat.waiting('simulator')).toBe(0);
  });

  it('comes after the earlier batches of its account', async () => {
    house = await openHouse();
    await known();
    await house.chat.pause('B');
    for (const key of ['a', 'b', 'c']) await house.chat.sendBatch(batch(key, ['g-1', 'g-2']));
    await house.rest();
    expect(await house.chat.waiting('simulator')).toBe(6);
    await house.chat.resume('B');
    await house.rest();
    expect(await ours('g-1')).toEqual(['em: a', 'em: b', 'em: c']);
  });

  it('waits while its group is paused, lets others pass, and ends when the group is cancelled', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    await house.chat.pause('B');
    await house.chat.sendBatch(batch('a', ['g-1', 'ann']));
    await house.chat.sendBatch(batch('c', ['g-1'], 'C'));
    await house.rest();
    expect(await ours('g-1')).toEqual(['em: c']);
    await house.chat.cancel('B');
    await house.chat.resume('B');
    await house.chat.sendBatch(batch('b', ['g-1']));
    await house.rest();
    expect(await ours('g-1')).toEqual(['em: c']);
    expect(Object.fromEntries(told)).toEqual({
      'a/0': 'cancelled',
      'a/1': 'cancelled',
      'b/0': 'cancelled',
      'c/0': 'sent',
    });
  });

  it('lists who said stop, what the platform refuses and what may have arrived, and goes on', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    await house.chat.contacts.update('simulator:bob', { subscribed: false });
    house.faults.set('g-1', [failed()]);
    house.faults.set('ann', [{ type: 'unknown', sentence: 'Chưa rõ.' }]);
    await house.chat.sendBatch(batch('a', ['g-1', 'ann', 'bob', 'nobody', 'g-2']));
    await house.rest();
    expect(Object.fromEntries(told)).toEqual({
      'a/0': 'failed: blocked',
      'a/1': 'unknown: unknown',
      'a/2': 'cancelled: unsubscribed',
      'a/3': 'failed: thread_gone',
      'a/4': 'sent',
    });
    await house.clock.advance(3_600_000);
    expect(await ours('ann')).toEqual([]);
  });

  it('is tried again where the platform asks for it, in its own time', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    house.faults.set('g-1', [failed({ code: 'rate_limited', retry: true, retryAfterSeconds: 30 })]);
    await house.chat.sendBatch(batch('a', ['g-1', 'g-2']));
    await house.rest();
    expect(Object.fromEntries(told)).toEqual({ 'a/1': 'sent' });
    expect((await house.chat.batchEntries('a'))?.find(({ n }) => n === 0)?.state).toBe('waiting');
    await house.clock.advance(31_000);
    await house.rest();
    expect(Object.fromEntries(told)).toEqual({ 'a/0': 'sent', 'a/1': 'sent' });
    expect(await ours('g-1')).toEqual(['em: a']);
  });

  it('sends every part of a long message, in order', async () => {
    house = await openHouse();
    await known();
    const text = `${'một '.repeat(450)}\n${'hai '.repeat(450)}`;
    await house.chat.sendBatch({ ...batch('a', ['g-1']), message: { type: 'text', text } });
    await house.rest();
    expect((await ours('g-1')).map((line) => line.slice(4, 7))).toEqual(['một', 'hai']);
  });

  it('waits for its account, and is given up when the account is removed', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    await house.chat.disconnect('simulator');
    await house.chat.sendBatch(batch('a', ['g-1', 'g-2']));
    await house.rest();
    expect(told.size).toBe(0);
    expect(await house.chat.dropAccount('simulator')).toBe(2);
    expect(Object.fromEntries(told)).toEqual({ 'a/0': 'failed: account_removed', 'a/1': 'failed: account_removed' });
    await house.chat.connect(house.simulator);
    await house.clock.advance(60_000);
    expect(await ours('g-1')).toEqual([]);
  });

  it('is marked seen when the person opens the thread, by the message or by the moment', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    await house.chat.sendBatch(batch('a', ['ann', 'bob']));
    await house.rest();
    await house.simulator.phone.open('ann', 'ann');
    const until = new Date(house.clock.now().getTime() + 1_000);
    await house.chat.tell([{ type: 'receipts_until', account: 'simulator', thread: 'bob', state: 'delivered', until }]);
    expect(Object.fromEntries(told)).toEqual({ 'a/0': 'seen', 'a/1': 'delivered' });
  });

  it('counts as sent after all when a send of unknown end comes back as an echo', async () => {
    house = await openHouse();
    await known();
    const told = listen(house);
    const lost: SendOutcome = { type: 'unknown', sentence: 'Chưa rõ.' };
    house.faults.set('ann', [lost]);
    house.faults.set('bob', [lost]);
    await house.chat.sendBatch(batch('a', ['ann', 'bob']));
    await house.rest();
    const echo = { type: 'echo' as const, account: 'simulator', threadKind: 'direct' as const, at: house.clock.now() };
    await house.chat.tell([
      { ...echo, thread: 'ann', messageId: 'm1', key: 'a/0' },
      { ...echo, thread: 'bob', messageId: 'm2', text: 'a' },
    ]);
    await house.clock.advance(6_000);
    expect(Object.fromEntries(told)).toEqual({ 'a/0': 'sent', 'a/1': 'sent' });
    expect((await house.chat.models.threads.findById('simulator:bob').lean())?.handedOverUntil).toBeUndefined();
  });
});

describe('a batch whose process was killed', () => {
  afterEach(close);
  const hanging =
    (when: 'before' | 'after', history: boolean) =>
    (simulator: Simulator): Channel => ({
      ...simulator,
      start: (tell) => simulator.start(tell),
      async send(request) {
        if (when === 'after') await simulator.send(request);
        return new Promise<never>(() => undefined);
      },
      ...(history ? {} : { findSent: async () => undefined }),
    });
  const kill = async (when: 'before' | 'after', history: boolean) => {
    const dead = await openHouse({ wrap: hanging(when, history) });
    await dead.chat.addThread({ account: 'simulator', platformId: 'g-1', kind: 'group', name: 'Một' });
    await dead.chat.addThread({ account: 'simulator', platformId: 'g-2', kind: 'group', name: 'Hai' });
    await dead.chat.sendBatch(batch('a', ['g-1', 'g-2']));
    await dead.chat.sendBatch(batch('b', ['g-1']));
    await settle();
    house = await openHouse({
      store: dead.store,
      clock: dead.clock,
      ...(history
        ? {}
        : {
            wrap: (simulator) => ({
              ...simulator,
              start: (tell) => simulator.start(tell),
              findSent: async () => undefined,
            }),
          }),
    });
    await house.rest();
    return async () => (await house.chat.batchEntries('a'))?.map(({ state }) => state);
  };

  it.each([
    { when: 'after', history: true, states: ['sent', 'sent'], texts: ['em: a', 'em: b'] },
    { when: 'before', history: true, states: ['sent', 'sent'], texts: ['em: b', 'em: a'] },
    { when: 'after', history: false, states: ['unknown', 'unknown'], texts: ['em: a', 'em: b'] },
    { when: 'before', history: false, states: ['unknown', 'unknown'], texts: ['em: b'] },
  ] as const)('$when the platform had it, with a history: $history, is $states.0 and never sent twice', async (one) => {
    const states = await kill(one.when, one.history);
    expect(await states()).toEqual(one.states);
    expect([...(await house.texts('g-1'))].sort()).toEqual([...one.texts].sort());
  });
});

describe('how many numbers are claimed at once', () => {
  it.each([
    { size: 16, least: 16, took: 5, next: 32 },
    { size: 500, least: 16, took: 5, next: 500 },
    { size: 64, least: 16, took: 60, next: 64 },
    { size: 64, least: 16, took: 500, next: 32 },
    { size: 16, least: 16, took: 500, next: 16 },
    { size: 1, least: 1, took: 500, next: 1 },
  ])('after $size in $took ms: $next', ({ size, least, took, next }) => {
    expect(nextSize(size, least, took)).toBe(next);
  });
});
