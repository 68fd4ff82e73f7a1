import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../src/flow/text/expression.ts';
import { compileTemplate } from '../../src/flow/text/template.ts';

const scope = Object.assign(Object.create(null) as Record<string, unknown>, {
  ten: 'Lan',
  so: 3,
  luc: '2026-11-27T12:30:00.000Z',
  ngay_hop: '2026-11-27',
  ds: [{ ten: 'A' }, { ten: 'B' }, { ten: 'C' }],
  trong_rong: null,
});

const render = (source: string): string => {
  const compiled = compileTemplate(source);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value.render(scope, 'Asia/Ho_Chi_Minh');
};
const compute = (source: string): unknown => {
  const compiled = compileExpression(source);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value.run(scope);
};

describe('texts', () => {
  test.each([
    ['Chào {{ ten }}', 'Chào Lan'],
    ['{{ luc | thoi_diem }}', '19h30, thứ Sáu ngày 27/11/2026'],
    ['{{ luc | ngay }}', 'thứ Sáu ngày 27/11/2026'],
    ['{{ ngay_hop | ngay }}', 'thứ Sáu ngày 27/11/2026'],
    ['{{ ngay_hop | thoi_diem }}', 'thứ Sáu ngày 27/11/2026'],
    ['{{ luc | ngay_ngan }}', '27/11/2026'],
    ['{{ luc | gio }}', '19h30'],
    ['{{ 1234.5 | so }}', '1.234,5'],
    ["{{ 'đảng' | hoa }}", 'Đảng'],
    ["{{ ds | map: 'ten' | va }}", 'A, B và C'],
    ['{% for m in ds %}{{ forloop.index }}{{ m.ten }} {% endfor %}', '1A 2B 3C'],
    ['{{ khong_co }}', ''],
  ])('%s', (source, text) => {
    expect(render(source)).toBe(text);
  });

  test.each(['{{ ten.constructor }}', '{{ ds.__proto__ }}', '{{ so.toString }}', '{{ ds.constructor.name }}'])(
    '%s reads no prototype',
    (source) => {
      expect(render(source)).toBe('');
    },
  );

  test.each([
    '{% include "a" %}',
    '{% render "a" %}',
    '{% layout "a" %}',
    "{{ 'now' | date: '%Y' }}",
    '{{ ds | sample }}',
    '{{ ten | khong_co }}',
    '{{ ten ',
  ])('%s is refused when compiled', (source) => {
    expect(compileTemplate(source).ok).toBe(false);
  });

  test('list the variables that they read, not those of their own', () => {
    const compiled = compileTemplate(
      '{% assign a = ds.first %}{{ a.ten }}{% for m in ds %}{{ m.x }}{% endfor %}{{ so }}',
    );
    expect(compiled.ok && compiled.value.reads.map((path) => path[0])).toEqual(expect.arrayContaining(['ds', 'so']));
    expect(compiled.ok && compiled.value.reads.some((path) => path[0] === 'a' || path[0] === 'm')).toBe(false);
  });
});

describe('expressions', () => {
  test.each<[string, unknown]>([
    ['so + 1', 4],
    ['so * 2.5', 7.5],
    ['so == 3 && ten == "Lan"', true],
    ['size(ds) > 2', true],
    ['ds.filter(m, m.ten != "B").size()', 2],
    ['ds[0].ten', 'A'],
    ['co(trong_rong)', false],
    ['trong(trong_rong) && trong("") && trong([])', true],
    ['luc < "2027"', true],
    ['{"a": so, "b": [1, 2]}', { a: 3, b: [1, 2] }],
    ['khong_co', null],
  ])('%s', (source, value) => {
    expect(compute(source)).toEqual(value);
  });

  test.each(['so +', 'foo(so)', '"a" + 1', '(', 'x'.repeat(1_001)])('%s is refused when compiled', (source) => {
    expect(compileExpression(source).ok).toBe(false);
  });

  test.each(['constructor', 'ten.constructor', 'ds.__proto__', 'ten.length'])('%s reads no prototype', (source) => {
    let value: unknown;
    try {
      value = compute(source);
    } catch {
      value = null;
    }
    expect(value).toBeNull();
  });

  test('list the variables that they read, not rows of lists', () => {
    const compiled = compileExpression('ds.filter(m, m.ten == ten).map(n, n.x + so)');
    expect(compiled.ok && compiled.value.reads).toEqual([['ds'], ['ten'], ['so']]);
  });
});
