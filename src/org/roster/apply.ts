import type { OrgModels, PostDoc } from '../model.ts';
import { fold, sortKey } from '../text.ts';
import { once, unitDoc } from '../units.ts';
import type { RosterOp } from './types.ts';

/** Writes that are under way at the same time; the store commits them together. */
const AT_ONCE = 50;

/**
 * Carries out a plan. Every write is harmless to repeat, so after a crash the whole list is simply run again: what is
 * made has its id from the plan, what is added is added when it is not there, what is set is set to the same.
 */
export const applyOps = async (models: OrgModels, ops: readonly RosterOp[], now: Date): Promise<void> => {
  const of = <T extends RosterOp['type']>(type: T) =>
    ops.filter((op): op is Extract<RosterOp, { type: T }> => op.type === type);

  // Units before the posts in them, people before their posts, posts before what changes them.
  await together(of('unit'), ({ unit }) => once(models.units, unitDoc(unit, false)));
  await together(of('person'), async ({ id, name, address, phone }) => {
    const doc = {
      name,
      sort: sortKey(name),
      folded: fold(name),
      address,
      phone,
      posts: [],
      sample: false,
      createdAt: now,
    };
    await models.people.updateOne({ _id: id }, { $setOnInsert: doc }, { upsert: true });
  });
  await together(of('set'), async ({ id, set }) => {
    const named = set.name === undefined ? {} : { sort: sortKey(set.name), folded: fold(set.name) };
    await models.people.updateOne({ _id: id }, { $set: { ...set, ...named } });
  });
  await together(of('post'), async ({ person, post }) => {
    await models.people.updateOne({ _id: person, 'posts.id': { $ne: post.id } }, { $push: { posts: post } });
  });
  // One after the other: a sheet may end a post twice, and the later row has the last word.
  for (const { person, post, set } of of('edit')) {
    const change = Object.fromEntries(
      (Object.entries(set) as [keyof PostDoc, string][]).map(([field, to]) => [`posts.$.${field}`, to]),
    );
    await models.people.updateOne({ _id: person, 'posts.id': post }, { $set: change });
  }
};

const together = async <T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> => {
  for (let i = 0; i < items.length; i += AT_ONCE) await Promise.all(items.slice(i, i + AT_ONCE).map(run));
};
