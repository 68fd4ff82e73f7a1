import type { PersonDoc, PostDoc } from '../model.ts';
import { inScope } from '../people-query.ts';
import type { OrgRoom } from '../room.ts';
import { within } from '../scope.ts';
import type { UnitRecord } from '../types.ts';
import { DUPLICATE_REASONS, type Duplicate } from './types.ts';

/** More namesakes than this are no help in a list. */
const MAX_DUPLICATES = 20;

/** A unit with what it has become: an old commune's people stand in the new one today. */
const placesOf = (post: PostDoc, byId: ReadonlyMap<string, UnitRecord>): string[] => {
  const paths = new Set([post.unitPath]);
  const ancestors = post.unitPath.split('/').filter(Boolean);
  for (const unit of byId.values()) if (unit.successorOf.some((id) => ancestors.includes(id))) paths.add(unit.path);
  return [...paths];
};

/** True when one of them has a post in a unit that lies in, around, or became a unit of the other. */
export const shareUnit = (a: PersonDoc, b: PersonDoc, byId: ReadonlyMap<string, UnitRecord>): boolean => {
  const mine = a.posts.flatMap((post) => placesOf(post, byId));
  const hers = b.posts.flatMap((post) => placesOf(post, byId));
  return mine.some((one) => hers.some((other) => within(one, other) || within(other, one)));
};

/** People of the scope who may be this one under a second record, the likeliest first. */
export const findDuplicates = async (
  { models, directory }: Pick<OrgRoom, 'models' | 'directory'>,
  person: PersonDoc,
  scope: string,
): Promise<{ doc: PersonDoc; reason: Duplicate['reason'] }[]> => {
  const same = [{ folded: person.folded }, ...(person.phone === null ? [] : [{ phone: person.phone }])];
  const found = await models.people
    .find({ $and: [{ $or: same }, { _id: { $ne: person._id } }, inScope(scope)] })
    .sort({ sort: 1, _id: 1 })
    .limit(MAX_DUPLICATES)
    .lean<PersonDoc[]>();
  const { byId } = await directory.index();
  return found
    .map((doc) => {
      const samePhone = person.phone !== null && doc.phone === person.phone;
      const reason = samePhone ? 'phone' : shareUnit(person, doc, byId) ? 'name_and_unit' : 'name';
      return { doc, reason: reason as Duplicate['reason'] };
    })
    .sort((a, b) => DUPLICATE_REASONS.indexOf(a.reason) - DUPLICATE_REASONS.indexOf(b.reason));
};
