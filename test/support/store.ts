import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { inject } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { addressOf, watched } from './mongodb.ts';

/** A store of its own in a fresh folder; `close` removes the folder, or the database. */
export interface TestStore {
  readonly store: Store;
  readonly connection: Connection;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Whether this run's stores are databases of a MongoDB (the vitest project `mongodb`) or embedded files. */
export const onMongodb = (): boolean => inject('mongodb') !== undefined;

let opened = 0;

/**
 * Opens an empty store for one test file or one test: an embedded file (a few milliseconds), or in the vitest project
 * `mongodb` a database of its own.
 */
export const openTestStore = async (): Promise<TestStore> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-store-'));
  const mongodb = inject('mongodb');
  const mongodbUrl = mongodb && addressOf(mongodb.url, `${mongodb.prefix}_${process.pid}_${++opened}`);
  const result = await openStore({ dataDir, logger: createLogger('silent'), mongodbUrl });
  if (!result.ok) throw new Error(result.error.message);
  const store = result.value;
  const forget = mongodb && watched(store.connection);
  return {
    store,
    connection: store.connection,
    dataDir,
    async close() {
      if (mongodb) await store.connection.dropDatabase();
      await store.close();
      forget?.();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
