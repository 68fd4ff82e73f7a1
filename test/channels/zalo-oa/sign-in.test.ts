import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloOa } from '../../../src/channels/zalo-oa/kind.ts';
import { startZaloOa, type ZaloOaEmulator } from '../../emulators/zalo-oa/server.ts';
import { NOW, openBench } from '../harness.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

describe('signing an Official Account in', () => {
  let emulator: ZaloOaEmulator;
  let bench: Bench;
  let account: string;

  beforeEach(async () => {
    emulator = await startZaloOa({ now: () => Date.parse(NOW) });
    const { appId, appSecret, oaSecretKey } = emulator.app;
    bench = await openBench(zaloOa, [
      { name: 'oa', values: { appId, appSecret, oaSecretKey, apiBase: emulator.url, oauthBase: emulator.url } },
    ]);
    account = bench.ids.get('oa') as string;
  });
  afterEach(async () => {
    await bench.close();
    await emulator.close();
  });

  /** What the platform's page sends the browser back with. */
  const consent = async (): Promise<URLSearchParams> => {
    const begun = await bench.accounts.beginOauth(account, 'admin', '/');
    if (!begun.ok) throw new Error(begun.error.message);
    const page = await fetch(begun.value.url, { redirect: 'manual' });
    const back = new URL(page.headers.get('location') ?? 'http://none/');
    expect(back.origin + back.pathname).toBe('https://chihoi.example.vn/connect/callback');
    return back.searchParams;
  };
  const view = async () => {
    await bench.accounts.idle();
    const found = await bench.accounts.get(account, '/');
    if (!found.ok) throw new Error(found.error.message);
    return found.value;
  };

  it('goes through the platform’s page with PKCE, and learns which OA it is', async () => {
    expect((await view()).state).toBe('needs_sign_in');
    expect(await bench.accounts.finishOauth(await consent())).toEqual({ ok: true, value: { account } });
    expect(await view()).toMatchObject({
      settings: { oaId: emulator.app.oaId, oaName: 'Hội LHPN xã Mẫu' },
      secretsSet: ['appSecret', 'oaSecretKey', 'accessToken', 'refreshToken'],
    });
    await bench.clock.advance(2_000);
    expect(await view()).toMatchObject({ state: 'connected' });
    const person = emulator.control.addPerson({ name: 'Lan', wrote: Date.parse(NOW) });
    const outcome = await bench.channels.get(account)?.send({
      thread: person.id,
      threadKind: 'direct',
      message: { type: 'text', text: 'Chào chị' },
      key: 'k',
    });
    expect(outcome).toMatchObject({ type: 'sent' });
  });

  it('takes a code once', async () => {
    const query = await consent();
    expect((await bench.accounts.finishOauth(query)).ok).toBe(true);
    expect(await bench.accounts.finishOauth(query)).toMatchObject({ ok: false });
  });

  it('refuses another OA than the account’s', async () => {
    await bench.accounts.edit(account, { values: { oaId: '999' } }, '/');
    expect(await bench.accounts.finishOauth(await consent())).toMatchObject({ error: { code: 'zalo_oa.other_oa' } });
  });

  it('says what to do when the administrator did not agree', async () => {
    const query = await consent();
    query.delete('code');
    expect(await bench.accounts.finishOauth(query)).toMatchObject({ error: { code: 'zalo_oa.not_allowed' } });
  });

  it('says what to look at when the platform refuses the code', async () => {
    const query = await consent();
    query.set('code', 'made-up');
    const done = await bench.accounts.finishOauth(query);
    expect(done).toMatchObject({ ok: false, error: { code: 'zalo_oa.refused' } });
    expect((await view()).state).toBe('needs_sign_in');
  });

  it('can be tried again when the platform could not be reached', async () => {
    emulator.control.fault({ fault: 'html', on: '/v4/oa/access_token' });
    expect(await bench.accounts.finishOauth(await consent())).toMatchObject({ error: { code: 'zalo_oa.unreachable' } });
    expect((await bench.accounts.finishOauth(await consent())).ok).toBe(true);
  });

  it('leaves no secret and no token in the log', async () => {
    await bench.accounts.finishOauth(await consent());
    await bench.clock.advance(2_000);
    const log = bench.log.join('\n');
    const { appSecret, oaSecretKey } = emulator.app;
    for (const secret of [appSecret, oaSecretKey]) expect(log).not.toContain(secret);
    for (const { body } of emulator.requests)
      for (const value of new URLSearchParams(`${body}`).values())
        if (value.length > 20) expect(log).not.toContain(value);
  });

  it('keeps the app’s secret off the address of the platform’s page', async () => {
    const begun = await bench.accounts.beginOauth(account, 'admin', '/');
    const url = new URL(begun.ok ? begun.value.url : 'http://none/');
    expect([...url.searchParams.keys()].sort()).toEqual(['app_id', 'code_challenge', 'redirect_uri', 'state']);
  });
});

describe('the domain of an Official Account', () => {
  it('is verified by the file that the platform asks for, and by no other', async () => {
    const bench = await openBench(zaloOa, [
      {
        name: 'oa',
        values: { appId: '1', appSecret: 'a', oaSecretKey: 'b', verification: 'zalo_verifierAbC_123-x.html' },
      },
    ]);
    const page = await fetch(`${bench.url}/zalo_verifierAbC_123-x.html`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<meta name="zalo-platform-site-verification" content="AbC_123-x" />');
    expect((await fetch(`${bench.url}/zalo_verifierOther.html`)).status).toBe(404);
    await bench.close();
  });
});
