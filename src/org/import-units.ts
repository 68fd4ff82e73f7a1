import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import { OPEN_END } from './days.ts';
import { type OriginDoc, orgModels } from './model.ts';
import { readUnitFiles } from './units-data.ts';

export interface UnitsImport {
  /** Files whose version was newer than what the store holds. */
  readonly files: readonly string[];
  readonly units: number;
}

/**
 * Loads the unit data files (content/don-vi) into the store: at the first start, and again when a file's `version` has
 * grown. Harmless to repeat: a unit is one upsert by its id, and the version is noted last. A name that an administrator
 * changed stays hers.
 */
export const importUnits = async (deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Absolute path of content/don-vi. */
  readonly folder: string;
}): Promise<Result<UnitsImport>> => {
  const read = await readUnitFiles(deps.folder);
  if (!read.ok) return read;
  const models = orgModels(deps.connection);
  await Promise.all([models.units.init(), models.origins.init()]);
  const known = new Map(
    (await models.origins.find().lean<OriginDoc[]>()).map((origin) => [origin._id, origin.version]),
  );
  const newer = read.value.filter(({ file, version }) => version > (known.get(file) ?? 0));
  for (const { file, version, units } of newer) {
    const renamed = new Set(await models.units.distinct('_id', { origin: file, 'names.0': { $exists: true } }));
    // Writes that wait together are committed together, and each is harmless to repeat.
    await Promise.all(
      units.map(({ id, name, names: _, parent, validTo, ...unit }) =>
        models.units.updateOne(
          { _id: id },
          {
            $set: {
              ...unit,
              parent: parent ?? null,
              validTo: validTo ?? OPEN_END,
              origin: file,
              ...(renamed.has(id) ? {} : { name }),
            },
            $setOnInsert: { names: [], sample: false },
          },
          { upsert: true },
        ),
      ),
    );
    await models.origins.updateOne({ _id: file }, { $set: { version, at: deps.clock.now() } }, { upsert: true });
  }
  return ok({ files: newer.map(({ file }) => file), units: newer.reduce((sum, { units }) => sum + units.length, 0) });
};
