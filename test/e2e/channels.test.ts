import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { type MadeUpPlatform, madeUpKinds, madeUpPlatform } from '../support/made-up-kinds.ts';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from './support.ts';

const START = '2026-11-27T09:00:00+07:00';
const PASSWORD = 'một câu dễ nhớ có dấu cách';
/** One dark pixel: enough of a picture to see that it is shown. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const TOKEN = 'made-up-token-4711';

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/channels: skipped, ${reason}`);

let house: House;
let platform: MadeUpPlatform;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  platform = madeUpPlatform();
  house = await openHouse(built.dir, START, { kinds: madeUpKinds(platform) });
  const admins = [
    { name: 'Nông Thị Ann', userName: 'ann', role: 'owner', unitPath: '/' },
    { name: 'Triệu Thị Bob', userName: 'bob', role: 'viewer', unitPath: '/' },
  ] as const;
  for (const admin of admins) await house.parts.web.admins.create({ ...admin, password: PASSWORD });
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await built?.remove();
});

const open = async (path: string, screen: 'desk' | 'phone', userName = 'ann') => {
  const watched = await watchedPage(browser, screen);
  const { page, context } = watched;
  await context.clock.install({ time: new Date(START) });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: house.origin });
  await page.goto(house.origin + path);
  await page.getByLabel('Tên đăng nhập').fill(userName);
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  return watched;
};

/** Adds an account as the form would; gives its id. */
const add = async (kind: string, name: string, values: Record<string, string> = {}): Promise<string> => {
  const added = await house.parts.accounts.add({ kind, name, values }, '/');
  if (!added.ok) throw new Error(added.error.message);
  return added.value.id;
};
/** A commune's id by its name. */
const unitId = async (name: string): Promise<string> => {
  const units = await house.parts.org.unitsUnder('/');
  return units.find((unit) => unit.name === name)?.id ?? '';
};
const remove = (id: string) => house.parts.accounts.remove(id, '/');
const idIn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Each walks through several pages of a whole house; a busy machine needs its time. */
const LONGEST_MS = 120_000;
const browserTest = (name: string, run: () => Promise<void>) =>
  test.skipIf(reason !== undefined)(name, run, LONGEST_MS);

browserTest(
  'whoever has no account reads which kind to take, and the unofficial one warns before it is added',
  async () => {
    const { page, problems, context } = await open('/kenh', 'phone');
    await page.getByText('Hội nên dùng Zalo Official Account').waitFor();
    expect(await page.getByText('Nên dùng', { exact: true }).count()).toBe(1);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('link', { name: 'Chọn Kênh quét mã' }).click();
    await page.getByText('Tài khoản có thể bị khóa bất cứ lúc nào.').waitFor();
    await page.getByLabel('Tên gọi').fill('Điện thoại của trợ lý');
    await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
    await page.getByText('Chị đánh dấu vào đây nếu vẫn muốn thêm.').waitFor();
    expect(await house.parts.accounts.list('/')).toEqual([]);
    await page.getByLabel('Tôi đã đọc và vẫn muốn dùng tài khoản này').check();
    await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
    await page.getByRole('heading', { name: 'Điện thoại của trợ lý' }).waitFor();
    await page.getByText('chưa đăng nhập').first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    await remove(idIn(page));
    expect(problems).toEqual([]);
    await context.close();
  },
);

browserTest('an account is added by its form, its secret is never shown again, and its address is copied', async () => {
  const { page, problems, context } = await open('/kenh/new?kind=made-up-hook', 'desk');
  await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
  expect(await page.getByText('Chị điền mục này.').count()).toBe(3);
  await page.getByLabel('Tên gọi').fill('Trang của Hội');
  await page.getByLabel('Mã trang').fill('trang 12');
  await page.getByRole('textbox', { name: 'Mã truy cập' }).fill(TOKEN);
  await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
  await page.getByText('Mã trang: chỉ gồm chữ số.').waitFor();
  await page.getByRole('button', { name: 'Mục nâng cao' }).click();
  await page.getByLabel('Trả lời tin bị lỡ trong (giờ)').fill('100');
  await page.getByLabel('Mã trang').fill('12');
  await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
  await page.getByText('Trả lời tin bị lỡ trong (giờ): ').waitFor();
  await page.getByLabel('Trả lời tin bị lỡ trong (giờ)').fill('48');
  await page.getByRole('button', { name: 'Thêm tài khoản này' }).click();
  await page.getByRole('heading', { name: 'Trang của Hội' }).waitFor();
  const id = idIn(page);

  const address = `${house.origin}/webhook/made-up-hook/${id}`;
  await page.getByRole('button', { name: `Chép ${address}` }).click();
  await page.getByText('Đã chép').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(address);
  await page.getByText('Địa chỉ này chỉ mở được trong máy này').waitFor();

  await page.getByText('Đang chờ tin thử…').waitFor();
  await fetch(`${address}?test`, { method: 'POST' });
  await page.getByText('Đã nhận lúc 27/11/2026 09:0').waitFor();
  await page.getByRole('button', { name: 'Chờ tin thử mới' }).click();
  await page.getByText('Đang chờ tin thử…').waitFor();
  house.clock.forward(60_000);
  await fetch(`${address}?test`, { method: 'POST' });
  await page.getByText('Đã nhận lúc').waitFor();

  await page.getByRole('button', { name: 'Kiểm tra kết nối' }).click();
  await page.getByText('Kết nối tốt: Hội LHPN xã Ba Bể').waitFor();
  await page.getByText('Gói: miễn phí').waitFor();
  await page.getByRole('button', { name: 'Đặt trình đơn' }).click();
  await page.getByText('Đã đặt trình đơn gồm 5 mục.').waitFor();

  expect(await page.getByPlaceholder('Đã có, không hiện lại.').inputValue()).toBe('');
  expect(await page.content()).not.toContain(TOKEN);
  await page.getByLabel('Mã trang').fill('34');
  await page.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await page.getByText('Chị chưa sửa gì.').waitFor();
  expect(await house.parts.accounts.get(id, '/')).toMatchObject({
    value: { settings: { page: '34', buttons: true, hours: 48 }, secretsSet: ['token'] },
  });
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('a picture is shown, renewed, scanned and confirmed; declined and expired ones begin anew', async () => {
  const id = await add('made-up-qr', 'Điện thoại của trợ lý');
  const { page, problems, context } = await open(`/kenh/${id}`, 'phone');
  const picture = page.getByRole('img', { name: 'Mã QR để đăng nhập' });
  const newest = () => platform.signIns.at(-1);
  const expiresAt = new Date('2026-11-27T02:02:00Z');

  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.getByText('Đang lấy mã…').waitFor();
  newest()?.show({ type: 'qr', image: PICTURE, expiresAt });
  await picture.waitFor();
  expect(await picture.getAttribute('src')).toBe(PICTURE);
  expect(await scrollsSideways(page)).toBe(false);
  newest()?.show({ type: 'qr', image: `${PICTURE}#2`, expiresAt });
  await expect.poll(() => picture.getAttribute('src')).toBe(`${PICTURE}#2`);
  newest()?.show({ type: 'declined' });
  await page.getByText('Trên điện thoại đã bấm từ chối.').waitFor();

  await page.getByRole('button', { name: 'Lấy mã mới' }).click();
  newest()?.show({ type: 'expired' });
  await page.getByText('Mã đã hết hạn.').waitFor();

  await page.getByRole('button', { name: 'Lấy mã mới' }).click();
  newest()?.show({ type: 'qr', image: PICTURE, expiresAt });
  await page.getByRole('button', { name: 'Dừng đăng nhập' }).click();
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  newest()?.show({ type: 'scanned', name: 'Hội LHPN Ba Bể' });
  await page.getByText('Hội LHPN Ba Bể đã quét mã.').waitFor();
  newest()?.show({ type: 'signed_in', name: 'Hội LHPN Ba Bể' });
  newest()?.end(ok({ session: 'made-up-session' }));
  await page.getByText('Đã đăng nhập: Hội LHPN Ba Bể.').waitFor();
  await page.getByText('đang hoạt động').waitFor();
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('a sign-in on the platform’s page comes back to the account, or says why not', async () => {
  const id = await add('made-up-oauth', 'OA của Hội', { page: '1' });
  const { page, problems, context } = await open(`/kenh/${id}`, 'desk');
  await page.getByText('chưa kết nối').waitFor();
  await page.getByRole('button', { name: /^Đăng nhập/ }).click();
  await page.getByText('Đã được cấp quyền.').waitFor();
  await page.getByText('đang hoạt động').waitFor();
  expect(new URL(page.url()).search).toBe('');

  await page.getByLabel('Mã trang').fill('0');
  await page.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await page.getByText('Đã lưu').waitFor();
  await page.getByRole('button', { name: /^Đăng nhập/ }).click();
  await page.getByText('Chị chưa đồng ý cấp quyền trên trang của nền tảng.').waitFor();
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('the pace is changed, warned of, and taken back from the kind', async () => {
  const id = await add('made-up-qr', 'Điện thoại của trợ lý');
  const { page, problems, context } = await open(`/kenh/${id}?tab=pace`, 'desk');
  await page
    .getByText('Mỗi tin cách nhau 20–30 giây, nhiều nhất 60 tin một giờ, nhiều nhất 400 tin một ngày.')
    .waitFor();
  await page.getByLabel('Cách nhau ít nhất (giây)').fill('5');
  await page.getByLabel('Số tin mỗi ngày').fill('500');
  await page.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await page.getByText('Mỗi tin cách nhau 5–15 giây').waitFor();
  expect(await page.getByText('dễ bị nền tảng coi là tin rác').count()).toBe(2);
  await page.getByRole('button', { name: 'Lấy lại mặc định' }).click();
  await page.getByText('Mỗi tin cách nhau 20–30 giây').waitFor();
  expect(await page.getByLabel('Cách nhau ít nhất (giây)').inputValue()).toBe('20');
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('groups of the platform are registered to units, and joined by a link', async () => {
  const id = await add('made-up-hook', 'Trang của Hội', { page: '1', token: TOKEN });
  const other = await house.parts.org.registerGroup(
    { thread: 'simulator:g-9', unit: await unitId('Xã Ba Bể'), name: 'Hội LHPN xã Ba Bể' },
    '/',
  );
  expect(other.ok).toBe(true);
  const { page, problems, context } = await open(`/kenh/${id}?tab=groups`, 'phone');
  await page.getByText('Chi hội Nà Mơ').waitFor();
  expect(await page.getByText('chưa đăng ký').count()).toBe(2);
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByRole('button', { name: 'Đăng ký' }).first().click();
  await page.getByRole('combobox', { name: 'Đơn vị của nhóm' }).fill('xa ba be');
  await page.getByRole('option', { name: 'Xã Ba Bể' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Đăng ký' }).click();
  await page.getByText('Đã đăng ký nhóm Chi hội Nà Mơ.').waitFor();
  await expect.poll(() => page.getByText('chưa đăng ký').count()).toBe(1);
  await page.getByRole('button', { name: 'Đăng ký' }).click();
  await page.getByRole('dialog').getByText('Dự phòng', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Dự phòng cho nhóm' }).fill('hoi lhpn');
  await page.getByRole('option', { name: 'Hội LHPN xã Ba Bể' }).click();
  await page.getByRole('button', { name: 'Đặt làm dự phòng' }).click();
  await page.getByText('dự phòng của Hội LHPN xã Ba Bể').waitFor();
  const groups = await house.parts.org.listGroups('/');
  expect(groups.map(({ thread, unit, spare }) => ({ thread, unit: unit.name, spare }))).toEqual(
    expect.arrayContaining([
      { thread: `${id}:g-1`, unit: 'Xã Ba Bể', spare: undefined },
      { thread: 'simulator:g-9', unit: 'Xã Ba Bể', spare: `${id}:g-2` },
    ]),
  );

  await page.getByLabel('Liên kết mời vào nhóm').fill('https://zalo.me/g/abcdef');
  await page.getByRole('button', { name: 'Vào nhóm' }).click();
  await page.getByText('Đã xin vào nhóm. Trưởng nhóm cần duyệt.').waitFor();
  expect(platform.joined).toEqual(['https://zalo.me/g/abcdef']);
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('an event that nobody knows is kept for the operator to look at', async () => {
  const id = await add('made-up-hook', 'Trang của Hội', { page: '1', token: TOKEN });
  await fetch(`${house.origin}/webhook/made-up-hook/${id}`, {
    method: 'POST',
    body: JSON.stringify({ event: 'sticker_pack', pack: 7 }),
  });
  await house.parts.accounts.idle();
  const { page, problems, context } = await open(`/kenh/${id}?tab=notes`, 'desk');
  await page.getByText('sticker_pack').waitFor();
  await page.getByRole('button', { name: 'Xem' }).click();
  await page.getByText('"pack": 7').waitFor();
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('an account that needs a person is told everywhere; it is paused, run again and removed', async () => {
  const id = await add('made-up-qr', 'Điện thoại của trợ lý');
  const { page, problems, context } = await open('/', 'desk');
  await page.getByText('1 tài khoản cần chị xử lý').waitFor();
  await page.getByRole('navigation').getByLabel('1 tài khoản cần xử lý').waitFor();
  await page.getByRole('navigation').getByText('Kênh', { exact: true }).click();
  await page.getByText('Phiên đăng nhập đã hết.').waitFor();
  await page.getByRole('link', { name: 'Điện thoại của trợ lý' }).click();
  await page.getByRole('button', { name: 'Tạm dừng' }).click();
  await page.getByText('Đang tạm dừng: không tin nào được gửi').waitFor();
  await expect.poll(() => page.getByRole('navigation').getByLabel('1 tài khoản cần xử lý').count()).toBe(0);
  await page.getByRole('button', { name: 'Chạy tiếp' }).click();
  await page.getByRole('button', { name: 'Tạm dừng' }).waitFor();
  await page.getByRole('button', { name: 'Gỡ tài khoản' }).click();
  await page.getByText('Khóa và phiên đăng nhập bị xóa hẳn').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Gỡ tài khoản' }).click();
  await page.getByText('Chưa nối tài khoản nào').waitFor();
  expect(await house.parts.accounts.get(id, '/')).toMatchObject({ ok: false });

  await page.goto(`${house.origin}/audit`);
  for (const words of ['tạm dừng', 'chạy tiếp', 'gỡ'])
    await page.getByText(`${words} tài khoản kênh`).first().waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('what changed before the page hears of changes is shown as soon as it does', async () => {
  const { page, problems, context } = await open('/kenh', 'desk');
  await page.getByText('Chưa nối tài khoản nào').waitFor();
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/api/live', async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await page.getByText('Chưa nối tài khoản nào').waitFor();
  const id = await add('made-up-hook', 'Trang của Hội', { page: '1', token: TOKEN });
  // Nobody has told the page.
  await page.waitForTimeout(300);
  expect(await page.getByText('Trang của Hội').count()).toBe(0);
  letThrough();
  await page.getByText('Trang của Hội').waitFor();
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});

browserTest('a viewer sees how accounts stand and opens none', async () => {
  const id = await add('made-up-hook', 'Trang của Hội', { page: '1', token: TOKEN });
  const { page, problems, context } = await open('/kenh', 'phone', 'bob');
  await page.getByText('đang hoạt động').waitFor();
  expect(await page.getByRole('link', { name: 'Trang của Hội' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Thêm tài khoản' }).count()).toBe(0);
  expect(problems).toEqual([]);
  await remove(id);
  await context.close();
});
