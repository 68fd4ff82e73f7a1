import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContentFile } from '../../src/content/file.ts';
import { MAX_BODY_CHARACTERS, MAX_FILE_BYTES } from '../../src/content/limits.ts';
import { parseBank, parseMaterial } from '../../src/content/parse.ts';
import { formatProblem, readContent } from '../../src/content/read.ts';
import type { Problem } from '../../src/content/types.ts';

const BROKEN = join(import.meta.dirname, 'broken');
const EXPECTED = join(BROKEN, 'expected.txt');
const TOPICS = ['to-chuc-hoi', 'tin-dung'];

const problemsOf = async (file: string): Promise<readonly Problem[]> => {
  const read = await readContentFile(BROKEN, file);
  if (read.type === 'problem') return [read.problem];
  const parsed = (file.endsWith('.md') ? parseMaterial : parseBank)(file, read.text, TOPICS);
  return parsed.type === 'problems' ? parsed.problems : [];
};

describe('a broken file', async () => {
  const files = (await readdir(BROKEN)).filter((file) => /\.(md|yaml)$/.test(file)).sort();
  const expected = (await readFile(EXPECTED, 'utf8')).trimEnd().split('\n');

  it.each(files)('%s is refused with its code, line and remedy', async (file) => {
    const problems = await problemsOf(file);
    const lines = problems.map((problem) => `${problem.code} ${formatProblem(problem)}`);
    expect(lines).toEqual(expected.filter((line) => line.includes(` ${file}:`)));
    expect(lines.length).toBeGreaterThan(0);
  });

  it('has no expectation without a file', () => {
    const named = expected.map((line) => line.split(' ')[1]?.split(':')[0]);
    expect(named.filter((file) => !files.includes(file ?? ''))).toEqual([]);
  });
});

describe('the content folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chihoi-content-'));
    await mkdir(join(dir, 'materials'));
    await mkdir(join(dir, 'banks'));
    await writeFile(join(dir, 'topics.yaml'), '- id: to-chuc-hoi\n  title: Tổ chức Hội\n');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const material = (id: string, body = 'Nội dung.') =>
    `---\nid: ${id}\ntitle: Tài liệu ${id}\ntopic: to-chuc-hoi\nsummary: Tóm tắt.\nsources:\n  - site: vwu.vn\n    title: Trang\nupdated: 2026-11-23\n---\n\n${body}\n`;
  const bank = (id: string, question: string) =>
    `id: ${id}\ntitle: Bộ ${id}\ntopic: to-chuc-hoi\nupdated: 2026-11-23\nquestions:\n  - id: ${question}\n    text: Hỏi gì?\n    options:\n      - text: 33.500\n      - text: no\n    answer: 2\n    explanation: Vì thế.\n    source: vwu.vn\n`;

  it('is read whole: topics, materials and banks', async () => {
    await writeFile(join(dir, 'materials', 'a.md'), material('a'));
    await writeFile(join(dir, 'banks', 'a.yaml'), bank('a', 'T01'));
    const read = await readContent(dir);
    expect(read.problems).toEqual([]);
    expect(read.topics).toEqual([{ id: 'to-chuc-hoi', title: 'Tổ chức Hội' }]);
    expect(read.materials.map(({ id, file, body }) => ({ id, file, body }))).toEqual([
      { id: 'a', file: 'materials/a.md', body: 'Nội dung.' },
    ]);
  });

  it('keeps numbers, dates and words of YAML as they were written', async () => {
    await writeFile(join(dir, 'banks', 'a.yaml'), bank('a', 'T01'));
    const [read] = (await readContent(dir)).banks;
    expect(read?.questions[0]).toMatchObject({ options: [{ text: '33.500' }, { text: 'no' }], answer: 1 });
    expect(read?.questions[0]).toMatchObject({ topic: 'to-chuc-hoi', updated: '2026-11-23' });
  });

  it('reads a file with a byte order mark, Windows line ends and decomposed letters', async () => {
    const text = `\ufeff${material('a', 'Bình đẳng giới').normalize('NFD').replaceAll('\n', '\r\n')}`;
    await writeFile(join(dir, 'materials', 'a.md'), text);
    const read = await readContent(dir);
    expect(read.problems).toEqual([]);
    expect(read.materials[0]?.body).toBe('Bình đẳng giới');
  });

  it('serves the rest when one file is broken', async () => {
    await writeFile(join(dir, 'materials', 'a.md'), 'không có phần đầu');
    await writeFile(join(dir, 'materials', 'b.md'), material('b'));
    const read = await readContent(dir);
    expect(read.materials.map(({ id }) => id)).toEqual(['b']);
    expect(read.brokenFiles).toEqual(['materials/a.md']);
    expect(read.problems.map(({ file, line }) => `${file}:${line}`)).toEqual(['materials/a.md:1']);
  });

  it('gives an id to the first file that claims it and names that file at the second', async () => {
    await writeFile(join(dir, 'materials', 'a.md'), material('x'));
    await writeFile(join(dir, 'materials', 'b.md'), material('x'));
    await writeFile(join(dir, 'banks', 'a.yaml'), bank('a', 'T01'));
    await writeFile(join(dir, 'banks', 'b.yaml'), bank('b', 'T01'));
    const read = await readContent(dir);
    expect(read.problems.map(formatProblem)).toEqual([
      'banks/b.yaml:6: Mã "T01" đã dùng trong tệp banks/a.yaml. Đặt mã khác.',
      'materials/b.md:2: Mã "x" đã dùng trong tệp materials/a.md. Đặt mã khác.',
    ]);
  });

  it('refuses a huge file before reading it, and a body that is too long', async () => {
    await writeFile(join(dir, 'materials', 'a.md'), 'x'.repeat(MAX_FILE_BYTES + 1));
    await writeFile(join(dir, 'materials', 'b.md'), material('b', 'x'.repeat(MAX_BODY_CHARACTERS + 1)));
    expect((await readContent(dir)).problems.map(formatProblem)).toEqual([
      'materials/a.md:1: Tệp lớn 257 KB, quá 256 KB. Tách thành nhiều tệp nhỏ.',
      'materials/b.md:11: Nội dung dài 5001 ký tự, quá 5000. Tách thành hai tài liệu.',
    ]);
  });

  it('says which endings it reads, and passes over hidden files', async () => {
    await writeFile(join(dir, 'materials', 'a.docx'), 'x');
    await writeFile(join(dir, 'materials', '.DS_Store'), 'x');
    expect((await readContent(dir)).problems.map(formatProblem)).toEqual([
      'materials/a.docx:1: Tên tệp phải kết thúc bằng .md. Đổi tên, hoặc chuyển tệp khỏi thư mục này.',
    ]);
  });

  it('says when a folder, the topics or a file cannot be read', async () => {
    await rm(join(dir, 'banks'), { recursive: true });
    await mkdir(join(dir, 'materials', 'thu-muc.md'));
    await cp(join(dir, 'topics.yaml'), join(dir, 'topics.bak'));
    expect((await readContent(dir)).brokenFiles).toEqual(['banks/']);
    await rm(join(dir, 'topics.yaml'));
    const read = await readContent(dir);
    expect(read.problems.map(formatProblem)).toEqual([
      'topics.yaml:1: Không đọc được tệp (ENOENT). Kiểm tra tệp còn đó và quyền đọc.',
    ]);
    expect(read.brokenFiles).toEqual(['topics.yaml', 'materials/', 'banks/']);
  });

  it.each([
    ['- id: a\n  title: A\n- id: a\n  title: B\n', 'topics.yaml:3: Chủ đề "a" được ghi hai lần. Xóa bớt một.'],
    ['[]', 'topics.yaml:1: topics.yaml chưa có chủ đề nào.'],
    ['a: 1', 'topics.yaml:1: topics.yaml phải là một danh sách các mục có "id" và "title".'],
  ])('refuses the topics %j', async (text, message) => {
    await writeFile(join(dir, 'topics.yaml'), text);
    expect((await readContent(dir)).problems.map(formatProblem)).toEqual([message]);
  });
});
