import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countGroup, DEFAULT_TARGET, percentOf } from '../../src/learning/counting.ts';
import { difficulty, type GradedAttempt, questionResults, scoreboard } from '../../src/learning/grading.ts';
import { monthEnds } from '../../src/learning/progress.ts';
import { afterAnswer, practiceOrder, type ReviewCard, shuffle } from '../../src/learning/review.ts';
import { question } from './support.ts';

const at = (minute: number): number => Date.parse('2026-11-23T12:00:00Z') + minute * 60_000;
const attempt = (
  contact: string,
  questionId: string,
  option: number,
  minute: number,
  person?: string,
): GradedAttempt => ({
  contact,
  ...(person ? { person } : {}),
  name: contact,
  questionId,
  option,
  correct: option === 0,
  at: at(minute),
});

describe('the scoreboard', () => {
  it('puts more right answers first, then who finished earlier; equal results share a rank', () => {
    const rows = scoreboard(
      [
        attempt('ann', 'q1', 0, 1),
        attempt('ann', 'q2', 1, 5),
        attempt('bob', 'q1', 0, 2),
        attempt('bob', 'q2', 0, 3),
        attempt('cat', 'q1', 1, 1),
        attempt('cat', 'q2', 0, 2),
      ],
      2,
    );
    expect(rows.map((r) => [r.rank, r.contact, r.correct])).toEqual([
      [1, 'bob', 2],
      [2, 'cat', 1],
      [2, 'ann', 1],
    ]);
  });

  it('shows a woman who answers from two accounts once', () => {
    const rows = scoreboard([attempt('ann-1', 'q1', 0, 1, 'ann'), attempt('ann-2', 'q1', 1, 2, 'ann')], 1);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ person: 'ann', correct: 1, answered: 1 });
  });

  it.each([
    [1, 10, false],
    [4, 10, false],
    [5, 10, true],
    [1, 1, true],
  ])('%i answers of %i questions count as taking part: %s', (answered, total, took) => {
    const given = Array.from({ length: answered }, (_, i) => attempt('ann', `q${i}`, 1, i));
    expect(scoreboard(given, total)[0]?.tookPart).toBe(took);
  });

  it('holds every contact that answered exactly once, whatever the order of answers', () => {
    const answer = fc.record({
      contact: fc.constantFrom('a', 'b', 'c'),
      q: fc.constantFrom('1', '2'),
      option: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(answer), (answers) => {
        const rows = scoreboard(
          answers.map((a, i) => attempt(a.contact, a.q, a.option, i)),
          2,
        );
        expect(new Set(rows.map((r) => r.contact))).toEqual(new Set(answers.map((a) => a.contact)));
        expect(rows.length).toBe(new Set(answers.map((a) => a.contact)).size);
        expect(rows.every((r) => r.correct <= r.answered && r.answered <= 2)).toBe(true);
      }),
    );
  });
});

describe('results of a question', () => {
  it.each([
    [0, 0, 'chưa rõ'],
    [2, 2, 'chưa rõ'],
    [5, 4, 'dễ'],
    [4, 2, 'vừa'],
    [10, 4, 'khó'],
  ] as const)('of %i answers %i right is %s', (answered, correct, word) => {
    expect(difficulty(answered, correct)).toBe(word);
  });

  it('counts every option and has no percent while nobody answered', () => {
    const [first, second] = questionResults(
      [question('q1'), question('q2')],
      [attempt('ann', 'q1', 0, 1), attempt('bob', 'q1', 2, 1), attempt('cat', 'q1', 2, 1)],
    );
    expect(first).toMatchObject({ answered: 3, correct: 1, percentCorrect: 33 });
    expect(first?.options.map((o) => [o.chosen, o.right])).toEqual([
      [1, true],
      [0, false],
      [2, false],
    ]);
    expect(second).not.toHaveProperty('percentCorrect');
  });
});

describe('the target', () => {
  const chair = (person: string, activityDay: number) => ({
    person,
    at: `2026-03-0${activityDay}T00:00:00Z`,
    posts: [{ post: 'chu_tich_co_so' as const, unitPath: '/19/02155/' }],
  });
  const head = (person: string) => ({
    person,
    at: '2026-03-01T00:00:00Z',
    posts: [{ post: 'chi_hoi_truong' as const, unitPath: '/19/02155/ban-chang/' }],
  });
  const groupOf = (key: string) => {
    const found = DEFAULT_TARGET.find((g) => g.key === key);
    if (!found) throw new Error(`no default target ${key}`);
    return found;
  };
  const leaders = groupOf('lanh_dao_co_so');
  const heads = groupOf('chi_hoi_truong');

  it('is, as in the province: 50% of lượt of chairs and deputies, 100% of chapter heads as persons', () => {
    expect(DEFAULT_TARGET.map((g) => [g.posts, g.measure, g.percent])).toEqual([
      [['chu_tich_co_so', 'pho_chu_tich_co_so'], 'attendances', 50],
      [['chi_hoi_truong'], 'persons', 100],
    ]);
  });

  it.each([
    ['one chair trained twice is two lượt of four posts', [chair('a', 1), chair('a', 2)], 1, 2, 50, true, 0],
    ['one lượt of four posts is not enough', [chair('a', 1)], 1, 1, 25, false, 1],
    ['nobody trained', [], 0, 0, 0, false, 2],
  ])('chairs: %s', (_, attended, persons, attendances, percent, reached, needed) => {
    const count = countGroup(leaders, attended, '/19/', { posts: 4, persons: 4 });
    expect(count).toMatchObject({ persons, attendances, percent, reached, needed, denominator: 4 });
  });

  it.each([
    ['the same head twice is one person', [head('a'), head('a')], 2, 1, 2, 50, false],
    ['both heads', [head('a'), head('b')], 2, 2, 2, 100, true],
    [
      '1999 of 2000 is not shown as 100%',
      Array.from({ length: 1999 }, (_, i) => head(`p${i}`)),
      2000,
      1999,
      1999,
      99.9,
      false,
    ],
  ])('heads: %s', (_, attended, inPost, persons, attendances, percent, reached) => {
    const count = countGroup(heads, attended, '/19/', { posts: inPost, persons: inPost });
    expect(count).toMatchObject({ persons, attendances, percent, reached });
  });

  it('counts by the unit of the post held when she attended', () => {
    expect(countGroup(heads, [head('a')], '/19/01864/', { posts: 1, persons: 1 }).persons).toBe(0);
  });

  it('has no percent, and is not reached, when nobody is in post', () => {
    const count = countGroup(heads, [], '/19/', { posts: 0, persons: 0 });
    expect(count.percent).toBeUndefined();
    expect(count.reached).toBe(false);
    expect(percentOf(1, 3)).toBe(33.3);
  });
});

describe('month ends', () => {
  it.each([
    [
      2026,
      '2026-02-10',
      [
        ['2026-01', '2026-01-31'],
        ['2026-02', '2026-02-10'],
      ],
    ],
    [2026, '2025-12-31', []],
    [
      2024,
      '2024-02-29',
      [
        ['2024-01', '2024-01-31'],
        ['2024-02', '2024-02-29'],
      ],
    ],
  ])('of %i on %s', (year, today, expected) => {
    expect(monthEnds(year, today).map((m) => [m.month, m.date])).toEqual(expected);
  });

  it('are twelve for a year that is over', () => {
    expect(monthEnds(2025, '2026-11-23')).toHaveLength(12);
  });
});

describe('practice', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const card = (id: string, correct: boolean, due: string): ReviewCard => ({
    ...afterAnswer(id, undefined, correct, new Date('2026-11-20T12:00:00Z')),
    due,
  });

  it('asks wrongly answered questions first, then due ones, then new ones, then the rest by when they fall due', () => {
    const questions = ['new', 'later', 'soon', 'due', 'wrong'].map((id) => ({ id }));
    const cards = [
      card('wrong', false, '2026-12-20T00:00:00Z'),
      card('due', true, '2026-11-22T00:00:00Z'),
      card('soon', true, '2026-11-25T00:00:00Z'),
      card('later', true, '2026-12-25T00:00:00Z'),
    ];
    expect(practiceOrder(questions, cards, now, 'seed').map((q) => q.id)).toEqual([
      'wrong',
      'due',
      'new',
      'soon',
      'later',
    ]);
  });

  it('brings a question back later after each right answer, and soon after a wrong one', () => {
    const first = afterAnswer('q', undefined, true, now);
    const second = afterAnswer('q', first, true, new Date(Date.parse(first.due) + 1000));
    const wrong = afterAnswer('q', second, false, new Date(Date.parse(second.due) + 1000));
    const wait = (c: ReviewCard) => Date.parse(c.due) - Date.parse(c.lastReview);
    expect(wait(second)).toBeGreaterThan(wait(first));
    expect(wait(wrong)).toBeLessThan(wait(second));
  });

  it('mixes the same way for the same seed, whatever the order given', () => {
    const items = Array.from({ length: 20 }, (_, i) => ({ id: `q${i}` }));
    expect(shuffle([...items].reverse(), 'a')).toEqual(shuffle(items, 'a'));
    expect(shuffle(items, 'b')).not.toEqual(shuffle(items, 'a'));
  });
});
