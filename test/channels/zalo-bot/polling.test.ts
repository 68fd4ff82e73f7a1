import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/channels/zalo-bot/channel.ts';
import type { ZaloBotSecrets, ZaloBotSettings } from '../../../src/channels/zalo-bot/settings.ts';
import type { Happening, Tell } from '../../../src/chat/channel.ts';
import { startZaloBot, type ZaloBotEmulator } from '../../emulators/zalo-bot/server.ts';
import { type FakeClock, fakeClock } from '../../support/clock.ts';
import { sharedAccount, testContext } from '../context.ts';

describe('a bot that asks for updates', () => {
  let clock: FakeClock;
  let emulator: ZaloBotEmulator;
  let told: Happening[];
  let open: { stop(): Promise<void> } | undefined;

  beforeEach(async () => {
    clock = fakeClock('2026-11-20T01:00:00.000Z');
    emulator = await startZaloBot({ now: () => clock.now().getTime() });
    told = [];
  });
  afterEach(async () => {
    await open?.stop();
    await emulator.close();
  });

  const start = async (tell: Tell = async (happenings) => void told.push(...happenings)) => {
    const context = testContext<ZaloBotSettings, ZaloBotSecrets>({
      settings: { mode: 'polling', apiBase: emulator.url },
      shared: sharedAccount<ZaloBotSecrets>({ token: emulator.token }),
      clock,
    });
    const channel = connect(context);
    open = channel;
    await channel.start(tell);
    return { context, channel };
  };
  const texts = () =>
    told.flatMap((one) => (one.type === 'event' && one.event.type === 'message' ? [one.event.text] : []));
  const asked = () => emulator.calls.filter(({ method }) => method === 'getUpdates').length;
  const states = (context: { reports: readonly { state: string }[] }) => context.reports.map(({ state }) => state);

  it('takes them one by one in their order, with the writer’s name', async () => {
    const lan = emulator.control.addPerson({ name: 'Nguyễn Thị Lan' });
    await start();
    for (const text of ['một', 'hai', 'ba']) await emulator.control.write({ person: lan.id, text });
    await expect.poll(texts).toEqual(['một', 'hai', 'ba']);
    expect(told[0]).toMatchObject({
      event: { contact: { id: lan.id, name: 'Nguyễn Thị Lan' }, thread: { kind: 'direct' } },
    });
  });

  it('takes the mention of its own name out of a group’s words once it knows it', async () => {
    const lan = emulator.control.addPerson({ name: 'Lan' });
    const group = emulator.control.addGroup({ name: 'Chi hội Đông' });
    const { context } = await start();
    await clock.advance(2_000);
    expect((await context.secrets()).names).toEqual(['Bot Hội Phụ nữ Mẫu']);
    await emulator.control.write({ person: lan.id, group: group.id, text: 'lịch họp' });
    await expect.poll(texts).toEqual(['lịch họp']);
    expect(told[0]).toMatchObject({ event: { mentionsUs: true, thread: { id: group.id, kind: 'group' } } });
  });

  it('does not ask again before an update is durable, and holds it while the store is away', async () => {
    const lan = emulator.control.addPerson({ name: 'Lan' });
    let away = 2;
    await start(async (happenings) => {
      away -= 1;
      if (away >= 0) throw new Error('the store is away');
      told.push(...happenings);
    });
    await expect.poll(asked).toBe(1);
    await emulator.control.write({ person: lan.id, text: 'một' });
    await emulator.control.write({ person: lan.id, text: 'hai' });
    await expect.poll(() => away).toBe(1);
    expect(asked()).toBe(1);
    await clock.advance(10_000);
    await expect.poll(texts).toEqual(['một', 'hai']);
  });

  it('asks again when there is no news, without spinning', async () => {
    const { context } = await start();
    emulator.control.fault({ fault: 408, times: 3, on: '/getUpdates' });
    // The question that was out before the fault has to be answered first.
    const lan = emulator.control.addPerson({ name: 'Lan' });
    await emulator.control.write({ person: lan.id, text: 'một' });
    await clock.advance(400);
    const before = asked();
    await clock.advance(1_600);
    expect(asked()).toBeGreaterThan(before);
    expect(states(context)).toEqual(['connecting', 'connected']);
    await emulator.control.write({ person: lan.id, text: 'hai' });
    await expect.poll(texts).toEqual(['một', 'hai']);
  });

  it('backs off while the platform is away, tells it, and comes back', async () => {
    emulator.control.fault({ fault: 'http_502', times: 4, on: '/getUpdates' });
    const { context } = await start();
    await clock.advance(500);
    expect(context.reports.at(-1)).toMatchObject({ state: 'offline' });
    expect(asked()).toBe(1);
    await clock.advance(60_000);
    expect(asked()).toBe(5);
    const lan = emulator.control.addPerson({ name: 'Lan' });
    await emulator.control.write({ person: lan.id, text: 'a' });
    await expect.poll(texts).toEqual(['a']);
    expect(context.reports.at(-1)).toMatchObject({ state: 'connected' });
  });

  it('survives HTML and broken connections', async () => {
    for (const fault of ['html', 'cut', 'empty'] as const) emulator.control.fault({ fault, on: '/getUpdates' });
    await start();
    await clock.advance(30_000);
    const lan = emulator.control.addPerson({ name: 'Lan' });
    await emulator.control.write({ person: lan.id, text: 'a' });
    await expect.poll(texts).toEqual(['a']);
  });

  it('stops and asks for a person when the token is dead', async () => {
    emulator.control.resetToken({ token: '123456789:another' });
    const { context } = await start();
    await clock.advance(120_000);
    expect(context.reports.at(-1)).toMatchObject({ state: 'needs_sign_in' });
    expect(states(context).filter((state) => state === 'needs_sign_in')).toHaveLength(1);
    expect(asked()).toBe(0);
  });

  it('says what to do while a webhook is set', async () => {
    await fetch(`${emulator.url}/bot${emulator.token}/setWebhook`, {
      method: 'POST',
      body: JSON.stringify({ url: 'https://127.0.0.1:9/', secret_token: '12345678' }),
    });
    const { context, channel } = await start();
    await expect.poll(() => context.reports.at(-1)?.sentence).toContain('Gỡ webhook');
    expect(await channel.procedures?.delete_webhook?.run({})).toEqual({ ok: true, value: 'Đã gỡ webhook.' });
    await clock.advance(5_000);
    expect(context.reports.at(-1)).toMatchObject({ state: 'connected' });
  });

  it('keeps events that nobody knows as notes', async () => {
    const { context } = await start();
    await emulator.control.update({ event_name: 'user.follow' });
    await expect.poll(() => context.notes).toMatchObject([{ type: 'unknown_event', name: 'user.follow' }]);
  });

  it('ends at once when it is stopped, and asks nothing more', async () => {
    const { channel } = await start();
    await expect.poll(asked).toBe(1);
    await channel.stop();
    await clock.advance(60_000);
    expect(asked()).toBe(1);
  });
});
