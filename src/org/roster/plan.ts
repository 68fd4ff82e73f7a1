import type { Day } from '../days.ts';
import { labelOf, type UnitIndex } from '../find-unit.ts';
import type { PersonDoc } from '../model.ts';
import { maskPhone } from '../phone.ts';
import { fold } from '../text.ts';
import { COLUMNS, type Column } from './columns.ts';
import { type Context, type Draft, type Fields, SKIP } from './context.ts';
import { mendRow } from './mend.ts';
import { findChapter, findCommune } from './place.ts';
import { openPlaces } from './places.ts';
import { endPredecessors, planPost } from './post.ts';
import type { RosterRow } from './rows.ts';
import { findWho } from './same.ts';
import type { ChangeKind, PlannedChange, QuestionKind, RosterAnswers, RosterOp, RosterQuestion } from './types.ts';
import { IN_CHAPTER } from './words.ts';

export interface PlanInput {
  /** Names the ids of what is created, so that the same plan made again makes the same ids. */
  readonly id: string;
  readonly sheet: string;
  readonly rows: readonly RosterRow[];
  readonly units: UnitIndex;
  /** Everyone who may be meant: same name, same number, or holder of a post that has one holder. */
  readonly people: readonly PersonDoc[];
  readonly scope: string;
  /** The day that an empty “Từ ngày” means. */
  readonly day: Day;
  readonly answers: RosterAnswers;
}

/**
 * Compares a roster sheet with what is stored: rows, units, people → the list of changes. Pure. Rows are worked off in
 * order over a copy of the people in which each row's changes are made at once, so a sheet that names a person twice is
 * read as one would read it, and the same sheet over its own result changes nothing.
 */
export const planRoster = (input: PlanInput): PlannedChange[] => {
  const people: Draft[] = input.people.map((person) => ({
    ...person,
    posts: person.posts.map((post) => ({ ...post })),
  }));
  const named = new Set<string>();
  const settled = new Set<string>();
  const places = openPlaces(input.units, input.scope, input.day);
  const changes = input.rows.map((row) =>
    planRow(row, {
      input,
      places,
      people,
      answers: input.answers[String(row.row)] ?? {},
      named,
      settled,
    }),
  );
  return [...changes, ...endPredecessors(input, people, named, changes)];
};

const planRow = (row: RosterRow, context: Context): PlannedChange => {
  const result = (kind: ChangeKind, unit: string, lines: string[], ops: RosterOp[] = []): PlannedChange => ({
    row: row.row,
    kind,
    name: row.name,
    unit,
    lines,
    ops,
  });
  if (Object.values(context.answers).includes(SKIP)) return result('skipped', row.unit, []);
  const doubtful = (question: RosterQuestion): PlannedChange => ({
    ...result('doubtful', [row.chapter, row.unit].filter((text) => text !== '').join(', '), []),
    question: { ...question, text: `${placeOf(context.input.sheet, row.row, question.kind)}: ${question.text}` },
  });

  const mended = mendRow(row, context);
  if ('ask' in mended) return doubtful(mended.ask);
  const commune = findCommune(row, context);
  if ('ask' in commune) return doubtful(commune.ask);
  const chapter = findChapter(row, mended.value.posts, commune.value.unit, context);
  if ('ask' in chapter) return doubtful(chapter.ask);
  const whose = findWho(row, mended.value, commune.value.unit, chapter.value?.unit, context);
  if ('ask' in whose) return doubtful(whose.ask);

  const lines = [...commune.value.notes];
  const ops: RosterOp[] = [];
  if (chapter.value?.create) {
    context.places.add(chapter.value.unit);
    ops.push({ type: 'unit', unit: chapter.value.unit });
    lines.push(`Tạo mới ${chapter.value.unit.name}.`);
  }
  const known = whose.value;
  const who =
    known === undefined ? newPerson(row, mended.value, context) : changedPerson(row, mended.value, known, context);
  ops.push(...who.ops);
  lines.push(...who.lines);
  let kind = who.kind;
  for (const post of mended.value.posts) {
    const unit = IN_CHAPTER.has(post) && chapter.value !== undefined ? chapter.value.unit : commune.value.unit;
    const done = planPost(row, mended.value, post, unit, who.person, context);
    ops.push(...done.ops);
    lines.push(...done.lines);
    if (kind !== 'new' && kind !== 'moved' && done.kind !== 'unchanged') kind = done.kind;
    context.named.add(`${who.person._id}|${post}|${unit.id}`);
  }
  return result(kind, labelOf(context.places, chapter.value?.unit ?? commune.value.unit), lines, ops);
};

interface Who {
  readonly kind: ChangeKind;
  readonly person: Draft;
  readonly ops: readonly RosterOp[];
  readonly lines: readonly string[];
}

const newPerson = (row: RosterRow, fields: Fields, context: Context): Who => {
  const taken = fields.phone !== undefined && context.people.some((person) => person.phone === fields.phone);
  const person: Draft = {
    _id: `${context.input.id}-${row.row}`,
    name: row.name,
    folded: fold(row.name),
    address: fields.address ?? 'chưa rõ',
    phone: taken ? null : (fields.phone ?? null),
    posts: [],
  };
  context.people.push(person);
  for (const field of ['phone', 'address', 'name'] as const)
    if (row[field] !== undefined) context.settled.add(`${person._id}|${field}`);
  const { _id: id, name, address, phone } = person;
  return {
    kind: 'new',
    person,
    ops: [{ type: 'person', id, name, address, phone }],
    lines: taken ? ['Số điện thoại để trống vì đã ghi cho người khác.'] : [],
  };
};

const changedPerson = (
  row: RosterRow,
  fields: Fields,
  { person, rename }: { readonly person: Draft; readonly rename: boolean },
  { settled }: Context,
): Who => {
  /** True the first time that a row of this sheet speaks of the field. */
  const first = (field: string) => {
    const key = `${person._id}|${field}`;
    if (settled.has(key)) return false;
    settled.add(key);
    return true;
  };
  const { address, phone } = fields;
  const set = {
    ...(rename && first('name') ? { name: row.name } : {}),
    ...(address !== undefined && first('address') && address !== person.address ? { address } : {}),
    ...(phone !== undefined && first('phone') && phone !== person.phone ? { phone } : {}),
  };
  const before = person.phone === null ? 'chưa có' : maskPhone(person.phone);
  const lines = [
    ...(set.name === undefined ? [] : [`Họ tên: ${person.name} → ${set.name}.`]),
    ...(set.address === undefined ? [] : [`Xưng hô: ${person.address} → ${set.address}.`]),
    ...(set.phone === undefined ? [] : [`Điện thoại: ${before} → ${maskPhone(set.phone)}.`]),
    ...(phone !== undefined && set.phone === undefined && phone !== person.phone
      ? ['Số điện thoại khác với dòng phía trên của cùng người; giữ số phía trên.']
      : []),
  ];
  if (Object.keys(set).length === 0) return { kind: 'unchanged', person, ops: [], lines };
  Object.assign(person, set, set.name === undefined ? {} : { folded: fold(set.name) });
  return { kind: 'changed', person, ops: [{ type: 'set', id: person._id, set }], lines };
};

const placeOf = (sheet: string, row: number, kind: QuestionKind): string => {
  const column = (kind === 'person' ? 'name' : kind) as Column;
  return `Trang “${sheet}”, dòng ${row}${column in COLUMNS ? `, cột “${COLUMNS[column]}”` : ''}`;
};
