import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { createLogger } from '../../../src/base/log.ts';
import type { Result } from '../../../src/base/result.ts';
import { openCopy } from '../../../src/store/archive/source.ts';
import { writeArchive } from '../../../src/store/archive/write.ts';
import { openStore } from '../../../src/store/open.ts';
import { OWN_COLLECTIONS } from '../../../src/store/own.ts';
import type { Store } from '../../../src/store/store.ts';

export const logger = createLogger('silent');
export const NOW = new Date('2026-11-27T03:04:05Z');
const { Decimal128, Double, Int32, Long, ObjectId } = mongoose.mongo;

export interface Where {
  readonly dataDir: string;
  readonly mongodbUrl?: string;
}

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
};

export const withStore = async <T>(
  where: Where,
  use: (db: mongoose.mongo.Db, store: Store) => Promise<T>,
): Promise<T> => {
  const store = must(await openStore({ ...where, logger }));
  try {
    return await use(store.connection.db as mongoose.mongo.Db, store);
  } finally {
    await store.close();
  }
};

/** One of every type whose bytes must survive, some hundreds of plain ones, and an empty collection. */
export const fill = (where: Where, marker: string, many = 1_200): Promise<void> =>
  withStore(where, async (db) => {
    await db.collection('kinds').insertOne({
      _id: new ObjectId('65f000000000000000000001'),
      marker,
      double: new Double(5),
      int: new Int32(5),
      long: Long.fromString('9223372036854775807'),
      decimal: Decimal128.fromString('1.10'),
      date: new Date(-1),
      nothing: null,
      text: 'Chị Hường 🌸 \u0000',
      pattern: /^chi/i,
      bytes: Buffer.from([0, 255]),
      deep: { a: [[1, { b: [] }]] },
    });
    await db
      .collection<{ _id: string }>('people')
      .insertMany(Array.from({ length: many }, (_one, i) => ({ _id: `p${i}`, marker, n: i, half: `${marker}-${i}` })));
    await db.createCollection('empty');
    await mkdir(join(where.dataDir, 'files'), { recursive: true });
    await writeFile(join(where.dataDir, 'files', `${marker}.jpg`), marker.repeat(1_000));
  });

/** Every document as bytes in hexadecimal, by collection; empty collections are left out. */
export const everything = (where: Where): Promise<Record<string, string[]>> =>
  withStore(where, async (db) => {
    const all: Record<string, string[]> = {};
    for (const { name } of await db.listCollections().toArray()) {
      if (OWN_COLLECTIONS.test(name)) continue;
      const rows = (await db
        .collection(name)
        .find({}, { raw: true })
        .sort({ _id: 1 })
        .toArray()) as unknown as Buffer[];
      if (rows.length > 0) all[name] = rows.map((row) => Buffer.from(row).toString('hex'));
    }
    return all;
  });

/** Backs up as `chihoi backup` does. */
export const backup = async (where: Where, file: string, withKey = false) => {
  const work = join(where.dataDir, '.tmp-backup');
  const store = must(
    where.mongodbUrl === undefined
      ? await openCopy({ dataDir: where.dataDir, logger, work, whileRunning: true })
      : await openStore({ ...where, logger }),
  );
  try {
    return await writeArchive({ store, dataDir: where.dataDir, file, withKey, now: NOW });
  } finally {
    await store.close();
    await rm(work, { recursive: true, force: true });
  }
};

export const filesOf = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();
