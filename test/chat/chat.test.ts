import { afterEach, describe, expect, it } from 'vitest';
import type { Settled } from '../../src/chat/chat.ts';
import { fakeClock } from '../support/clock.ts';
import { type House, openHouse } from './support.ts';

let house: House;
afterEach(() => house.close());

const offline = {
  type: 'failed',
  error: { code: 'rate_limited', retry: true, retryAfterSeconds: 30, attention: false, sentence: 'Gửi quá nhanh.' },
} as const;
const gone = {
  type: 'failed',
  error: { code: 'blocked', retry: false, attention: false, sentence: 'Nhóm đã chặn tài khoản.' },
} as const;

describe('an account that is held back', () => {
  it('hears, but answers only when it may again, once and in order', async () => {
    let paused = true;
    const clock = fakeClock('2026-11-20T08:00:00+07:00');
    house = await openHouse({
      clock,
      admit: async () =>
        paused ? { at: new Date(clock.now().getTime() + 20_000), sentence: 'Tài khoản đang tạm dừng.' } : undefined,
    });
    await house.say('ann', 'ann', 'xin chào');
    await house.say('ann', 'ann', 'hai');
    expect(await house.texts('ann')).toEqual(['An: xin chào', 'An: hai']);
    expect(await house.chat.waiting('simulator')).toBe(2);
    await clock.advance(20_000);
    await house.rest();
    expect(await house.chat.waiting('simulator')).toBe(2);
    paused = false;
    await clock.advance(21_000);
    await house.rest();
    expect((await house.texts('ann')).slice(2)).toEqual(['em: bắt đầu chao-hoi', 'em: nghe: hai']);
    expect(await house.chat.waiting('simulator')).toBe(0);
  });
});

describe('a direct conversation', () => {
  it('greets who writes for the first time and goes on with her', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'xin chào');
    await house.say('ann', 'ann', 'hai');
    expect(await house.texts('ann')).toEqual(['An: xin chào', 'em: bắt đầu chao-hoi', 'An: hai', 'em: nghe: hai']);
  });

  it('handles an event once, however often the platform repeats it', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'một', { clientId: 'e1' });
    const event = {
      type: 'message' as const,
      id: 'e1',
      account: 'simulator',
      thread: { id: 'ann', kind: 'direct' as const },
      contact: { id: 'ann' },
      at: house.clock.now().toISOString(),
      messageId: 'm1',
      text: 'một',
    };
    await house.chat.intake([event, event]);
    await house.chat.intake([event]);
    await house.rest();
    expect((await house.texts('ann')).filter((line) => line.startsWith('em:'))).toEqual(['em: bắt đầu chao-hoi']);
  });

  it('answers in the order received, though everything comes at once', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'xin chào');
    const numbers = Array.from({ length: 20 }, (_, n) => `số ${n}`);
    await Promise.all(
      numbers.map((text) =>
        house.chat.intake([
          {
            type: 'message',
            id: text,
            account: 'simulator',
            thread: { id: 'ann', kind: 'direct' },
            contact: { id: 'ann' },
            at: house.clock.now().toISOString(),
            messageId: text,
            text,
          },
        ]),
      ),
    );
    await house.rest();
    const answers = (await house.texts('ann')).filter((line) => line.startsWith('em: nghe'));
    expect(answers).toEqual(numbers.map((text) => `em: nghe: ${text}`));
  });

  it('runs an action and gives its result to the session', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'chào');
    await house.say('ann', 'ann', 'việc');
    expect((await house.texts('ann')).at(-1)).toBe('em: kết quả 1');
    expect(house.actionKeys).toHaveLength(1);
  });

  it('wakes a session when its timer comes, once', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'chào');
    await house.say('ann', 'ann', 'hẹn');
    await house.clock.advance(59_000);
    expect((await house.texts('ann')).at(-1)).toBe('An: hẹn');
    await house.clock.advance(2_000);
    await house.rest();
    await house.clock.advance(120_000);
    expect((await house.texts('ann')).filter((line) => line === 'em: đến giờ')).toHaveLength(1);
  });

  it('is silent after it handed over to a person of the office, until it is called back', async () => {
    house = await openHouse();
    const handed: string[] = [];
    house.chat.onHandedOver(async (thread, contact, reason) => void handed.push(`${thread} ${contact} ${reason}`));
    await house.say('ann', 'ann', 'chào');
    await house.say('ann', 'ann', 'gặp người');
    await house.say('ann', 'ann', 'alo');
    expect((await house.texts('ann')).at(-1)).toBe('An: alo');
    await house.say('ann', 'ann', 'menu');
    expect((await house.texts('ann')).at(-1)).toMatch(/^em: bắt đầu/);
    expect(handed).toEqual(['simulator:ann simulator:ann hỏi']);
  });

  it('takes texts of any length and alphabet', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'chào');
    for (const text of ['\u0000\u0007', '👩‍👩‍👧‍👦'.repeat(500), 'ก็ العربية 漢字', '\ud800 lẻ', 'x'.repeat(1_000_000)])
      await house.say('ann', 'ann', text);
    await house.say('ann', 'ann', 'còn đó');
    expect((await house.texts('ann')).at(-1)).toBe('em: nghe: còn đó');
  });
});

describe('a group', () => {
  it('is left alone unless the assistant is mentioned, replied to or commanded', async () => {
    house = await openHouse();
    await house.say('ann', 'g-1', 'trưa nay ăn gì các chị');
    expect(await house.texts('g-1')).toHaveLength(1);
    await house.say('ann', 'g-1', 'tra hòa giải', { mention: true });
    await house.say('bob', 'g-1', '/tra bình đẳng giới');
    const { messages } = await house.simulator.phone.messages('g-1');
    await house.say('cat', 'g-1', 'tra luật', { quotes: messages.find((one) => one.from === undefined)?._id });
    expect((await house.texts('g-1')).filter((line) => line === 'em: bắt đầu tra-cuu')).toHaveLength(3);
  });

  it('lets everyone take part in an activity without mentioning the assistant', async () => {
    house = await openHouse();
    await house.chat.startFlow([{ key: 'k1', thread: 'simulator:g-1', flow: 'nhom', vars: {} }]);
    await house.rest();
    await house.say('ann', 'g-1', '1');
    await house.say('bob', 'g-1', '2');
    await house.say('cat', 'g-1', 'ai trông cháu hộ em với');
    expect(await house.texts('g-1')).toEqual([
      'em: bắt đầu nhom',
      'An: 1',
      'em: nghe: 1',
      'Bình: 2',
      'em: nghe: 2',
      'Cúc: ai trông cháu hộ em với',
    ]);
  });

  it('holds a second activity of one kind back until the first has ended', async () => {
    house = await openHouse();
    const start = (key: string) => ({ key, thread: 'simulator:g-1', flow: 'nhom', vars: {} });
    await house.chat.startFlow([start('k1'), start('k2'), start('k1')]);
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: bắt đầu nhom']);
    await house.say('ann', 'g-1', 'xong', { mention: true });
    expect((await house.texts('g-1')).slice(-2)).toEqual(['em: tạm biệt', 'em: bắt đầu nhom']);
  });

  it('sends what is personal to the direct chat', async () => {
    house = await openHouse();
    await house.say('ann', 'g-1', 'tra x', { mention: true });
    await house.say('ann', 'g-1', 'riêng', { mention: true });
    expect(await house.texts('ann')).toEqual(['em: chuyện riêng']);
  });
});

describe('sending', () => {
  const item = (key: string, thread: string, group?: string) => ({
    key,
    thread: `simulator:${thread}`,
    message: { type: 'text' as const, text: key },
    lane: 'bulk' as const,
    ...(group !== undefined && { group }),
  });
  const known = async () => {
    for (const [id, name] of [
      ['g-1', 'Một'],
      ['g-2', 'Hai'],
    ] as const)
      await house.chat.addThread({ account: 'simulator', platformId: id, kind: 'group', name });
  };

  it('sends one message for one key', async () => {
    house = await openHouse();
    await known();
    expect(await house.chat.send([item('a', 'g-1'), item('a', 'g-1')])).toEqual({ queued: 1, duplicates: 1 });
    expect(await house.chat.send([item('a', 'g-1')])).toEqual({ queued: 0, duplicates: 1 });
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: a']);
  });

  it('waits as long as the platform asks and keeps the order', async () => {
    house = await openHouse();
    await known();
    house.faults.set('g-1', [offline]);
    await house.chat.send([item('a', 'g-1'), item('b', 'g-1')]);
    await house.rest();
    expect(await house.texts('g-1')).toEqual([]);
    await house.clock.advance(31_000);
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: a', 'em: b']);
  });

  it('gives nothing up while the account cannot send at all, however long that is', async () => {
    house = await openHouse();
    await known();
    house.faults.set(
      'g-1',
      Array.from({ length: 20 }, () => offline),
    );
    await house.chat.send([item('a', 'g-1')]);
    for (let look = 0; look < 21; look += 1) {
      await house.rest();
      await house.clock.advance(31_000);
    }
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: a']);
  });

  it('tells what became of each item, with the reason of a failure, and goes on with the rest', async () => {
    house = await openHouse();
    await known();
    const settled: Settled[] = [];
    house.chat.onSettled(async (one) => void settled.push(one));
    house.faults.set('g-1', [gone]);
    await house.chat.send([item('a', 'g-1', 'B'), item('b', 'g-2', 'B'), item('c', 'không-có', 'B')]);
    await house.rest();
    expect(Object.fromEntries(settled.map((one) => [one.key, [one.state, one.error?.code]]))).toEqual({
      a: ['failed', 'blocked'],
      b: ['sent', undefined],
      c: ['failed', 'thread_gone'],
    });
  });

  it('never sends again what may have arrived', async () => {
    house = await openHouse();
    await known();
    house.faults.set('g-1', [{ type: 'unknown', sentence: 'Mất trả lời.' }]);
    await house.chat.send([item('a', 'g-1', 'B')]);
    await house.clock.advance(3_600_000);
    await house.rest();
    expect(await house.texts('g-1')).toEqual([]);
    expect((await house.chat.states(['a']))[0]?.state).toBe('unknown');
  });

  it('holds a group back while it is paused, and drops it when it is cancelled', async () => {
    house = await openHouse();
    await known();
    await house.chat.pause('B');
    await house.chat.send([item('a', 'g-1', 'B'), item('b', 'g-2', 'B'), item('c', 'g-1')]);
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: c']);
    await house.chat.resume('B');
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: c', 'em: a']);
    const told: Settled[] = [];
    house.chat.onSettled(async (one) => void told.push(one));
    await house.chat.pause('C');
    await house.chat.send([item('d', 'g-1', 'C')]);
    await house.chat.cancel('C');
    await house.chat.resume('C');
    await house.chat.send([item('e', 'g-1', 'C')]);
    await house.rest();
    expect(await house.texts('g-1')).toEqual(['em: c', 'em: a']);
    expect(told.map(({ key, state }) => [key, state])).toEqual([
      ['d', 'cancelled'],
      ['e', 'cancelled'],
    ]);
  });

  it('tells once of each that was cancelled, whether the cancelling or its job comes to it first', async () => {
    house = await openHouse();
    await known();
    const told: string[] = [];
    house.chat.onSettled(async ({ key, state }) => void told.push(`${key} ${state}`));
    const rounds = Array.from({ length: 10 }, (_, i) => `R${i}`);
    for (const group of rounds) {
      await house.chat.pause(group);
      // The jobs of these are under way while the group is cancelled.
      await house.chat.send([item(`${group}-1`, 'g-1', group), item(`${group}-2`, 'g-2', group)]);
      await house.chat.cancel(group);
    }
    await house.rest();
    expect(told.sort()).toEqual(rounds.flatMap((group) => [`${group}-1 cancelled`, `${group}-2 cancelled`]).sort());
    expect(await house.texts('g-1')).toEqual([]);
  });

  it('writes nothing unprompted to who said stop', async () => {
    house = await openHouse();
    await house.say('ann', 'ann', 'chào');
    await house.chat.contacts.update('simulator:ann', { subscribed: false });
    await house.chat.send([item('tin', 'ann', 'B')]);
    await house.rest();
    expect((await house.chat.states(['tin']))[0]).toMatchObject({
      state: 'cancelled',
      error: { code: 'unsubscribed' },
    });
  });

  it('marks a message seen when the person opens the thread', async () => {
    house = await openHouse();
    await known();
    await house.chat.send([item('a', 'g-1', 'B')]);
    await house.rest();
    await house.simulator.phone.open('ann', 'g-1');
    expect((await house.chat.states(['a']))[0]?.state).toBe('seen');
  });
});
