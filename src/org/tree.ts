import { fail, ok, type Result } from '../base/result.ts';
import { type Day, dayBefore, showDay } from './days.ts';
import type { UnitNode, UnitRecord } from './types.ts';

/** The dated tree of units as plain data: nothing here reads or writes. Ids never change; names, ends and links do. */

export const validOn = (unit: Pick<UnitRecord, 'validFrom' | 'validTo'>, day: Day): boolean =>
  unit.validFrom <= day && (unit.validTo === undefined || day <= unit.validTo);

/** `/tinh-2025-19/xa-2025-01864/`. */
export const pathOf = (id: string, parent?: { readonly path: string }): string => `${parent?.path ?? '/'}${id}/`;

/** Parents before children, siblings by name. */
export const byDepth = <T extends { readonly path: string; readonly name: string }>(units: readonly T[]): T[] => {
  const depth = (unit: T) => unit.path.split('/').length;
  return [...units].sort((a, b) => depth(a) - depth(b) || a.name.localeCompare(b.name, 'vi', { numeric: true }));
};

/** The units valid on a day as a tree. A unit whose parent is not among them is a root. */
export const toTree = (units: readonly UnitRecord[], day: Day): UnitNode[] => {
  const nodes = byDepth(units)
    .filter((unit) => validOn(unit, day))
    .map((unit) => ({ ...unit, children: [] as UnitNode[] }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const roots: UnitNode[] = [];
  for (const node of nodes) {
    const parent = node.parent === undefined ? undefined : byId.get(node.parent);
    (parent?.children ?? roots).push(node);
  }
  return roots;
};

/**
 * What a unit is on a day: itself while it is valid; else the units that came from it, or from its parts when it has
 * none of its own (a district of 2023 → the communes that its communes became). In the order of `units`.
 */
export const currentOf = (units: readonly UnitRecord[], id: string, day: Day): UnitRecord[] => {
  const unit = units.find((candidate) => candidate.id === id);
  if (unit === undefined) return [];
  const seen = new Set<string>();
  const visit = (one: UnitRecord): UnitRecord[] => {
    if (seen.has(one.id)) return [];
    seen.add(one.id);
    if (validOn(one, day)) return [one];
    const next = units.filter((candidate) => candidate.successorOf.includes(one.id));
    const follow = next.length > 0 ? next : units.filter((candidate) => candidate.parent === one.id);
    return follow.flatMap(visit);
  };
  const found = new Set(visit(unit).map((one) => one.id));
  return units.filter((candidate) => found.has(candidate.id));
};

/** A new name from a day on; the old one stays known. */
export const rename = (unit: UnitRecord, name: string, on: Day): Result<UnitRecord> => {
  if (name === unit.name) return fail('org.same_name', `Đơn vị đã mang tên “${name}”.`, 'body.name');
  if (!validOn(unit, on))
    return fail('org.unit_not_valid', `${unit.name} không hoạt động vào ngày ${showDay(on)}.`, 'body.on');
  return ok({ ...unit, name, names: [...unit.names, { name: unit.name, until: dayBefore(on) }] });
};

/** Ends a unit and everything below it that is still open; returns the units that change. */
export const close = (units: readonly UnitRecord[], id: string, to: Day): Result<UnitRecord[]> => {
  const unit = units.find((candidate) => candidate.id === id);
  if (unit === undefined) return fail('org.not_found', 'Không tìm thấy đơn vị này.');
  if (unit.validTo !== undefined)
    return fail('org.unit_closed', `${unit.name} đã kết thúc từ ngày ${showDay(unit.validTo)}.`);
  if (to < unit.validFrom)
    return fail(
      'org.bad_day',
      `Ngày kết thúc phải từ ngày ${showDay(unit.validFrom)} trở đi, là ngày đơn vị bắt đầu.`,
      'body.to',
    );
  return ok(
    units
      .filter((one) => one.path.startsWith(unit.path) && one.validTo === undefined)
      // A part that would begin after the end never was: it ends on its first day.
      .map((one) => ({ ...one, validTo: one.validFrom > to ? one.validFrom : to })),
  );
};

/**
 * Several units of one level and one parent become a new one on a day: the new unit names them in `successorOf`, and
 * each of them ends the day before.
 */
export const merge = (
  units: readonly UnitRecord[],
  request: { readonly id: string; readonly from: readonly string[]; readonly name: string; readonly on: Day },
): Result<{ readonly created: UnitRecord; readonly closed: UnitRecord[] }> => {
  const from = [...new Set(request.from)].map((id) => units.find((unit) => unit.id === id));
  const sources = from.filter((unit) => unit !== undefined);
  const [first] = sources;
  if (first === undefined || sources.length < from.length || sources.length < 2)
    return fail('org.not_found', 'Chị chọn ít nhất hai đơn vị đang có để nhập làm một.', 'body.from');
  if (sources.some((unit) => unit.parent !== first.parent || unit.level !== first.level))
    return fail('org.merge_apart', 'Chỉ nhập được các đơn vị cùng cấp, cùng đơn vị cấp trên.', 'body.from');
  const ended = sources.find((unit) => !validOn(unit, dayBefore(request.on)) || !validOn(unit, request.on));
  if (ended !== undefined)
    return fail(
      'org.unit_not_valid',
      `${ended.name} không hoạt động vào ngày ${showDay(request.on)}; chị chọn ngày khác.`,
      'body.on',
    );
  const parent = units.find((unit) => unit.id === first.parent);
  const created: UnitRecord = {
    id: request.id,
    code: '',
    name: request.name,
    level: first.level,
    ...(parent === undefined ? {} : { parent: parent.id }),
    path: pathOf(request.id, parent),
    validFrom: request.on,
    successorOf: sources.map((unit) => unit.id),
    aliases: [],
    names: [],
  };
  const closed = sources.flatMap((unit) => {
    const result = close(units, unit.id, dayBefore(request.on));
    return result.ok ? result.value : [];
  });
  return ok({ created, closed });
};
