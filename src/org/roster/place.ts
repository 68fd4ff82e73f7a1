import { chapterUnit } from '../chapter.ts';
import { within } from '../scope.ts';
import type { Post, UnitRecord } from '../types.ts';
import { type Asked, ask, type Context, LEAVE_EMPTY, MAKE_NEW, value } from './context.ts';
import type { RosterRow } from './rows.ts';
import { IN_CHAPTER } from './words.ts';

/** The commune (or the province, for its officers) that a row belongs to. */
export const findCommune = (row: RosterRow, context: Context): Asked<{ unit: UnitRecord; notes: string[] }> => {
  const { places, input, answers } = context;
  const answered = places.byId.get(answers.unit ?? '');
  if (answered !== undefined && within(input.scope, answered.path)) return value({ unit: answered, notes: [] });
  if (row.unit === '')
    return places.own !== undefined
      ? value({ unit: places.own, notes: [] })
      : ask('unit', 'Chưa ghi đơn vị. Chị ghi tên xã, phường vào tệp rồi tải lên lại.', []);
  const match = places.commune(row.unit);
  if (match.type === 'found') {
    const unit = places.byId.get(match.unit.id);
    if (unit !== undefined) return value({ unit, notes: match.note === undefined ? [] : [`${match.note}.`] });
  }
  if (match.type === 'ask')
    return ask(
      'unit',
      `“${row.unit}” là đơn vị nào?`,
      match.candidates.map(({ unit, label, note }) => ({ value: unit.id, label: note ?? label })),
    );
  return ask('unit', `Không có đơn vị “${row.unit}” trong phạm vi của chị. Chị sửa tên trong tệp rồi tải lên lại.`, []);
};

/** The chapter of a row whose posts are held in one: a known one, or one to be made. */
export const findChapter = (
  row: RosterRow,
  posts: readonly Post[],
  commune: UnitRecord,
  context: Context,
): Asked<{ unit: UnitRecord; create: boolean } | undefined> => {
  const { places, answers } = context;
  if (!posts.some((post) => IN_CHAPTER.has(post))) return value(undefined);
  if (row.chapter === '')
    return answers.chapter === LEAVE_EMPTY
      ? value(undefined)
      : ask('chapter', 'Chưa ghi chi hội/thôn.', [{ value: LEAVE_EMPTY, label: `Ghi chức danh ở ${commune.name}` }]);
  if (commune.level === 'tinh')
    return ask('unit', 'Chi hội phải thuộc một xã, phường. Chị ghi tên xã, phường vào tệp.', []);
  const create = () => {
    const unit = chapterUnit(commune, row.chapter, commune.validFrom);
    return value({ unit: places.byId.get(unit.id) ?? unit, create: !places.byId.has(unit.id) });
  };
  if (answers.chapter === MAKE_NEW) return create();
  const answered = places.byId.get(answers.chapter ?? '');
  if (answered?.parent === commune.id) return value({ unit: answered, create: false });
  const match = places.chapter(row.chapter, commune);
  if (match.type === 'none') return create();
  const unit = match.type === 'found' ? places.byId.get(match.unit.id) : undefined;
  if (unit !== undefined) return value({ unit, create: false });
  return ask('chapter', `“${row.chapter}” ở ${commune.name} là chi hội nào?`, [
    ...(match.type === 'ask' ? match.candidates.map((one) => ({ value: one.unit.id, label: one.unit.name })) : []),
    { value: MAKE_NEW, label: `Chi hội mới “${row.chapter}”` },
  ]);
};
