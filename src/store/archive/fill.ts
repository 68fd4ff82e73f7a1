import { join } from 'node:path';
import type mongoose from 'mongoose';
import { fail, ok, type Result } from '../../base/result.ts';
import { MARKS, RESTORING } from '../own.ts';
import type { Store } from '../store.ts';
import { collectionNames, load } from './dump.ts';

type Db = mongoose.mongo.Db;

interface Swap {
  readonly _id: 'swap';
  /** Collections that wait, complete, under `restoring_<name>`. */
  readonly put: readonly string[];
  /** Collections that go. */
  readonly drop: readonly string[];
}

/** NamespaceNotFound: it is done already. */
const GONE = 26;
const unlessGone = (error: { code?: unknown }): void => {
  if (error.code !== GONE) throw error;
};

const marks = (db: Db) => db.collection<Swap>(MARKS);

/** Finishes an exchange of collections that was decided: it may have been cut off anywhere. Does nothing without one. */
export const finishSwap = async (db: Db): Promise<void> => {
  const swap = await marks(db).findOne({ _id: 'swap' });
  if (!swap) return;
  const there = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const name of swap.put)
    if (there.has(RESTORING + name))
      await db.renameCollection(RESTORING + name, name, { dropTarget: true }).catch(unlessGone);
  for (const name of swap.drop) await db.collection(name).drop().catch(unlessGone);
  await marks(db).deleteOne({ _id: 'swap' });
};

/** Removes what a filling that was cut off before its exchange has left. */
const removeLeftovers = async (db: Db): Promise<void> => {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (name.startsWith(RESTORING)) await db.collection(name).drop().catch(unlessGone);
};

/**
 * Gives a MongoDB the collections of a dump in place of all that it holds. They are filled and counted under other names
 * first; then one document says that they are to be exchanged, and whatever is cut off after that is finished by the next
 * who opens the store. Indexes are made by the models at the next start.
 */
export const fillMongodb = async (
  store: Store,
  folder: string,
  collections: readonly { readonly name: string; readonly count: number }[],
): Promise<Result<null>> => {
  const db = store.connection.db as Db;
  await removeLeftovers(db);
  for (const { name, count } of collections) {
    const target = db.collection(RESTORING + name);
    await load(join(folder, `${name}.bson`), target);
    const found = await target.countDocuments();
    if (found !== count) {
      await removeLeftovers(db);
      return fail(
        'restore.count',
        `Chép "${name}" được ${found} mục, lẽ ra ${count}; dữ liệu cũ còn nguyên. Chị chạy lại; nếu vẫn vậy, báo người phát triển.`,
        name,
      );
    }
  }
  const put = collections.filter(({ count }) => count > 0).map(({ name }) => name);
  const drop = (await collectionNames(store)).filter((name) => !put.includes(name));
  await marks(db).insertOne({ _id: 'swap', put, drop });
  await finishSwap(db);
  return ok(null);
};
