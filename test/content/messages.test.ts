import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullMessages, lengthOf, splitText, summaryText } from '../../src/content/messages.ts';
import type { Material } from '../../src/content/types.ts';
import { contentHash, mergeQuestions, nextVersion } from '../../src/content/versions.ts';

const material: Material = {
  id: 'a',
  origin: 'library',
  unitPath: '/',
  version: 1,
  title: 'Đề án thử',
  topic: 'chuong-trinh',
  summary: 'Tóm tắt một câu.',
  sources: [
    { site: 'vwu.vn', title: 'Trang một' },
    { site: 'hoilhpn.org.vn', title: 'Trang hai' },
  ],
  updated: '2026-11-23',
  validFrom: '2025-07-01',
  validTo: '2026-12-31',
  reviewYearly: true,
  reviewLegal: false,
  keywords: [],
  suggestion: true,
  body: 'Đoạn một.',
};

describe('the first message of a material', () => {
  it('has title, summary, label, first source and dates', () => {
    expect(summaryText(material, '2026-12-31')).toBe(
      [
        '📘 Đề án thử',
        'Tóm tắt một câu.',
        '',
        'Gợi ý biên soạn, không phải quy định của Hội.',
        'Nguồn: vwu.vn, "Trang một" và 1 nguồn khác',
        'Cập nhật 23/11/2026, áp dụng từ 01/07/2025, đến hết 31/12/2026',
      ].join('\n'),
    );
  });

  it('warns from the day after the last', () => {
    expect(summaryText(material, '2027-01-01')).toContain('Lưu ý: nội dung này đã hết thời hạn áp dụng.');
  });
});

describe('splitting a text', () => {
  it('loses nothing but white space, and no part is too long', () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom('chữ ', 'dài', '\n', '\n\n', '🎉', '. '), maxLength: 40 }));
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 60 }), (list, max) => {
        const whole = list.join('');
        const parts = splitText(whole, max);
        expect(parts.every((part) => lengthOf(part) <= max && part.trim() !== '')).toBe(true);
        expect(parts.join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
      }),
    );
  });

  it('keeps a heading with what follows it', () => {
    const body = `${'Câu mở đầu. '.repeat(88)}\n\n## Việc cần làm\n\n1. Một\n2. Hai ${'dài '.repeat(30)}`;
    const parts = fullMessages({ ...material, body }).map((part) => (part.type === 'text' ? part.text : ''));
    expect(parts).toHaveLength(2);
    expect(parts[1]).toMatch(/^\(2\/2\)\nViệc cần làm\n1\. Một/);
  });

  it('sends a short text as one message without a counter', () => {
    expect(fullMessages(material)).toMatchObject([{ type: 'text', text: expect.stringMatching(/^Đề án thử\n/) }]);
  });
});

describe('versions', () => {
  const now = new Date('2026-11-23T00:00:00Z');

  it('do not change with the order of fields', () => {
    expect(contentHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(contentHash({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });

  it('grow by one with each new wording, and keep those before', () => {
    const first = nextVersion(undefined, { text: 'một' }, now);
    expect(nextVersion(first, { text: 'một' }, now)).toBe(first);
    const second = nextVersion(first, { text: 'hai' }, now);
    expect(second).toMatchObject({ version: 2, history: [{ version: 1, until: now, value: { text: 'một' } }] });
  });

  it('keep at most fifty old wordings', () => {
    let stored = nextVersion(undefined, 0, now);
    for (let each = 1; each <= 60; each++) stored = nextVersion(stored, each, now);
    expect(stored.version).toBe(61);
    expect(stored.history).toHaveLength(50);
    expect(stored.history[0]?.version).toBe(11);
  });

  it('count what was added, changed and retired', () => {
    const draft = (id: string, text: string) => ({ ...question, id, text });
    const one = mergeQuestions([], [draft('a', 'A'), draft('b', 'B')], now);
    expect(one).toMatchObject({ added: 2, changed: 0, retired: 0 });
    const two = mergeQuestions(one.questions, [draft('b', 'B mới'), draft('c', 'C')], now);
    expect(two).toMatchObject({ added: 1, changed: 1, retired: 1 });
    const three = mergeQuestions(two.questions, [draft('a', 'A'), draft('b', 'B mới'), draft('c', 'C')], now);
    expect(three).toMatchObject({ added: 0, changed: 1, retired: 0 });
    expect(three.questions.map(({ qid, version, retired }) => [qid, version, retired])).toEqual([
      ['a', 1, false],
      ['b', 2, false],
      ['c', 1, false],
    ]);
  });
});

const question = {
  topic: 't',
  options: [{ text: 'x' }, { text: 'y' }],
  answer: 0,
  explanation: 'e',
  source: 's',
  reviewYearly: false,
  reviewLegal: false,
  updated: '2026-11-23',
};
