import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { SETTINGS } from '../../src/config.ts';
import { GoldenCase } from '../../src/flow/play/case.ts';
import { openStore } from '../../src/store/open.ts';
import { createAdmins } from '../../src/web/admins.ts';
import { webModels } from '../../src/web/models.ts';
import { verifyPassword } from '../../src/web/password.ts';
import { createSessions } from '../../src/web/sessions.ts';
import { type Bundle, bundle } from '../store/bundle.ts';

let program: Bundle;
let folder: string;
beforeAll(async () => {
  program = await bundle('test/cli/program.ts');
  folder = await mkdtemp(join(tmpdir(), 'chihoi-cli-test-'));
}, 120_000);
afterAll(async () => {
  await program?.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const run = async (command: string, args: readonly string[], input = ''): Promise<Ran> => {
  const env = {
    ...process.env,
    MONGODB_URL: undefined,
    DATA_DIR: join(folder, 'data'),
    INIT_CWD: undefined,
    FORCE_COLOR: undefined,
  };
  const child = spawn(process.execPath, [command, ...args], { env, stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part) => {
    out += String(part);
  });
  child.stderr.on('data', (part) => {
    err += String(part);
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
};
const chihoi = (args: readonly string[], input = '') => run(program.path, args, input);

test('the command of the package builds what it needs and runs', async () => {
  const { code, out } = await run('bin/chihoi.js', ['settings']);
  expect(code).toBe(0);
  for (const name of Object.keys(SETTINGS)) expect(out).toContain(`${name}\n`);
  expect(out).toContain('  Mặc định: 3000\n');
}, 120_000);

describe('misuse', () => {
  const CASES: readonly [string[], string][] = [
    [['lfow'], 'Không có lệnh "lfow".'],
    [['flow', 'chek'], 'Không có lệnh "chek".'],
    [['flow', 'draw'], 'Thiếu <flow>.'],
    [['flow', 'draw', 'lich-hob'], 'Không có kịch bản "lich-hob". Có phải là "lich-hop"?'],
    [['flow', 'check', '/no/such'], 'Không đọc được thư mục'],
    [['flow', 'play', 'menu', '--at', 'mai'], '--at cần một thời điểm'],
    [['settings', '--nhanh'], 'Không có tùy chọn "--nhanh".'],
    [['admin', 'reset-password', 'ann', 'mật khẩu mới tinh'], 'Thừa tham số.'],
  ];
  test.each(CASES)('%j is answered with what is wrong, and fails', async (args, sentence) => {
    const { code, out, err } = await chihoi(args);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  test('without a command the help is shown in Vietnamese', async () => {
    const { err } = await chihoi([]);
    expect(err).toContain('Cách dùng: chihoi [tùy chọn] [lệnh]');
    expect((await chihoi(['flow', '--help'])).out).toContain('check [folder]');
  });
});

describe('flow', () => {
  test('the flows of the product are found right', async () => {
    expect(await chihoi(['flow', 'check'])).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(/^\d+ kịch bản, không có lỗi\.\n$/),
    });
  });

  test('a broken folder gives file, line, rule and remedy, and fails', async () => {
    const flows = join(folder, 'flows');
    await mkdir(flows);
    await writeFile(
      join(flows, 'thu.yaml'),
      'flow: thu\nformat: 1\ntitle: Thử\nsteps:\n  - do: content.serach\n    args: { query: abc }\n',
    );
    const { code, out, err } = await chihoi(['flow', 'check', flows]);
    expect(out).toContain(
      'thu.yaml:5 unknown-action: Không có việc nào tên là "content.serach". Có phải là "content.search"?',
    );
    expect(err).toContain('1 lỗi trong 1 tệp');
    expect(code).toBe(1);
  });

  test('a flow is drawn as Mermaid and nothing else', async () => {
    const { code, out, err } = await chihoi(['flow', 'draw', 'tra-cuu']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^flowchart TD\n {2}start\(\["Tra cứu tài liệu"\]\) --> s0\n/);
  });

  test('actions are listed with their arguments and results', async () => {
    const { out } = await chihoi(['flow', 'actions']);
    expect(out).toContain('content.search(query, limit?)\n  → items, total\n');
    expect(out).toContain('meetings.answer(meetingId, answer, reason?)\n');
  });

  test('a play against the real actions ends as a golden case on standard output', async () => {
    const { code, out, err } = await chihoi(
      ['flow', 'play', 'tra-cuu', '--var', 'query=bao luc gia dinh'],
      '1\n/quit\n',
    );
    expect(code).toBe(0);
    expect(err).toContain('1. Phòng, chống bạo lực gia đình');
    expect(err).toContain('📘 Phòng, chống bạo lực gia đình');
    const golden = GoldenCase.parse(parse(out));
    expect(golden).toMatchObject({ flow: 'tra-cuu', vars: { query: 'bao luc gia dinh' } });
    expect(golden.turns.length).toBeGreaterThan(3);
  });

  test('a play names the variables that are missing', async () => {
    const { code, err } = await chihoi(['flow', 'play', 'moi-hop', '--var', 'text=Họp']);
    expect(err).toContain('Kịch bản này cần meetingId. Chị thêm: --var meetingId=…');
    expect(code).toBe(1);
  });

  test('a play by hand takes the results that are typed', async () => {
    const at = '2026-11-23T01:00:00.000Z';
    const { out, err } = await chihoi(['flow', 'play', 'lich-hop', '--manual', '--at', at], '/done {"items": []}\n');
    expect(err).toContain('Trong 60 ngày tới chưa có lịch họp nào ạ.');
    expect(GoldenCase.parse(parse(out))).toMatchObject({
      at,
      turns: [{ in: 'start' }, { in: { done: { items: [] } } }],
    });
  });
});

test('the content of the product is found right', async () => {
  expect(await chihoi(['content', 'check'])).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringMatching(/^\d+ tài liệu, \d+ ngân hàng câu hỏi với \d+ câu, không có lỗi\.\n$/),
  });
});

test('broken content is listed with file and line, what is missing with its place, and fails', async () => {
  const content = join(folder, 'content');
  await mkdir(join(content, 'materials'), { recursive: true });
  await mkdir(join(content, 'banks'));
  await writeFile(join(content, 'topics.yaml'), '- id: luat\n  title: Luật\n');
  await writeFile(join(content, 'materials', 'thu.md'), '---\nid: thu\n---\nXin chào.\n');
  const { code, out, err } = await chihoi(['content', 'check', content]);
  expect(out).toMatch(/materials\/thu\.md:\d+: /);
  expect(out).toContain(`Không đọc được thư mục đơn vị ${join(content, 'don-vi')}.`);
  expect(err).toMatch(/^\d+ lỗi\.\n$/);
  expect(code).toBe(1);
});

describe('admin reset-password', () => {
  const PASSWORD = 'một câu hoàn toàn mới';
  const withStore = async <T>(use: (models: ReturnType<typeof webModels>) => Promise<T>): Promise<T> => {
    const opened = await openStore({ dataDir: join(folder, 'data'), logger: createLogger('silent') });
    if (!opened.ok) throw new Error(opened.error.message);
    try {
      return await use(webModels(opened.value.connection));
    } finally {
      await opened.value.close();
    }
  };

  beforeAll(() =>
    withStore(async (models) => {
      const sessions = createSessions({ models, clock: systemClock, appKey: Buffer.alloc(32) });
      const admins = createAdmins({ models, clock: systemClock, sessions });
      await admins.create({
        name: 'Nông Thị Ann',
        userName: 'ann',
        password: 'câu cũ có dấu cách',
        role: 'owner',
        unitPath: '/',
      });
    }),
  );

  test('sets what comes on standard input, asks her for her own at the next sign-in, and is in the audit log', async () => {
    const { code, out, err } = await chihoi(['admin', 'reset-password', 'Ann'], `${PASSWORD}\n`);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('Đã đặt mật khẩu mới cho Nông Thị Ann.');
    expect(err).not.toContain(PASSWORD);
    await withStore(async (models) => {
      const ann = await models.Admins.findOne({ userName: 'ann' }).lean();
      expect(ann?.mustChangePassword).toBe(true);
      expect(await verifyPassword(ann?.passwordHash ?? '', PASSWORD)).toBe(true);
      const [audit] = await models.Audits.find({}).lean();
      expect(audit).toMatchObject({ action: 'admin.password_reset', target: { id: ann?._id }, admin: { id: 'cli' } });
      expect(JSON.stringify(audit)).not.toContain(PASSWORD);
    });
  });

  test('a weak or missing password and an unknown name are refused, and nothing changes', async () => {
    const before = await withStore((models) => models.Admins.find({}).lean());
    for (const [user, input, sentence] of [
      ['ann', 'ngắn\n', 'Mật khẩu cần ít nhất 10 ký tự.'],
      ['ann', '', 'Mật khẩu cần ít nhất 10 ký tự.'],
      ['bob', `${PASSWORD}\n`, 'Không có quản trị viên "bob". Đang có: ann.'],
      ['Đào!', `${PASSWORD}\n`, 'Tên đăng nhập "Đào!" cần 3 đến 40 chữ thường không dấu'],
    ] as const) {
      const { code, err } = await chihoi(['admin', 'reset-password', user], input);
      expect(err).toContain(sentence);
      expect(code).toBe(1);
    }
    expect(await withStore((models) => models.Admins.find({}).lean())).toEqual(before);
  });

  test('while the product runs on the file it is refused with what to do', async () => {
    await withStore(async () => {
      const { code, err } = await chihoi(['admin', 'reset-password', 'ann'], `${PASSWORD}\n`);
      expect(err).toContain('đang được một chương trình Chi Hội khác mở');
      expect(code).toBe(1);
    });
  });
});
