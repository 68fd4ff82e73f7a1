import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../org/support.ts';
import { closingNote } from '../support/skipped.ts';
import { type House, openHouse } from './house.ts';
import { buildConsole, chromiumPath, launchBrowser, NO_BROWSER, scrollsSideways, watchedPage } from './support.ts';

const START = '2026-11-27T09:00:00+07:00';
const PASSWORD = 'một câu dễ nhớ có dấu cách';
const BA_BE = 'xa-2025-01906';
const SHOTS = process.env['SHOTS'];

const reason = chromiumPath() === undefined ? NO_BROWSER : undefined;
if (reason) closingNote(`test/e2e/people-merge: skipped, ${reason}`);
const browserTest = test.skipIf(reason !== undefined);

let house: House;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildConsole>>;
let keep: string;

beforeAll(async () => {
  if (reason) return;
  built = await buildConsole();
  house = await openHouse(built.dir, START);
  const { org, simulator, linking, web } = house.parts;
  const made = await fetch(`${house.origin}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.origin },
    body: JSON.stringify({
      code: await web.setupCode(),
      name: 'Nông Thị Ann',
      userName: 'ann',
      password: PASSWORD,
      sample: true,
    }),
  });
  expect(made.status).toBe(200);
  // The same woman twice, each record with an account of its own; a third account gives her number.
  keep = await addPerson(org, 'Hoàng Thị Cúc', BA_BE, { phone: '0912345678', post: 'uv_bch' });
  const drop = await addPerson(org, 'Hoàng Thị Cúc', BA_BE, { post: 'uv_btv' });
  for (const [id, name] of [
    ['cuc-zalo', 'Cúc'],
    ['cuc-mess', 'Cuc Hoang'],
    ['cuc-moi', 'Cúc Ba Bể'],
  ] as const) {
    await simulator.phone.addContact({ id, name });
    await simulator.phone.write({ contact: id, thread: id, text: 'chào em' });
  }
  await house.parts.chat.idle();
  await org.linkContact('simulator:cuc-zalo', keep, 'self');
  await org.linkContact('simulator:cuc-mess', drop, 'code');
  // Neither of the two she has can be asked: an administrator is.
  const dan = await addPerson(org, 'Ma Thị Dân', BA_BE, { phone: '0987654321' });
  await linking.givePhone('simulator:cuc-moi', '0987654321', 'test');
  expect(dan).not.toBe('');
  const launched = await launchBrowser();
  if (!launched) throw new Error(NO_BROWSER);
  browser = launched;
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await built?.remove();
});

const open = async (path: string, heading: string, screen: 'desk' | 'phone') => {
  const watched = await watchedPage(browser, screen);
  const { page } = watched;
  await watched.context.clock.install({ time: new Date(START) });
  await page.goto(house.origin + path);
  await page.getByLabel('Tên đăng nhập').fill('ann');
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { name: heading, exact: true }).first().waitFor();
  return watched;
};

/** For looking at by hand: `SHOTS=/tmp/shots npx vitest run test/e2e/people-merge`. */
const shot = async (page: Page, name: string) => {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
};

/** A button of the page, then the button of the same name in the question that it asks. */
const pressTwice = async (page: Page, name: string) => {
  await page.getByRole('main').getByRole('button', { name, exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
};

browserTest.each(['desk', 'phone'] as const)(
  'two records of one woman are previewed, merged and taken apart again (%s)',
  async (screen) => {
    const { page, problems, context } = await open(`/people/${keep}`, 'Hoàng Thị Cúc', screen);
    await page.getByText('tự xác nhận bằng tên').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: 'Gộp với…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('trùng tên, cùng đơn vị').waitFor();
    await shot(page, `pick-${screen}`);
    await dialog.getByLabel('Tìm người khác').fill('ma thi dan');
    await dialog.getByText('Ma Thị Dân').waitFor();
    await dialog.getByRole('radio', { name: /trùng tên, cùng đơn vị/ }).click();
    await dialog.getByRole('button', { name: 'Xem trước' }).click();
    await dialog.getByText('Chức danh chuyển sang').waitFor();
    await dialog.getByText('Kênh thử: Cuc Hoang').waitFor();
    await shot(page, `preview-${screen}`);
    expect(await scrollsSideways(page)).toBe(false);
    await dialog.getByRole('button', { name: 'Gộp hai người' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('tự xác nhận bằng mã').waitFor();
    await page.getByText('Hoàng Thị Cúc đã gộp vào Hoàng Thị Cúc').first().waitFor();
    await page.getByRole('button', { name: 'Hoàn tác' }).scrollIntoViewIfNeeded();
    await shot(page, `merged-${screen}`);
    expect(await scrollsSideways(page)).toBe(false);
    expect((await house.parts.org.person(keep, { scope: '/' }))?.contacts).toHaveLength(2);

    await pressTwice(page, 'Hoàn tác');
    await page
      .getByText(/đã hoàn tác: Nông Thị Ann/)
      .first()
      .waitFor();
    await page.getByText('tự xác nhận bằng mã').waitFor({ state: 'detached' });
    expect((await house.parts.org.person(keep, { scope: '/' }))?.contacts).toEqual(['simulator:cuc-zalo']);
    expect(problems).toEqual([]);
    await context.close();
  },
);

browserTest('an account is taken away and put back', async () => {
  const { page, problems, context } = await open(`/people/${keep}`, 'Hoàng Thị Cúc', 'phone');
  await pressTwice(page, 'Gỡ');
  await page.getByText('Chưa có tài khoản nào.').waitFor();
  await page.getByText('Đã gỡ tài khoản Kênh thử: Cúc').waitFor();
  await shot(page, 'unlinked');
  await pressTwice(page, 'Hoàn tác');
  await page.getByText('tự xác nhận bằng tên').waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

browserTest('an account that gave a number waits on the list of officers, and is approved there', async () => {
  const { page, problems, context } = await open('/people', 'Cán bộ', 'phone');
  await page.getByRole('heading', { name: '1 tài khoản chờ chị xác nhận' }).waitFor();
  await page.getByText('Kênh thử: Cúc Ba Bể').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  await shot(page, 'requests-phone');
  await pressTwice(page, 'Duyệt');
  await page.getByRole('heading', { name: '1 tài khoản chờ chị xác nhận' }).waitFor({ state: 'detached' });
  expect((await house.parts.org.personOfContact('simulator:cuc-moi'))?.name).toBe('Ma Thị Dân');
  expect(problems).toEqual([]);
  await context.close();
});
