import { fail, ok, type Result } from '../base/result.ts';
import { dayOf } from './days.ts';
import type { GroupDoc } from './model.ts';
import { unitRef } from './people-query.ts';
import type { OrgRoom } from './room.ts';
import { anyPath, outOfScope, within } from './scope.ts';
import { validOn } from './tree.ts';
import type { AudienceReads, Changed, Group, GroupEdit, NewGroup, Placed } from './types.ts';

/** Chat groups that belong to a unit. A group's id is its thread's id. */
export interface GroupChanges {
  /** Every group under the path, those unregistered too, by unit and name. */
  listGroups(path: string): Promise<Group[]>;
  /** Registers a thread, or registers it anew for another unit. Twice is harmless. */
  registerGroup(request: NewGroup & { readonly sample?: boolean }, scope: string): Promise<Result<Changed<Group>>>;
  updateGroup(id: string, edit: Partial<GroupEdit>, scope: string): Promise<Result<Changed<Group>>>;
  /** Nothing is sent to it any more; it can be registered again. */
  unregisterGroup(id: string, scope: string): Promise<Result<Changed<Group>>>;
}

export interface GroupReads extends Pick<AudienceReads, 'groupsFrom'> {
  groups(unitPaths: readonly string[]): AsyncIterable<Group>;
  countGroups(unitPaths: readonly string[]): Promise<number>;
  /** Also by the thread of its spare. */
  groupOfThread(thread: string): Promise<Group | undefined>;
}

/** Groups that a stream reads at a time. */
const STREAMED = 500;

type PathRange = ReturnType<typeof anyPath>[number];

/** One path alone is asked for plainly: an index serves it, and its order. */
const inAny = (ranges: readonly PathRange[]) =>
  ranges.length === 1 && ranges[0] ? { unitPath: ranges[0] } : { $or: ranges.map((unitPath) => ({ unitPath })) };

const accountIn = (thread: string): string => thread.slice(0, thread.indexOf(':'));

/** Behind a group, in the order by unit, name and thread. */
const behind = (place: string | undefined) => {
  if (place === undefined) return {};
  const [unitPath, name, _id] = JSON.parse(place) as [string, string, string];
  return {
    $and: [
      { unitPath: { $gte: unitPath } },
      { $or: [{ unitPath: { $gt: unitPath } }, { name: { $gt: name } }, { name, _id: { $gt: _id } }] },
    ],
  };
};

export const groupService = (room: OrgRoom): GroupChanges & GroupReads => {
  const { models, directory, clock, changed } = room;

  const showIn = (doc: GroupDoc, units: Parameters<typeof unitRef>[1]): Group => ({
    id: doc._id,
    thread: doc._id,
    name: doc.name,
    unit: unitRef(doc, units),
    active: doc.active,
    ...(doc.spare !== undefined && { spare: doc.spare }),
    ...(doc.welcome === false && { welcome: false }),
  });
  const show = async (doc: GroupDoc): Promise<Group> => showIn(doc, (await directory.index()).byId);
  const under = (paths: readonly string[]) => ({ ...inAny(anyPath(paths)), active: true });
  const read = async (id: string, scope: string): Promise<GroupDoc | undefined> => {
    const doc = await models.groups.findById(id).lean<GroupDoc>();
    return doc !== null && within(scope, doc.unitPath) ? doc : undefined;
  };
  const unitFor = async (id: string, scope: string) => {
    const unit = await directory.get(id);
    if (unit === undefined || !within(scope, unit.path)) return outOfScope('đơn vị này');
    return validOn(unit, dayOf(clock.now()))
      ? ok(unit)
      : fail('org.unit_not_valid', `${unit.name} không còn hoạt động. Chị chọn đơn vị khác.`, 'body.unit');
  };

  /** A spare is a thread of its own, on another account, that nothing else is sent to. */
  const checkSpare = async (group: string, spare: string): Promise<Result<true>> => {
    if (!spare.includes(':') || accountIn(spare) === accountIn(group))
      return fail(
        'org.spare_same_account',
        'Nhóm dự phòng phải nằm ở tài khoản khác với nhóm chính. Chị chọn lại.',
        'body.spare',
      );
    const other = await models.groups
      .findOne({ _id: { $ne: group }, $or: [{ _id: spare, active: true }, { spare }] })
      .lean<GroupDoc>();
    return other
      ? fail(
          'org.spare_taken',
          'Nhóm này đã đăng ký riêng hoặc đang là dự phòng của nhóm khác, nên sẽ nhận tin hai lần. Chị chọn nhóm khác.',
          'body.spare',
        )
      : ok(true);
  };

  const updateGroup: GroupChanges['updateGroup'] = async (id, edit, scope) => {
    const before = await read(id, scope);
    if (before === undefined) return outOfScope('nhóm này');
    const unit = edit.unit === undefined ? undefined : await unitFor(edit.unit, scope);
    if (unit !== undefined && !unit.ok) return unit;
    const spare = edit.spare == null ? ok(true) : await checkSpare(id, edit.spare);
    if (!spare.ok) return spare;
    const { spare: had, ...rest } = before;
    const has = edit.spare === undefined ? had : (edit.spare ?? undefined);
    const after: GroupDoc = {
      ...rest,
      ...(has !== undefined && { spare: has }),
      name: edit.name ?? before.name,
      active: edit.active ?? before.active,
      ...(edit.welcome !== undefined && { welcome: edit.welcome }),
      ...(unit === undefined ? {} : { unit: unit.value.id, unitPath: unit.value.path }),
    };
    await models.groups.updateOne(
      { _id: id },
      {
        $set: {
          name: after.name,
          active: after.active,
          unit: after.unit,
          unitPath: after.unitPath,
          ...(after.welcome !== undefined && { welcome: after.welcome }),
          ...(has !== undefined && { spare: has }),
        },
        ...(has === undefined && { $unset: { spare: 1 } }),
      },
    );
    changed('groups', after.unitPath, id);
    return ok({ before: await show(before), after: await show(after) });
  };

  async function* groupsFrom(unitPaths: readonly string[], after?: string): AsyncIterable<Placed<Group>> {
    if (unitPaths.length === 0) return;
    const { byId } = await directory.index();
    const cursor = models.groups.collection
      .find({ $and: [under(unitPaths), behind(after)] } as never, { batchSize: STREAMED })
      .sort({ unitPath: 1, name: 1, _id: 1 });
    try {
      // What the driver holds already is taken together: a promise for each of 100,000 groups is most of the work.
      while (await cursor.hasNext())
        for (const doc of cursor.readBufferedDocuments() as unknown as GroupDoc[])
          yield { item: showIn(doc, byId), place: JSON.stringify([doc.unitPath, doc.name, doc._id]) };
    } finally {
      await cursor.close();
    }
  }

  return {
    async listGroups(path) {
      const docs = await models.groups
        .find({ $or: anyPath([path]).map((unitPath) => ({ unitPath })) })
        .sort({ unitPath: 1, name: 1 })
        .lean<GroupDoc[]>();
      return Promise.all(docs.map(show));
    },

    async registerGroup(request, scope) {
      const unit = await unitFor(request.unit, scope);
      if (!unit.ok) return unit;
      const before = await models.groups.findById(request.thread).lean<GroupDoc>();
      if (before?.active && !within(scope, before.unitPath))
        return fail(
          'org.group_taken',
          'Nhóm này đã đăng ký cho một đơn vị khác. Chị nhờ quản trị cấp trên chuyển giúp.',
          'body.thread',
        );
      if (await models.groups.exists({ spare: request.thread, active: true }))
        return fail(
          'org.group_is_spare',
          'Nhóm này đang là dự phòng của một nhóm đã đăng ký. Chị bỏ dự phòng ở nhóm đó trước.',
          'body.thread',
        );
      const set = { name: request.name, unit: unit.value.id, unitPath: unit.value.path, active: true };
      await models.groups.updateOne(
        { _id: request.thread },
        { $set: set, $setOnInsert: { registeredAt: clock.now(), sample: request.sample ?? false } },
        { upsert: true },
      );
      changed('groups', unit.value.path, request.thread);
      const after = await models.groups.findById(request.thread).lean<GroupDoc>();
      return ok({
        ...(before === null ? {} : { before: await show(before) }),
        ...(after === null ? {} : { after: await show(after) }),
      });
    },

    updateGroup,
    unregisterGroup: (id, scope) => updateGroup(id, { active: false }, scope),

    groupsFrom,
    async *groups(unitPaths) {
      for await (const { item } of groupsFrom(unitPaths)) yield item;
    },
    countGroups: async (unitPaths) => (unitPaths.length === 0 ? 0 : models.groups.countDocuments(under(unitPaths))),
    async groupOfThread(thread) {
      const doc =
        (await models.groups.findOne({ _id: thread, active: true }).lean<GroupDoc>()) ??
        (await models.groups.findOne({ spare: thread, active: true }).lean<GroupDoc>());
      return doc === null ? undefined : show(doc);
    },
  };
};
