import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from './support.ts';

/** Friday, nine in the morning in Việt Nam: far from the quiet hours. */
const START = '2026-11-27T09:00:00+07:00';
const HOUR = 3_600_000;
const PASSWORD = 'một câu dễ nhớ có dấu cách';
const GROUP = 'Hội LHPN xã Ba Bể (mẫu)';

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/learning-pages: skipped, ${reason}`);

let house: House;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

const report = (id: string, part: object) => ({
  _id: id,
  key: id,
  contact: 'simulator:nobody',
  name: 'Mẫu Thị Dan',
  unitPath: '/',
  unitName: 'Xã Ba Bể',
  place: '',
  callback: '',
  urgent: false,
  restricted: false,
  state: 'new',
  answers: [],
  createdAt: new Date(START),
  ...part,
});

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  house = await openHouse(built.dir, START);
  const { web, store } = house.parts;
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
  const setup = {
    code: await web.setupCode(),
    name: 'Nông Thị Ann',
    userName: 'ann',
    password: PASSWORD,
    sample: true,
  };
  const { context, page } = await watchedPage(browser);
  const headers = { origin: house.origin };
  expect((await page.request.post(`${house.origin}/api/setup`, { headers, data: setup })).ok()).toBe(true);
  await context.close();
  const bob = { name: 'Triệu Thị Bob', userName: 'bob', role: 'viewer', unitPath: '/', password: PASSWORD } as const;
  await web.admins.create(bob);
  await store.connection
    .collection<{ _id: string }>('difficulties')
    .insertMany([
      report('open', { code: 'KK-0001', text: 'Chi hội chưa có loa đài để sinh hoạt' }),
      report('danger', { code: 'KK-0002', text: 'Lời kể riêng', urgent: true, restricted: true }),
    ]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await built?.remove();
});

const open = async (path: string, screen: 'desk' | 'phone', userName = 'ann') => {
  const watched = await watchedPage(browser, screen);
  const { page } = watched;
  await watched.context.clock.install({ time: house.clock.now() });
  await page.goto(house.origin + path);
  await page.getByLabel('Tên đăng nhập').fill(userName);
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Đăng nhập' }).waitFor();
  return watched;
};

const choose = async (page: Page, label: string, search: string, option: string) => {
  await page.getByRole('combobox', { name: label }).fill(search);
  await page.getByRole('option', { name: option, exact: true }).click();
};

const browserTest = test.skipIf(reason !== undefined);

browserTest.each(['desk', 'phone'] as const)(
  'on a %s quizzes, meetings, difficulties and progress fit the screen',
  async (screen) => {
    const { page, problems, context } = await open('/', screen);
    const paths = ['/', '/progress', '/quizzes', '/quizzes/new', '/quizzes?view=runs', '/meetings', '/meetings/new'];
    for (const path of [...paths, '/meetings?view=past', '/difficulties', '/difficulties/open']) {
      await page.goto(house.origin + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status').first().waitFor({ state: 'detached' });
      expect(await scrollsSideways(page), path).toBe(false);
    }
    expect(problems).toEqual([]);
    await context.close();
  },
);

browserTest('a quiz of chosen questions is made, started in a group, watched and ended', async () => {
  const { page, problems, context } = await open('/quizzes/new', 'desk');
  await page.getByLabel('Tên bộ câu hỏi').fill('Bốn câu tháng 11');
  await page.getByText('Chọn từng câu').click();
  await page.getByRole('button', { name: 'Lưu bộ câu hỏi' }).click();
  await page.getByText('Chị chọn ít nhất một câu hỏi.').waitFor();
  await page.getByRole('combobox', { name: 'Chọn câu trong ngân hàng' }).click();
  await page.getByRole('option').first().click();
  for (const index of [2, 0, 1]) await page.getByRole('main').getByRole('checkbox').nth(index).check();
  await page.getByText('Đã chọn 3 câu').waitFor();
  await page
    .getByRole('button', { name: /^Bỏ câu: / })
    .first()
    .click();
  await page.getByText('Đã chọn 2 câu').waitFor();
  await page.getByRole('button', { name: 'Lưu bộ câu hỏi' }).click();
  await page.getByRole('heading', { name: 'Bốn câu tháng 11' }).waitFor();
  await page.getByText(/^2 câu chọn sẵn\. 2 câu, 60/).waitFor();

  await page.getByRole('button', { name: 'Bắt đầu trong nhóm' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Bắt đầu ở 0 nhóm' }).isDisabled()).toBe(true);
  await choose(page, 'Nhóm', 'xã Ba Bể', GROUP);
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Bắt đầu ở 1 nhóm' }).click();
  await page.getByText('Đã bắt đầu ở 1 nhóm.').waitFor();
  // The state comes by itself.
  await page.getByRole('cell', { name: 'đang làm' }).waitFor();
  await page.getByRole('cell', { name: GROUP }).click();
  await page.getByText('Chưa ai trả lời', { exact: true }).waitFor();
  await page.getByText('đáp án đúng').first().waitFor();
  await page.getByRole('button', { name: 'Kết thúc bài' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kết thúc bài' }).click();
  await page.getByText('đã xong').waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('a meeting is planned and held, and who was there shows in the progress at once', async () => {
  const { page, problems, context } = await open('/meetings/new', 'phone');
  await page.getByLabel('Tên cuộc họp').fill('Tập huấn tháng 11');
  await page.getByLabel('Thời gian: Ngày').fill('27/11/2026');
  await page.getByLabel('Thời gian: Giờ').fill('11h');
  await page.getByRole('combobox', { name: 'Đơn vị', exact: true }).fill('ba be');
  await page.getByRole('option', { name: 'Xã Ba Bể', exact: true }).click();
  await page.getByRole('button', { name: 'Bỏ lần nhắc trước 1 tuần' }).click();
  await page.getByRole('switch', { name: 'Tính vào chỉ tiêu bồi dưỡng năm' }).check();
  await page.getByRole('button', { name: 'Lưu cuộc họp' }).click();
  await page.getByRole('heading', { name: 'Tập huấn tháng 11' }).waitFor();
  await page.getByText(/trước 1 giờ: 10h00/).waitFor();
  expect(await page.getByText(/trước 1 tuần/).count()).toBe(0);

  // The announcement went out at once; what became of it stands with each group.
  await page.getByRole('tab', { name: 'Đã gửi' }).click();
  await page.getByRole('heading', { name: /^Báo có cuộc họp: / }).waitFor();
  await page.getByText(GROUP).waitFor();
  await page.getByRole('tab', { name: 'Trả lời' }).click();
  await page.getByRole('button', { name: 'Hỏi lại người chưa trả lời' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Hỏi lại người chưa trả lời' }).click();
  await page.getByText(/^Đã nhắn riêng \d+ người/).waitFor();
  await page.getByRole('tab', { name: 'Điểm danh' }).click();
  await page.getByText('Chưa đến giờ họp.').waitFor();

  house.clock.forward(3 * HOUR);
  await context.clock.setSystemTime(house.clock.now());
  await page.reload();
  await page.getByRole('checkbox').first().waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  const watcher = await open('/', 'desk', 'bob');
  await watcher.page.getByText('0 trên 12 người').waitFor();
  await page.getByRole('button', { name: 'Chọn tất cả', exact: true }).click();
  await page.getByRole('button', { name: 'Lưu điểm danh' }).click();
  await page.getByText('Đã lưu điểm danh').waitFor();
  await watcher.page.getByText(/^[1-9]\d* trên 12 người$/).waitFor();
  await watcher.page
    .getByText('Đạt chỉ tiêu')
    .or(watcher.page.getByText(/^Còn thiếu /))
    .first()
    .waitFor();
  expect([...problems, ...watcher.problems]).toEqual([]);
  await watcher.context.close();
  await context.close();
});

browserTest('the target is set, figures are frozen for a report, and the own target is dropped again', async () => {
  const { page, problems, context } = await open('/progress', 'desk');
  await page.getByRole('button', { name: 'Đặt chỉ tiêu' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Chỉ tiêu (%)').nth(1).fill('80');
  await dialog.getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  await page.getByText('Đã lưu chỉ tiêu').waitFor();
  await page.getByText('Chỉ tiêu 80%').first().waitFor();
  await page.getByText('Chỉ tiêu do Tỉnh Thái Nguyên đặt.').waitFor();

  await page.getByRole('button', { name: 'Chốt số liệu' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Chốt số liệu' }).click();
  await page.getByText('Đã chốt số liệu ngày 27/11/2026').waitFor();
  await page.getByText('Mẫu số của ngày này đã chốt').waitFor();

  await page.getByRole('button', { name: 'Đặt chỉ tiêu' }).click();
  await dialog.getByRole('button', { name: 'Bỏ chỉ tiêu riêng' }).click();
  await page
    .getByRole('dialog', { name: 'Bỏ chỉ tiêu riêng của đơn vị này?' })
    .getByRole('button', { name: 'Bỏ chỉ tiêu riêng' })
    .click();
  await page.getByText('Đang dùng chỉ tiêu mặc định của tỉnh.').waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('a restricted report is hidden in the list, and each opening is logged once', async () => {
  const { page, problems, context } = await open('/difficulties', 'desk');
  await page.getByText('Nội dung hạn chế. Mở để xem.').waitFor();
  expect(await page.getByText('Lời kể riêng').count()).toBe(0);
  await page.getByRole('link', { name: 'KK-0002' }).click();
  await page.getByText('Lời kể riêng').waitFor();
  await page.getByRole('button', { name: 'Nhận xử lý' }).click();
  await page.getByText('đang xử lý').waitFor();
  await page.getByLabel('Nội dung trả lời').fill('Đã gọi điện, chị đang an toàn.');
  await page.getByRole('button', { name: 'Ghi lại' }).click();
  await page.getByText('trả lời trực tiếp').waitFor();
  await page.getByText('đã trả lời', { exact: true }).waitFor();

  const { rows } = (await (await page.request.get(`${house.origin}/api/audit?action=difficulty.&size=50`)).json()) as {
    rows: { action: string }[];
  };
  const actions = rows.map(({ action }) => action);
  expect(actions.filter((action) => action === 'difficulty.read')).toHaveLength(1);
  expect(actions.filter((action) => action === 'difficulty.taken')).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('Lời kể riêng');
  expect(problems).toEqual([]);
  await context.close();

  // Somebody who was not named for them does not see that there is one.
  const bob = await open('/difficulties', 'phone', 'bob');
  await bob.page.getByRole('link', { name: 'KK-0001' }).waitFor();
  expect(await bob.page.getByText('KK-0002').count()).toBe(0);
  expect(await bob.page.getByRole('button', { name: 'Nhận xử lý' }).count()).toBe(0);
  await bob.context.close();
});
