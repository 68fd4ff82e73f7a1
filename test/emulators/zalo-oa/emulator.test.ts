import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloOa } from '../../../src/channels/zalo-oa/kind.ts';
import type { Happening } from '../../../src/chat/channel.ts';
import { openBench } from '../../channels/harness.ts';
import { bundle } from '../../store/bundle.ts';
import { startZaloOa, type ZaloOaEmulator } from './server.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

const ids = (told: readonly Happening[]): string[] =>
  told.flatMap((one) => (one.type === 'event' ? [one.event.id] : []));

describe('the emulated platform of Official Accounts', () => {
  let emulator: ZaloOaEmulator;
  let bench: Bench;
  let lan: string;

  beforeEach(async () => {
    emulator = await startZaloOa();
    const { access_token, refresh_token } = emulator.control.grant();
    bench = await openBench(zaloOa, [
      {
        name: 'oa',
        values: {
          ...emulator.app,
          apiBase: emulator.url,
          oauthBase: emulator.url,
          accessToken: access_token,
          refreshToken: refresh_token,
        },
      },
    ]);
    emulator.control.connect({ webhook: `${bench.url}/webhook/zalo-oa/${emulator.app.appId}` });
    lan = emulator.control.addPerson({ name: 'Lan' }).id;
  });
  afterEach(async () => {
    await bench.close();
    await emulator.close();
  });
  const send = (text: string) =>
    bench.channels
      .get(bench.ids.get('oa') as string)
      ?.send({ thread: lan, threadKind: 'direct', message: { type: 'text', text }, key: text });

  it('signs its events so that the channel takes them, and lets the OA answer', async () => {
    const { status, msg_id } = await emulator.control.write({ person: lan, text: 'chào em' });
    expect(status).toBe(200);
    expect(ids(bench.told)).toEqual([`user_send_text:${msg_id}`]);
    expect(await send('Chào chị')).toMatchObject({ type: 'sent' });
    expect(emulator.control.sent({ to: lan }).map(({ message }) => message)).toEqual([{ text: 'Chào chị' }]);
  });

  it('refuses a message to a person who never wrote', async () => {
    expect(await send('Chào chị')).toMatchObject({ error: { code: 'window_closed' } });
  });

  it('shows a message whose answer is lost back as an echo', async () => {
    await emulator.control.write({ person: lan, text: 'a' });
    bench.told.length = 0;
    emulator.control.fault({ fault: 'answer_lost' });
    expect(await send('Mời chị họp')).toMatchObject({ type: 'unknown' });
    await expect.poll(() => bench.told).toMatchObject([{ type: 'echo', thread: lan, text: 'Mời chị họp' }]);
  });

  it('posts events out of order and twice, under ids that tell', async () => {
    emulator.control.hold();
    const first = await emulator.control.write({ person: lan, text: '1' });
    const second = await emulator.control.write({ person: lan, text: '2' });
    expect(await emulator.control.release({ reversed: true, twice: true })).toEqual([200, 200, 200, 200]);
    const [one, two] = [first, second].map(({ msg_id }) => `user_send_text:${msg_id}`);
    expect(ids(bench.told)).toEqual([two, two, one, one]);
  });

  it('holds the account to its requests a minute', async () => {
    await emulator.control.write({ person: lan, text: 'a' });
    emulator.control.limit({ perMinute: 2 });
    const outcomes = [];
    for (const text of ['1', '2', '3', '4']) outcomes.push(await send(text));
    expect(outcomes.map((one) => one?.type)).toEqual(['sent', 'sent', 'failed', 'failed']);
    // It said with the second answer that nothing was left: the others were not tried.
    expect(emulator.requests.filter(({ path }) => path === '/v3.0/oa/message/cs')).toHaveLength(2);
  });

  it('presses a button that it was sent', async () => {
    await emulator.control.write({ person: lan, text: 'a' });
    bench.told.length = 0;
    await bench.channels.get(bench.ids.get('oa') as string)?.send({
      thread: lan,
      threadKind: 'direct',
      message: { type: 'choice', text: 'Chị đến không?', options: [{ label: 'Có', value: 'co' }] },
      key: 'k',
    });
    await emulator.control.press({ person: lan, title: 'Có' });
    expect(bench.told).toContainEqual(
      expect.objectContaining({ type: 'event', event: expect.objectContaining({ text: 'Có', choice: 'co' }) }),
    );
  });

  it('is controlled over HTTP too', async () => {
    const answer = await fetch(`${emulator.url}/__control/write`, {
      method: 'POST',
      body: JSON.stringify({ person: lan, text: 'qua mạng' }),
    });
    expect(await answer.json()).toMatchObject({ result: { status: 200 } });
    expect(ids(bench.told)).toHaveLength(1);
    expect((await fetch(`${emulator.url}/__control/none`)).status).toBe(404);
  });
});

describe('the emulator as a process', () => {
  it('tells its address and what an account needs in its first line, and ends when told', async () => {
    const program = await bundle('test/emulators/zalo-oa/main.ts');
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
