import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../../src/chat/channel.ts';
import { BOT, DONG, LAN, openZaloBench, until, type ZaloBench } from './bench.ts';
import { OUTGOING } from './outgoing.ts';

describe('Zalo cá nhân: outgoing', () => {
  let bench: ZaloBench;
  beforeAll(async () => {
    bench = await openZaloBench();
  });
  afterAll(() => bench.close());

  it.each(OUTGOING.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const { control, channel, account } = bench;
    const repliesTo = one.repliesTo?.(control);
    await bench.rest();
    control.clearRecord();
    if (one.fault) control.fault({ fault: one.fault, on: one.on ?? 'send' });
    const { thread, kind } = one.to ?? { thread: DONG, kind: 'group' };
    const message = JSON.parse(JSON.stringify(one.message).replaceAll('zalo:', `${account}:`));
    const sending = channel.send({
      thread,
      threadKind: kind,
      message,
      key: `key ${name}`,
      ...(repliesTo !== undefined && { repliesTo }),
    });
    if (one.passes !== undefined) {
      await until(() => control.asked().length > 0, 'the request');
      await bench.clock.advance(one.passes);
    }
    expect(await sending).toMatchObject(one.outcome);
    expect(control.sent()).toMatchObject(one.sent);
    expect(control.sent()).toHaveLength(one.sent.length);
    control.clearFaults();
  });
});

describe('Zalo cá nhân: slowing down', () => {
  let bench: ZaloBench;
  afterEach(() => bench.close());
  const send = (text: string, thread = DONG): Promise<SendOutcome> =>
    bench.channel.send({ thread, threadKind: 'group', message: { type: 'text', text }, key: text });
  const seconds = async (outcome: Promise<SendOutcome>) => {
    const ended = await outcome;
    return ended.type === 'failed' ? ended.error.retryAfterSeconds : ended.type;
  };

  it.each([221, -69, 123])(
    'rests for minutes after code %i, twice as long each time, and asks nothing meanwhile',
    async (code) => {
      bench = await openZaloBench();
      const { control, clock } = bench;
      control.fault({ fault: { type: 'code', code }, on: 'send', times: 2 });
      expect(await send('một')).toMatchObject({
        type: 'failed',
        error: { code: 'rate_limited', retry: true, retryAfterSeconds: 300 },
      });
      control.clearRecord();
      await bench.accounts.idle();
      const view = await bench.accounts.get(bench.account, '/');
      expect(view.ok && view.value).toMatchObject({
        state: 'connected',
        sentence: expect.stringContaining('quá nhanh'),
      });
      await clock.advance(100_000);
      expect(await seconds(send('hai'))).toBe(200);
      expect(control.asked().filter(({ path }) => path.includes('sendmsg'))).toEqual([]);
      await clock.advance(200_000);
      await bench.connected();
      expect(await seconds(send('hai'))).toBe(600);
      await clock.advance(600_000);
      await bench.connected();
      expect(await send('ba')).toMatchObject({ type: 'sent' });
    },
  );

  it('takes an answer without an id for a send of unknown end, and rests', async () => {
    bench = await openZaloBench();
    bench.control.fault({ fault: { type: 'empty_id' }, on: 'send' });
    expect(await send('một')).toMatchObject({ type: 'unknown' });
    expect(await seconds(send('hai'))).toBe(300);
  });

  it('knows a send of unknown end by its echo', async () => {
    bench = await openZaloBench();
    bench.control.fault({ fault: { type: 'lose_answer' }, on: 'send' });
    expect(await send('có tới không')).toMatchObject({ type: 'unknown' });
    const [echo] = await bench.hear(1);
    const [sent] = bench.control.sent();
    expect(echo).toMatchObject({
      type: 'echo',
      thread: DONG,
      threadKind: 'group',
      messageId: sent?.msgId,
      key: 'có tới không',
    });
  });

  it('finds after a restart what was sent, in the history, and never claims that something was not', async () => {
    bench = await openZaloBench();
    await send('trước khi tắt');
    const ask = (text: string) =>
      bench.channel.findSent?.({ thread: DONG, threadKind: 'group', message: { type: 'text', text }, key: text });
    await bench.reconnect();
    const passing = async <T>(answer: Promise<T> | undefined): Promise<T | undefined> => {
      let ended = false;
      void answer?.finally(() => {
        ended = true;
      });
      await bench.eventually(() => ended, 'the answer');
      return answer;
    };
    expect(await passing(ask('trước khi tắt'))).toMatchObject({ messageId: bench.control.sent()[0]?.msgId });
    expect(await passing(ask('không hề gửi'))).toBeUndefined();
  });

  it('tells what an office’s own hand wrote as an echo without a key', async () => {
    bench = await openZaloBench();
    bench.control.say({ from: BOT, to: LAN, text: 'chị gọi lại sau nhé' });
    const [echo] = await bench.hear(1);
    expect(echo).toMatchObject({ type: 'echo', thread: LAN, threadKind: 'direct', text: 'chị gọi lại sau nhé' });
    expect(echo).not.toHaveProperty('key');
  });
});
