import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../store/bundle.ts';
import { startZaloBot, type ZaloBotEmulator } from './server.ts';

describe('the emulated Bot Platform', () => {
  let emulator: ZaloBotEmulator;
  beforeEach(async () => {
    emulator = await startZaloBot();
  });
  afterEach(() => emulator.close());

  const ask = async (method: string, params: object = {}, token = emulator.token) => {
    const answer = await fetch(`${emulator.url}/bot${token}/${method}`, {
      method: 'POST',
      body: JSON.stringify(params),
    });
    return (await answer.json()) as { ok: boolean; result?: unknown; error_code?: number };
  };

  it.each([
    ['getme', {}, 404],
    ['sendMessage', { chat_id: 'nobody', text: 'a' }, 404],
    ['sendMessage', { chat_id: 'lan', text: '' }, 400],
    ['sendMessage', { chat_id: 'lan', text: 'a'.repeat(2_001) }, 400],
    ['sendPhoto', { chat_id: 'lan', photo: 'data:image/png;base64,' }, 400],
    ['sendVoice', { chat_id: 'lan', voice_url: 'https://a/b.mp3' }, 400],
    ['setWebhook', { url: 'https://a/', secret_token: 'short' }, 400],
    ['getUpdates', { timeout: '0' }, 408],
  ])('refuses %s %j', async (method, params, error_code) => {
    const lan = emulator.control.addPerson({ name: 'Lan' });
    const filled = JSON.parse(JSON.stringify(params).replace('"lan"', `"${lan.id}"`)) as object;
    expect(await ask(method, filled)).toMatchObject({ ok: false, error_code });
  });

  it('refuses another token, and answers a path that is none with a page', async () => {
    expect(await ask('getMe', {}, '1:x')).toMatchObject({ ok: false, error_code: 401 });
    const page = await fetch(`${emulator.url}/bot/${emulator.token}/getMe`);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });

  it('hands an update out once', async () => {
    const lan = emulator.control.addPerson({ name: 'Lan' });
    await emulator.control.write({ person: lan.id, text: 'a' });
    expect(await ask('getUpdates', { timeout: '5' })).toMatchObject({
      ok: true,
      result: { event_name: 'message.text.received' },
    });
    expect(await ask('getUpdates', { timeout: '0' })).toMatchObject({ error_code: 408 });
  });

  it('lets a group’s bot hear only what mentions it', async () => {
    const lan = emulator.control.addPerson({ name: 'Lan' });
    const { id } = emulator.control.addGroup({ name: 'Đông' });
    await emulator.control.write({ person: lan.id, group: id, text: 'chị em ơi', mention: false });
    expect(await ask('getUpdates', { timeout: '0' })).toMatchObject({ error_code: 408 });
  });

  it('is there as a process of its own, controlled over HTTP', async () => {
    const program = await bundle('test/emulators/zalo-bot/main.ts');
    const child = spawn(process.execPath, [program.path, '--sample'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { url } = JSON.parse(line) as { url: string };
      const state = await fetch(`${url}/__control/state`, { method: 'POST' });
      expect(await state.json()).toMatchObject({ result: { groups: [{ name: 'Chi hội thôn Đông' }] } });
    } finally {
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
      await program.remove();
    }
  });
});
