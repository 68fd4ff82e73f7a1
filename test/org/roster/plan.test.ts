import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPEN_END } from '../../../src/org/days.ts';
import { addUnit, indexUnits, type UnitIndex } from '../../../src/org/find-unit.ts';
import type { PersonDoc, PostDoc } from '../../../src/org/model.ts';
import type { Cell } from '../../../src/org/roster/columns.ts';
import { planRoster } from '../../../src/org/roster/plan.ts';
import { readRows } from '../../../src/org/roster/rows.ts';
import type { PlannedChange, RosterAnswers } from '../../../src/org/roster/types.ts';
import { fold, sortKey } from '../../../src/org/text.ts';
import { readUnitFiles } from '../../../src/org/units-data.ts';
import { HEADINGS, row } from './support.ts';

const files = await readUnitFiles(join(import.meta.dirname, '../../../content/don-vi'));
if (!files.ok) throw new Error(files.error.message);
const units = indexUnits(files.value.flatMap((file) => file.units));
const PROVINCE = '/tinh-2025-19/';
const DAY = '2026-11-23';

/** What is stored, and what a plan makes of it: the writes of apply.ts over plain data. */
interface World {
  readonly units: UnitIndex;
  readonly people: readonly PersonDoc[];
}
const empty: World = { units, people: [] };
const apply = (world: World, changes: readonly PlannedChange[]): World => {
  let index = world.units;
  const people = new Map(
    world.people.map((person) => [person._id, { ...person, posts: person.posts.map((p) => ({ ...p })) }]),
  );
  const ops = changes.flatMap((change) => change.ops);
  for (const op of ops) if (op.type === 'unit') index = addUnit(index, op.unit);
  for (const op of ops)
    if (op.type === 'person')
      people.set(op.id, {
        _id: op.id,
        name: op.name,
        sort: sortKey(op.name),
        folded: fold(op.name),
        address: op.address,
        phone: op.phone,
        posts: [],
        sample: false,
        createdAt: new Date(0),
      });
  for (const op of ops)
    if (op.type === 'set')
      Object.assign(people.get(op.id) ?? {}, op.set, op.set.name === undefined ? {} : { folded: fold(op.set.name) });
  for (const op of ops) if (op.type === 'post') people.get(op.person)?.posts.push({ ...op.post });
  for (const op of ops)
    if (op.type === 'edit')
      Object.assign(people.get(op.person)?.posts.find((post) => post.id === op.post) ?? {}, op.set);
  return { units: index, people: [...people.values()] };
};

let imports = 0;
const plan = (world: World, cells: readonly (readonly Cell[])[], answers: RosterAnswers = {}, scope = PROVINCE) => {
  const read = readRows({ name: 'Danh sách', rows: [HEADINGS, ...cells] });
  if (!read.ok) throw new Error(read.error.message);
  return planRoster({
    id: `i${++imports}`,
    sheet: 'Danh sách',
    rows: read.value.rows,
    ...world,
    scope,
    day: DAY,
    answers,
  });
};
const kinds = (changes: readonly PlannedChange[]) => changes.map((change) => change.kind);
const question = (changes: readonly PlannedChange[], i = 0) => changes[i]?.question;
const loaded = (...cells: Cell[][]): World => apply(empty, plan(empty, cells));

const LAN = row('Nông Thị Lan', 'CHT', 'Xã Ba Bể', 'thôn Nà Phai', { from: '1/8/2025', phone: '0912345678' });

describe('a row becomes', () => {
  test('a new person, with the chapter that is made for her', () => {
    const [change] = plan(empty, [LAN]);
    expect(change).toMatchObject({
      row: 2,
      kind: 'new',
      name: 'Nông Thị Lan',
      unit: 'Chi hội thôn Nà Phai, Xã Ba Bể',
      lines: ['Tạo mới Chi hội thôn Nà Phai.', 'Giữ chức danh Chi hội trưởng Chi hội thôn Nà Phai từ ngày 01/08/2025.'],
    });
  });

  test('nothing, when all of it is stored already', () => {
    expect(kinds(plan(loaded(LAN), [LAN]))).toEqual(['unchanged']);
    expect(kinds(plan(loaded(LAN), [row('Nông Thị Lan', 'chi hội trưởng', 'xã ba bể', 'Na Phai')]))).toEqual([
      'unchanged',
    ]);
  });

  test('a change of number, shown masked', () => {
    const [change] = plan(loaded(LAN), [
      row('Nông Thị Lan', 'CHT', 'Xã Ba Bể', 'thôn Nà Phai', { phone: '0987654321' }),
    ]);
    expect(change).toMatchObject({ kind: 'changed', lines: ['Điện thoại: 091 ••• •678 → 098 ••• •321.'] });
  });

  test('a move to another chapter, known by the number', () => {
    const moved = row('Nông Thị Lan', 'CHT', 'Xã Ba Bể', 'thôn Bản Cám', { phone: '0912345678', from: '1/10/2026' });
    const world = loaded(LAN);
    const changes = plan(world, [moved]);
    expect(changes).toMatchObject([{ kind: 'moved' }]);
    const [lan] = apply(world, changes).people;
    expect(lan?.posts.map((post) => [post.from, post.to])).toEqual([
      ['2025-08-01', '2026-09-30'],
      ['2026-10-01', OPEN_END],
    ]);
  });

  test('an end, by “Đến ngày”', () => {
    const ended = [...LAN];
    ended[7] = '31/10/2026';
    expect(plan(loaded(LAN), [ended])).toMatchObject([
      { kind: 'ended', lines: ['Thôi Chi hội trưởng Chi hội thôn Nà Phai từ sau ngày 31/10/2026.'] },
    ]);
  });

  test('the end of the one whom she replaces', () => {
    const world = loaded(LAN);
    const changes = plan(world, [row('Lý Thị Mai', 'CHT', 'Xã Ba Bể', 'Nà Phai', { from: '15/9/2026' })]);
    expect(changes).toMatchObject([
      { kind: 'new', name: 'Lý Thị Mai' },
      {
        row: 2,
        kind: 'ended',
        name: 'Nông Thị Lan',
        lines: ['Thôi Chi hội trưởng Chi hội thôn Nà Phai từ sau ngày 14/09/2026, vì Lý Thị Mai thay.'],
      },
    ]);
    expect(kinds(plan(apply(world, changes), [row('Lý Thị Mai', 'CHT', 'Xã Ba Bể', 'Nà Phai')]))).toEqual([
      'unchanged',
    ]);
  });

  test('an old unit’s name leads to today’s unit, and says so', () => {
    expect(plan(empty, [row('Lý Thị Mai', 'Chủ tịch', 'xã Bộc Bố')])).toMatchObject([
      { kind: 'new', unit: 'Xã Bằng Thành', lines: ['Xã Bộc Bố (cũ) nay là Xã Bằng Thành.', expect.any(String)] },
    ]);
  });

  test('a post from before the unit began is dated from its first day', () => {
    expect(plan(empty, [row('Lý Thị Mai', 'Chủ tịch', 'Xã Ba Bể', '', { from: '1/5/2021' })])).toMatchObject([
      {
        lines: [
          'Giữ chức danh Chủ tịch Xã Ba Bể từ ngày 01/07/2025.',
          'Xã Ba Bể có từ ngày 01/07/2025 nên ghi từ ngày đó.',
        ],
      },
    ]);
  });
});

describe('a row is doubtful, and its answer settles it', () => {
  const mai = (unit: string, chapter = '', more = {}) => row('Lý Thị Mai', 'CHT', unit, chapter, more);
  test.each<[string, World, Cell[], RegExp, string[], Record<string, string>, string]>([
    [
      'a malformed number',
      empty,
      mai('Xã Ba Bể', 'Nà Phai', { phone: '0912' }),
      /^Trang “Danh sách”, dòng 2, cột “Điện thoại”: Số điện thoại không đúng\.$/,
      ['empty', 'skip'],
      { phone: 'empty' },
      'new',
    ],
    [
      'an unknown post',
      empty,
      row('Lý Thị Mai', 'Bí thư', 'Xã Ba Bể'),
      /cột “Chức danh”: Không hiểu chức danh “Bí thư”\.$/,
      ['chu_tich_co_so'],
      { post: 'uv_bch' },
      'new',
    ],
    [
      'a unit of two meanings',
      empty,
      mai('Ba Bể huyện', 'Nà Phai'),
      /cột “Đơn vị”/,
      ['skip'],
      { row: 'skip' },
      'skipped',
    ],
    [
      'a unit that was a district',
      empty,
      mai('huyện Pác Nặm', 'Nà Phai'),
      /“huyện Pác Nặm” là đơn vị nào\?$/,
      ['xa-2025-01864', 'xa-2025-01879', 'xa-2025-01882', 'skip'],
      { unit: 'xa-2025-01879' },
      'new',
    ],
    [
      'no chapter for a chapter’s post',
      empty,
      mai('Xã Ba Bể'),
      /cột “Chi hội\/Thôn”: Chưa ghi chi hội\/thôn\.$/,
      ['empty', 'skip'],
      { chapter: 'empty' },
      'new',
    ],
    [
      'a chapter’s name with a slip',
      loaded(LAN),
      mai('Xã Ba Bể', 'Nà Pha'),
      /“Nà Pha” ở Xã Ba Bể là chi hội nào\?$/,
      [expect.stringContaining('na-phai') as never, 'new', 'skip'],
      { chapter: 'new' },
      'new',
    ],
    [
      'a namesake in the commune',
      loaded(LAN),
      row('Nông Thị Lan', 'UV BCH', 'Xã Ba Bể'),
      /cột “Họ và tên”: Trong xã đã có người tên “Nông Thị Lan”/,
      [expect.any(String) as never, 'new', 'skip'],
      { person: 'new' },
      'new',
    ],
    [
      'a name that differs in its marks',
      loaded(LAN),
      row('Nông Thị Làn', 'CHT', 'Xã Ba Bể', 'Nà Phai'),
      /tên gần giống “Nông Thị Làn”/,
      [expect.any(String) as never, 'new', 'skip'],
      { row: 'skip' },
      'skipped',
    ],
    [
      'another name with the same number',
      loaded(LAN),
      mai('Xã Ba Bể', 'Bản Cám', { phone: '0912345678' }),
      /Số 091 ••• •678 đang ghi cho Nông Thị Lan/,
      [expect.any(String) as never, 'new', 'skip'],
      { person: 'new' },
      'new',
    ],
  ])('%s', (_, world, cells, text, options, answer, kind) => {
    const asked = plan(world, [cells]);
    expect(kinds(asked)).toEqual(['doubtful']);
    expect(asked[0]?.ops).toEqual([]);
    expect(question(asked)?.text).toMatch(text);
    expect(question(asked)?.options.map((option) => option.value)).toEqual(expect.arrayContaining(options));
    expect(plan(world, [cells], { '2': answer })[0]?.kind).toBe(kind);
  });

  test('“the same person” takes over the sheet’s spelling', () => {
    const world = loaded(LAN);
    const cells = row('Nông Thị Làn', 'CHT', 'Xã Ba Bể', 'Nà Phai');
    const changes = plan(world, [cells], { '2': { person: world.people[0]?._id ?? '' } });
    expect(changes).toMatchObject([{ kind: 'changed', lines: ['Họ tên: Nông Thị Lan → Nông Thị Làn.'] }]);
    expect(kinds(plan(apply(world, changes), [cells]))).toEqual(['unchanged']);
  });

  test('a number of somebody outside the scope does not give her name away', () => {
    const changes = plan(
      loaded(LAN),
      [row('Lý Thị Mai', 'Chủ tịch', '', '', { phone: '0912345678' })],
      {},
      '/tinh-2025-19/xa-2025-01864/',
    );
    expect(question(changes)?.text).toContain('đã ghi cho một người ở đơn vị khác');
    expect(JSON.stringify(changes)).not.toContain('Lan');
  });

  test('a unit outside the scope is not there', () => {
    expect(
      question(plan(empty, [row('Lý Thị Mai', 'Chủ tịch', 'Xã Ba Bể')], {}, '/tinh-2025-19/xa-2025-01864/'))?.text,
    ).toMatch(/Không có đơn vị “Xã Ba Bể” trong phạm vi của chị/);
  });
});

describe('two rows of one sheet', () => {
  test('that name one person in one chapter are one person with two posts', () => {
    const world = loaded(LAN, row('Nông Thị Lan', 'Tổ trưởng TK&VV', 'Xã Ba Bể', 'Nà Phai'));
    expect(world.people.map((person: PersonDoc) => person.posts.map((post: PostDoc) => post.post))).toEqual([
      ['chi_hoi_truong', 'to_truong_tkvv'],
    ]);
  });
  test('with one name in two communes are two people', () => {
    expect(loaded(LAN, row('Nông Thị Lan', 'CHT', 'Xã Bằng Thành', 'Nà Phai')).people).toHaveLength(2);
  });
});

/** Sheets as hostile or careless as they come: every cell from a small stock of words, so that rows meet each other. */
const cell = (...words: Cell[]) => fc.constantFrom<Cell>(...words, '');
const anyRow = fc.tuple(
  fc.constantFrom('Nông Thị Lan', 'Nông Thị Làn', 'nong thi lan', 'Lý Thị Mai', 'Ma A Sính'),
  cell('chị', 'anh', 'mợ'),
  cell('CHT', 'Chủ tịch', 'UV BCH, CHT', 'CHP', 'Bí thư'),
  cell('Xã Ba Bể', 'ba be', 'xã Bộc Bố', 'Xã Bằng Thành'),
  cell('Nà Phai', 'thôn Nà Phai', 'Bản Cám', 'Nà Phay', '1'),
  cell('0912345678', '0987654321', 912345678, '12'),
  cell('1/8/2025', '2026-01-01', '1/1/2020', '31/6/2025', '1/1/2027'),
  cell('31/12/2025', '1/6/2026', '1/1/2019', '1/2/2027'),
  cell('bầu', 'chỉ định'),
  cell('12/QĐ', '13/QĐ'),
);

describe('whatever the sheet', () => {
  test('loading it again over its own result changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 8 }), fc.array(anyRow, { maxLength: 4 }), (cells, before) => {
        if (cells.length === 0) return;
        const start = before.length === 0 ? empty : apply(empty, plan(empty, before));
        const skips: Record<string, { row: string }> = {};
        let changes = plan(start, cells);
        while (changes.some((change) => change.kind === 'doubtful')) {
          for (const { kind, row: at } of changes) if (kind === 'doubtful') skips[at] = { row: 'skip' };
          changes = plan(start, cells, skips);
        }
        const again = plan(apply(start, changes), cells, skips);
        expect(again.flatMap((change) => change.ops)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('cells of any kind are read or refused, never thrown over', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.date({ noInvalidDate: false }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.array(any, { maxLength: 12 }), { maxLength: 6 }), (cells) => {
        const read = readRows({ name: 'S', rows: [HEADINGS, ...(cells as Cell[][])] });
        if (read.ok)
          planRoster({
            id: 'i',
            sheet: 'S',
            rows: read.value.rows,
            units,
            people: [],
            scope: '/',
            day: DAY,
            answers: {},
          });
        else expect(read.error.message).not.toBe('');
      }),
    );
  });
});
