import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from './support.ts';

const START = '2026-11-27T09:00:00+07:00';
const PASSWORD = 'một câu dễ nhớ có dấu cách';
const BA_BE = 'xa-2025-01906';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/org: skipped, ${reason}`);
const browserTest = test.skipIf(reason !== undefined);

let house: House;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  house = await openHouse(built.dir, START);
  const code = await house.parts.web.setupCode();
  const made = await fetch(`${house.origin}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.origin },
    body: JSON.stringify({ code, name: 'Nông Thị Ann', userName: 'ann', password: PASSWORD, sample: true }),
  });
  expect(made.status).toBe(200);
  await house.parts.web.admins.create({
    name: 'Triệu Thị Bob',
    userName: 'bob',
    role: 'viewer',
    unitPath: '/',
    password: PASSWORD,
  });
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await built?.remove();
});

const open = async (path: string, heading: string, screen: 'desk' | 'phone', userName = 'ann') => {
  const watched = await watchedPage(browser, screen);
  const { page } = watched;
  await watched.context.clock.install({ time: new Date(START) });
  await page.goto(house.origin + path);
  await page.getByLabel('Tên đăng nhập').fill(userName);
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { name: heading, exact: true }).first().waitFor();
  return watched;
};

/** A button in the list or page, then the button of the same name in the question that it asks. */
const pressTwice = async (page: Page, name: string) => {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
};

const workbook = async (rows: readonly (readonly string[])[]): Promise<Buffer> => {
  const heading = ['Họ và tên', 'Chức danh', 'Đơn vị', 'Chi hội/Thôn', 'Điện thoại'];
  const data = [heading, ...rows].map((row) => row.map((value) => ({ value })));
  return writeExcelFile([{ sheet: 'Danh sách', data }]).toBuffer();
};

const choosesFile = async (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer });

browserTest('an officer is found without diacritics, ends a post, loses an account and is forgotten', async () => {
  const { page, problems, context } = await open('/people', 'Cán bộ', 'phone');
  await page.getByLabel('Tìm', { exact: true }).pressSequentially('van sinh');
  await page.getByText('1 mục').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByText('Mẫu Văn Sính').click();
  await page.getByText('từ 01/07/2025').waitFor();
  await page.getByRole('button', { name: 'Thôi giữ' }).click();
  await page.getByLabel('Đến hết ngày').fill('26/11/2026');
  // Closes the calendar, which covers the button.
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Ghi thôi giữ' }).click();
  await page.getByText('01/07/2025 – 26/11/2026').waitFor();
  await page.getByText('đã thôi', { exact: true }).waitFor();
  await pressTwice(page, 'Gỡ');
  await page.getByText('Chưa có tài khoản nào.').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  await pressTwice(page, 'Xóa thông tin người này');
  await page.getByRole('heading', { name: 'Cán bộ' }).waitFor();
  await page.getByText('Tất cả', { exact: true }).click();
  await page.getByLabel('Tìm', { exact: true }).pressSequentially('van sinh');
  await page.getByText('Không tìm thấy ai').waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest(
  'a new officer: what is missing or wrong is said at its field; a viewer sees her number masked',
  async () => {
    const { page, problems, context } = await open('/people/new', 'Thêm cán bộ', 'desk');
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Thêm cán bộ' }).click();
    await main.getByText('Chị chọn chức danh.').waitFor();
    await main.getByLabel('Họ và tên').fill('Hoàng Thị Cat');
    await main.getByLabel('Điện thoại').fill('091');
    await main.getByRole('combobox', { name: 'Chức danh' }).click();
    await page.getByRole('option', { name: 'Chi hội phó' }).click();
    await main.getByRole('combobox', { name: 'Đơn vị' }).fill('hoa dao');
    await page.getByRole('option', { name: 'Chi hội Hoa Đào, Xã Ba Bể' }).click();
    await main.getByRole('button', { name: 'Thêm cán bộ' }).click();
    await main.getByText('Số điện thoại không đúng').waitFor();
    await main.getByLabel('Điện thoại').fill('0912 345 678');
    await main.getByRole('button', { name: 'Thêm cán bộ' }).click();
    await page.getByRole('heading', { name: 'Hoàng Thị Cat' }).waitFor();
    await page.getByText('0912 345 678').waitFor();
    const address = page.url().slice(house.origin.length);
    await context.close();

    const viewer = await open(address, 'Hoàng Thị Cat', 'desk', 'bob');
    await viewer.page.getByText('091 ••• •678').waitFor();
    expect(await viewer.page.getByRole('main').getByRole('button').count()).toBe(0);
    expect([...problems, ...viewer.problems]).toEqual([]);
    await viewer.context.close();
  },
);

browserTest('a roster: refused with its remedy, questions answered together, confirmed, and in the list', async () => {
  const { page, problems, context } = await open('/people/rosters', 'Nhập danh sách từ Excel', 'phone');
  const [template] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải tệp mẫu' }).click(),
  ]);
  expect(template.suggestedFilename()).toBe('mau-danh-sach-can-bo.xlsx');
  await choosesFile(page, 'anh.png', Buffer.from('x'));
  await page.getByText('“anh.png” không phải tệp .xlsx').waitFor();
  await choosesFile(page, 'hong.xlsx', Buffer.from('không phải bảng tính'));
  await page.getByText('Đây không phải tệp Excel .xlsx').waitFor();
  // Mended and chosen again under its old name.
  await choosesFile(
    page,
    'hong.xlsx',
    await workbook([
      ['Ma Thị Dan', 'UV BCH', 'Xã Ba Bể', '', '0912345601'],
      ['Lý Thị Thảo', 'UV BCH', 'Xã Ba Bể', '', '0912'],
      ['Lò Thị Vui', 'UV BCH', 'Xã Ba Bể', '', '0913'],
      ['Dương Thị Xa', 'UV BCH', 'Xã Không Có', '', ''],
    ]),
  );
  await page.getByRole('heading', { name: '3 dòng cần chị trả lời' }).waitFor();
  await page.getByText('Trang “Danh sách”, dòng 3, cột “Điện thoại”').waitFor();
  expect(await page.getByRole('button', { name: 'Xác nhận 1 thay đổi' }).isDisabled()).toBe(true);
  await page.getByRole('radio', { name: 'Để trống ô này' }).first().check();
  await page.getByRole('button', { name: 'Trả lời như vậy cho 1 dòng cùng câu hỏi' }).click();
  await page.getByRole('button', { name: 'Ghi 2 câu trả lời' }).click();
  await page.getByRole('heading', { name: '1 dòng cần chị trả lời' }).waitFor();
  await pressTwice(page, 'Bỏ qua mọi dòng chưa trả lời');
  await page.getByText('1 bỏ qua').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  await pressTwice(page, 'Xác nhận 3 thay đổi');
  await page.getByText('Đã ghi xong').waitFor();
  await page.getByRole('link', { name: 'Xem danh sách cán bộ' }).click();
  await page.getByLabel('Tìm', { exact: true }).pressSequentially('0912345601');
  await page.getByText('1 mục').waitFor();
  await page.getByText('Ma Thị Dan').waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('a discarded roster changes nothing', async () => {
  const { page, problems, context } = await open('/people/rosters', 'Nhập danh sách từ Excel', 'desk');
  await choosesFile(page, 'bo.xlsx', await workbook([['Đào Thị Bỏ', 'UV BCH', 'Xã Ba Bể', '', '']]));
  await page.getByText('1 mới').waitFor();
  await pressTwice(page, 'Bỏ lần nhập này');
  await page.getByText('Lần nhập này đã bỏ').waitFor();
  const found = await house.parts.org.findPerson('Đào Thị Bỏ', '/');
  expect(found.type).toBe('none');
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('a group is registered by its id, renamed, stopped and started', async () => {
  const { page, problems, context } = await open('/groups', 'Nhóm', 'phone');
  await page.getByRole('button', { name: 'Đăng ký nhóm' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Mã nhóm').fill('nhóm của em');
  await dialog.getByLabel('Tên nhóm').fill('Phụ nữ Ba Bể');
  await dialog.getByRole('combobox', { name: 'Đơn vị' }).fill('xa ba be');
  await page.getByRole('option', { name: 'Xã Ba Bể', exact: true }).click();
  await dialog.getByRole('button', { name: 'Đăng ký nhóm' }).click();
  await dialog.getByText('Mã nhóm có dạng').waitFor();
  await dialog.getByLabel('Mã nhóm').fill('zalo:g-9');
  await dialog.getByRole('button', { name: 'Đăng ký nhóm' }).click();
  await page.getByText('Đã đăng ký nhóm Phụ nữ Ba Bể.').waitFor();
  expect(await scrollsSideways(page)).toBe(false);

  await page.getByText('Phụ nữ Ba Bể', { exact: true }).click();
  await dialog.getByLabel('Tên nhóm').fill('Hội Phụ nữ Ba Bể');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Hội Phụ nữ Ba Bể', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Hủy đăng ký' }).click();
  await page
    .getByRole('dialog', { name: 'Hủy đăng ký nhóm “Hội Phụ nữ Ba Bể”?' })
    .getByRole('button', { name: 'Hủy đăng ký' })
    .click();
  await page.getByText('đã ngừng', { exact: true }).waitFor();
  expect(await house.parts.org.groupOfThread('zalo:g-9')).toBeUndefined();
  await page.getByText('Hội Phụ nữ Ba Bể', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Bật lại nhóm' }).click();
  await page.getByText('đã ngừng', { exact: true }).waitFor({ state: 'detached' });
  expect((await house.parts.org.groupOfThread('zalo:g-9'))?.unit.id).toBe(BA_BE);
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('units: districts before 1/7/2025; a chapter is added, renamed and closed', async () => {
  const { page, problems, context } = await open('/units', 'Đơn vị', 'phone');
  await page.getByRole('link', { name: 'Xã Ba Bể', exact: true }).waitFor();
  await page.getByText('Trước 1/7/2025', { exact: true }).click();
  await page.getByRole('link', { name: 'Huyện Ba Bể', exact: true }).waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByText('Hiện nay', { exact: true }).click();
  await page.getByLabel('Tìm đơn vị').fill('xa ba be');
  await page.getByRole('link', { name: 'Xã Ba Bể', exact: true }).click();
  await page.getByRole('button', { name: 'Thêm chi hội' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tên chi hội').fill('thôn Nà Thử');
  await dialog.getByRole('button', { name: 'Thêm chi hội' }).click();
  await page.getByRole('link', { name: 'Chi hội thôn Nà Thử' }).click();
  await page.getByRole('button', { name: 'Đổi tên' }).click();
  await dialog.getByRole('textbox', { name: 'Tên mới', exact: true }).fill('Chi hội thôn Nà Mới');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await page.getByRole('heading', { name: 'Chi hội thôn Nà Mới' }).waitFor();
  await page.getByText('Chi hội thôn Nà Thử (đến hết 26/11/2026)').waitFor();
  await page.getByRole('button', { name: 'Kết thúc' }).click();
  await dialog.getByRole('button', { name: 'Kết thúc chi hội' }).click();
  await page.getByText('27/11/2026 – 27/11/2026').waitFor();
  expect(await page.getByRole('button', { name: 'Đổi tên' }).count()).toBe(0);
  expect(problems).toEqual([]);
  await context.close();
});
