import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from '../e2e/support.ts';
import { closingNote } from '../support/skipped.ts';
import { GOOD_PASSWORD, openTestWeb, type TestWeb } from '../web/support.ts';

/** What the first page may weigh, compressed: about four seconds on a weak mobile signal (60 kB/s). */
const MAX_FIRST_LOAD_BYTES = 250_000;
const PAGES = ['/', '/audit', '/admins', '/settings', '/account', '/no-such-page'];

const units = [
  { id: '19', name: 'Tỉnh Thái Nguyên', level: 'tinh', path: '/19/' },
  { id: '01864', name: 'Xã Ba Bể', level: 'xa', path: '/19/01864/' },
];

let house: TestWeb;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

const browserTest = test.skipIf(chromiumPath() === undefined);
if (chromiumPath() === undefined) closingNote(`the console in a browser: skipped, ${NO_BROWSER}`);

/** A house with the built console; its sample data is a switch. */
const openHouse = () => {
  let sample = false;
  const turn = (on: boolean) => async () => {
    sample = on;
    return ok(undefined);
  };
  return openTestWeb({
    consoleDir: built.dir,
    units: { unit: async (id) => units.find((unit) => unit.id === id), unitsUnder: async () => units },
    sample: { loaded: async () => sample, load: turn(true), remove: turn(false) },
  });
};

beforeAll(async () => {
  if (chromiumPath() === undefined) return;
  built = await buildConsole();
  house = await openHouse();
  await house.web.admins.create({
    name: 'Nông Thị Ann',
    userName: 'ann',
    password: GOOD_PASSWORD,
    role: 'owner',
    unitPath: '/',
  });
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await built?.remove();
});

const signIn = async (page: Page, userName: string) => {
  await page.goto(house.origin);
  await page.getByLabel('Tên đăng nhập').fill(userName);
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(GOOD_PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { name: /^Chào / }).waitFor();
};

/** Visible text under 16 pixels with its size; a chart's own labels may be smaller. */
const smallText = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility())
    .filter((e) => !e.closest('svg') && parseFloat(getComputedStyle(e).fontSize) < 16)
    .map((e) => e.textContent.trim().slice(0, 40) + ' ' + getComputedStyle(e).fontSize)`);

browserTest('the first administrator sets the house up with the printed code and is signed in', async () => {
  const fresh = await openHouse();
  const code = (await fresh.web.setupCode()) ?? '';
  const { page, problems, context } = await watchedPage(browser);
  await page.goto(`${fresh.origin}/settings`);
  await page.getByLabel('Mã thiết lập').fill('ABCD-EFGH-JKLM');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.getByText('Mã thiết lập chưa đúng').waitFor();
  await page.getByLabel('Mã thiết lập').fill(code);
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.getByLabel('Họ và tên').fill('Nông Thị Ann');
  await page.getByLabel('Tên đăng nhập').fill('ann');
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill('ngắn');
  await page.getByRole('button', { name: /^Tạo tài khoản/ }).click();
  await page.getByText('Mật khẩu cần ít nhất 10 ký tự').waitFor();
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(GOOD_PASSWORD);
  await page.getByRole('button', { name: /^Tạo tài khoản/ }).click();
  // The address asked for first is still there.
  await page.getByRole('heading', { name: 'Cài đặt' }).waitFor();
  await page.getByText('Đang có dữ liệu mẫu').waitFor();
  await page.getByRole('button', { name: 'Xóa dữ liệu mẫu' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Xóa dữ liệu mẫu' }).click();
  await page.getByText('Chưa có dữ liệu mẫu').waitFor();
  expect(problems).toEqual([]);
  await context.close();
  await fresh.close();
});

browserTest.each(['desk', 'phone'] as const)('on a %s no page scrolls sideways, whispers or breaks', async (screen) => {
  const { page, problems, context } = await watchedPage(browser, screen);
  await signIn(page, 'ann');
  for (const path of PAGES) {
    await page.goto(house.origin + path);
    await page.locator('main h1, main h3').first().waitFor();
    await page.getByRole('status').first().waitFor({ state: 'detached' });
    expect(await scrollsSideways(page), path).toBe(false);
    expect(await smallText(page), path).toEqual([]);
  }
  if (screen === 'phone') {
    await page.getByRole('button', { name: 'Mở trình đơn' }).click();
    await page.getByRole('link', { name: 'Nhật ký' }).click();
    await page.getByRole('heading', { name: 'Nhật ký' }).waitFor();
  }
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('the first page is small, and its files come compressed and from here alone', async () => {
  const { page, context } = await watchedPage(browser);
  const foreign: string[] = [];
  const files: Promise<{ readonly body: Buffer; readonly encoding: string | undefined }>[] = [];
  page.on('response', (response) => {
    if (!response.url().startsWith(house.origin)) foreign.push(response.url());
    else if (/\.(?:js|css)$/.test(response.url()))
      files.push(response.body().then((body) => ({ body, encoding: response.headers()['content-encoding'] })));
  });
  await page.goto(house.origin);
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(foreign).toEqual([]);
  const loaded = await Promise.all(files);
  expect(loaded.filter(({ body, encoding }) => body.length > 2048 && encoding !== 'gzip')).toEqual([]);
  const bytes = loaded.reduce((sum, { body }) => sum + gzipSync(body, { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES);
  await context.close();
});

browserTest('times are those of Việt Nam in a browser that stands in New York, to see and to choose', async () => {
  const { page, context } = await watchedPage(browser);
  await signIn(page, 'ann');
  await page.goto(`${house.origin}/audit`);
  await page.getByRole('cell', { name: '27/11/2026 09:00' }).first().waitFor();
  const asked = page.waitForRequest(
    (request) => new URL(request.url()).searchParams.get('from')?.endsWith('-10T01:30:00.000Z') === true,
  );
  await page.getByLabel('Từ lúc: Ngày').click();
  await page.getByRole('button', { name: '10 Tháng', exact: false }).first().click();
  await page.getByLabel('Từ lúc: Giờ').fill('8h30');
  await asked;
  await page.getByText(/^8h30, .*, 10\/\d\d\/\d{4}$/).waitFor();
  await context.close();
});

browserTest('English is a switch that stays, and failures are English too', async () => {
  const { page, problems, context } = await watchedPage(browser);
  await page.goto(house.origin);
  await page.getByRole('button', { name: 'English' }).click();
  await page.reload();
  await page.getByLabel('User name').fill('ann');
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong wrong wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('User name or password is wrong').waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest(
  'an owner adds a colleague, sees the mistake at its field, and the colleague chooses her own password',
  async () => {
    const { page, problems, context } = await watchedPage(browser, 'phone');
    await signIn(page, 'ann');
    await page.goto(`${house.origin}/admins`);
    await page.getByRole('button', { name: 'Thêm quản trị viên' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Họ và tên').fill('Triệu Thị Bob');
    await dialog.getByLabel('Tên đăng nhập').fill('ann');
    await dialog.getByRole('textbox', { name: 'Mật khẩu tạm' }).fill(GOOD_PASSWORD);
    await dialog.getByRole('button', { name: 'Thêm quản trị viên' }).click();
    await dialog.getByText('Tên đăng nhập "ann" đã có người dùng.').waitFor();
    await dialog.getByLabel('Tên đăng nhập').fill('bob');
    await dialog.getByRole('combobox', { name: 'Đơn vị phụ trách' }).fill('ba be');
    await page.getByRole('option', { name: 'Xã Ba Bể' }).click();
    await dialog.getByRole('button', { name: 'Thêm quản trị viên' }).click();
    await page.getByText('Đã thêm Triệu Thị Bob.').waitFor();
    await page.getByText('Xã Ba Bể').waitFor();

    const other = await watchedPage(browser);
    await other.page.goto(house.origin);
    await other.page.getByLabel('Tên đăng nhập').fill('bob');
    await other.page.getByRole('textbox', { name: 'Mật khẩu' }).fill(GOOD_PASSWORD);
    await other.page.getByRole('button', { name: 'Đăng nhập' }).click();
    await other.page.getByRole('heading', { name: 'Đặt mật khẩu của riêng chị' }).waitFor();
    await other.page.getByRole('textbox', { name: 'Mật khẩu hiện tại' }).fill(GOOD_PASSWORD);
    await other.page.getByRole('textbox', { name: 'Mật khẩu mới' }).fill('một câu riêng của em');
    await other.page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
    await other.page.getByRole('heading', { name: 'Chào Triệu Thị Bob' }).waitFor();
    expect(await other.page.getByRole('link', { name: 'Quản trị viên' }).count()).toBe(0);
    await other.page.goto(`${house.origin}/admins`);
    await other.page.getByText('Tài khoản của chị không mở được trang này.').waitFor();
    expect([...problems, ...other.problems]).toEqual([]);
    await other.context.close();
    await context.close();
  },
);

browserTest('a change made elsewhere appears by itself; a session ended elsewhere leads to the sign-in', async () => {
  const { page, context } = await watchedPage(browser);
  await signIn(page, 'ann');
  await page.getByText('Thay đổi gần đây').waitFor();
  await house.web.admins.create({
    name: 'Lý Thị Cat',
    userName: 'cat',
    password: GOOD_PASSWORD,
    role: 'owner',
    unitPath: '/',
  });
  const elsewhere = house.browser();
  await elsewhere.post('/api/session', { userName: 'cat', password: GOOD_PASSWORD });
  house.web.publishLive({ topic: 'audit', unitPath: '/' });
  await page.getByText('Lý Thị Cat').first().waitFor();

  const ann = (await elsewhere.get('/api/admins')).body.rows.find(
    (row: { userName: string }) => row.userName === 'ann',
  );
  await elsewhere.patch(`/api/admins/${ann.id}`, { password: 'mật khẩu tạm thời' });
  await page.getByRole('link', { name: 'Nhật ký' }).first().click();
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  await context.close();
});
