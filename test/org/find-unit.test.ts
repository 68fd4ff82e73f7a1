import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findUnit, indexUnits } from '../../src/org/find-unit.ts';
import type { UnitRecord } from '../../src/org/types.ts';
import { readUnitFiles } from '../../src/org/units-data.ts';

const files = await readUnitFiles(join(import.meta.dirname, '../../content/don-vi'));
if (!files.ok) throw new Error(files.error.message);
const units = files.value.flatMap((file) => file.units);
const chapter = (id: string, name: string, parent: string): UnitRecord => ({
  id,
  code: '',
  name,
  level: 'chi_hoi',
  parent,
  path: `/tinh-2025-19/${parent}/${id}/`,
  validFrom: '2025-07-01',
  successorOf: [],
  aliases: [],
  names: [],
});
const index = indexUnits([
  ...units,
  chapter('a', 'Chi hội thôn Nà Phai', 'xa-2025-01906'),
  chapter('b', 'Chi hội thôn Nà Phai', 'xa-2025-01864'),
  { ...chapter('c', 'Chi hội Bản Sáng', 'xa-2025-01864'), names: [{ name: 'Chi hội Bản Cũ', until: '2026-01-01' }] },
]);
const find = (text: string, more: { under?: string; levels?: string[] } = {}) =>
  findUnit(index, text, { on: '2026-11-23', ...more });
const found = (text: string, more = {}) => {
  const match = find(text, more);
  return match.type === 'found' ? match.unit.name : match;
};
const asked = (text: string, more = {}) => {
  const match = find(text, more);
  return match.type === 'ask' ? match.candidates.map((candidate) => candidate.label) : match.type;
};

describe('a unit is found as officers type it', () => {
  test.each([
    ['Xã Bằng Thành', 'Xã Bằng Thành'],
    ['bang thanh', 'Xã Bằng Thành'],
    ['XA BANG THANH', 'Xã Bằng Thành'],
    ['em ở xã Bằng Thành', 'Xã Bằng Thành'],
    ['Hội LHPN xã Nà Phặc', 'Xã Nà Phặc'],
    ['p. Bắc Kạn', 'Phường Bắc Kạn'],
    ['x. chợ rã', 'Xã Chợ Rã'],
    ['Cẩm Giàng', 'Xã Cẩm Giàng'],
  ])('%s', (typed, name) => {
    const match = find(typed);
    expect(match.type === 'found' ? match.unit.name : match.type).toBe(name);
  });
});

describe('an old name leads to what the unit is now', () => {
  test.each([
    ['xã Bộc Bố', 'Xã Bằng Thành', 'Xã Bộc Bố (cũ) nay là Xã Bằng Thành'],
    ['boc bo', 'Xã Bằng Thành', 'Xã Bộc Bố (cũ) nay là Xã Bằng Thành'],
    ['Bộc Bố, huyện Pác Nặm, tỉnh Bắc Kạn', 'Xã Bằng Thành', 'Xã Bộc Bố (cũ) nay là Xã Bằng Thành'],
    ['thị trấn Yến Lạc', 'Xã Na Rì', 'Thị trấn Yến Lạc (cũ) nay là Xã Na Rì'],
    ['tt bang lung', 'Xã Chợ Đồn', 'Thị trấn Bằng Lũng (cũ) nay là Xã Chợ Đồn'],
    ['Sĩ Bình', 'Xã Vĩnh Thông', 'Xã Sỹ Bình (cũ) nay là Xã Vĩnh Thông'],
    ['xã Hoà Mục', 'Xã Tân Kỳ', 'Xã Hòa Mục (cũ) nay là Xã Tân Kỳ'],
    ['xã Liêm Thuỷ', 'Xã Xuân Dương', 'Xã Liêm Thủy (cũ) nay là Xã Xuân Dương'],
    ['Chi hội Bản Cũ', 'Chi hội Bản Sáng', 'Chi hội Bản Cũ nay là Chi hội Bản Sáng'],
  ])('%s', (typed, name, note) => {
    expect(find(typed)).toMatchObject({ type: 'found', unit: { name }, note });
  });

  test('a district of 2023 is asked back as the communes of today', () => {
    expect(asked('huyện Pác Nặm')).toEqual(['Xã Bằng Thành', 'Xã Cao Minh', 'Xã Nghiên Loan']);
    expect(find('huyen pac nam')).toMatchObject({
      candidates: [{ note: 'Xã Bằng Thành thuộc huyện Pác Nặm cũ' }, {}, {}],
    });
    expect(asked('TP Bắc Kạn')).toEqual(['Phường Đức Xuân', 'Phường Bắc Kạn', 'Xã Phong Quang']);
  });

  test('a commune that carries a district’s name is found by its level, and asked about without it', () => {
    expect(found('xã Ba Bể')).toBe('Xã Ba Bể');
    expect(asked('ba be')).toEqual(['Xã Ba Bể', 'Xã Phúc Lộc', 'Xã Chợ Rã', 'Xã Thượng Minh', 'Xã Đồng Phúc']);
  });
});

describe('what is not sure is asked, not guessed', () => {
  test('marks that say another name', () => {
    expect(found('Văn Lang')).toBe('Xã Văn Lang');
    expect(found('van lang')).toBe('Xã Văn Lang');
    expect(asked('Văn Lăng')).toEqual(['Xã Văn Lang']);
  });
  test('another level than the unit has', () => {
    expect(asked('phường Cẩm Giàng')).toEqual(['Xã Cẩm Giàng']);
  });
  test('a slip of one letter, and a part of the name', () => {
    expect(asked('nghien lon')).toEqual(['Xã Nghiên Loan']);
    expect(asked('Nghiên')).toEqual(['Xã Nghiên Loan']);
  });
  test('numbers are never taken for a slip', () => {
    const villages = indexUnits([...units, chapter('x', 'Chi hội thôn Bình Minh 12', 'xa-2025-01906')]);
    for (const typed of ['bình minh 13', 'bình minh 1', '12'])
      expect(findUnit(villages, typed, { on: '2026-11-23', levels: ['chi_hoi'] })).toEqual({ type: 'none' });
  });
  test('two chapters of one name are told apart by their commune', () => {
    expect(asked('na phai')).toEqual(['Chi hội thôn Nà Phai, Xã Ba Bể', 'Chi hội thôn Nà Phai, Xã Bằng Thành']);
    expect(find('thôn Nà Phai, xã Bằng Thành')).toMatchObject({ type: 'found', unit: { id: 'b' } });
    expect(find('na phai xa boc bo')).toMatchObject({ type: 'found', unit: { id: 'b' } });
    expect(find('Nà Phai', { under: '/tinh-2025-19/xa-2025-01906/' })).toMatchObject({ unit: { id: 'a' } });
  });
});

test.each([
  ['nothing', ''],
  ['blanks', '   '],
  ['marks', '???'],
  ['an unknown name', 'xyz không có'],
  ['a megabyte', 'x'.repeat(1_000_000)],
  ['control characters and emoji', '\u0000\u202e😀'],
  ['a level alone', 'xã'],
  ['a word for a village alone', 'thôn'],
])('nothing is found for %s', (_, typed) => {
  expect(find(typed)).toEqual({ type: 'none' });
});
