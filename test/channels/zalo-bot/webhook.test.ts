import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloBot } from '../../../src/channels/zalo-bot/kind.ts';
import type { Happening } from '../../../src/chat/channel.ts';
import { startZaloBot, type ZaloBotEmulator } from '../../emulators/zalo-bot/server.ts';
import { openBench } from '../harness.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;
const ids = (told: readonly Happening[]): string[] =>
  told.flatMap((one) => (one.type === 'event' ? [one.event.id] : []));

describe('a bot with a webhook', () => {
  let emulator: ZaloBotEmulator;
  let bench: Bench;
  let account: string;

  beforeEach(async () => {
    emulator = await startZaloBot();
    bench = await openBench(zaloBot, [{ name: 'bot', values: { token: emulator.token, apiBase: emulator.url } }]);
    account = bench.ids.get('bot') as string;
  });
  afterEach(async () => {
    await bench.close();
    await emulator.close();
  });

  const run = async (name: string): Promise<string> => {
    const done = await bench.accounts.procedure(account, name, '/');
    return done.ok ? done.value.sentence : done.error.code;
  };
  const address = () => `https://chihoi.example.vn/webhook/zalo-bot/${account}`;
  const secrets = () =>
    emulator.calls
      .filter(({ method }) => method === 'setWebhook')
      .map(({ params }) => (params as { secret_token: string }).secret_token);

  it('is set up with its token alone, by a button that makes the secret, and then takes updates', async () => {
    emulator.control.route({ from: 'https://chihoi.example.vn', to: bench.url });
    expect(await run('set_webhook')).toBe(`Đã đặt webhook. Zalo đang gửi tin về: ${address()}`);
    expect(secrets()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const lan = emulator.control.addPerson({ name: 'Nguyễn Thị Lan' });
    const { status, message_id } = await emulator.control.write({ person: lan.id, text: 'chào em' });
    expect(status).toBe(200);
    expect(ids(bench.told)).toEqual([`message.text.received:${message_id}`]);
    const outcome = await bench.channels
      .get(account)
      ?.send({ thread: lan.id, threadKind: 'direct', message: { type: 'text', text: 'Chào chị' }, key: 'k' });
    expect(outcome).toMatchObject({ type: 'sent' });
    expect(emulator.control.sent({ to: lan.id })).toMatchObject([{ params: { text: 'Chào chị' } }]);
  });

  it('takes both wrappings and both picture fields, twice and out of order', async () => {
    emulator.control.route({ from: 'https://chihoi.example.vn', to: bench.url });
    await run('set_webhook');
    const lan = emulator.control.addPerson({ name: 'Lan' });
    emulator.control.hold();
    const first = await emulator.control.write({ person: lan.id, photo: 'https://b.zdn.vn/1.jpg' });
    emulator.control.layout({ wrapped: true, photoField: 'photo' });
    const second = await emulator.control.write({ person: lan.id, photo: 'https://b.zdn.vn/2.jpg' });
    expect(await emulator.control.release({ reversed: true, twice: true })).toEqual([200, 200, 200, 200]);
    const [one, two] = [first, second].map(({ message_id }) => `message.image.received:${message_id}`);
    expect(ids(bench.told)).toEqual([two, two, one, one]);
  });

  it('says when the platform could not reach the address', async () => {
    emulator.control.route({ from: 'https://chihoi.example.vn', to: 'http://127.0.0.1:9' });
    expect(await run('set_webhook')).toContain('gọi thử chưa được');
    expect(await run('webhook_info')).toContain('đúng địa chỉ của tài khoản này');
  });

  it('keeps its secret when it is set again, and keeps it out of the log', async () => {
    for (let time = 0; time < 2; time += 1) await run('set_webhook');
    expect(new Set(secrets()).size).toBe(1);
    expect(bench.log.join('\n')).not.toContain(secrets()[0]);
    expect(bench.log.join('\n')).not.toContain(emulator.token);
  });

  it('is never set or taken away by a start', async () => {
    await bench.clock.advance(5_000);
    await bench.accounts.edit(account, { name: 'Bot khác' }, '/');
    await bench.clock.advance(5_000);
    expect(new Set(emulator.calls.map(({ method }) => method))).toEqual(new Set(['getMe']));
  });

  it('tells where its updates go, and lets go of the address', async () => {
    expect(await run('webhook_info')).toBe('Bot chưa đặt webhook.');
    emulator.control.route({ from: 'https://chihoi.example.vn', to: bench.url });
    await run('set_webhook');
    expect(await run('webhook_info')).toContain(address());
    expect(await run('delete_webhook')).toBe('Đã gỡ webhook.');
    expect(await run('webhook_info')).toBe('Bot chưa đặt webhook.');
  });

  it('tells who it is', async () => {
    expect(await bench.accounts.test(account, '/')).toEqual({
      ok: true,
      value: { name: 'Bot Hội Phụ nữ Mẫu', facts: ['Loại bot: BASIC', 'Bot vào được nhóm', 'Cách nhận tin: webhook'] },
    });
    emulator.control.resetToken({ token: '1:another' });
    expect(await bench.accounts.test(account, '/')).toMatchObject({
      ok: false,
      error: { code: 'zalo_bot.signed_out' },
    });
  });

  it('refuses to set a webhook while it asks for updates', async () => {
    const { ok } = await bench.accounts.edit(account, { values: { mode: 'polling' } }, '/');
    expect(ok).toBe(true);
    await expect.poll(() => run('set_webhook')).toBe('zalo_bot.polling');
  });

  it('shows that it is writing', async () => {
    const lan = emulator.control.addPerson({ name: 'Lan' });
    await bench.channels.get(account)?.signal?.(lan.id, 'direct', { type: 'typing' });
    expect(emulator.calls.at(-1)).toEqual({ method: 'sendChatAction', params: { chat_id: lan.id, action: 'typing' } });
  });
});
