import { afterEach, beforeEach, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { webModels } from '../../src/web/models.ts';
import { GOOD_PASSWORD, openTestWeb, type TestWeb } from './support.ts';

let house: TestWeb;
let sampleLoads: number;

beforeEach(async () => {
  sampleLoads = 0;
  house = await openTestWeb({
    units: {
      unit: async (id) => (id === '19' ? { name: 'Hội LHPN tỉnh Thái Nguyên', path: '/19/' } : undefined),
      unitsUnder: async () => [{ id: '19', name: 'Hội LHPN tỉnh Thái Nguyên', level: 'tinh', path: '/19/' }],
    },
    sample: {
      loaded: async () => sampleLoads > 0,
      load: async () => {
        sampleLoads++;
        return ok(undefined);
      },
      remove: async () => ok(undefined),
    },
  });
});
afterEach(() => house.close());

const firstForm = (code: string) => ({ code, name: 'Nông Thị Ann', userName: 'Ann', password: GOOD_PASSWORD });

test('the code printed at start makes the first administrator once, signs her in and loads the sample on request', async () => {
  const code = (await house.web.setupCode()) ?? '';
  expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  const page = house.browser();
  expect((await page.get('/api/session')).body.error.code).toBe('web.setup_needed');
  const begun = await page.post('/api/setup/check', { code: code.toLowerCase().replaceAll('-', ' ') });
  expect(begun.body).toEqual({
    units: [{ id: '19', name: 'Hội LHPN tỉnh Thái Nguyên', level: 'tinh', path: '/19/' }],
    sample: true,
  });

  const made = await page.post('/api/setup', { ...firstForm(code), unitPath: '/19/', sample: true });
  expect(made.status).toBe(200);
  expect(made.body).toMatchObject({
    admin: { name: 'Nông Thị Ann', role: 'owner', unitPath: '/19/' },
    unitName: 'Hội LHPN tỉnh Thái Nguyên',
  });
  expect(sampleLoads).toBe(1);
  expect((await page.get('/api/session')).status).toBe(200);

  const again = await house.browser().post('/api/setup', { ...firstForm(code), userName: 'bob' });
  expect(again.status).toBe(409);
  expect(await house.web.setupCode()).toBeUndefined();
});

test('only the newest code counts, a wrong form leaves it good, and the code is not in the store', async () => {
  const old = (await house.web.setupCode()) ?? '';
  const code = (await house.web.setupCode()) ?? '';
  const stored = JSON.stringify(await webModels(house.connection).House.find().lean());
  expect(stored).not.toContain(code);
  const page = house.browser();
  expect((await page.post('/api/setup', firstForm(old))).body.error).toMatchObject({
    code: 'web.setup_code',
    place: 'body.code',
  });
  const short = await page.post('/api/setup', { ...firstForm(code), password: 'ngắn', sample: true });
  expect(short.status).toBe(422);
  expect(short.body.error.message).toContain('ít nhất 10 ký tự');
  expect(sampleLoads).toBe(0);
  expect((await page.post('/api/setup', firstForm(code))).status).toBe(200);
});

test('of two people who send the right code at once, one becomes the administrator', async () => {
  const code = (await house.web.setupCode()) ?? '';
  const answers = await Promise.all(
    ['ann', 'bob', 'cat'].map((userName) => house.browser().post('/api/setup', { ...firstForm(code), userName })),
  );
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses[0]).toBe(200);
  expect(statuses.filter((status) => status >= 400 && status < 500)).toHaveLength(2);
  expect(await house.web.admins.count()).toBe(1);
});

test('an unknown user and a wrong password get the same answer; a composed or decomposed password both fit', async () => {
  await house.signedIn({ userName: 'ann', role: 'owner', unitPath: '/' });
  const unknown = await house.browser().post('/api/session', { userName: 'nobody', password: GOOD_PASSWORD });
  const wrong = await house.browser().post('/api/session', { userName: 'ann', password: 'sai mật khẩu rồi' });
  expect(unknown.status).toBe(401);
  expect(unknown.body).toEqual(wrong.body);
  for (const form of ['NFC', 'NFD'] as const) {
    const answer = await house.browser().post('/api/session', {
      userName: ' ANN ',
      password: GOOD_PASSWORD.normalize(form),
    });
    expect(answer.status).toBe(200);
  }
});

test('the eleventh wrong password for a name is refused with the minutes to wait, even the right one then', async () => {
  await house.signedIn({ userName: 'ann', role: 'owner', unitPath: '/' });
  const tries = await Promise.all(
    Array.from({ length: 12 }, () =>
      house.browser().post('/api/session', { userName: 'ann', password: 'sai sai sai' }),
    ),
  );
  expect(tries.filter((answer) => answer.status === 401)).toHaveLength(10);
  const right = await house.browser().post('/api/session', { userName: 'ann', password: GOOD_PASSWORD });
  expect(right.status).toBe(429);
  expect(right.body.error.message).toContain('15 phút');
  expect(right.headers.get('retry-after')).toBe('900');
  // Somebody else at the same address is not locked out.
  expect((await house.browser().post('/api/session', { userName: 'bob', password: 'x' })).status).toBe(401);
});

test('the cookie is out of reach of scripts and other sites, and its value is not in the store', async () => {
  await house.signedIn({ userName: 'ann', role: 'owner', unitPath: '/' });
  const page = house.browser();
  const answer = await page.post('/api/session', { userName: 'ann', password: GOOD_PASSWORD });
  const cookie = answer.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  const value = page.cookie().split('=')[1] ?? '?';
  expect(JSON.stringify(await webModels(house.connection).Sessions.find().lean())).not.toContain(value);
  expect(house.logged.join('')).not.toContain(value);
});

test('behind https the cookie is bound to the host and secure', async () => {
  const secure = await openTestWeb({ publicUrl: 'https://chihoi.example' });
  await secure.web.admins.create({
    name: 'Ann',
    userName: 'ann',
    password: GOOD_PASSWORD,
    role: 'owner',
    unitPath: '/',
  });
  const answer = await secure.browser().post('/api/session', { userName: 'ann', password: GOOD_PASSWORD });
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-chihoi=.*Secure/);
  expect(answer.headers.get('strict-transport-security')).toBeTruthy();
  await secure.close();
});

test('a session ends by signing out, by twelve idle hours, after seven days, and when its owner revokes it', async () => {
  const page = await house.signedIn({ userName: 'ann', role: 'owner', unitPath: '/' });
  const another = async () => {
    const browser = house.browser();
    await browser.post('/api/session', { userName: 'ann', password: GOOD_PASSWORD });
    return browser;
  };
  const statusOf = async (browser: typeof page) => (await browser.get('/api/session')).status;

  const out = await another();
  expect((await out.delete('/api/session')).status).toBe(200);
  expect(await statusOf(out)).toBe(401);

  const stolen = await another();
  const rows = (await page.get('/api/sessions')).body.rows;
  expect(rows).toHaveLength(2);
  const other = rows.find((row: { current: boolean }) => !row.current);
  expect((await page.delete(`/api/sessions/${other.id}`)).status).toBe(200);
  expect(await statusOf(stolen)).toBe(401);
  expect((await page.delete('/api/sessions/nothing')).status).toBe(404);

  const idle = await another();
  await house.clock.advance(11 * 3_600_000);
  expect(await statusOf(page)).toBe(200);
  await house.clock.advance(2 * 3_600_000);
  expect(await statusOf(idle)).toBe(401);
  for (let day = 0; day < 20; day++) {
    await house.clock.advance(8 * 3_600_000);
    await page.get('/api/session');
  }
  expect(await statusOf(page)).toBe(401);
});

test('changing the password needs the present one and ends the other sessions', async () => {
  const page = await house.signedIn({ userName: 'ann', role: 'viewer', unitPath: '/19/' });
  const other = house.browser();
  await other.post('/api/session', { userName: 'ann', password: GOOD_PASSWORD });
  const wrong = await page.put('/api/session/password', { current: 'không phải', next: 'câu mới thật là dài' });
  expect(wrong.body.error).toMatchObject({ code: 'web.password_wrong', place: 'body.current' });
  const same = await page.put('/api/session/password', { current: GOOD_PASSWORD, next: GOOD_PASSWORD });
  expect(same.body.error).toMatchObject({ code: 'web.password_same', place: 'body.next' });
  const weak = await page.put('/api/session/password', { current: GOOD_PASSWORD, next: 'aaaaaaaaaaaa' });
  expect(weak.body.error).toMatchObject({ code: 'web.password_weak', place: 'body.next' });
  expect(
    (await page.put('/api/session/password', { current: GOOD_PASSWORD, next: 'câu mới thật là dài' })).status,
  ).toBe(200);
  expect((await page.get('/api/session')).status).toBe(200);
  expect((await other.get('/api/session')).status).toBe(401);
  const again = await house.browser().post('/api/session', { userName: 'ann', password: 'câu mới thật là dài' });
  expect(again.status).toBe(200);
});

test('no password and no code reaches the log or the audit log', async () => {
  const code = (await house.web.setupCode()) ?? '';
  const page = house.browser();
  await page.post('/api/setup', firstForm(code));
  await page.post('/api/admins', {
    name: 'Bob',
    userName: 'bob',
    password: 'mật khẩu tạm của Bob',
    role: 'viewer',
    unitPath: '/',
  });
  const audit = JSON.stringify((await page.get('/api/audit')).body);
  expect(audit).toContain('admin.added');
  for (const secret of [GOOD_PASSWORD, code, 'mật khẩu tạm của Bob', 'argon2', page.csrf()]) {
    expect(audit).not.toContain(secret);
    expect(house.logged.join('')).not.toContain(secret);
  }
});
