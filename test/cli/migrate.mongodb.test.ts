import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, storeFile } from '../../src/store/open.ts';
import { everything, filesOf, fill, logger, must } from '../store/archive/support.ts';
import { type Bundle, bundle } from '../store/bundle.ts';
import { type TestPlace, testPlace } from '../support/store.ts';
import { runNode } from './run.ts';

let program: Bundle;
let office: string;
let target: TestPlace;
let url: string;
beforeAll(async () => {
  program = await bundle('test/cli/program.ts');
  office = await mkdtemp(join(tmpdir(), 'chihoi-migrate-'));
  target = await testPlace();
  url = target.mongodbUrl ?? '';
  await fill({ dataDir: office }, 'old');
}, 120_000);
afterAll(async () => {
  await program.remove();
  await target.remove();
  await rm(office, { recursive: true, force: true });
});

const migrate = (args: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  runNode(program.path, ['migrate', ...args], { DATA_DIR: office, ...settings });

const fileHash = async () =>
  createHash('sha256')
    .update(await readFile(storeFile(office)))
    .digest('hex');

test.each<[string, string[], string]>([
  ['a password among the arguments', ['--to', 'mongodb://chi:bimat@127.0.0.1/x'], '--to-file'],
  ['no address', [], 'Chưa có địa chỉ MongoDB'],
  ['another kind of address', ['--to', 'redis://127.0.0.1'], 'mongodb://máy-chủ:27017/chihoi'],
  ['a file that is not there', ['--to-file', '/nowhere'], 'Không đọc được tệp /nowhere'],
  [
    'a server that is not there',
    ['--to', 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200'],
    'Không kết nối được MongoDB',
  ],
])('%s is refused with the remedy', async (_what, args, sentence) => {
  const { code, out, err } = await migrate(args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(sentence);
  expect(err).not.toContain('bimat');
});

test('an office moves to MongoDB with its counts compared, and its file is not touched', async () => {
  const running = must(await openStore({ dataDir: office, logger, copies: true }));
  const refused = await migrate(['--to', url]);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('đang được một chương trình Chi Hội khác mở');
  await running.close();

  const untouched = await fileHash();
  const secret = join(office, 'mongodb.txt');
  await writeFile(secret, `${url}\n`);
  const moved = await migrate(['--to-file', secret]);
  expect(moved.err).toContain('số mục mỗi bảng khớp nhau');
  expect(moved.code).toBe(0);
  expect(moved.out.trim().split('\n')).toEqual(['empty\t0\t0', 'kinds\t1\t1', 'people\t1200\t1200']);
  expect(await fileHash()).toBe(untouched);
  expect((await filesOf(office)).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(await everything(target)).toEqual(await everything({ dataDir: office }));

  const again = await migrate([], { MONGODB_URL: url });
  expect(again.code).toBe(1);
  expect(again.err).toContain('--replace');
  expect(await migrate(['--replace'], { MONGODB_URL: url })).toMatchObject({ code: 0 });
  expect(await everything(target)).toEqual(await everything({ dataDir: office }));
});
