import { dayBefore, laterOf, OPEN_END, showDay } from '../days.ts';
import type { PostDoc } from '../model.ts';
import { within } from '../scope.ts';
import { APPOINTMENTS, POSTS, type Post, type UnitRecord } from '../types.ts';
import type { Context, Draft, Fields } from './context.ts';
import type { RosterRow } from './rows.ts';
import type { ChangeKind, PlannedChange, RosterOp } from './types.ts';
import { ONE_HOLDER } from './words.ts';

/** One post of a row against what the person holds. */
export const planPost = (
  row: RosterRow,
  fields: Fields,
  post: Post,
  unit: UnitRecord,
  person: Draft,
  { input, named, settled }: Context,
): { kind: ChangeKind; ops: RosterOp[]; lines: string[] } => {
  const label = `${POSTS[post].short} ${unit.name}`;
  const asked = fields.from ?? (fields.to !== undefined && fields.to < input.day ? fields.to : input.day);
  const from = laterOf(asked, unit.validFrom);
  const note = asked < unit.validFrom ? [`${unit.name} có từ ngày ${showDay(unit.validFrom)} nên ghi từ ngày đó.`] : [];
  const to = fields.to !== undefined && fields.to < from ? from : fields.to;
  const inUnit = person.posts.filter((one) => one.post === post && one.unit === unit.id);
  // The very same period first; else the present holding, unless the row ended before that began.
  const held =
    inUnit.find((one) => one.to === (to ?? OPEN_END) && (fields.from === undefined || one.from === from)) ??
    inUnit.find((one) => one.to === to) ??
    inUnit.find((one) => one.to >= input.day && (to === undefined || to >= one.from));
  if (held !== undefined && settled.has(held.id)) return { kind: 'unchanged', ops: [], lines: [] };
  if (held !== undefined) {
    settled.add(held.id);
    const set = {
      ...(fields.from !== undefined && from !== held.from ? { from } : {}),
      ...(to !== undefined && to !== held.to ? { to } : {}),
      ...(fields.how !== undefined && fields.how !== (held.how ?? undefined) ? { how: fields.how } : {}),
      ...(fields.decision !== undefined && fields.decision !== (held.decision ?? undefined)
        ? { decision: fields.decision }
        : {}),
    };
    if (Object.keys(set).length === 0) return { kind: 'unchanged', ops: [], lines: [] };
    Object.assign(held, set);
    const lines = [
      ...(set.to === undefined ? [] : [`Thôi ${label} từ sau ngày ${showDay(set.to)}.`]),
      ...(set.from === undefined ? [] : [`${label}: giữ từ ngày ${showDay(set.from)}.`, ...note]),
      ...(set.how === undefined ? [] : [`${label}: ${APPOINTMENTS[set.how].toLowerCase()}.`]),
      ...(set.decision === undefined ? [] : [`${label}: quyết định ${set.decision}.`]),
    ];
    return {
      kind: set.to === undefined ? 'changed' : 'ended',
      ops: [{ type: 'edit', person: person._id, post: held.id, set }],
      lines,
    };
  }
  const added: PostDoc = {
    id: `${input.id}-${row.row}-${post}`,
    post,
    unit: unit.id,
    unitPath: unit.path,
    from,
    to: to ?? OPEN_END,
    how: fields.how ?? null,
    decision: fields.decision ?? null,
  };
  // The same post elsewhere ends when this one begins: she moved. Only posts of one holder cannot be held twice.
  const left = ONE_HOLDER.has(post)
    ? person.posts.find(
        (one) =>
          one.post === post &&
          one.to === OPEN_END &&
          within(input.scope, one.unitPath) &&
          !named.has(`${person._id}|${post}|${one.unit}`),
      )
    : undefined;
  const ops: RosterOp[] = [{ type: 'post', person: person._id, post: { ...added } }];
  const lines = [`Giữ chức danh ${label} từ ngày ${showDay(from)}.`, ...note];
  if (left !== undefined && to === undefined) {
    const end = laterOf(dayBefore(from), left.from);
    ops.push({ type: 'edit', person: person._id, post: left.id, set: { to: end } });
    lines.push(`Thôi chức danh ở đơn vị trước từ sau ngày ${showDay(end)}.`);
    Object.assign(left, { to: end });
  }
  settled.add(added.id);
  person.posts.push(added);
  return { kind: left !== undefined && to === undefined ? 'moved' : 'changed', ops, lines };
};

/** A new holder of a post that has one holder ends the old one's, unless the sheet names the old one too. */
export const endPredecessors = (
  input: Context['input'],
  people: readonly Draft[],
  named: ReadonlySet<string>,
  changes: readonly PlannedChange[],
): PlannedChange[] => {
  // Whoever holds such a post in a unit, by both: a sheet may change thousands of posts.
  const holders = new Map<string, { person: Draft; held: PostDoc }[]>();
  for (const person of people)
    for (const held of person.posts) {
      if (!ONE_HOLDER.has(held.post) || held.to !== OPEN_END) continue;
      const key = `${held.post}|${held.unit}`;
      holders.set(key, [...(holders.get(key) ?? []), { person, held }]);
    }
  const ended: PlannedChange[] = [];
  for (const change of changes) {
    for (const op of change.ops) {
      if (op.type !== 'post' || !ONE_HOLDER.has(op.post.post) || op.post.to !== OPEN_END) continue;
      const { post, unit, from } = op.post;
      for (const { person, held } of holders.get(`${post}|${unit}`) ?? []) {
        if (person._id === op.person || held.to !== OPEN_END || named.has(`${person._id}|${post}|${unit}`)) continue;
        const to = laterOf(dayBefore(from), held.from);
        held.to = to;
        const name = input.units.byId.get(unit)?.name ?? '';
        ended.push({
          row: change.row,
          kind: 'ended',
          name: person.name,
          unit: name,
          lines: [`Thôi ${POSTS[post].short} ${name} từ sau ngày ${showDay(to)}, vì ${change.name} thay.`],
          ops: [{ type: 'edit', person: person._id, post: held.id, set: { to } }],
        });
      }
    }
  }
  return ended;
};
