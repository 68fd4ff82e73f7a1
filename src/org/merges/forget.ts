import type { OrgRoom } from '../room.ts';
import { aliasReads } from './aliases.ts';

/**
 * Takes what names a forgotten person out of her merges, unlinked accounts and requests. Her old ids stay other names of hers, so
 * that what was counted adds up; taking such a merge back is no longer possible.
 */
export const forgetMerges = async (models: OrgRoom['models'], person: string, nobody: string): Promise<void> => {
  const ids = [...(await aliasReads({ models }).personIds(person))];
  await models.merges.updateMany(
    { keep: { $in: ids } },
    { $set: { keepName: nobody }, $unset: { before: 1, plan: 1 } },
  );
  await models.merges.updateMany(
    { drop: { $in: ids } },
    { $set: { dropName: nobody }, $unset: { before: 1, plan: 1 } },
  );
  const hers = { person: { $in: ids } };
  await Promise.all([models.unlinks.deleteMany(hers), models.codes.deleteMany(hers), models.requests.deleteMany(hers)]);
};
