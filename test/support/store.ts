import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { inject } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { addressOf, dropDatabase, watched } from './mongodb.ts';
import { refuseUnanswered } from './plans/allowed.ts';
import { type CommandWatch, watchCommands } from './plans/mongodb.ts';

/** A store of its own in a fresh folder; `close` removes the folder, or the database. */
export interface TestStore {
  readonly store: Store;
  readonly connection: Connection;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Whether this run's stores are databases of a MongoDB (the vitest project `mongodb`) or embedded files. */
export const onMongodb = (): boolean => inject('mongodb') !== undefined;

/** Where a store of a test may be opened: settings for `openStore` and `compose`. */
export interface TestPlace {
  readonly dataDir: string;
  /** Absent on the embedded store. */
  readonly mongodbUrl?: string;
  /** Lets `settle` wait for the answers that this connection expects, and notes what it asks; ended by `remove`. */
  watch(connection: Connection): void;
  /**
   * Removes the folder and the database. On a MongoDB that explains its plans, throws when something was asked that no
   * index answers.
   */
  remove(): Promise<void>;
}

let places = 0;

/** A fresh folder, and in the vitest project `mongodb` the address of a database that does not exist yet. */
export const testPlace = async (): Promise<TestPlace> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-store-'));
  const mongodb = inject('mongodb');
  const mongodbUrl = mongodb && addressOf(mongodb.url, `${mongodb.prefix}_${process.pid}_${++places}`);
  let forget = () => {};
  const watches: CommandWatch[] = [];
  return {
    dataDir,
    ...(mongodbUrl !== undefined && { mongodbUrl }),
    watch(connection) {
      if (!mongodb) return;
      forget = watched(connection);
      if (!mongodb.lacks.includes('explain')) watches.push(watchCommands(connection));
    },
    async remove() {
      forget();
      const unanswered: string[] = [];
      if (mongodbUrl !== undefined) {
        for (const one of watches) unanswered.push(...(await one.unanswered(mongodbUrl)));
        await dropDatabase(mongodbUrl);
      }
      await rm(dataDir, { recursive: true, force: true });
      refuseUnanswered(unanswered);
    },
  };
};

/**
 * Opens an empty store for one test file or one test: an embedded file (a few milliseconds), or in the vitest project
 * `mongodb` a database of its own.
 */
export const openTestStore = async (): Promise<TestStore> => {
  const place = await testPlace();
  const { dataDir, mongodbUrl } = place;
  const opened = await openStore({ dataDir, mongodbUrl, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  place.watch(store.connection);
  return {
    store,
    connection: store.connection,
    dataDir,
    async close() {
      await store.close();
      await place.remove();
    },
  };
};
