import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMessenger } from '../emulators/messenger/server.ts';
import { startZaloBot } from '../emulators/zalo-bot/server.ts';
import { startZaloOa } from '../emulators/zalo-oa/server.ts';
import { startZaloPersonal } from '../emulators/zalo-personal/server.ts';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from './support.ts';

/**
 * Every kind of channel is connected as an administrator does it: by its form in the console, against the emulator of its
 * platform. With `CHIHOI_PICTURES=docs/anh` the pictures of the guide are taken on the way.
 */

const START = '2026-11-27T09:00:00+07:00';
const PASSWORD = 'một câu dễ nhớ có dấu cách';
/** What the platforms know us by; the browser is led on to where the house really listens. */
const PUBLIC_URL = 'https://chihoi.example.vn';
const PICTURES = process.env.CHIHOI_PICTURES;

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/channel-forms: skipped, ${reason}`);

let house: House;
/** The platforms stay up to the end: accounts are shown as they stand. */
const emulators: { close(): Promise<void> }[] = [];
const started = async <E extends { close(): Promise<void> }>(starting: Promise<E>): Promise<E> => {
  const emulator = await starting;
  emulators.push(emulator);
  return emulator;
};
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  house = await openHouse(built.dir, START, { publicUrl: PUBLIC_URL });
  await house.parts.web.admins.create({
    name: 'Nông Thị Ann',
    userName: 'ann',
    role: 'owner',
    unitPath: '/',
    password: PASSWORD,
  });
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
  if (PICTURES) await mkdir(PICTURES, { recursive: true });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  for (const emulator of emulators) await emulator.close();
  await built?.remove();
});

const now = () => house.clock.now().getTime();
/** Where an address that platforms were told really is. */
const really = (address: string): string => address.replace(PUBLIC_URL, house.origin);

const open = async (path: string, screen: 'desk' | 'phone' = 'desk') => {
  const watched = await watchedPage(browser, screen);
  const { page, context } = watched;
  await context.clock.install({ time: new Date(START) });
  await context.route(`${PUBLIC_URL}/**`, (route) =>
    route.fulfill({ status: 302, headers: { location: really(route.request().url()) } }),
  );
  await page.goto(house.origin + path);
  await page.getByLabel('Tên đăng nhập').fill('ann');
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  return watched;
};

/** For the guide, of the whole page or of one section; nothing happens in a test. */
const picture = async (page: Page, name: string, section?: string): Promise<void> => {
  if (!PICTURES) return;
  const closing = page.getByRole('alert').getByRole('button', { name: 'Đóng' });
  for (const button of await closing.all()) await button.click({ timeout: 1_000 }).catch(() => undefined);
  await page.evaluate('document.activeElement?.blur()');
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.setViewportSize({ ...before, height });
  await page.waitForTimeout(800);
  const path = join(PICTURES, `${name}.png`);
  if (section === undefined) await page.screenshot({ path });
  else await page.getByRole('region', { name: section, exact: true }).screenshot({ path });
  await page.setViewportSize(before);
};

const field = (page: Page, label: string) => page.getByRole('textbox', { name: label });
const choose = async (page: Page, kind: string, name: string): Promise<void> => {
  await page.getByRole('link', { name: `Chọn ${kind}` }).click();
  await page.getByLabel('Tên gọi').fill(name);
};
const advanced = (page: Page) => page.getByRole('button', { name: 'Mục nâng cao' }).click();
const add = async (page: Page, name: string): Promise<string> => {
  await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
};
const webhookOf = async (id: string): Promise<string> => {
  const account = await house.parts.accounts.get(id, '/');
  return account.ok ? really(account.value.webhookUrl ?? '') : '';
};

/** Each walks through several pages of a whole house; a busy machine needs its time. */
const LONGEST_MS = 120_000;
const browserTest = (name: string, run: () => Promise<void>) =>
  test.skipIf(reason !== undefined)(name, run, LONGEST_MS);

browserTest(
  'Zalo Official Account: access is granted on Zalo’s page, an event arrives, the quota is asked for',
  async () => {
    const emulator = await started(startZaloOa({ now }));
    const { page, problems, context } = await open('/kenh');
    await page.getByText('Chưa nối tài khoản nào').waitFor();
    await picture(page, 'kenh-chon');
    await choose(page, 'Zalo Official Account', 'OA Hội LHPN xã Ba Bể');
    await field(page, 'Mã ứng dụng').fill(emulator.app.appId);
    await field(page, 'Khóa bí mật của ứng dụng').fill(emulator.app.appSecret);
    await field(page, 'Khóa bí mật của OA').fill(emulator.app.oaSecretKey);
    await picture(page, 'kenh-oa-them');
    await advanced(page);
    await field(page, 'Địa chỉ API khác').fill(emulator.url);
    await field(page, 'Địa chỉ đăng nhập khác').fill(emulator.url);
    const id = await add(page, 'OA Hội LHPN xã Ba Bể');
    await picture(page, 'kenh-oa-buoc', 'Các bước kết nối');
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    await page.getByText('Đã được cấp quyền.').waitFor();

    emulator.control.connect({ webhook: await webhookOf(id) });
    const lan = emulator.control.addPerson({ name: 'Nguyễn Thị Lan' });
    await emulator.control.write({ person: lan.id, text: 'chào em' });
    await page.getByText(/^Đã nhận lúc/).waitFor();
    await page.getByRole('button', { name: 'Kiểm tra kết nối' }).click();
    await page.getByText('Kết nối tốt:').waitFor();
    await page.getByText('đang hoạt động').waitFor();
    await page.getByRole('button', { name: 'Xem hạn mức gửi tin' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBeGreaterThan(0);
    await picture(page, 'kenh-oa-kiem-tra', 'Kiểm tra');

    // Zalo lets the OA write to her for a time after she wrote, and her page says so.
    const { org } = house.parts;
    const made = await org.createPerson({ name: 'Nguyễn Thị Lan', address: 'chị', posts: [] }, '/');
    const person = made.ok ? (made.value.after?.id ?? '') : '';
    await org.linkContact(`${id}:${lan.id}`, person);
    await page.goto(`${house.origin}/people/${person}`);
    await page.getByText('nhắn được', { exact: true }).waitFor();
    await page.getByText('Gửi miễn phí đến 9h00, Chủ Nhật').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  },
);

browserTest('Zalo Bot: the token alone, the webhook set by a button, or no address at all', async () => {
  const emulator = await started(startZaloBot({ now }));
  emulator.control.route({ from: PUBLIC_URL, to: house.origin });
  const { page, problems, context } = await open('/kenh/new');
  await choose(page, 'Zalo Bot', 'Bot của Hội xã Ba Bể');
  await field(page, 'Mã của bot (token)').fill(emulator.token);
  await picture(page, 'kenh-bot-them');
  await advanced(page);
  await field(page, 'Địa chỉ API khác').fill(emulator.url);
  await add(page, 'Bot của Hội xã Ba Bể');
  await page.getByRole('button', { name: 'Đặt webhook' }).click();
  await page.getByText('Đã đặt webhook. Zalo đang gửi tin về').waitFor();
  const lan = emulator.control.addPerson({ name: 'Nguyễn Thị Lan' });
  await emulator.control.write({ person: lan.id, text: 'chào em' });
  await page.getByText(/^Đã nhận lúc/).waitFor();
  await picture(page, 'kenh-bot-buoc', 'Các bước kết nối');

  await page.getByRole('combobox', { name: 'Cách nhận tin' }).click();
  await page.getByRole('option', { name: 'Hỏi tin' }).click();
  await page.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await page.getByText('Bấm “Gỡ webhook” nếu bot từng được dùng ở nơi khác.').waitFor();
  expect(await page.getByText('Địa chỉ webhook', { exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Gỡ webhook' }).click();
  await page.getByText('Đã gỡ webhook.').waitFor();
  await page.getByRole('button', { name: 'Chờ tin thử mới' }).click();
  await page.getByText('Đang chờ tin thử…').waitFor();
  house.clock.forward(60_000);
  await emulator.control.write({ person: lan.id, text: 'em ơi' });
  await page.getByText(/^Đã nhận lúc/).waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('Messenger: the address is verified by Facebook, the Page subscribed, the menu set', async () => {
  const emulator = await started(startMessenger({ now }));
  const app = { id: '1122334455667788', secret: '0123456789abcdef0123456789abcdef' };
  const facebookPage = {
    id: '100200300400500',
    name: 'Hội LHPN xã Ba Bể',
    app: app.id,
    token: 'EAAGemulatedPageToken',
  };
  emulator.control.addApp(app);
  emulator.control.addPage(facebookPage);
  const { page, problems, context } = await open('/kenh/new');
  await choose(page, 'Facebook Messenger', 'Trang Hội LHPN xã Ba Bể');
  await field(page, 'Mã Trang (Page ID)').fill(facebookPage.id);
  await field(page, 'Mã ứng dụng (App ID)').fill(app.id);
  await field(page, 'Khóa bí mật của ứng dụng (App Secret)').fill(app.secret);
  await field(page, 'Mã truy cập Trang (Page access token)').fill(facebookPage.token);
  await field(page, 'Mã xác minh (Verify token)').fill('một câu khó đoán');
  await picture(page, 'kenh-messenger-them');
  await advanced(page);
  await field(page, 'Địa chỉ API khác').fill(emulator.url);
  const id = await add(page, 'Trang Hội LHPN xã Ba Bể');
  await picture(page, 'kenh-messenger-buoc', 'Các bước kết nối');
  const url = await webhookOf(id);
  expect(await emulator.control.saveWebhook({ app: app.id, url, verifyToken: 'một câu khó đoán' })).toMatchObject({
    isSaved: true,
  });
  await page.getByText(/^Đã nhận lúc/).waitFor();
  for (const [button, done] of [
    ['Đăng ký sự kiện', /Trang/],
    ['Đặt trình đơn', /trình đơn/],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('alert').filter({ hasText: done }).first().waitFor();
  }
  await page.getByRole('button', { name: 'Kiểm tra kết nối' }).click();
  await page.getByText('Kết nối tốt:').waitFor();
  await page.getByText('đang hoạt động').waitFor();
  await picture(page, 'kenh-messenger-kiem-tra', 'Kiểm tra');
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('Zalo cá nhân: read the warnings, scan the picture, see the groups', async () => {
  const emulator = await started(startZaloPersonal({ now }));
  const bot = emulator.control.addAccount({ name: 'Trợ lý Hội LHPN Ba Bể' });
  const lan = emulator.control.addPerson({ name: 'Nguyễn Thị Lan' });
  emulator.control.addGroup({ name: 'Cán bộ Hội xã Ba Bể', members: [lan.uid, bot.uid] });
  emulator.control.addGroup({ name: 'Chi hội Nà Mơ', members: [lan.uid, bot.uid] });
  const { page, problems, context } = await open('/kenh/new');
  await choose(page, 'Zalo cá nhân', 'Điện thoại của trợ lý');
  await page.getByLabel('Tôi đã đọc và vẫn muốn dùng tài khoản này').check();
  await picture(page, 'kenh-ca-nhan-them');
  await advanced(page);
  await field(page, 'Địa chỉ máy chủ thay thế').fill(emulator.url);
  await add(page, 'Điện thoại của trợ lý');
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  const code = page.getByRole('img', { name: 'Mã QR để đăng nhập' });
  await code.waitFor();
  expect(
    await page.evaluate<number>(`document.querySelector('img[alt="Mã QR để đăng nhập"]').naturalWidth`),
  ).toBeGreaterThan(20);
  await picture(page, 'kenh-ca-nhan-qr', 'Đăng nhập');
  emulator.control.scan(bot.uid);
  await page.getByText('Trợ lý Hội LHPN Ba Bể đã quét mã.').waitFor();
  emulator.control.confirm();
  await page.getByText('Đã đăng nhập: Trợ lý Hội LHPN Ba Bể.').waitFor();
  await page.getByText('đang hoạt động').waitFor();
  emulator.control.say({ from: lan.uid, to: bot.uid, text: 'chào em' });
  await page.getByText(/^Đã nhận lúc/).waitFor();
  await page.getByRole('tab', { name: 'Nhóm' }).click();
  await page.getByText('Chi hội Nà Mơ').waitFor();
  await picture(page, 'kenh-nhom');
  await page.getByRole('tab', { name: 'Tốc độ gửi' }).click();
  await page.getByText('Mỗi tin cách nhau').waitFor();
  await picture(page, 'kenh-toc-do');

  await page.goto(`${house.origin}/kenh`);
  await page.getByRole('link', { name: 'Điện thoại của trợ lý' }).waitFor();
  await picture(page, 'kenh-danh-sach');
  expect(problems).toEqual([]);
  await context.close();

  const phone = await open('/kenh', 'phone');
  await phone.page.getByRole('link', { name: 'Điện thoại của trợ lý' }).click();
  await phone.page.getByText('Các bước kết nối').waitFor();
  expect(await scrollsSideways(phone.page)).toBe(false);
  await phone.context.close();
});
