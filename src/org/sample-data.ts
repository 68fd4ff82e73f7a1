import type { MergeService } from './merges/service.ts';
import type { UnitDoc } from './model.ts';
import type { OrgRoom } from './room.ts';
import { ROOT_PATH } from './scope.ts';

/** What of the sample data lies in this room: documents marked `sample`. */
export interface OrgSample {
  hasSample(): Promise<boolean>;
  /**
   * Removes the marked people, links, groups and chapters, and nothing else. A sample chapter in which a real person
   * holds a post, or which a real group belongs to, stays and becomes a real one; their names are returned.
   */
  removeSample(): Promise<{ readonly people: number; readonly kept: readonly string[] }>;
}

export const orgSample = ({ models, changed }: OrgRoom, merges: Pick<MergeService, 'undoMerge'>): OrgSample => ({
  hasSample: async () =>
    (await models.people.exists({ sample: true })) !== null ||
    (await models.merges.exists({ state: 'merged', crossesSample: true })) !== null,

  async removeSample() {
    // A real person and an invented one that were merged while trying things out are taken apart first, newest first.
    const mixed = await models.merges.find({ state: 'merged', crossesSample: true }).sort({ at: -1 }).lean();
    for (const { _id } of mixed) await merges.undoMerge(_id, { name: 'Dữ liệu mẫu', scope: ROOT_PATH });
    const people = await models.people.distinct('_id', { sample: true });
    await models.merges.deleteMany({ keep: { $in: people } });
    const theirs = { person: { $in: people } };
    await Promise.all([models.unlinks.deleteMany(theirs), models.requests.deleteMany(theirs)]);
    // Links that a sample person was given while trying things out are not marked, and go with her.
    await models.links.deleteMany({ $or: [{ sample: true }, { person: { $in: people } }] });
    await models.groups.deleteMany({ sample: true });
    await models.people.deleteMany({ sample: true });
    const kept: string[] = [];
    for (const unit of await models.units.find({ sample: true }).lean<UnitDoc[]>()) {
      const used =
        (await models.people.exists({ 'posts.unitPath': unit.path })) ??
        (await models.groups.exists({ unitPath: unit.path }));
      if (used === null) await models.units.deleteOne({ _id: unit._id });
      else {
        await models.units.updateOne({ _id: unit._id }, { $set: { sample: false } });
        kept.push(unit.name);
      }
    }
    changed('units', ROOT_PATH);
    changed('people', ROOT_PATH);
    changed('groups', ROOT_PATH);
    return { people: people.length, kept };
  },
});
