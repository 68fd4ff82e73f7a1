import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from './support.ts';

const START = '2026-11-27T09:00:00+07:00';
const PASSWORD = 'một câu dễ nhớ có dấu cách';

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/materials: skipped, ${reason}`);

let house: House;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  house = await openHouse(built.dir, START);
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
  const { page } = watched;
  await watched.context.clock.install({ time: new Date(START) });
  await page.goto(house.origin + path);
  await page.getByLabel('Tên đăng nhập').fill(userName);
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { name: 'Tài liệu', exact: true }).waitFor();
  return watched;
};

const choose = async (page: Page, label: string, search: string, option: string) => {
  await page.getByRole('combobox', { name: label }).fill(search);
  await page.getByRole('option', { name: option, exact: true }).click();
};

const browserTest = test.skipIf(reason !== undefined);

browserTest('a material is found without diacritics, read as on a phone, and taken to a broadcast', async () => {
  const { page, problems, context } = await open('/materials', 'phone');
  await page.getByLabel('Tìm tài liệu').pressSequentially('cam tiep xuc');
  await page.getByRole('link', { name: 'Quyết định cấm tiếp xúc' }).click();
  await page.getByText('📘 Quyết định cấm tiếp xúc').waitFor();
  await page.getByText('• Tính mạng người bị bạo lực bị đe dọa.').waitFor();
  await page.getByText('Kiểm tra lại hằng năm').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByRole('link', { name: 'Phát tin' }).last().click();
  await expect.poll(() => page.getByLabel('Tài liệu gửi đi').first().inputValue()).toBe('Quyết định cấm tiếp xúc');
  await page.goBack();
  await page.goBack();
  expect(await page.getByLabel('Tìm tài liệu').inputValue()).toBe('cam tiep xuc');
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('an own material is written, told what is wrong, changed and deleted', async () => {
  const { page, problems, context } = await open('/materials', 'desk');
  await page.getByRole('link', { name: 'Soạn tài liệu' }).click();
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await page.getByText('Chị điền mục này.').count()).toBe(4);
  await page.getByLabel('Tên tài liệu').and(page.locator(':focus')).waitFor();
  await page.getByLabel('Tên tài liệu').fill('Lịch trực Tết của xã');
  await choose(page, 'Chủ đề', 'nghiep vu', 'Nghiệp vụ, kỹ năng cán bộ');
  await page.getByLabel('Tóm tắt').fill('Mỗi chi hội cử một chị trực. '.repeat(9));
  await page.getByLabel('Nội dung').fill('## Ca trực\n\n- Sáng: chi hội Hoa Ban\n- Chiều: chi hội Hoa Đào');
  await page.getByLabel('Trang hoặc văn bản').fill('Thông báo của Hội LHPN xã'.repeat(5));
  await page.getByLabel('Tên bài').fill('Thông báo trực Tết. '.repeat(9));
  await page.getByRole('button', { name: 'Lưu' }).click();
  // Only the server knows how long the first message becomes.
  await page.getByText('Tin nhắn đầu (tên, tóm tắt, nguồn, ngày) dài').waitFor();
  await page.getByLabel('Tóm tắt').fill('Mỗi chi hội cử một chị trực.');
  await page.getByLabel('Đến hết ngày').fill('26/11/2026');
  await page.getByLabel('Từ khóa').first().fill('trực tết');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Đã hết hạn áp dụng').waitFor();
  await page.getByText('• Sáng: chi hội Hoa Ban').waitFor();

  await page.getByRole('link', { name: 'Sửa' }).click();
  await page.getByLabel('Tên tài liệu').fill('Lịch trực Tết mới');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByRole('heading', { name: 'Lịch trực Tết mới', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Xóa' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Xóa' }).click();
  await page.getByLabel('Tìm tài liệu').waitFor();
  expect(await page.getByText('Lịch trực Tết mới').count()).toBe(0);
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('a question bank is made on a phone, grows by a question and loses one', async () => {
  const { page, problems, context } = await open('/materials?tab=banks', 'phone');
  await page.getByRole('link', { name: 'Tạo ngân hàng câu hỏi' }).click();
  await page.getByLabel('Tên ngân hàng câu hỏi').fill('Tìm hiểu xã nhà');
  await choose(page, 'Chủ đề', 'Tìm hiểu', 'Tìm hiểu địa phương');
  const write = async (scope: Page | ReturnType<Page['getByRole']>, question: string, options: string[]) => {
    await scope.getByRole('textbox', { name: 'Câu hỏi', exact: true }).fill(question);
    for (const [index, option] of options.entries()) {
      await scope.getByRole('textbox', { name: `Lựa chọn ${'ABCD'[index]}`, exact: true }).fill(option);
    }
    await scope.getByLabel('Giải thích').fill('Vì thế.');
    await scope.getByLabel('Nguồn').fill('Ban chấp hành Hội LHPN xã');
  };
  await write(page, 'Nhà văn hóa xã ở đâu?', ['Họp', 'hợp']);
  await page.getByRole('button', { name: 'Tạo ngân hàng câu hỏi' }).click();
  await page.getByText('Chị đánh dấu một lựa chọn đúng.').waitFor();
  await page.getByRole('radio', { name: 'B là đáp án đúng' }).check();
  await page.getByRole('button', { name: 'Tạo ngân hàng câu hỏi' }).click();
  await page.getByText('Lựa chọn B giống lựa chọn A khi gõ không dấu').waitFor();
  await page.getByRole('textbox', { name: 'Lựa chọn B', exact: true }).fill('Trung tâm xã');
  await page.getByRole('button', { name: 'Tạo ngân hàng câu hỏi' }).click();
  await page.getByText('1. Nhà văn hóa xã ở đâu?').waitFor();
  await page.getByText('B. Trung tâm xã').locator('..').getByLabel('Đáp án đúng').waitFor();

  await page.getByRole('button', { name: 'Thêm câu hỏi' }).click();
  const dialog = page.getByRole('dialog');
  await write(dialog, 'Trạm y tế xã ở đâu?', ['Thôn 1', 'Thôn 2', 'Thôn 3']);
  await dialog.getByRole('radio', { name: 'C là đáp án đúng' }).check();
  await dialog.getByRole('button', { name: 'Lưu câu hỏi' }).click();
  await page.getByText('2. Trạm y tế xã ở đâu?').waitFor();
  expect(await scrollsSideways(page)).toBe(false);

  await page.getByRole('listitem').first().getByRole('button', { name: 'Xóa' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Xóa' }).click();
  await page.getByText('1. Trạm y tế xã ở đâu?').waitFor();
  expect(await page.getByText('Nhà văn hóa xã').count()).toBe(0);
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('an owner sees what is wrong in the files and has them read again; a viewer only reads', async () => {
  const { page, problems, context } = await open('/materials?tab=problems', 'desk');
  await page.getByText('Không tệp nào có lỗi').waitFor();
  await page.getByRole('button', { name: 'Đọc lại tệp' }).click();
  await page.getByText('Tài liệu: thêm 0, sửa 0, bỏ 0. Câu hỏi: thêm 0, sửa 0, bỏ 0.').waitFor();
  expect(problems).toEqual([]);
  await context.close();

  const viewer = await open('/materials?tab=problems', 'phone', 'bob');
  await viewer.page.getByLabel('Tìm tài liệu').waitFor();
  expect(await viewer.page.getByText('Kiểm tra tệp').count()).toBe(0);
  expect(await viewer.page.getByText('Soạn tài liệu').count()).toBe(0);
  await viewer.context.close();
});
