import type { Clock } from '../../base/clock.ts';
import { isDoc } from './bson.ts';
import type { Engine } from './engine.ts';
import { toInteger } from './numbers.ts';
import { runDelete } from './writing.ts';

/** How often expired documents are removed, as in MongoDB. */
const EVERY_MS = 60_000;

/** Removes what TTL indexes say is over. Returns how many documents went. */
export const removeExpired = async (engine: Engine): Promise<number> => {
  let removed = 0;
  for (const collection of engine.catalog.all()) {
    for (const index of collection.indexes) {
      const seconds = toInteger(index.spec.expireAfterSeconds);
      const [path] = Object.keys(index.key);
      if (seconds === undefined || path === undefined || index.fields.length !== 1) continue;
      const limit = new Date(engine.now().getTime() - seconds * 1000);
      const partial = index.spec.partialFilterExpression;
      const over = { [path]: { $lte: limit } };
      const q = isDoc(partial) ? { $and: [over, partial] } : over;
      removed += await engine.committer.write(() => runDelete(engine, collection.name, { q, limit: 0 }, undefined));
    }
  }
  return removed;
};

/** Removes expired documents every minute. Returns a function that stops it. */
export const startExpiry = (engine: Engine, clock: Clock, failed: (error: unknown) => void): (() => void) => {
  let cancel = (): void => {};
  let stopped = false;
  const arm = (): void => {
    cancel = clock.at(new Date(clock.now().getTime() + EVERY_MS), () => {
      removeExpired(engine)
        .catch(failed)
        .finally(() => {
          if (!stopped) arm();
        });
    });
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
};
