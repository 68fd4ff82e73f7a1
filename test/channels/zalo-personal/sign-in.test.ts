import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/base/log.ts';
import type { QrState } from '../../../src/channels/kind.ts';
import { zaloPersonal } from '../../../src/channels/zalo-personal/kind.ts';
import { Secrets, Settings } from '../../../src/channels/zalo-personal/settings.ts';
import { startZaloPersonal, type ZaloPersonal } from '../../emulators/zalo-personal/server.ts';
import { fakeClock, settle } from '../../support/clock.ts';
import { BOT, until } from './bench.ts';

let emulator: ZaloPersonal;
beforeEach(async () => {
  emulator = await startZaloPersonal({ qrHoldMs: 15 });
  emulator.control.addAccount({ name: 'Trợ lý', uid: BOT });
});
afterEach(() => emulator.close());

const signIn = (apiBase = emulator.url) => {
  const { signIn: way } = zaloPersonal;
  if (way.type !== 'qr') throw new Error('not by QR');
  const states: QrState[] = [];
  const abort = new AbortController();
  const clock = fakeClock('2026-11-20T08:00:00.000Z');
  const account = { account: 'z', settings: Settings.parse({ apiBase }), secrets: {} };
  const tools = { signal: abort.signal, clock, logger: createLogger('silent') };
  const result = way.run(account, (state) => states.push(state), tools);
  return { result, states, abort, clock, words: () => states.map(({ type }) => type) };
};
const shown = (states: readonly QrState[], count: number, type: QrState['type'] = 'qr') =>
  until(() => states.filter((state) => state.type === type).length === count, `${count} × ${type}`);

describe('signing in by QR', () => {
  it('shows the code, who scanned it and that it is done, and gives a login that works', async () => {
    const { control } = emulator;
    const { result, states, words } = signIn();
    await shown(states, 1);
    expect(states[0]).toMatchObject({ image: expect.stringMatching(/^data:image\/png;base64,iVBOR/) });
    expect(states[0]).toMatchObject({ expiresAt: new Date('2026-11-20T08:01:40.000Z') });
    control.scan(BOT);
    await shown(states, 1, 'scanned');
    expect(states.at(-1)).toMatchObject({ name: 'Trợ lý' });
    control.confirm();
    const ended = await result;
    expect(words()).toEqual(['qr', 'scanned', 'signed_in']);
    expect(states.at(-1)).toMatchObject({ name: 'Trợ lý' });
    const { session } = Secrets.parse(ended.ok ? ended.value : {});
    expect(session).toMatchObject({ imei: expect.any(String), signedInAt: '2026-11-20T08:00:00.000Z' });
    expect(session?.cookie.map(({ key }) => key)).toEqual(expect.arrayContaining(['zpsid', 'zpw_sek']));
  });

  it('shows a new code after one was declined or ran out', async () => {
    const { control } = emulator;
    const { result, states, clock, words } = signIn();
    await shown(states, 1);
    control.scan(BOT);
    await shown(states, 1, 'scanned');
    control.decline();
    await shown(states, 1, 'declined');
    await clock.advance(4_000);
    await shown(states, 2);
    control.expireQr();
    await shown(states, 3);
    control.scan(BOT);
    await shown(states, 2, 'scanned');
    control.confirm();
    expect((await result).ok).toBe(true);
    expect(words()).toEqual(['qr', 'scanned', 'declined', 'qr', 'expired', 'qr', 'scanned', 'signed_in']);
  });

  it('ends at once when the page is closed', async () => {
    const { result, states, abort } = signIn();
    await shown(states, 1);
    abort.abort();
    expect(await result).toMatchObject({ ok: false, error: { code: 'zalo_personal.qr_cancelled' } });
    await settle();
    expect(states).toHaveLength(1);
  });

  it('does not show codes for ever', async () => {
    const { control } = emulator;
    const { result, states } = signIn();
    for (let code = 1; code <= 6; code += 1) {
      await shown(states, code);
      control.expireQr();
    }
    expect(await result).toMatchObject({ ok: false, error: { code: 'zalo_personal.qr_timeout' } });
  });

  it.each([
    ['a web page instead of a code', { type: 'html' } as const, '/qr/generate', 'zalo_personal.qr_no_code'],
    ['a login page without its version', { type: 'html' } as const, '/account', 'zalo_personal.qr_no_code'],
    ['a broken line', { type: 'drop' } as const, '/account', 'zalo_personal.qr_failed'],
  ])('says what to do after %s', async (_name, fault, on, code) => {
    emulator.control.fault({ fault, on });
    expect(await signIn().result).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining('Chị') },
    });
  });

  it('says so when the server cannot be reached', async () => {
    const { result } = signIn('http://127.0.0.1:9');
    expect(await result).toMatchObject({ ok: false, error: { code: 'zalo_personal.qr_failed' } });
  });
});

describe('a saved login typed into the form', () => {
  const saved = { cookie: [{ name: 'zpw_sek', value: 'x', domain: '.chat.zalo.me' }], imei: 'i', userAgent: 'u' };
  it.each([
    ['as a list of cookies', saved],
    ['as a browser extension writes it', { ...saved, cookie: { url: 'https://chat.zalo.me', cookies: saved.cookie } }],
  ])('is taken %s', (_name, text) => {
    expect(Secrets.parse({ session: JSON.stringify(text) }).session).toEqual(saved);
  });

  it.each(['không phải JSON', '{}', '{"cookie":[],"imei":"i","userAgent":"u"}'])('is refused when it is %s', (text) => {
    expect(Secrets.safeParse({ session: text }).success).toBe(false);
  });
});
