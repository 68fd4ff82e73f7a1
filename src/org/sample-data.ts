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

export const orgSample = ({ models, changed }: OrgRoom): OrgSample => ({
  hasSample: async () => (await models.people.exists({ sample: true })) !== null,

  async removeSample() {
    const people = await models.people.distinct('_id', { sample: true });
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
