import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ok } from '../../src/base/result.ts';
import { withoutSecrets } from '../../src/web/audit.ts';
import type { UnitDirectory } from '../../src/web/ports.ts';
import { route } from '../../src/web/route.ts';
import { type Browser, GOOD_PASSWORD, openTestWeb, type TestWeb } from './support.ts';

let house: TestWeb;
let owner: Browser;
let commune: Browser;

const change = route({
  method: 'POST',
  path: '/change',
  body: z.object({ unitPath: z.string() }),
  async handle({ body, audit }) {
    await audit({
      action: 'thing.changed',
      target: { type: 'thing', id: '1', label: 'Việc' },
      unitPath: body.unitPath,
      before: { a: 1, phone: '0912345678' },
      after: { a: 2, password: 'bí mật', phone: '0912345999', big: undefined },
    });
    return ok(true);
  },
});

let units: { -readonly [K in keyof UnitDirectory]: UnitDirectory[K] };

beforeEach(async () => {
  units = {
    unit: async (id) => ({ '19': { name: 'Tỉnh', path: '/19/' }, '01864': { name: 'Xã', path: '/19/01864/' } })[id],
    unitsUnder: async () => [{ id: '01864', name: 'Xã', level: 'xa', path: '/19/01864/' }],
  };
  house = await openTestWeb({
    routes: [change],
    units,
    extra: (app, guard) => {
      app.post('/hook', (_req, res) => res.json({ hooked: true }));
      app.get('/phone', guard.signedIn, (_req, res) => res.json({ name: guard.adminOf(res).name }));
    },
  });
  owner = await house.signedIn({ userName: 'ann', role: 'owner', unitPath: '/' });
  commune = await house.signedIn({ userName: 'bob', role: 'owner', unitPath: '/19/01864/' });
});
afterEach(() => house.close());

const cat = { name: 'Cat', userName: 'cat', password: GOOD_PASSWORD, role: 'editor', unitPath: '/19/01864/' };

test('owners keep administrators of their own subtree and nobody else', async () => {
  expect((await commune.get('/api/admins')).body.rows.map((row: { userName: string }) => row.userName)).toEqual([
    'bob',
  ]);
  const made = await commune.post('/api/admins', cat);
  expect(made.status).toBe(200);
  expect(JSON.stringify(made.body)).not.toMatch(/argon2|password/i);
  for (const unitPath of ['/', '/19/', '/20/']) {
    const answer = await commune.post('/api/admins', { ...cat, userName: 'dan', unitPath });
    expect(answer.status).toBe(403);
  }
  expect((await owner.post('/api/admins', { ...cat, userName: 'dan', unitPath: '/77/' })).body.error.code).toBe(
    'web.admin_unknown_unit',
  );
  expect((await owner.post('/api/admins', { ...cat, unitPath: '/19/' })).body.error).toMatchObject({
    code: 'web.user_name_taken',
    place: 'body.userName',
  });
  expect((await owner.post('/api/admins', { ...cat, userName: 'dan', unitPath: '19/../' })).status).toBe(422);
  const first = (await owner.get('/api/admins')).body.rows.find((row: { userName: string }) => row.userName === 'ann');
  expect((await commune.patch(`/api/admins/${first.id}`, { role: 'viewer' })).status).toBe(404);
  expect((await commune.delete(`/api/admins/${first.id}`)).status).toBe(404);
  expect((await commune.patch(`/api/admins/${made.body.id}`, { unitPath: '/19/' })).status).toBe(403);
});

test('an editor keeps no administrators, a locked one is out at once, nobody locks herself out', async () => {
  const made = await owner.post('/api/admins', cat);
  const editor = house.browser();
  const signIn = await editor.post('/api/session', { userName: 'cat', password: GOOD_PASSWORD });
  expect(signIn.body.mustChangePassword).toBe(true);
  expect((await editor.get('/api/settings')).body.error.code).toBe('web.own_password_first');
  await editor.put('/api/session/password', { current: GOOD_PASSWORD, next: 'câu của riêng em thôi' });
  expect((await editor.get('/api/settings')).status).toBe(200);
  expect((await editor.get('/api/admins')).body.error.code).toBe('web.forbidden');
  expect((await owner.patch(`/api/admins/${made.body.id}`, { active: false })).status).toBe(200);
  expect((await editor.get('/api/session')).status).toBe(401);
  const answer = await house.browser().post('/api/session', { userName: 'cat', password: GOOD_PASSWORD });
  expect(answer.body.error.code).toBe('web.sign_in_wrong');
  const own = (await owner.get('/api/session')).body.admin.id;
  expect((await owner.patch(`/api/admins/${own}`, { role: 'viewer' })).status).toBe(403);
  expect((await owner.delete(`/api/admins/${own}`)).status).toBe(403);
  expect((await owner.delete(`/api/admins/${made.body.id}`)).status).toBe(200);
  const log = (await owner.get('/api/audit?action=admin')).body.rows;
  expect(log.map((row: { action: string }) => row.action)).toEqual([
    'admin.removed',
    'admin.changed',
    'admin.password_changed',
    'admin.added',
  ]);
  expect(log[1]).toMatchObject({ before: { active: true }, after: { active: false } });
});

test('two owners who take each other down at once leave one standing', async () => {
  const other = await house.signedIn({ userName: 'cat', role: 'owner', unitPath: '/' });
  const idOf = async (page: Browser) => (await page.get('/api/session')).body.admin.id;
  const [first, second] = [await idOf(owner), await idOf(other)];
  const answers = await Promise.all([
    owner.patch(`/api/admins/${second}`, { role: 'viewer' }),
    other.patch(`/api/admins/${first}`, { role: 'viewer' }),
  ]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403]);
});

test('the audit log shows each administrator her own subtree, by page, without secrets', async () => {
  for (const unitPath of ['/19/01864/', '/19/01864/5/', '/19/']) await owner.post('/api/change', { unitPath });
  await house.clock.advance(1000);
  const all = (await owner.get('/api/audit?action=thing')).body;
  expect(all.total).toBe(3);
  const own = (await commune.get('/api/audit?action=thing&size=1&page=2')).body;
  expect(own.total).toBe(2);
  expect(own.rows).toHaveLength(1);
  expect(own.rows[0]).toMatchObject({
    at: '2026-11-27T02:00:00.000Z',
    admin: { name: 'Chị ann' },
    target: { type: 'thing', id: '1', label: 'Việc' },
    before: { a: 1, phone: '…678' },
    after: { a: 2, password: '[kín]', phone: '…999' },
  });
  expect((await owner.get('/api/audit?size=100000')).body.error.place).toBe('query.size');
});

test('secrets are found at any depth and in lists; dates become text', () => {
  expect(
    withoutSecrets({ list: [{ accessToken: 'a', at: new Date(0) }], cookies: ['x'], phones: ['0912345678', 5] }),
  ).toEqual({
    list: [{ accessToken: '[kín]', at: '1970-01-01T00:00:00.000Z' }],
    cookies: '[kín]',
    phones: ['…678', '…5'],
  });
});

test('the settings have defaults, refuse nonsense by place, and belong to owners of the whole house', async () => {
  const defaults = (await commune.get('/api/settings')).body;
  expect(defaults).toEqual({
    zone: 'Asia/Ho_Chi_Minh',
    quietHours: { from: '21:00', to: '07:00' },
    language: 'vi',
    address: { self: 'em', reader: 'chị' },
    houseName: '',
    welcome: true,
  });
  expect((await owner.put('/api/settings', { ...defaults, zone: 'Sao/Hoa' })).body.error.place).toBe('body.zone');
  expect(
    (await owner.put('/api/settings', { ...defaults, quietHours: { from: '25:00', to: '7' } })).body.error,
  ).toMatchObject({ place: 'body.quietHours.from', issues: [{}, { place: 'body.quietHours.to' }] });
  expect((await commune.put('/api/settings', defaults)).status).toBe(403);
  expect((await owner.put('/api/settings', { ...defaults, houseName: ' Hội LHPN ' })).status).toBe(200);
  expect(await house.web.settings.get()).toMatchObject({ houseName: 'Hội LHPN' });
});

test('pickers get the units of the own subtree', async () => {
  const asked: string[] = [];
  const { unitsUnder } = units;
  units.unitsUnder = async (path) => {
    asked.push(path);
    return unitsUnder(path);
  };
  expect((await commune.get('/api/scope/units')).body.rows).toEqual([
    { id: '01864', name: 'Xã', level: 'xa', path: '/19/01864/' },
  ]);
  expect(asked).toEqual(['/19/01864/']);
});

test('webhooks need no session, guarded pages do', async () => {
  const stranger = house.browser();
  expect((await stranger.post('/hook')).body).toEqual({ hooked: true });
  expect((await stranger.get('/phone')).status).toBe(401);
  expect((await owner.get('/phone')).body).toEqual({ name: 'Chị ann' });
});

test('the probes say whether the process lives and can work', async () => {
  const probe = house.browser();
  expect((await probe.get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await probe.get('/readyz')).body).toEqual({ status: 'ready', problems: [] });
  await rm(house.dir, { recursive: true });
  const broken = await probe.get('/readyz');
  expect(broken.status).toBe(503);
  expect(broken.body.problems).toEqual(['Không ghi được vào thư mục dữ liệu (DATA_DIR).']);
});

test('the console: how to build it, then its page for every path, files kept for good, nothing above the folder', async () => {
  const page = house.browser();
  const missing = await page.get('/');
  expect(missing.status).toBe(503);
  expect(missing.body).toContain('npm run build:console');

  const dir = join(house.dir, 'console');
  await mkdir(join(dir, 'assets'), { recursive: true });
  await writeFile(join(dir, 'index.html'), '<title>Chi Hội</title>');
  await writeFile(join(dir, 'assets/main-abc123.js'), 'let a');
  await writeFile(join(house.dir, 'secret.txt'), 'bí mật');
  for (const path of ['/', '/meetings/5', '/sign-in']) {
    const answer = await page.get(path);
    expect(answer.body).toContain('<title>Chi Hội</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
  const asset = await page.get('/assets/main-abc123.js');
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-encoding')).toBeNull();
  await writeFile(join(dir, 'assets/big-abc123.js'), 'let big');
  await writeFile(join(dir, 'assets/big-abc123.js.gz'), gzipSync('let big'));
  const big = await page.get('/assets/big-abc123.js');
  expect(big.body).toBe('let big');
  expect(big.headers.get('content-encoding')).toBe('gzip');
  expect(big.headers.get('content-type')).toContain('javascript');
  expect(big.headers.get('cache-control')).toContain('immutable');
  expect((await page.call('GET', '/assets/big-abc123.js', undefined, { 'accept-encoding': 'identity' })).body).toBe(
    'let big',
  );
  expect((await page.get('/assets/old.js')).status).toBe(404);
  expect((await page.get('/nothing.png')).status).toBe(404);
  expect((await page.get('/..%2fsecret.txt')).body).not.toContain('bí mật');
  expect((await page.post('/meetings')).status).toBe(404);
});
