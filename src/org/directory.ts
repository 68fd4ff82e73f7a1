import type { Clock } from '../base/clock.ts';
import { OPEN_END } from './days.ts';
import { indexUnits, type UnitIndex } from './find-unit.ts';
import type { OrgModels, UnitDoc } from './model.ts';
import type { UnitRecord } from './types.ts';

/** How old the copy of the units may be, in milliseconds, before another process's change is seen. */
const MAX_AGE_MS = 5_000;

/**
 * All units in memory (a province has a few thousand): names in people's posts are looked up here, so that renaming a
 * unit is one write, and words typed in a chat are compared without a query.
 */
export interface Directory {
  index(): Promise<UnitIndex>;
  get(id: string): Promise<UnitRecord | undefined>;
  /** Forgets the copy: called after every write of a unit. */
  reset(): void;
}

export const unitOfDoc = (doc: UnitDoc): UnitRecord => ({
  id: doc._id,
  code: doc.code,
  name: doc.name,
  level: doc.level,
  ...(doc.parent === null ? {} : { parent: doc.parent }),
  path: doc.path,
  validFrom: doc.validFrom,
  ...(doc.validTo === OPEN_END ? {} : { validTo: doc.validTo }),
  successorOf: doc.successorOf,
  aliases: doc.aliases,
  names: doc.names.map(({ name, until }) => ({ name, until })),
});

export const createDirectory = (models: OrgModels, clock: Clock): Directory => {
  let copy: Promise<UnitIndex> | undefined;
  let readAt = 0;
  const read = async (): Promise<UnitIndex> => {
    const docs = await models.units.find().sort({ path: 1 }).lean<UnitDoc[]>();
    return indexUnits(docs.map(unitOfDoc));
  };
  const index = (): Promise<UnitIndex> => {
    const now = clock.now().getTime();
    if (copy === undefined || now - readAt > MAX_AGE_MS || now < readAt) {
      readAt = now;
      copy = read();
      copy.catch(() => {
        copy = undefined;
      });
    }
    return copy;
  };
  return {
    index,
    get: async (id) => (await index()).byId.get(id),
    reset() {
      copy = undefined;
    },
  };
};
