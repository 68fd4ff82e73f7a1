import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vietnamese } from '../../src/language/index.ts';

const NOW = new Date('2026-11-23T01:00:00Z');
const ZONE = 'Asia/Ho_Chi_Minh';
const OPTIONS = ['Lịch họp', 'Tài liệu', 'Có', 'Không'].map((label) => ({ label, value: label }));

/** Everything that reads a text, by name. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  fold: vietnamese.fold,
  foldedWords: vietnamese.foldedWords,
  matchOption: (text) => vietnamese.matchOption(text, OPTIONS),
  matchOptionLabel: (text) => vietnamese.matchOption('tài liệu', [{ label: text, value: text }]),
  yesNo: vietnamese.yesNo,
  command: vietnamese.command,
  parseMoment: (text) => vietnamese.parseMoment(text, NOW, ZONE),
  parseNumber: vietnamese.parseNumber,
  parsePhone: vietnamese.parsePhone,
  parseName: vietnamese.parseName,
  matchPhrase: (text) => vietnamese.matchPhrase('tài liệu {query}', text),
  matchPattern: (text) => vietnamese.matchPhrase(text, 'tài liệu điều lệ'),
  matchName: (text) => vietnamese.matchName(text, ['Nông Thị Hoa']),
  expandAbbreviations: vietnamese.expandAbbreviations,
  meaningsOf: vietnamese.meaningsOf,
  repairTelex: vietnamese.repairTelex,
  couldMean: (text) => vietnamese.couldMean(text, 'dừng'),
  soundsUrgent: vietnamese.soundsUrgent,
};

/** Vietnamese scraps, numbers and signs in any order, and any UTF-16 at all with lone surrogates and control characters. */
const scraps = fc
  .array(
    fc.constantFrom(
      ...'thứ 7 tuần sau mai kìa 8h kém 10 rưỡi sáng tối chiều 31/6 27/11 - . : / ngày tháng mùng 5 năm mươi trăm nghìn không ko k có dừng dung ạ em chị 0912345678 tài liệu hoặc nữa 😀 1️⃣ \u0000 \ud800 aaaa'.split(
        ' ',
      ),
    ),
    { maxLength: 14 },
  )
  .chain((words) => fc.constantFrom(' ', '', '  ', '\n').map((gap) => words.join(gap)));
const anything = fc.oneof(
  scraps,
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes)),
);

describe('any text whatever', () => {
  it.each(Object.keys(READERS))('%s never throws', (name) => {
    fc.assert(
      fc.property(anything, (text) => void READERS[name]?.(text)),
      { numRuns: 400 },
    );
  });

  it('folds to the same when folded again', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(vietnamese.fold(vietnamese.fold(text))).toBe(vietnamese.fold(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is always answered with a real moment or none', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        const read = vietnamese.parseMoment(text, NOW, ZONE);
        if (read.type === 'moment') expect(Number.isNaN(read.at.getTime())).toBe(false);
        if (read.type === 'ask') {
          expect(read.question).not.toBe('');
          for (const option of read.options ?? []) expect(Number.isNaN(option.at.getTime())).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('options', () => {
  const word = fc.constantFrom(
    ...'Lịch họp Tài liệu điều lệ Hội bình đẳng giới Na Rì Văn Lang Lăng chi hội trưởng phó có không đúng sai 18 20 3 ngày'.split(
      ' ',
    ),
  );
  const label = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  const options = fc
    .uniqueArray(label, { minLength: 1, maxLength: 9, selector: vietnamese.fold })
    .map((labels) => labels.map((text, index) => ({ label: text, value: `v${index}` })));
  const fits = (text: string, list: readonly { label: string; value: string }[], index: number): void => {
    const match = vietnamese.matchOption(text, list);
    const found = match.type === 'one' ? [match.index] : match.type === 'many' ? match.indexes : [];
    expect(found, `${text} in ${list.map((option) => option.label).join(' | ')}`).toContain(index);
  };

  it('are understood by their own label, with marks, without, and in capitals', () => {
    fc.assert(
      fc.property(options, (list) => {
        list.forEach((option, index) => {
          for (const text of [
            option.label,
            vietnamese.fold(option.label),
            option.label.toUpperCase(),
            `  ${option.label} `,
          ])
            fits(text, list, index);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('are understood by their number, and by their letter when there are no more than four', () => {
    fc.assert(
      fc.property(options, (list) => {
        list.forEach((_, index) => {
          for (const text of [`${index + 1}`, `${index + 1}.`, `câu ${index + 1}`, `em chọn ${index + 1} ạ`])
            fits(text, list, index);
          if (index < 4) for (const text of ['abcd'[index] ?? '', `đáp án ${'ABCD'[index]}`]) fits(text, list, index);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('of any content are understood by their own label', () => {
    const odd = fc.uniqueArray(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => vietnamese.fold(text) !== ''),
      { minLength: 1, maxLength: 6, selector: vietnamese.fold },
    );
    fc.assert(
      fc.property(odd, (labels) => {
        const list = labels.map((text, index) => ({ label: text, value: `#${index}` }));
        for (const [index, option] of list.entries()) fits(option.label, list, index);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a message of a megabyte', () => {
  const LONG: Readonly<Record<string, string>> = {
    'one letter': 'a'.repeat(1_000_000),
    'many words': 'tài liệu '.repeat(110_000),
    'many dates': '31/6 '.repeat(200_000),
    'many blanks': ' '.repeat(1_000_000),
    'many signs': '?!'.repeat(500_000),
    'lone surrogates': '\ud800'.repeat(1_000_000),
    'polite words': 'dạ em ạ '.repeat(120_000),
  };
  for (const [name, text] of Object.entries(LONG)) {
    it(`of ${name} is read in time that grows with its length only`, () => {
      for (const [reader, read] of Object.entries(READERS)) {
        // Labels and patterns are written by authors and are short.
        if (reader === 'matchOptionLabel' || reader === 'matchPattern') continue;
        const start = performance.now();
        read(text);
        // Linear readers need well under a second; a quadratic one would need minutes.
        expect(performance.now() - start, reader).toBeLessThan(5_000);
      }
    });
  }
});
