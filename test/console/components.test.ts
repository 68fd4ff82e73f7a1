import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumPath, launchBrowser, NO_BROWSER, type SCREENS, scrollsSideways, watchedPage } from '../e2e/support.ts';
import { closingNote } from '../support/skipped.ts';

let browser: Browser;
let server: Server;
let dir: string;

const browserTest = test.skipIf(chromiumPath() === undefined);
if (chromiumPath() === undefined) closingNote(`the shared components in a browser: skipped, ${NO_BROWSER}`);

beforeAll(async () => {
  const launched = await launchBrowser();
  if (!launched) return;
  browser = launched;
  dir = await mkdtemp(join(tmpdir(), 'chihoi-gallery-'));
  await build({
    configFile: false,
    root: fileURLToPath(new URL('./gallery', import.meta.url)),
    plugins: [react()],
    logLevel: 'error',
    build: { outDir: dir, emptyOutDir: true },
  });
  server = createServer(express().use(express.static(dir)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  if (dir) await rm(dir, { recursive: true, force: true });
});

const open = async (screen: keyof typeof SCREENS) => {
  const watched = await watchedPage(browser, screen);
  await watched.page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await watched.page.getByText('Chi hội thôn Nà Mơ 1', { exact: true }).waitFor();
  return watched;
};

const contrast = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (text) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].map((n, i) => (i === 3 ? n / 255 : n));
    };
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((n) => n / 255).map((n) => (n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (element) => {
      const layers = [];
      for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
      return layers.reverse().reduce((under, [r, g, b, a]) => [r, g, b].map((n, i) => n * a + under[i] * (1 - a)), [255, 255, 255]);
    };
    return [...document.querySelectorAll('body *')]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility())
      .filter((e) => !e.closest('[data-disabled], :disabled, svg, figcaption'))
      .flatMap((e) => {
        const [a, b] = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        return ratio < 4.5 ? [e.textContent.trim().slice(0, 30) + ' ' + ratio.toFixed(1)] : [];
      });
  })()`);

browserTest('a list is a table with pages on a desk; a row opens by click and by the keyboard', async () => {
  const { page, context } = await open('desk');
  const table = page.getByRole('table', { name: 'Các nhóm' });
  expect(await table.getByRole('row').count()).toBe(21);
  await page.getByRole('button', { name: '3', exact: true }).click();
  await page.getByText('Chi hội thôn Nà Mơ 45', { exact: true }).click();
  expect(await page.getByTestId('opened').textContent()).toBe('Chi hội thôn Nà Mơ 45');
  await table.getByRole('row').nth(1).focus();
  await page.keyboard.press('Enter');
  expect(await page.getByTestId('opened').textContent()).toBe('Chi hội thôn Nà Mơ 41');
  await context.close();
});

browserTest('a button in a row, and its question, do not open the row', async () => {
  const { page, context } = await open('desk');
  await page.getByRole('button', { name: 'Dừng nhóm' }).click();
  const dialog = page.getByRole('dialog', { name: 'Dừng nhóm này?' });
  await dialog.getByRole('button', { name: 'Dừng nhóm' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByTestId('opened').textContent()).toBe('');
  await context.close();
});

browserTest('on a phone the same list is cards that fit', async () => {
  const { page, context } = await open('phone');
  expect(await page.getByRole('table', { name: 'Các nhóm' }).count()).toBe(0);
  await page.getByText('Chi hội thôn Nà Mơ 6', { exact: true }).click();
  expect(await page.getByTestId('opened').textContent()).toBe('Chi hội thôn Nà Mơ 6');
  expect(await scrollsSideways(page)).toBe(false);
  await context.close();
});

browserTest('loading, emptiness, failure and a crash each say so, and the page stands', async () => {
  const { page, context } = await open('desk');
  await page.getByText('Chưa có gì ở đây.').waitFor();
  await page.getByRole('status', { name: 'Đang tải…' }).waitFor();
  await page.getByText('Máy chủ gặp lỗi. Mã sự cố ab12.').waitFor();
  await page.getByRole('button', { name: 'Thử lại' }).waitFor();
  await page.getByText('Trang này gặp lỗi.', { exact: false }).waitFor();
  await context.close();
});

browserTest('every state has its word, and the legend explains each', async () => {
  const { page, context } = await open('desk');
  for (const [i, word] of [
    'chờ gửi',
    'đang gửi',
    'đã gửi',
    'đã nhận',
    'đã xem',
    'lỗi',
    'chưa rõ',
    'đã hủy',
  ].entries()) {
    await page.getByText(`${word} ${i * 3}`, { exact: true }).waitFor();
  }
  await page.getByText('Các trạng thái nghĩa là gì?').click();
  await page.getByText('Không tự gửi lại để khỏi trùng', { exact: false }).waitFor();
  await context.close();
});

browserTest('a moment is typed as day and hour; what is no day is not taken', async () => {
  const { page, context } = await open('phone');
  const moment = page.getByTestId('moment');
  await page.getByText('19h30, thứ Sáu, 27/11/2026').waitFor();
  await page.getByLabel('Lúc: Ngày').fill('7/12/26');
  await page.getByLabel('Lúc: Giờ').fill('8h05');
  await page.getByText('8h05, thứ Hai, 07/12/2026').waitFor();
  expect(await moment.textContent()).toBe('2026-12-07T01:05:00.000Z');
  await page.getByLabel('Lúc: Giờ').fill('25h');
  await page.getByLabel('Lúc: Ngày').fill('31/6/2026');
  await page.getByText('Giờ chưa đúng, ví dụ 19:30.').waitFor();
  await page.getByLabel('Lúc: Giờ').focus();
  expect(await moment.textContent()).toBe('2026-12-07T01:05:00.000Z');
  await context.close();
});

browserTest('what cannot be undone asks first, shows a refusal in place, and closes when it is done', async () => {
  const { page, context } = await open('phone');
  await page.getByRole('button', { name: 'Hủy họp' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hủy cuộc họp?' });
  await dialog.getByRole('button', { name: 'Không', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByTestId('tries').textContent()).toBe('0');
  await page.getByRole('button', { name: 'Hủy họp' }).click();
  await dialog.getByRole('button', { name: 'Hủy họp' }).click();
  await dialog.getByText('Cuộc họp vừa được người khác sửa.').waitFor();
  await dialog.getByRole('button', { name: 'Hủy họp' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByTestId('tries').textContent()).toBe('2');
  await context.close();
});

browserTest('a chart is SVG with a sentence beside it', async () => {
  const { page, context } = await open('desk');
  await page.locator('figure svg path').first().waitFor({ state: 'attached' });
  expect(await page.getByText('Bốn quý: 3, 9, 12 và 7 lượt.').count()).toBe(1);
  await context.close();
});

browserTest('every text stands out from its ground at 4.5 to 1 or more', async () => {
  const { page, context } = await open('desk');
  expect(await contrast(page)).toEqual([]);
  if (process.env.SCREENSHOT_DIR)
    await page.screenshot({ path: join(process.env.SCREENSHOT_DIR, 'gallery.png'), fullPage: true });
  await context.close();
});
