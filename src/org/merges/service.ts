import { fail, ok, type Result } from '../../base/result.ts';
import { dayOf } from '../days.ts';
import type { LinkDoc, PersonDoc, PostDoc } from '../model.ts';
import type { View } from '../people.ts';
import { inScope, personOf, postOf } from '../people-query.ts';
import type { OrgRoom } from '../room.ts';
import { outOfScope, ROOT_PATH, within } from '../scope.ts';
import { type Changed, type PersonRecord, POSTS } from '../types.ts';
import { HOLDING } from './aliases.ts';
import { carryOutMerge, carryOutUndo } from './carry-out.ts';
import { findDuplicates } from './duplicates.ts';
import type { MergeDoc } from './model.ts';
import { merged, planMerge, planUndo } from './plan.ts';
import type { Actor, Duplicate, MergePreview, MergeRecord } from './types.ts';

/** Merging two records of one woman, and taking it back. */
export interface MergeService {
  /** Who may be this person under a second record, the likeliest first. */
  duplicatesOf(person: string, view: View): Promise<Result<Duplicate[]>>;
  previewMerge(keep: string, drop: string, view: View): Promise<Result<MergePreview>>;
  /** Makes `drop` another name of `keep`: her posts and accounts come over, and things stored under her id count for `keep`. */
  mergePeople(keep: string, drop: string, by: Actor): Promise<Result<MergeOutcome>>;
  /**
   * Restores both as they were. What was changed since and concerns one of them stays; where it cannot be told whose a
   * change was, nothing happens and the failure says what stands in the way.
   */
  undoMerge(merge: string, by: Actor): Promise<Result<MergeOutcome>>;
  /** Merges into this person, newest first. */
  mergesOf(person: string, scope: string): Promise<MergeRecord[]>;
  /** Finishes what a crash cut short. Returns how many. */
  finishMerges(): Promise<number>;
}

export interface MergeOutcome extends Changed<{ keep: PersonRecord; drop?: PersonRecord }> {
  readonly merge: MergeRecord;
}

/** From plan to first write takes a moment; one that is older was cut short. */
const PLANNED_MS = 60_000;
const DUPLICATE_KEY = 11_000;
const isDuplicate = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;

export const recordOf = (doc: MergeDoc): MergeRecord => ({
  id: doc._id,
  keep: { id: doc.keep, name: doc.keepName },
  drop: { id: doc.drop, name: doc.dropName },
  at: doc.at,
  by: doc.by,
  ...(doc.undoneAt ? { undone: { at: doc.undoneAt, by: doc.undoneBy ?? '' } } : {}),
  undoable: doc.state === 'merged' && doc.before !== null && doc.before !== undefined,
});

const BUSY = fail('org.merge_busy', 'Một trong hai người đang được gộp ở nơi khác. Chị tải lại trang rồi thử lại.');

export const mergeService = (room: OrgRoom): MergeService => {
  const { models, directory, clock, newId, changed } = room;

  const linksOf = (person: string) => models.links.find({ person }).sort({ activeAt: -1, at: -1 }).lean<LinkDoc[]>();
  const show = async (doc: PersonDoc, view: View, contacts?: readonly string[]): Promise<PersonRecord> =>
    personOf(doc, contacts ?? (await linksOf(doc._id)).map(({ _id }) => _id), (await directory.index()).byId, {
      scope: view.scope,
      mask: view.mask ?? true,
    });

  /** Somebody whom this administrator may merge: nothing that she holds today may lie outside her unit. */
  const mine = async (id: string, scope: string): Promise<Result<PersonDoc>> => {
    const doc = await models.people.findOne({ _id: id, ...inScope(scope) }).lean<PersonDoc>();
    if (doc === null) return outOfScope('người này');
    const today = dayOf(clock.now());
    return scope === ROOT_PATH || doc.posts.every((post) => post.to < today || within(scope, post.unitPath))
      ? ok(doc)
      : fail(
          'org.partly_out_of_scope',
          `${doc.name} còn giữ chức danh ở đơn vị ngoài phạm vi của chị. Chị nhờ quản trị cấp trên gộp giúp.`,
        );
  };

  const both = async (
    keep: string,
    drop: string,
    scope: string,
  ): Promise<Result<{ keep: PersonDoc; drop: PersonDoc }>> => {
    if (keep === drop)
      return fail('org.same_person', 'Hai bản này là một. Chị chọn một người khác để gộp.', 'body.drop');
    const one = await mine(keep, scope);
    if (!one.ok) return one;
    const other = await mine(drop, scope);
    return other.ok ? ok({ keep: one.value, drop: other.value }) : other;
  };

  const tell = (doc: MergeDoc) => {
    changed('people', doc.unitPath, doc.keep);
    changed('people', doc.unitPath, doc.drop);
  };

  /** `Chi hội trưởng, Chi hội Nà Phai`. */
  const nameOf = async () => {
    const { byId } = await directory.index();
    return (post: PostDoc) => `${POSTS[post.post].short}, ${postOf(post, byId).unit.name}`;
  };

  /** What has happened since that keeps a merge from being taken back. */
  const hindrance = async (doc: MergeDoc, keepNow: PersonDoc | null): Promise<Result<never> | undefined> => {
    if (keepNow === null) {
      const later = await models.merges.findOne({ drop: doc.keep, state: { $in: HOLDING } }).lean<MergeDoc>();
      return later === null
        ? fail('org.gone', `${doc.keepName} không còn trong danh sách nên không hoàn tác được.`)
        : fail(
            'org.merge_conflict',
            `${doc.keepName} sau đó được gộp vào ${later.keepName}. Chị hoàn tác lần gộp đó trước.`,
          );
    }
    const phone = doc.before?.drop.phone ?? null;
    if (phone === null) return undefined;
    const given = doc.plan?.set.some(({ field }) => field === 'phone') === true;
    const owner = await models.people
      .findOne({ phone, ...(given ? { _id: { $ne: doc.keep } } : {}) })
      .lean<PersonDoc>();
    return owner === null
      ? undefined
      : fail(
          'org.merge_conflict',
          `Số điện thoại của ${doc.dropName} nay ghi cho ${owner._id === doc.keep ? doc.keepName : 'người khác'}. Chị sửa số đó trước rồi hoàn tác.`,
        );
  };

  return {
    async duplicatesOf(person, view) {
      const doc = await models.people.findOne({ _id: person, ...inScope(view.scope) }).lean<PersonDoc>();
      if (doc === null) return outOfScope('người này');
      const found = await findDuplicates(room, doc, view.scope);
      return ok(
        await Promise.all(found.map(async ({ doc: one, reason }) => ({ person: await show(one, view), reason }))),
      );
    },

    async previewMerge(keep, drop, view) {
      const found = await both(keep, drop, view.scope);
      if (!found.ok) return found;
      const plan = planMerge(found.value.keep, found.value.drop);
      const { byId } = await directory.index();
      const [hers, others] = await Promise.all([linksOf(keep), linksOf(drop)]);
      const after = merged(found.value.keep, plan);
      return ok({
        keep: await show(found.value.keep, view),
        drop: await show(found.value.drop, view),
        after: await show(
          after,
          view,
          [...hers, ...others].map(({ _id }) => _id),
        ),
        moved: plan.moved.filter((post) => within(view.scope, post.unitPath)).map((post) => postOf(post, byId)),
        joined: after.posts
          .filter((post) => plan.joined.some(({ id }) => id === post.id))
          .map((post) => postOf(post, byId)),
        phoneDropped: found.value.keep.phone !== null && found.value.drop.phone !== null,
      });
    },

    async mergePeople(keep, drop, by) {
      const allowed = await both(keep, drop, by.scope);
      if (!allowed.ok) return allowed;
      const id = newId();
      const doc: MergeDoc = {
        _id: id,
        keep,
        drop,
        keepName: allowed.value.keep.name,
        dropName: allowed.value.drop.name,
        state: 'planned',
        busy: [keep, drop],
        unitPath: allowed.value.keep.posts.at(-1)?.unitPath ?? by.scope,
        crossesSample: allowed.value.keep.sample !== allowed.value.drop.sample,
        by: by.name,
        at: clock.now(),
      };
      try {
        await models.merges.create(doc);
      } catch (error) {
        if (isDuplicate(error)) return BUSY;
        throw error;
      }
      // Read again: from here on no other merge touches these two.
      const found = await both(keep, drop, by.scope);
      if (!found.ok) {
        await models.merges.deleteOne({ _id: id });
        return found;
      }
      const before = { drop: found.value.drop, links: await linksOf(drop) };
      const shown = { keep: await show(found.value.keep, by), drop: await show(found.value.drop, by) };
      const started: MergeDoc = {
        ...doc,
        state: 'merging',
        before,
        plan: planMerge(found.value.keep, found.value.drop),
      };
      await models.merges.updateOne({ _id: id }, { $set: { state: 'merging', before, plan: started.plan } });
      if (!(await carryOutMerge(models, started))) {
        await models.merges.deleteOne({ _id: id });
        return BUSY;
      }
      tell(started);
      const after = await models.people.findById(keep).lean<PersonDoc>();
      return ok({
        merge: recordOf({ ...started, state: 'merged' }),
        before: shown,
        ...(after === null ? {} : { after: { keep: await show(after, by) } }),
      });
    },

    async undoMerge(id, by) {
      const doc = await models.merges.findById(id).lean<MergeDoc>();
      if (doc === null || !within(by.scope, doc.unitPath)) return outOfScope('lần gộp này');
      if (doc.state === 'undone') return fail('org.already_undone', 'Lần gộp này đã được hoàn tác rồi.');
      if (doc.state !== 'merged') return BUSY;
      if (!doc.before || !doc.plan)
        return fail('org.forgotten', 'Người này đã được xóa thông tin theo yêu cầu nên không hoàn tác được nữa.');
      const keepNow = await models.people.findById(doc.keep).lean<PersonDoc>();
      const hindered = await hindrance(doc, keepNow);
      if (hindered !== undefined || keepNow === null) return hindered ?? outOfScope('người này');
      const allowed = await mine(doc.keep, by.scope);
      if (!allowed.ok) return allowed;
      const undo = planUndo({ drop: doc.before.drop, plan: doc.plan }, keepNow, await nameOf());
      if (!undo.ok) return undo;
      const shown = { keep: await show(keepNow, by) };
      const at = clock.now();
      const started: MergeDoc = { ...doc, state: 'undoing', undo: undo.value, undoneBy: by.name, undoneAt: at };
      try {
        const taken = await models.merges.updateOne(
          { _id: id, state: 'merged' },
          { $set: { state: 'undoing', busy: [doc.keep, doc.drop], undo: undo.value, undoneBy: by.name, undoneAt: at } },
        );
        if (taken.modifiedCount === 0) return BUSY;
      } catch (error) {
        if (isDuplicate(error)) return BUSY;
        throw error;
      }
      await carryOutUndo(models, started, at);
      tell(started);
      const [keep, drop] = await Promise.all([
        models.people.findById(doc.keep).lean<PersonDoc>(),
        models.people.findById(doc.drop).lean<PersonDoc>(),
      ]);
      return ok({
        merge: recordOf({ ...started, state: 'undone', before: null }),
        before: shown,
        ...(keep === null || drop === null
          ? {}
          : { after: { keep: await show(keep, by), drop: await show(drop, by) } }),
      });
    },

    async mergesOf(person, scope) {
      const docs = await models.merges
        .find({ $or: [{ keep: person }, { drop: person }], state: { $nin: ['planned'] } })
        .sort({ at: -1 })
        .lean<MergeDoc[]>();
      return docs.filter((doc) => within(scope, doc.unitPath)).map(recordOf);
    },

    async finishMerges() {
      // One that another process is about to carry out is left alone.
      const stale = new Date(clock.now().getTime() - PLANNED_MS);
      await models.merges.deleteMany({ state: 'planned', at: { $lt: stale } });
      const halves = await models.merges.find({ state: { $in: ['merging', 'undoing'] } }).lean<MergeDoc[]>();
      for (const doc of halves) {
        if (doc.state === 'undoing') await carryOutUndo(models, doc, clock.now());
        else if (!(await carryOutMerge(models, doc))) await models.merges.deleteOne({ _id: doc._id });
      }
      return halves.length;
    },
  };
};
