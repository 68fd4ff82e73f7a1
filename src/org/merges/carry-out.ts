import type { OrgRoom } from '../room.ts';
import type { MergeDoc } from './model.ts';
import type { JoinedPost, Span } from './plan.ts';

/**
 * The writes of a merge and of its undoing. Every one is harmless to repeat: after a crash the whole list is run again.
 */

type Models = OrgRoom['models'];

const spanUpdate = (joined: readonly JoinedPost[], pick: (one: JoinedPost) => Span) =>
  joined.map((one) => ({
    id: one.id,
    set: Object.fromEntries(Object.entries(pick(one)).map(([field, to]) => [`posts.$.${field}`, to])),
  }));

const spans = async (models: Models, person: string, updates: ReturnType<typeof spanUpdate>): Promise<void> => {
  for (const { id, set } of updates) await models.people.updateOne({ _id: person, 'posts.id': id }, { $set: set });
};

/** False when the dropped record was edited since the plan was made: nothing was changed then. */
export const carryOutMerge = async (models: Models, doc: MergeDoc): Promise<boolean> => {
  const { before, plan } = doc;
  if (!before || !plan) return false;
  // As it was read, field by field: an edit that came in between must not be lost.
  const gone = await models.people.collection.deleteOne({ ...before.drop } as never);
  if (gone.deletedCount === 0 && (await models.people.exists({ _id: doc.drop })) !== null) return false;
  const ids = plan.moved.map(({ id }) => id);
  if (ids.length > 0)
    await models.people.updateOne(
      { _id: doc.keep, 'posts.id': { $nin: ids } },
      { $push: { posts: { $each: [...plan.moved] } } },
    );
  await spans(
    models,
    doc.keep,
    spanUpdate(plan.joined, ({ after }) => after),
  );
  const set = Object.fromEntries(plan.set.map(({ field, after }) => [field, after]));
  if (plan.set.length > 0) await models.people.updateOne({ _id: doc.keep }, { $set: set });
  await models.links.updateMany({ person: doc.drop }, { $set: { person: doc.keep } });
  await models.merges.updateOne({ _id: doc._id }, { $set: { state: 'merged' }, $unset: { busy: 1 } });
  return true;
};

export const carryOutUndo = async (models: Models, doc: MergeDoc, at: Date): Promise<void> => {
  const { before, undo } = doc;
  if (!before || !undo) return;
  const { _id, ...fields } = undo.drop;
  // She comes back before her posts leave the other: a crash in between shows them twice, never not at all.
  await models.people.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
  await models.people.updateOne({ _id: doc.keep }, { $pull: { posts: { id: { $in: [...undo.leave] } } } });
  await spans(
    models,
    doc.keep,
    spanUpdate(undo.joined, (one) => one.before),
  );
  const set = Object.fromEntries(undo.set.map((change) => [change.field, change.before]));
  if (undo.set.length > 0) await models.people.updateOne({ _id: doc.keep }, { $set: set });
  // Only those that are still hers: one that was unlinked or moved since stays as it was decided later.
  const links = before.links.map((link) => link._id);
  await models.links.updateMany({ _id: { $in: links }, person: doc.keep }, { $set: { person: doc.drop } });
  await models.merges.updateOne(
    { _id: doc._id },
    { $set: { state: 'undone', undoneAt: doc.undoneAt ?? at }, $unset: { busy: 1, before: 1, plan: 1, undo: 1 } },
  );
};
