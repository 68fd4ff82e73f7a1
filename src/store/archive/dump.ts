import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type mongoose from 'mongoose';
import { decodeExact } from '../embedded/bson.ts';
import { OWN_COLLECTIONS } from '../own.ts';
import type { Store } from '../store.ts';

/** Documents written at once. */
const BATCH = 500;
/** The largest document that MongoDB takes, with room for what a server adds. */
const MAX_DOCUMENT = 17 * 1024 * 1024;

export interface Dumped {
  readonly name: string;
  readonly count: number;
  readonly size: number;
  readonly sha256: string;
}

type Db = mongoose.mongo.Db;
const dbOf = (store: Store): Db => store.connection.db as Db;

/** Names of the collections that hold the office's data. */
export const collectionNames = async (store: Store): Promise<string[]> => {
  const all = await dbOf(store).listCollections().toArray();
  return all
    .filter(({ name, type }) => type !== 'view' && !name.startsWith('system.') && !OWN_COLLECTIONS.test(name))
    .map(({ name }) => name)
    .sort();
};

/** How many documents there are in each collection. */
export const countAll = async (store: Store): Promise<Map<string, number>> => {
  const counts = new Map<string, number>();
  for (const name of await collectionNames(store))
    counts.set(name, await dbOf(store).collection(name).countDocuments());
  return counts;
};

/** A session that sees one moment, where the server has such: a replica set. */
const momentOf = async (store: Store): Promise<mongoose.mongo.ClientSession | undefined> => {
  if (store.kind === 'embedded') return undefined;
  const client = store.connection.getClient();
  const { setName } = await client
    .db('admin')
    .command({ hello: 1 })
    .catch(() => ({ setName: undefined }));
  return setName === undefined ? undefined : client.startSession({ snapshot: true });
};

const dumpCollection = async (
  store: Store,
  name: string,
  path: string,
  session: mongoose.mongo.ClientSession | undefined,
): Promise<Dumped> => {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  let [count, size] = [0, 0];
  let held: Uint8Array[] = [];
  const flush = async () => {
    const bytes = Buffer.concat(held);
    held = [];
    hash.update(bytes);
    size += bytes.length;
    await file.write(bytes);
  };
  try {
    const cursor = dbOf(store)
      .collection(name)
      .find({}, { raw: true, batchSize: BATCH, ...(session && { session }) });
    for await (const bytes of cursor as unknown as AsyncIterable<Uint8Array>) {
      count += 1;
      // The driver's answer shares one buffer among the documents of a batch.
      held.push(Uint8Array.from(bytes));
      if (held.length >= BATCH) await flush();
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return { name, count, size, sha256: hash.digest('hex') };
};

/** Writes every collection to `<folder>/<name>.bson`, as bytes, so that every type stays what it is. */
export const dump = async (
  store: Store,
  folder: string,
): Promise<{ readonly collections: Dumped[]; readonly oneMoment: boolean }> => {
  const session = await momentOf(store);
  try {
    const collections: Dumped[] = [];
    for (const name of await collectionNames(store))
      collections.push(await dumpCollection(store, name, join(folder, `${name}.bson`), session));
    return { collections, oneMoment: store.kind === 'embedded' || session !== undefined };
  } finally {
    await session?.endSession();
  }
};

/** The documents of a file written by `dump`. Throws when a document is cut or no document. */
export async function* documentsOf(path: string): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    while (held.length - at >= 4) {
      const size = held.readInt32LE(at);
      if (size < 5 || size > MAX_DOCUMENT) throw new Error(`${path} holds something that is no document`);
      if (held.length - at < size) break;
      yield held.subarray(at, at + size);
      at += size;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw new Error(`${path} ends within a document`);
}

/** Writes the documents of a file into a collection, which should be empty, and gives their number. */
export const load = async (path: string, collection: mongoose.mongo.Collection): Promise<number> => {
  let count = 0;
  let batch: Record<string, unknown>[] = [];
  const flush = async () => {
    if (batch.length > 0) await collection.insertMany(batch, { ordered: true });
    batch = [];
  };
  for await (const bytes of documentsOf(path)) {
    count += 1;
    batch.push(decodeExact(bytes));
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return count;
};
