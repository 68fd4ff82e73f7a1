import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainText } from '../../src/content/plain-text.ts';
import type { Question } from '../../src/learning/types.ts';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, watchedPage } from './support.ts';

/** Friday, nine in the morning in Việt Nam: far from the quiet hours. */
const START = '2026-11-27T09:00:00+07:00';
const MINUTE = 60_000;
/** Long enough for three people to answer on a busy machine; then the clock is put forward. */
const SECONDS_PER_QUESTION = 300;
const PASSWORD = 'một câu dễ nhớ có dấu cách';

const COMMUNE = 'Xã Ba Bể';
const GROUP = 'Hội LHPN xã Ba Bể (mẫu)';
const CHAPTER_GROUP = 'Chi hội Hoa Ban (mẫu)';
const BROADCAST_MATERIAL = 'Bảo hiểm xã hội tự nguyện từ 1/7/2025';
const ASKED_MATERIAL = 'Phòng, chống bạo lực gia đình';
/** A commune's chair and two heads of chapters, all in the group. */
const [HOA, CUC, MAI] = ['Mẫu Thị Hoa', 'Mẫu Thị Cúc', 'Mẫu Thị Mai'] as const;

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/journey: skipped, ${reason}`);

let house: House;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  house = await openHouse(built.dir, START);
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await built?.remove();
});

/** Answers of the admin API, in the browser's own session. */
const api = async <T>(page: Page, method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
  const { csrf } = (await (await page.request.get(`${house.origin}/api/session`)).json()) as { csrf: string };
  const response = await page.request.fetch(`${house.origin}/api${path}`, {
    method,
    headers: { origin: house.origin, 'x-csrf-token': csrf },
    ...(body && { data: body }),
  });
  if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
};

const goTo = async (page: Page, link: string) => {
  await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
};

/** Chooses from a list that can be searched. */
const choose = async (page: Page, label: string, search: string, option = search) => {
  await page.getByRole('combobox', { name: label }).fill(search);
  await page.getByRole('option', { name: option, exact: true }).click();
};

/** Takes the phone of an officer and opens a conversation; gives what stands in it. */
const openThread = async (page: Page, officer: string, thread: string): Promise<Locator> => {
  if (!page.url().includes('/simulator')) await goTo(page, 'Kênh thử');
  await choose(page, 'Nhắn với vai', officer);
  // The conversation of whoever was chosen before stands there until the address changes.
  const { contacts } = await api<{ contacts: { id: string; name: string }[] }>(page, 'GET', '/simulator/contacts');
  const id = contacts.find(({ name }) => name === officer)?.id ?? '';
  await page.waitForURL((url) => url.searchParams.get('as') === id);
  await page.getByRole('navigation', { name: 'Cuộc trò chuyện' }).getByRole('button', { name: thread }).first().click();
  const conversation = page.getByRole('region', { name: thread });
  await conversation.waitFor();
  return conversation.getByRole('log');
};

/** The assistant's latest message with these words. */
const said = (log: Locator, words: string): Locator =>
  log
    .getByRole('article', { name: 'Trợ lý Hội' })
    .filter({ hasText: new RegExp(words) })
    .last();

/** Does what sends an officer's message, and waits until the product has it. */
const stored = async (page: Page, send: () => Promise<void>) => {
  const answered = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/messages'),
  );
  await send();
  expect((await answered).status()).toBe(200);
};

const write = async (page: Page, text: string, options: { mention: boolean }) => {
  const mention = page.getByRole('checkbox', { name: 'Gọi Trợ lý' });
  if (options.mention !== (await mention.isChecked())) await page.getByText('Gọi Trợ lý').click();
  await page.getByRole('textbox', { name: 'Nhắn tin…' }).fill(text);
  await stored(page, () => page.getByRole('button', { name: 'Gửi', exact: true }).click());
};

/** The lines of the target on the overview: how many of how many, the leaders' lượt and the heads of chapters. */
const expectProgress = async (page: Page, ...lines: string[]) => {
  await goTo(page, 'Tổng quan');
  for (const line of lines) await page.getByText(line, { exact: true }).first().waitFor();
};

test.skipIf(reason !== undefined)(
  'a newcomer does the main job in her first ten minutes',
  async () => {
    const { page, problems, context } = await watchedPage(browser);
    await context.clock.install({ time: new Date(START) });
    const forward = (ms: number) => house.clock.forward(ms);

    // Set-up with the printed code, with the sample.
    await page.goto(house.origin);
    await page.getByLabel('Mã thiết lập').fill((await house.parts.web.setupCode()) ?? '');
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await page.getByLabel('Họ và tên').fill('Nông Thị Ann');
    await page.getByLabel('Tên đăng nhập').fill('ann');
    await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
    expect(await page.getByLabel('Nạp dữ liệu mẫu').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Tạo tài khoản và bắt đầu' }).click();
    await page.getByRole('heading', { name: /^Chào / }).waitFor();
    await expectProgress(page, '0 lượt trên 6 chức danh', '0 trên 12 người');

    // A material to all groups of one commune, two minutes later.
    await goTo(page, 'Phát tin');
    await page.getByRole('link', { name: 'Soạn đợt gửi' }).click();
    await page.getByLabel('Tên đợt gửi').fill('Tài liệu tháng 11');
    await page.getByRole('main').getByText('Tài liệu', { exact: true }).click();
    await choose(page, 'Tài liệu gửi đi', BROADCAST_MATERIAL);
    await choose(page, 'Đơn vị nhận', COMMUNE);
    await page.keyboard.press('Escape');
    await page.getByRole('status').getByText('Người nhận: 2 nhóm, 0 người').waitFor();
    await page.getByLabel('Vào một lúc').check();
    await page.getByLabel('Thời điểm: Ngày').fill('27/11/2026');
    const at = new Date(Math.ceil(house.clock.now().getTime() / MINUTE) * MINUTE + 2 * MINUTE);
    await page.getByLabel('Thời điểm: Giờ').fill(`9h${at.toISOString().slice(14, 16)}`);
    await page.getByRole('button', { name: 'Lưu nháp' }).click();
    await page.getByRole('button', { name: 'Đặt lịch gửi' }).click();
    await page.getByRole('dialog').getByText('Gửi tới 2 nhóm, 0 người').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Đặt lịch gửi' }).click();
    await page.getByText('đã đặt lịch').first().waitFor();
    forward(at.getTime() - house.clock.now().getTime() + 1000);
    await page.getByText('2/2 nơi').waitFor();

    const chapterLog = await openThread(page, CUC, CHAPTER_GROUP);
    expect(await chapterLog.getByText(BROADCAST_MATERIAL).count()).toBe(1);
    const log = await openThread(page, CUC, GROUP);
    expect(await log.getByText(BROADCAST_MATERIAL).count()).toBe(1);

    // An officer asks for a document in the group, without diacritics.
    await write(page, 'tai lieu bao luc gia dinh', { mention: false });
    await log.getByText('tai lieu bao luc gia dinh').waitFor();
    await write(page, 'tai lieu bao luc gia dinh', { mention: true });
    await log.getByText(`📘 ${ASKED_MATERIAL}`).waitFor();
    expect(await log.getByText(`📘 ${ASKED_MATERIAL}`).count()).toBe(1);

    // A live quiz with three officers. Hoa knows everything, Cúc one answer, Mai nothing.
    const quiz = await api<{ id: string; count: number }>(page, 'POST', '/quizzes', {
      title: 'Đố vui tháng 11',
      choice: { type: 'topic', topic: 'bao-luc-gia-dinh' },
      count: 3,
      secondsPerQuestion: SECONDS_PER_QUESTION,
      countsToTarget: true,
    });
    const bank = await api<{ questions: Question[] }>(page, 'GET', '/content/banks/bao-luc-gia-dinh');
    await api(page, 'POST', `/quizzes/${quiz.id}/runs`, { groups: ['simulator:nhom-mau-ba-be'], request: 'journey-1' });
    await log.getByText(`Mời các chị cùng trả lời ${quiz.count} câu hỏi`).waitFor();
    forward(16_000);
    for (let number = 1; number <= quiz.count; number += 1) {
      const asked = said(log, `Câu ${number}/${quiz.count}`);
      await asked.waitFor();
      const words = (await asked.textContent()) ?? '';
      const question = bank.questions.find(({ text }) => words.includes(plainText(text)));
      if (!question) throw new Error(`not a question of the bank: ${words}`);
      const right = question.options[question.answer]?.text ?? '';
      const wrong = question.options[question.answer === 0 ? 1 : 0]?.text ?? '';
      for (const [officer, answer] of [
        [HOA, right],
        [CUC, number === 1 ? right : wrong],
        [MAI, wrong],
      ] as const) {
        const phone = await openThread(page, officer, GROUP);
        const button = said(phone, `Câu ${number}/${quiz.count}`).getByRole('button', { name: answer, exact: true });
        await stored(page, () => button.click());
      }
      forward((SECONDS_PER_QUESTION + 1) * 1000);
      await log.getByText(`Hết giờ câu ${number}/${quiz.count}`).waitFor();
    }
    const board = log.getByText('🏆 Kết quả');
    await board.waitFor();
    expect((await board.textContent())?.split('\n').slice(0, 4)).toEqual([
      `🏆 Kết quả: ${quiz.count} câu hỏi, 3 người tham gia`,
      `1. ${HOA}: ${quiz.count}/${quiz.count}`,
      `2. ${CUC}: 1/${quiz.count}`,
      `3. ${MAI}: 0/${quiz.count}`,
    ]);

    // A meeting reminder, answered.
    const { id: meeting } = await api<{ id: string }>(page, 'POST', '/meetings', {
      title: 'Giao ban tháng 12',
      kind: 'hop_bch',
      at: new Date(house.clock.now().getTime() + 63 * MINUTE).toISOString(),
      place: 'Nhà văn hóa xã',
      unitPath: (await house.parts.org.unit('xa-2025-01906'))?.path,
      groups: { type: 'chosen', ids: ['simulator:nhom-mau-ba-be'] },
      reminders: [60],
    });
    forward(3 * MINUTE + 1000);
    const invited = await openThread(page, HOA, GROUP);
    await said(invited, 'Giao ban tháng 12').getByRole('button', { name: 'Tham dự' }).click();
    await said(invited, 'Giao ban tháng 12').getByRole('button', { name: 'Tham dự', pressed: true }).waitFor();
    await expect
      .poll(() => api<unknown>(page, 'GET', `/meetings/${meeting}/answers`), { timeout: 10_000 })
      .toMatchObject({ counts: { yes: 1 } });

    // The target moves: one lượt of a leader, two heads of chapters.
    await expectProgress(page, '1 lượt trên 6 chức danh', '2 trên 12 người');
    expect(problems).toEqual([]);
    await context.close();
  },
  180_000,
);
