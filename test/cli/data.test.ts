import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { everything, filesOf, fill, logger, must } from '../store/archive/support.ts';
import { type Bundle, bundle } from '../store/bundle.ts';
import { runNode } from './run.ts';

let program: Bundle;
let folder: string;
beforeAll(async () => {
  program = await bundle('test/cli/program.ts');
  folder = await mkdtemp(join(tmpdir(), 'chihoi-data-test-'));
}, 120_000);
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

const place = (name: string) => ({ dataDir: join(folder, name) });
const chihoi = (name: string, ...args: string[]) => runNode(program.path, args, { DATA_DIR: join(folder, name) });

test('an office is backed up while its program runs, and brought back on another machine', async () => {
  await fill(place('a'), 'old');
  await writeFile(join(folder, 'a', 'app.key'), `${'a'.repeat(64)}\n`);
  const file = join(folder, 'a.tar.gz');
  const running = must(await openStore({ ...place('a'), logger, copies: true }));
  const made = await chihoi('a', 'backup', file);
  await running.close();
  expect(made).toMatchObject({ code: 0, out: `${file}\n` });
  expect(made.err).toContain('Đã sao lưu 1201 mục của 3 bảng và 1 tệp.');
  expect(made.err).toContain('KHÔNG chứa khóa mã hóa');
  expect((await filesOf(join(folder, 'a'))).filter((name) => name.startsWith('.'))).toEqual([]);

  const restored = await chihoi('b', 'restore', file);
  expect(restored.code).toBe(0);
  expect(restored.err).toContain('Đã phục hồi 1201 mục');
  expect(restored.err).toContain('Khóa mã hóa hiện tại khác khóa lúc sao lưu');
  expect(await everything(place('b'))).toEqual(await everything(place('a')));

  const again = await chihoi('b', 'restore', file);
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('--replace');
  const replaced = await chihoi('b', 'restore', file, '--replace');
  expect(replaced.code).toBe(0);
  expect(replaced.err).toContain('before-restore-');
});

test('with the key, another machine can go on at once', async () => {
  await fill(place('c'), 'old', 5);
  await writeFile(join(folder, 'c', 'app.key'), `${'c'.repeat(64)}\n`);
  const file = join(folder, 'c.tar.gz');
  const made = await chihoi('c', 'backup', file, '--with-key');
  expect(made.err).toContain('CÓ chứa khóa mã hóa');
  const restored = await chihoi('d', 'restore', file);
  expect(restored.err).not.toContain('Khóa mã hóa hiện tại khác');
  expect(await readFile(join(folder, 'd', 'app.key'), 'utf8')).toBe(`${'c'.repeat(64)}\n`);
});

test('what cannot be done is said in a sentence, and nothing is made', async () => {
  const none = await chihoi('nowhere', 'backup', join(folder, 'none.tar.gz'));
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.err).toContain('Không có tệp dữ liệu');
  await fill(place('e'), 'old', 5);
  const running = must(await openStore({ ...place('e'), logger }));
  const held = await chihoi('e', 'backup', join(folder, 'held.tar.gz'));
  await running.close();
  expect(held.code).toBe(1);
  expect(held.err).toContain('đang được một chương trình Chi Hội khác mở');
  const missing = await chihoi('e', 'restore', join(folder, 'missing.tar.gz'));
  expect(missing.err).toContain('Không có tệp sao lưu');
  expect((await filesOf(folder)).filter((name) => /none|held/.test(name))).toEqual([]);
});
