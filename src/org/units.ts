import type { Model } from 'mongoose';
import { fail, ok, type Result } from '../base/result.ts';
import { chapterId, chapterName, chapterUnit } from './chapter.ts';
import { type Day, dayBefore, dayOf, OPEN_END } from './days.ts';
import { unitOfDoc } from './directory.ts';
import type { UnitDoc } from './model.ts';
import type { OrgRoom } from './room.ts';
import { outOfScope, within } from './scope.ts';
import { fold } from './text.ts';
import { close, merge, rename, toTree, validOn } from './tree.ts';
import type { Changed, UnitMerge, UnitNode, UnitRecord } from './types.ts';

/** Changes of units. Every one takes the scope (a path) of whoever acts; nothing outside of it is seen or changed. */
export interface UnitChanges {
  /** The tree under a path on a day (default today). */
  tree(path: string, on?: Day): Promise<UnitNode[]>;
  createChapter(
    request: { readonly parent: string; readonly name: string; readonly from?: Day; readonly sample?: boolean },
    scope: string,
  ): Promise<Result<Changed<UnitRecord>>>;
  renameUnit(
    id: string,
    request: { readonly name: string; readonly on?: Day },
    scope: string,
  ): Promise<Result<Changed<UnitRecord>>>;
  /** Ends a chapter, the posts held in it and its groups' registration, on its last day. */
  closeUnit(id: string, to: Day, scope: string): Promise<Result<Changed<UnitRecord>>>;
  /** Several chapters of one commune become one. */
  mergeUnits(request: UnitMerge, scope: string): Promise<Result<Changed<readonly UnitRecord[]>>>;
  /** Finishes merges and closings that a crash cut short. Called at start. */
  finishUnits(): Promise<number>;
}

/** Makes a document once: a second time changes nothing. */
export const once = async (units: Model<UnitDoc>, { _id, ...doc }: UnitDoc): Promise<void> => {
  await units.updateOne({ _id }, { $setOnInsert: doc }, { upsert: true });
};

/** A unit made here, as it is stored. */
export const unitDoc = (unit: UnitRecord, sample: boolean): UnitDoc => {
  const { id, parent, validTo, ...rest } = unit;
  return {
    ...rest,
    _id: id,
    parent: parent ?? null,
    validTo: validTo ?? OPEN_END,
    successorOf: [...rest.successorOf],
    aliases: [...rest.aliases],
    names: [...rest.names],
    origin: null,
    merge: null,
    sample,
  };
};

export const unitChanges = (room: OrgRoom): UnitChanges => {
  const { models, directory, clock, changed } = room;
  const today = () => dayOf(clock.now());

  const inScope = async (id: string, scope: string): Promise<UnitRecord | undefined> => {
    const unit = await directory.get(id);
    return unit !== undefined && within(scope, unit.path) ? unit : undefined;
  };
  /** Communes and above change by the state's decision, that is by the data files. */
  const chapterIn = async (id: string, scope: string): Promise<Result<UnitRecord>> => {
    const unit = await inScope(id, scope);
    if (unit === undefined) return outOfScope('đơn vị này');
    return unit.level === 'chi_hoi'
      ? ok(unit)
      : fail(
          'org.not_a_chapter',
          `${unit.name} thay đổi theo quyết định của Nhà nước, qua tệp đơn vị; ở đây chỉ đổi được chi hội.`,
        );
  };

  /** Idempotent: ends what is still open in a unit that has ended. */
  const endInside = async (path: string, to: Day): Promise<void> => {
    const open = { unitPath: path, to: OPEN_END };
    await models.people.updateMany(
      { posts: { $elemMatch: open } },
      { $set: { 'posts.$[open].to': to } },
      { arrayFilters: [{ 'open.unitPath': path, 'open.to': OPEN_END }] },
    );
    if (to < today()) await models.groups.updateMany({ unitPath: path, active: true }, { $set: { active: false } });
  };

  const endUnits = async (units: readonly UnitRecord[]): Promise<void> => {
    for (const unit of units) {
      const to = unit.validTo ?? OPEN_END;
      await models.units.updateOne({ _id: unit.id, validTo: OPEN_END }, { $set: { validTo: to } });
      await endInside(unit.path, to);
    }
  };

  /** Idempotent: moved posts and groups are recognised by their new ids. */
  const moveInto = async (target: UnitDoc): Promise<void> => {
    const plan = target.merge;
    if (plan === undefined || plan === null) return;
    const to = dayBefore(plan.on);
    for (const id of plan.from) {
      const source = await models.units.findById(id).lean<UnitDoc>();
      if (source === null) continue;
      if (plan.posts === 'move') {
        const people = await models.people
          .find({ posts: { $elemMatch: { unitPath: source.path, to: OPEN_END } } })
          .lean();
        for (const person of people) {
          const moved = person.posts.filter((post) => post.unitPath === source.path && post.to === OPEN_END);
          const kept = new Set(person.posts.map((post) => post.id));
          const posts = [
            ...person.posts.map((post) => (moved.includes(post) ? { ...post, to } : post)),
            ...moved
              .map((post) => ({
                ...post,
                id: `${post.id}@${target._id}`,
                unit: target._id,
                unitPath: target.path,
                from: plan.on,
              }))
              .filter((post) => !kept.has(post.id)),
          ];
          await models.people.updateOne(
            { _id: person._id, posts: { $size: person.posts.length } },
            { $set: { posts } },
          );
        }
        await models.groups.updateMany(
          { unitPath: source.path },
          { $set: { unit: target._id, unitPath: target.path } },
        );
      }
      await endUnits([{ ...unitOfDoc(source), validTo: to }]);
    }
    await models.units.updateOne({ _id: target._id }, { $set: { merge: null } });
  };

  return {
    async tree(path, on) {
      const { units } = await directory.index();
      return toTree(
        units.filter((unit) => within(path, unit.path)),
        on ?? today(),
      );
    },

    async createChapter(request, scope) {
      const parent = await inScope(request.parent, scope);
      if (parent === undefined) return outOfScope('đơn vị cấp trên');
      if (!['xa', 'phuong', 'thi_tran'].includes(parent.level))
        return fail('org.bad_parent', 'Chi hội phải trực thuộc một xã hoặc phường.', 'body.parent');
      const from = request.from ?? today();
      if (!validOn(parent, from))
        return fail('org.unit_not_valid', `${parent.name} không hoạt động vào ngày đã chọn.`, 'body.from');
      const name = chapterName(request.name);
      const { units } = await directory.index();
      const twin = units.find(
        (unit) => unit.parent === parent.id && validOn(unit, from) && fold(unit.name) === fold(name),
      );
      if (twin !== undefined)
        return fail(
          'org.same_name',
          `${parent.name} đã có “${twin.name}”. Chị đặt tên khác để phân biệt.`,
          'body.name',
        );
      const unit = chapterUnit(parent, name, from);
      await once(models.units, unitDoc(unit, request.sample ?? false));
      changed('units', unit.path);
      return ok({ after: unit });
    },

    async renameUnit(id, request, scope) {
      const found = await chapterIn(id, scope);
      if (!found.ok) return found;
      const renamed = rename(found.value, request.name, request.on ?? today());
      if (!renamed.ok) return renamed;
      const { name, names } = renamed.value;
      const write = await models.units.updateOne(
        { _id: id, name: found.value.name },
        { $set: { name, names: [...names] } },
      );
      if (write.matchedCount === 0)
        return fail('org.stale', 'Đơn vị vừa được người khác sửa. Chị tải lại trang rồi sửa.');
      changed('units', found.value.path);
      return ok({ before: found.value, after: renamed.value });
    },

    async closeUnit(id, to, scope) {
      const found = await chapterIn(id, scope);
      if (!found.ok) return found;
      const { units } = await directory.index();
      const closed = close(units, id, to);
      if (!closed.ok) return closed;
      await endUnits(closed.value);
      changed('units', found.value.path);
      const after = closed.value.find((unit) => unit.id === id);
      return ok({ before: found.value, ...(after === undefined ? {} : { after }) });
    },

    async mergeUnits(request, scope) {
      const sources: UnitRecord[] = [];
      for (const id of request.from) {
        const found = await chapterIn(id, scope);
        if (!found.ok) return found;
        sources.push(found.value);
      }
      const { units } = await directory.index();
      const id = chapterId(sources[0]?.parent ?? '', request.name, request.on);
      const name = chapterName(request.name);
      const merged = merge(units, { id, from: request.from, name, on: request.on });
      if (!merged.ok) return merged;
      const target: UnitDoc = {
        ...unitDoc(merged.value.created, false),
        merge: { from: [...merged.value.created.successorOf], on: request.on, posts: request.posts },
      };
      // The plan is written with the new unit: whatever dies after this line, `finishUnits` does the rest.
      await once(models.units, target);
      await moveInto(target);
      changed('units', merged.value.created.path);
      return ok({ before: sources, after: [merged.value.created, ...merged.value.closed] });
    },

    async finishUnits() {
      const unfinished = await models.units.find({ 'merge.on': { $exists: true } }).lean<UnitDoc[]>();
      for (const target of unfinished) await moveInto(target);
      const ended = await models.units.find({ origin: null, validTo: { $lt: OPEN_END } }).lean<UnitDoc[]>();
      for (const unit of ended) await endInside(unit.path, unit.validTo);
      if (unfinished.length > 0) directory.reset();
      return unfinished.length;
    },
  };
};
