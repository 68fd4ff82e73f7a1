import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/channels/zalo-oa/channel.ts';
import type { ZaloOaSecrets, ZaloOaSettings } from '../../../src/channels/zalo-oa/settings.ts';
import { startZaloOa, type ZaloOaEmulator } from '../../emulators/zalo-oa/server.ts';
import { type FakeClock, fakeClock } from '../../support/clock.ts';
import { type SharedAccount, sharedAccount, testContext } from '../context.ts';

const HOUR = 3_600_000;
const REFRESH = '/v4/oa/access_token';

describe('the tokens of an Official Account', () => {
  let clock: FakeClock;
  let emulator: ZaloOaEmulator;
  let shared: SharedAccount<ZaloOaSecrets>;
  let settings: ZaloOaSettings;

  const process = () => {
    const context = testContext({ settings, shared, clock });
    return { context, channel: connect(context) };
  };
  const refreshes = () => emulator.requests.filter(({ path }) => path === REFRESH).length;
  const hello = { thread: 'lan', threadKind: 'direct', message: { type: 'text', text: 'a' }, key: 'k' } as const;
  const tell = async () => undefined;

  beforeEach(async () => {
    clock = fakeClock('2026-11-20T01:00:00.000Z');
    emulator = await startZaloOa({ now: () => clock.now().getTime() });
    const { appId, appSecret, oaId, oaSecretKey } = emulator.app;
    settings = {
      appId,
      oaId,
      signature: 'strict',
      buttons: true,
      apiBase: emulator.url,
      oauthBase: emulator.url,
    };
    const { access_token, refresh_token } = emulator.control.grant();
    shared = sharedAccount<ZaloOaSecrets>({
      appSecret,
      oaSecretKey,
      accessToken: access_token,
      refreshToken: refresh_token,
      expiresAt: '2026-11-21T02:00:00.000Z',
    });
    emulator.control.addPerson({ id: 'lan', name: 'Lan', wrote: clock.now().getTime() });
  });
  afterEach(() => emulator.close());

  it('are renewed some hours before their end, stored, and used', async () => {
    const { channel } = process();
    await channel.start(tell);
    await clock.advance(18 * HOUR);
    expect(refreshes()).toBe(0);
    await clock.advance(1.2 * HOUR);
    expect(refreshes()).toBe(1);
    expect(shared.saved).toHaveLength(1);
    await clock.advance(10 * HOUR);
    expect(await channel.send(hello)).toMatchObject({ type: 'sent' });
    // And again the next day.
    await clock.advance(15 * HOUR);
    expect(refreshes()).toBe(2);
    await channel.stop();
  });

  it('are renewed once when two processes find them ended at one moment', async () => {
    const [one, two] = [process(), process()];
    await one.channel.start(tell);
    await two.channel.start(tell);
    emulator.control.expireToken();
    const outcomes = await Promise.all([one, two, one].map(({ channel }) => channel.send(hello)));
    expect(outcomes.map(({ type }) => type)).toEqual(['sent', 'sent', 'sent']);
    expect(refreshes()).toBe(1);
    await Promise.all([one.channel.stop(), two.channel.stop()]);
  });

  it('that another process has renewed are taken from the store without asking the platform', async () => {
    const [one, two] = [process(), process()];
    await one.channel.start(tell);
    await two.channel.start(tell);
    emulator.control.expireToken();
    await one.channel.send(hello);
    expect(await two.channel.send(hello)).toMatchObject({ type: 'sent' });
    expect(refreshes()).toBe(1);
  });

  it('are not used before they are stored, and not lost when storing fails once', async () => {
    const { channel } = process();
    await channel.start(tell);
    emulator.control.expireToken();
    shared.failingSaves = 1;
    expect(await channel.send(hello)).toMatchObject({ type: 'failed', error: { code: 'offline', retry: true } });
    expect(emulator.control.sent()).toHaveLength(0);
    // The platform has spent the old refresh token; the pair that it gave is stored now.
    expect(await channel.send(hello)).toMatchObject({ type: 'sent' });
    expect(refreshes()).toBe(1);
    expect(shared.saved).toHaveLength(1);
  });

  it('keep what an administrator changed while they were renewed', async () => {
    const { channel, context } = process();
    await channel.start(tell);
    emulator.control.expireToken();
    const reading = context.exclusively('refresh', async () => {
      shared.secrets = { ...shared.secrets, oaSecretKey: 'another-key' };
    });
    await Promise.all([reading, channel.send(hello)]);
    expect(shared.secrets.oaSecretKey).toBe('another-key');
    expect(shared.saved).toHaveLength(1);
  });

  it('that somebody else has renewed call for a person, once', async () => {
    const { channel, context } = process();
    await channel.start(tell);
    emulator.control.stealTokens();
    expect(await channel.send(hello)).toMatchObject({ type: 'failed', error: { code: 'signed_out', attention: true } });
    expect(await channel.send(hello)).toMatchObject({ type: 'failed', error: { code: 'signed_out' } });
    expect(refreshes()).toBe(1);
    expect(context.reports.filter(({ state }) => state === 'needs_sign_in')).toHaveLength(1);
  });

  it('are asked for again after a while when the platform cannot be reached', async () => {
    const { channel, context } = process();
    await channel.start(tell);
    emulator.control.fault({ fault: 'http_502', times: 3, on: REFRESH });
    await clock.advance(19.2 * HOUR);
    expect(refreshes()).toBeGreaterThanOrEqual(2);
    await clock.advance(0.5 * HOUR);
    expect(shared.saved).toHaveLength(1);
    // The old token was good all the while: nobody was told.
    expect(context.reports.map(({ state }) => state)).toEqual(['connecting', 'connected']);
    await channel.stop();
  });

  it('whose renewal’s answer is lost are spent, and a person is asked for', async () => {
    const { channel, context } = process();
    await channel.start(tell);
    emulator.control.expireToken();
    emulator.control.fault({ fault: 'answer_lost', on: REFRESH });
    expect(await channel.send(hello)).toMatchObject({ type: 'failed', error: { code: 'offline', retry: true } });
    expect(await channel.send(hello)).toMatchObject({ type: 'failed', error: { code: 'signed_out' } });
    expect(context.reports.at(-1)).toMatchObject({ state: 'needs_sign_in' });
  });

  it('are missed at the start without a request', async () => {
    shared.secrets = { appSecret: 'a' };
    const { channel, context } = process();
    await channel.start(tell);
    await clock.advance(HOUR);
    expect(context.reports).toMatchObject([{ state: 'needs_sign_in' }]);
    expect(emulator.requests).toEqual([]);
    expect(await channel.send(hello)).toMatchObject({ type: 'failed', error: { code: 'signed_out' } });
  });
});
