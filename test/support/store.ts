import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';

/** A store of its own in a fresh folder; `close` removes the folder. */
export interface TestStore {
  readonly store: Store;
  readonly connection: Connection;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Opens an empty embedded store for one test file or one test (a few milliseconds). */
export const openTestStore = async (): Promise<TestStore> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-store-'));
  const opened = await openStore({ dataDir, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  return {
    store,
    connection: store.connection,
    dataDir,
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
