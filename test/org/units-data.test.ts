import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { currentOf, validOn } from '../../src/org/tree.ts';
import { parseUnitFile, readUnitFiles } from '../../src/org/units-data.ts';

const files = await readUnitFiles(join(import.meta.dirname, '../../content/don-vi'));
if (!files.ok) throw new Error(files.error.message);
const units = files.value.flatMap((file) => file.units);
const of = (level: string, on: string) => units.filter((unit) => unit.level === level && validOn(unit, on));

describe('the units of 2023', () => {
  test.each([
    ['Thành phố Bắc Kạn', 8],
    ['Huyện Ba Bể', 15],
    ['Huyện Bạch Thông', 14],
    ['Huyện Chợ Đồn', 20],
    ['Huyện Chợ Mới', 14],
    ['Huyện Na Rì', 17],
    ['Huyện Ngân Sơn', 10],
    ['Huyện Pác Nặm', 10],
  ])('%s has %i communes', (name, count) => {
    const district = units.find((unit) => unit.level === 'huyen' && unit.name === name);
    expect(units.filter((unit) => unit.parent === district?.id)).toHaveLength(count);
  });

  test('are 95 communes, 7 towns and 6 wards until 30/6/2025', () => {
    expect(['xa', 'thi_tran', 'phuong'].map((level) => of(level, '2025-06-30').length)).toEqual([95, 7, 6]);
    expect(of('huyen', '2025-07-01')).toEqual([]);
  });
});

describe('the units since 1/7/2025', () => {
  test('are 35 communes and 2 wards of one province', () => {
    expect([of('xa', '2025-07-01').length, of('phuong', '2025-07-01').length]).toEqual([35, 2]);
    expect(of('tinh', '2025-07-01').map((unit) => unit.name)).toEqual(['Tỉnh Thái Nguyên']);
  });

  test('take in each of the 108 old communes exactly once', () => {
    const old = units.filter((unit) => ['xa', 'phuong', 'thi_tran'].includes(unit.level) && unit.validTo !== undefined);
    expect(old).toHaveLength(108);
    for (const unit of old) expect(currentOf(units, unit.id, '2026-01-01')).toHaveLength(1);
  });

  test('mix two old districts three times', () => {
    const districts = (id: string) => new Set(units.filter((old) => old.id === id).map((old) => old.parent));
    const mixed = units.filter((unit) => new Set(unit.successorOf.flatMap((id) => [...districts(id)])).size > 1);
    expect(mixed.map((unit) => unit.name)).toEqual(['Xã Phong Quang', 'Xã Đồng Phúc', 'Xã Bạch Thông']);
  });

  test('reuse codes, so ids are our own and unique', () => {
    const coded = (on: string) => units.find((unit) => unit.code === '01864' && validOn(unit, on))?.name;
    expect([coded('2025-06-30'), coded('2025-07-01')]).toEqual(['Xã Bộc Bố', 'Xã Bằng Thành']);
    expect(new Set(units.map((unit) => unit.id)).size).toBe(units.length);
  });
});

describe('a broken unit file is named with its line', () => {
  const head = "version: 1\nvalidFrom: '2025-07-01'\nunits:\n";
  test.each([
    ['not YAML', 'units: [', /^a\.yaml:\d+: tệp YAML sai cú pháp/],
    [
      'an unknown level',
      `${head}  - { id: a, code: '01', name: Xã A, level: ap }\n`,
      /^a\.yaml:4: mục “units\.0\.level”/,
    ],
    [
      'a number as code',
      `${head}  - { id: a, code: 1864, name: Xã A, level: xa }\n`,
      /^a\.yaml:4: mục “units\.0\.code”/,
    ],
    [
      'an unknown parent',
      `${head}  - { id: a, code: '01', name: Xã A, level: xa, parent: b }\n`,
      /^a\.yaml:4: đơn vị cấp trên “b”/,
    ],
    [
      'the same id twice',
      `${head}${"  - { id: a, code: '01', name: Xã A, level: xa }\n".repeat(2)}`,
      /^a\.yaml:5: mã “a” bị trùng/,
    ],
    ['a day that does not exist', "version: 1\nvalidFrom: '2025-02-30'\nunits: []\n", /^a\.yaml:2: mục “validFrom”/],
  ])('%s', (_, text, message) => {
    const result = parseUnitFile('a.yaml', text);
    expect(result.ok ? '' : result.error.message).toMatch(message);
  });
});
