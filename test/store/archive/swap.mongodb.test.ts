import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type mongoose from 'mongoose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dump } from '../../../src/store/archive/dump.ts';
import { fillMongodb } from '../../../src/store/archive/fill.ts';
import type { Store } from '../../../src/store/store.ts';
import { type TestPlace, testPlace } from '../../support/store.ts';
import { everything, fill, must, withStore } from './support.ts';

let from: TestPlace;
let to: TestPlace;
let folder: string;
beforeEach(async () => {
  [from, to] = [await testPlace(), await testPlace()];
  folder = await mkdtemp(join(tmpdir(), 'chihoi-swap-'));
});
afterEach(async () => {
  await from.remove();
  await to.remove();
  await rm(folder, { recursive: true, force: true });
});

/** The store, cut off at the given call of a method of its database. */
const cutOff = (store: Store, method: 'renameCollection' | 'collection', at: number): Store => {
  let calls = 0;
  const db = new Proxy(store.connection.db as mongoose.mongo.Db, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name !== method) return typeof value === 'function' ? value.bind(target) : value;
      return (...args: unknown[]) => {
        calls += 1;
        if (calls > at) throw new Error('cut off');
        return (value as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return { ...store, connection: { db } as unknown as Store['connection'] };
};

test.each([0, 1])(
  'an exchange that was cut off after %i collections is finished by whoever opens the store',
  async (at) => {
    await fill(from, 'old', 40);
    await fill(to, 'new', 40);
    await withStore(to, (db) => db.collection('only_here').insertOne({ a: 1 }));
    const old = await everything(from);
    const { collections } = await withStore(from, (_db, store) => dump(store, folder));
    await withStore(to, async (_db, store) => {
      await expect(fillMongodb(cutOff(store, 'renameCollection', at), folder, collections)).rejects.toThrow('cut off');
    });
    expect(await everything(to)).toEqual(old);
  },
);

test('a filling that was cut off leaves the old data, and its leavings go with the next one', async () => {
  await fill(from, 'old', 40);
  await fill(to, 'new', 40);
  const [old, fresh] = [await everything(from), await everything(to)];
  const { collections } = await withStore(from, (_db, store) => dump(store, folder));
  await withStore(to, async (db, store) => {
    await expect(fillMongodb(cutOff(store, 'collection', 2), folder, collections)).rejects.toThrow('cut off');
    expect((await db.listCollections().toArray()).some(({ name }) => name.startsWith('restoring_'))).toBe(true);
    await db.collection('restoring_kinds').drop();
  });
  const names = Object.keys(fresh);
  const seen = await everything(to);
  expect(Object.fromEntries(names.map((name) => [name, seen[name]]))).toEqual(fresh);
  must(await withStore(to, (_db, store) => fillMongodb(store, folder, collections)));
  expect(await everything(to)).toEqual(old);
});
