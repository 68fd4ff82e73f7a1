import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { usageOf } from '../../src/cli/channel-fields.ts';
import { cli } from '../../src/cli/main.ts';
import { openStore } from '../../src/store/open.ts';
import { webModels } from '../../src/web/models.ts';
import { madeUpKinds, madeUpPlatform } from '../support/made-up-kinds.ts';

const TOKEN = 'made-up-token-4711';
const OTHER = 'made-up-token-4712';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chihoi-channel-'));
  const files = {
    'token.txt': `${TOKEN}\n`,
    'all.json': JSON.stringify({ page: '34', token: TOKEN, hours: 48 }),
    'session.json': JSON.stringify({ session: { cookie: [TOKEN], imei: 'x' } }),
    'list.json': '["token"]',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const dataDir = () => at('data');

/** Runs `chihoi channel …` in this process; `input` is on its standard input. */
const channel = async (args: readonly string[], input = '') => {
  let [out, err] = ['', ''];
  const code = await cli(['channel', ...args], {
    cwd: folder,
    kinds: madeUpKinds(madeUpPlatform()),
    terminal: {
      cwd: folder,
      env: { DATA_DIR: dataDir() },
      print: (text) => {
        out += `${text}\n`;
      },
      tell: (text) => {
        err += `${text}\n`;
      },
      async *lines() {
        yield* input.split('\n');
      },
      newSecret: async () => undefined,
    },
  });
  return { code, out, err };
};
const add = (...more: string[]) => channel(['add', 'made-up-hook', '--name', 'Trang của Hội', ...more]);

/** What the store holds, once no command has it open. */
const withStore = async <T>(look: (models: ReturnType<typeof webModels>) => Promise<T>): Promise<T> => {
  const store = await openStore({ dataDir: dataDir(), logger: createLogger('silent') });
  if (!store.ok) throw new Error(store.error.message);
  try {
    return await look(webModels(store.value.connection));
  } finally {
    await store.value.close();
  }
};

describe('what is typed wrong is told in a sentence, and nothing is added', () => {
  const CASES: readonly [string[], string][] = [
    [['add', 'made-up-hook'], 'Thiếu --name'],
    [['add', 'zalo', '--name', 'x'], 'Không có loại kênh “zalo”. Đang có: made-up-hook, made-up-qr, made-up-oauth.'],
    [['add', 'made-up-hook', '--name', 'x', '--token', TOKEN], '“Mã truy cập” là bí mật, không ghi trên dòng lệnh'],
    [['add', 'made-up-hook', '--name', 'x', `--token=${TOKEN}`], 'dùng --token-file <tệp>'],
    [['add', 'made-up-hook', '--name', 'x', TOKEN], 'không có giá trị không có tùy chọn đứng trước'],
    [['add', 'made-up-hook', '--name', 'x', '--tokn-file', 'y'], 'không có tùy chọn “--tokn-file”. Dùng được: --page'],
    [['add', 'made-up-hook', '--name', 'x', '--page'], '--page cần một giá trị đi sau'],
    [['add', 'made-up-hook', '--name', 'x', '--hours', 'ba'], '--hours cần là một số'],
    [['add', 'made-up-hook', '--name', 'x', '--buttons', 'maybe'], '--buttons cần là true hoặc false'],
    [['add', 'made-up-hook', '--name', 'x', '--token-file', '/no/such'], 'Không đọc được /no/such: không có tệp này'],
    [
      ['add', 'made-up-hook', '--name', 'x', '--token-file', '-', '--values-file', '-'],
      'Đầu vào chuẩn (-) chỉ đọc được',
    ],
  ];
  test.each(CASES)('%j', async (args, sentence) => {
    const { code, out, err } = await channel(args);
    expect(err).toContain(sentence);
    expect(err).not.toContain(TOKEN);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  test('a file of values that is no object, a field that is missing, a field that is wrong', async () => {
    expect((await add('--values-file', at('list.json'))).err).toContain('cần là một đối tượng JSON');
    expect((await add('--token-file', at('token.txt'))).err).toContain('Còn thiếu: Mã trang.');
    expect((await add('--page', 'abc', '--token-file', at('token.txt'))).err).toContain('Mã trang: chỉ gồm chữ số.');
    expect((await add('--page', '1', '--token-file', at('token.txt'), '--unit', 'no-such')).err).toContain(
      'Không có đơn vị “no-such”.',
    );
    const { out, err } = await channel(['list']);
    expect(out).toBe('');
    expect(err).toContain('Chưa có tài khoản nào.');
  }, 60_000);
});

test('an account is added from files, shown, paused, changed and removed; its secret shows nowhere', async () => {
  const printed: string[] = [];
  const run = async (args: readonly string[], input = '') => {
    const ran = await channel(args, input);
    printed.push(ran.out, ran.err);
    return ran;
  };
  const added = await run([
    'add',
    'made-up-hook',
    '--name',
    'Trang của Hội',
    '--page',
    '12',
    '--token-file',
    at('token.txt'),
    '--buttons',
    'false',
  ]);
  expect(added.code).toBe(0);
  const id = added.out.trim();
  expect(id).toMatch(/^made-up-hook-[a-z0-9]{6}$/);
  expect(added.err).toContain(`Địa chỉ webhook: http://localhost:3000/webhook/made-up-hook/${id}`);
  expect(added.err).toContain('1. Mở trang quản lý của nền tảng');

  expect((await run(['list'])).out).toBe(`${id}\tmade-up-hook\tTrang của Hội\tchưa kết nối\n`);
  const shown = JSON.parse((await run(['show', id, '--json'])).out) as Record<string, unknown>;
  expect(shown).toMatchObject({ settings: { page: '12', buttons: false, hours: 24 }, secretsSet: ['token'] });
  expect((await run(['show', id])).out).toContain('Bí mật đã có: token');

  expect((await run(['pause', id])).err).toContain('Trang của Hội tạm dừng');
  expect((await run(['list'])).out).toContain('tạm dừng');
  expect((await run(['resume', id])).err).toContain('chạy tiếp');
  expect((await run(['set', id, '--token-file', '-', '--name', 'Trang xã'], `${OTHER}\n`)).err).toContain(
    'Đã sửa Trang xã: Mã truy cập.',
  );
  const kept = await run(['remove', id]);
  expect(kept).toMatchObject({ code: 1, err: expect.stringContaining('Thêm --yes để gỡ thật.') });
  expect((await run(['show', 'no-such'])).err).toContain(`Không có tài khoản “no-such”. Đang có: ${id} (Trang xã).`);
  expect((await run(['remove', id, '--yes'])).err).toContain('Đã gỡ Trang xã, bỏ 0 tin đang chờ.');
  expect((await run(['list'])).out).toBe('');

  for (const secret of [TOKEN, OTHER]) expect(printed.join('')).not.toContain(secret);
  const all = await withStore(({ Audits }) => Audits.find().sort({ _id: 1 }).lean());
  const log = all.filter(({ target }) => target?.id === id);
  expect(log.map(({ action }) => action)).toEqual([
    'account.added',
    'account.paused',
    'account.resumed',
    'account.changed',
    'account.removed',
  ]);
  expect(log[0]?.admin).toEqual({ id: 'cli', name: 'Người vận hành (lệnh chihoi)' });
  expect(JSON.stringify(log)).not.toContain('made-up-token');
}, 120_000);

test('all fields come from one JSON file, which gives way to a field that is named', async () => {
  const added = await add('--values-file', at('all.json'), '--page', '56');
  const shown = JSON.parse((await channel(['show', added.out.trim(), '--json'])).out) as Record<string, unknown>;
  expect(shown).toMatchObject({ settings: { page: '56', hours: 48 }, secretsSet: ['token'] });
  await channel(['remove', added.out.trim(), '--yes']);
}, 60_000);

test('a kind that warns does so at the terminal too, and says how it is signed in; a session may be an object', async () => {
  const added = await channel(['add', 'made-up-qr', '--name', 'Điện thoại', '--values-file', at('session.json')]);
  expect(added.err).toContain('! Đây là cách không chính thức.');
  expect(added.err).toContain('Tài khoản cần đăng nhập: chị mở trang quản trị, mục Kênh');
  expect((await channel(['show', added.out.trim()])).out).toContain('Bí mật đã có: session');
  await channel(['remove', added.out.trim(), '--yes']);
}, 60_000);

test('while the product runs, the embedded store cannot be opened, and the console is named', async () => {
  const ran = await withStore(() => channel(['list']));
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toContain('đang được một chương trình Chi Hội khác mở');
  expect(ran.err).toContain('làm việc này ở trang quản trị, mục Kênh');
});

test('kinds are listed with the options of each, secrets as files', async () => {
  const { out } = await channel(['kinds']);
  expect(out).toContain('made-up-hook\tKênh có webhook\n');
  expect(out).toContain('  --token-file <tệp>\tcần có. Mã truy cập.');
  expect(out).toContain('  --api-base <giá trị>\tĐịa chỉ API khác.');
  const fields = madeUpKinds(madeUpPlatform()).flatMap((kind) => kind.fields);
  expect(fields.map(usageOf).filter((usage) => !out.includes(usage))).toEqual([]);
});
