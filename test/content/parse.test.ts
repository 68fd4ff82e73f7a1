import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../src/content/file.ts';
import { parseBank, parseMaterial, parseTopics } from '../../src/content/parse.ts';
import { plainText } from '../../src/content/plain-text.ts';
import { planSearch, trigrams } from '../../src/content/query.ts';
import { answerIndex } from '../../src/content/rules.ts';
import { isFault, parseYaml } from '../../src/content/yaml.ts';

const TOPICS = ['to-chuc-hoi'];
/** Pieces that authors and broken tools put into such files. */
const pieces = fc.string({
  unit: fc.constantFrom(
    '---\n',
    'id: a\n',
    'title: "',
    'questions:\n',
    '  - ',
    '\n',
    '\t',
    ': ',
    '&a ',
    '*a',
    '<<: ',
    '[',
    ']',
    '{',
    '}',
    '|\n',
    '>-\n',
    '!!js ',
    '# ',
    "'",
    '"',
    '\\',
    'Tài liệu',
    'đ',
    '\u0000',
    '\ufeff',
    '%YAML',
    '...\n',
    '- text: x\n',
    '🎉',
  ),
  maxLength: 60,
});
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), pieces);

describe('reading any text', () => {
  it.each([
    ['a material', (text: string) => parseMaterial('a.md', `---\n${text}\n---\n${text}`, TOPICS)],
    ['a bank', (text: string) => parseBank('a.yaml', text, TOPICS)],
    ['topics', (text: string) => parseTopics('topics.yaml', text)],
  ])('as %s gives a value or problems with a place, and never throws', (_, parse) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parse(text);
        if (parsed.type === 'value') return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        const lines = text.split('\n').length * 2 + 4;
        for (const { line, code, message } of parsed.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(code).toMatch(/^content\.[a-z0-9_]+$/);
          expect(message.length).toBeGreaterThan(10);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('as YAML keeps what an author wrote in quotation marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const parsed = parseYaml(`a: ${JSON.stringify(text)}\n`);
        expect(isFault(parsed) ? parsed : parsed.value).toEqual({ a: text });
      }),
    );
  });

  it('as bytes gives text or a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = decodeFile('a.md', bytes);
        if (read.type === 'problem') expect(read.problem.line).toBeGreaterThanOrEqual(1);
        else expect(read.text).toBe(read.text.normalize('NFC'));
      }),
    );
  });

  it('as Markdown gives plain text in time', () => {
    const markdown = fc.string({
      unit: fc.constantFrom(
        '*',
        '_',
        '`',
        '#',
        '>',
        '- ',
        '1. ',
        '\n',
        '[a](b)',
        '![',
        '|',
        '<b>',
        '&amp;',
        'chữ ',
        '~',
        '\\',
      ),
      maxLength: 80,
    });
    fc.assert(fc.property(markdown, (text) => typeof plainText(text) === 'string'));
    const started = performance.now();
    plainText('*'.repeat(5_000));
    plainText('[a](b '.repeat(800));
    plainText('> '.repeat(200));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('an answer', () => {
  it.each([
    ['A', 0],
    ['c', 2],
    [' b ', 1],
    ['1', 0],
    [3, 2],
    ['4', undefined],
    ['D', undefined],
    ['0', undefined],
    ['AB', undefined],
    ['', undefined],
    ['-1', undefined],
  ])('written %j is option %j of three', (written, index) => {
    expect(answerIndex(written, 3)).toBe(index);
  });
});

describe('plain text for a chat', () => {
  it.each([
    ['Chữ **đậm**, *nghiêng* và `mã`.', 'Chữ đậm, nghiêng và mã.'],
    ['## Mục\n\nĐoạn một.\n\nĐoạn hai.', 'Mục\nĐoạn một.\n\nĐoạn hai.'],
    ['- một\n- hai\n  - con\n', '• một\n• hai\n  • con'],
    ['3. ba\n4. bốn', '3. ba\n4. bốn'],
    ['Xem [trang](https://vwu.vn/a?b=1&c=2).', 'Xem trang (https://vwu.vn/a?b=1&c=2).'],
    ['Xem https://vwu.vn/a_b', 'Xem https://vwu.vn/a_b'],
    ['| A | B |\n|---|---|\n| 1 | 2 |', 'A | B\n1 | 2'],
    ['Mẹ & con < 36 tháng', 'Mẹ & con < 36 tháng'],
    ['> trích\n\nhết', 'trích\n\nhết'],
    ['![ảnh nhóm](a.png)', '[ảnh nhóm]'],
    ['a<script>x</script>b', 'axb'],
  ])('of %j is %j', (markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });
});

describe('a search plan', () => {
  it.each([
    ['tài liệu bạo lực gia đình', ['bao', 'luc', 'gia', 'dinh']],
    ['cho chị xin tài liệu về bình đẳng giới nhé', ['binh', 'dang', 'gioi']],
    ['tra cứu 5 không 3 sạch', ['5', 'khong', '3', 'sach']],
    ['có tài liệu điều lệ ko', ['dieu', 'le']],
    ['tài liệu', ['tai', 'lieu']],
    ['BLGĐ', ['bao', 'luc', 'gia', 'dinh']],
    ['!!! ???', []],
  ])('of "%s" looks for %j', (query, words) => {
    expect(planSearch(query).words).toEqual(words);
  });

  it('lets only words in quotation marks through to the database', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (query) => {
        const { all } = planSearch(query);
        for (const match of [...all.stages.map((stage) => stage.match), all.every]) {
          const outside = match.replace(/"[\p{L}\p{N}\p{M} ]*"/gu, '');
          expect(outside).toMatch(/^(?:text|title|keys|exact|AND|OR|NEAR|20|[{}():*,]|\s)*$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('cuts letters into threes, each once', () => {
    expect(trigrams('banbanh')).toEqual(['ban', 'anb', 'nba', 'anh']);
    expect(trigrams('đi')).toEqual([]);
  });
});
