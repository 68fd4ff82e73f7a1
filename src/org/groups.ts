import { fail, ok, type Result } from '../base/result.ts';
import { dayOf } from './days.ts';
import type { GroupDoc } from './model.ts';
import { unitRef } from './people-query.ts';
import type { OrgRoom } from './room.ts';
import { anyPath, outOfScope, within } from './scope.ts';
import { validOn } from './tree.ts';
import type { Changed, Group, NewGroup } from './types.ts';

/** Chat groups that belong to a unit. A group's id is its thread's id. */
export interface GroupChanges {
  /** Every group under the path, those unregistered too, by unit and name. */
  listGroups(path: string): Promise<Group[]>;
  /** Registers a thread, or registers it anew for another unit. Twice is harmless. */
  registerGroup(request: NewGroup & { readonly sample?: boolean }, scope: string): Promise<Result<Changed<Group>>>;
  updateGroup(
    id: string,
    edit: { readonly unit?: string; readonly name?: string; readonly active?: boolean },
    scope: string,
  ): Promise<Result<Changed<Group>>>;
  /** Nothing is sent to it any more; it can be registered again. */
  unregisterGroup(id: string, scope: string): Promise<Result<Changed<Group>>>;
}

export interface GroupReads {
  groups(unitPaths: readonly string[]): AsyncIterable<Group>;
  countGroups(unitPaths: readonly string[]): Promise<number>;
  groupOfThread(thread: string): Promise<Group | undefined>;
}

export const groupService = (room: OrgRoom): GroupChanges & GroupReads => {
  const { models, directory, clock, changed } = room;

  const show = async (doc: GroupDoc): Promise<Group> => ({
    id: doc._id,
    thread: doc._id,
    name: doc.name,
    unit: unitRef(doc, (await directory.index()).byId),
    active: doc.active,
  });
  const under = (paths: readonly string[]) => ({ $or: anyPath(paths).map((unitPath) => ({ unitPath })), active: true });
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

  const updateGroup: GroupChanges['updateGroup'] = async (id, edit, scope) => {
    const before = await read(id, scope);
    if (before === undefined) return outOfScope('nhóm này');
    const unit = edit.unit === undefined ? undefined : await unitFor(edit.unit, scope);
    if (unit !== undefined && !unit.ok) return unit;
    const after: GroupDoc = {
      ...before,
      name: edit.name ?? before.name,
      active: edit.active ?? before.active,
      ...(unit === undefined ? {} : { unit: unit.value.id, unitPath: unit.value.path }),
    };
    await models.groups.updateOne(
      { _id: id },
      { $set: { name: after.name, active: after.active, unit: after.unit, unitPath: after.unitPath } },
    );
    changed('groups', after.unitPath, id);
    return ok({ before: await show(before), after: await show(after) });
  };

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

    async *groups(unitPaths) {
      if (unitPaths.length === 0) return;
      for await (const doc of models.groups
        .find(under(unitPaths))
        .sort({ unitPath: 1, name: 1 })
        .lean<GroupDoc[]>()
        .cursor())
        yield await show(doc as unknown as GroupDoc);
    },
    countGroups: async (unitPaths) => (unitPaths.length === 0 ? 0 : models.groups.countDocuments(under(unitPaths))),
    async groupOfThread(thread) {
      const doc = await models.groups.findOne({ _id: thread, active: true }).lean<GroupDoc>();
      return doc === null ? undefined : show(doc);
    },
  };
};
