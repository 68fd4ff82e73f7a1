import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { checkpoint, copyTo, dumpCollection } from '../../src/store/backup.ts';
import { openStore, STORE_FILE, storeFile } from '../../src/store/open.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const logger = createLogger('silent');

describe('models', () => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore();
  });
  afterAll(() => opened.close());

  const unitSchema = new mongoose.Schema(
    { name: { type: String, required: true }, code: { type: String, unique: true }, tags: [String], seen: Number },
    { optimisticConcurrency: true, timestamps: true },
  );
  const personSchema = new mongoose.Schema({ name: String, unit: { type: mongoose.Types.ObjectId, ref: 'Unit' } });

  test('a schema made with the default mongoose works, and the same model may be asked for twice', async () => {
    const Unit = opened.connection.model('Unit', unitSchema);
    expect(opened.connection.model('Unit', unitSchema)).toBe(Unit);
    const Person = opened.connection.model('Person', personSchema);
    await Unit.init();
    const unit = await Unit.create({ name: 'Chi hội 1', code: 'c1', tags: ['a'] });
    await Person.create({ name: 'Ann', unit: unit._id });
    unit.tags.push('b');
    await unit.save();
    const ann = await Person.findOne({ name: 'Ann' }).populate('unit').lean();
    expect(ann?.unit).toMatchObject({ name: 'Chi hội 1', tags: ['a', 'b'], __v: 1 });
    await expect(Unit.create({ name: 'Chi hội 2', code: 'c1' })).rejects.toMatchObject({ code: 11000 });
  });

  test('the second of two who saved the same version is told so', async () => {
    const Unit = opened.connection.model('Unit', unitSchema);
    await Unit.create({ name: 'Chi hội 3', code: 'c3' });
    const [one, two] = [await Unit.findOne({ code: 'c3' }), await Unit.findOne({ code: 'c3' })];
    one?.set({ seen: 1 });
    two?.set({ seen: 2 });
    await one?.save();
    await expect(two?.save()).rejects.toThrow(mongoose.Error.VersionError);
  });

  test('insertMany, bulkWrite, cursors, discriminators and syncIndexes go through', async () => {
    const Thing = opened.connection.model('Thing', new mongoose.Schema({ n: { type: Number, index: true } }));
    const Special = Thing.discriminator('Special', new mongoose.Schema({ extra: String }));
    await Thing.insertMany([{ n: 1 }, { n: 2 }]);
    await Special.create({ n: 3, extra: 'x' });
    await Thing.bulkWrite([
      { updateOne: { filter: { n: 1 }, update: { $set: { n: 10 } } } },
      { deleteOne: { filter: { n: 2 } } },
    ]);
    const seen: unknown[] = [];
    for await (const doc of Thing.find().sort({ n: 1 }).cursor()) seen.push([doc.n, doc.get('extra')]);
    expect(seen).toEqual([
      [3, 'x'],
      [10, undefined],
    ]);
    expect(await Thing.syncIndexes()).toEqual([]);
    expect(await Special.countDocuments()).toBe(1);
    expect(await Thing.exists({ n: 3 })).not.toBeNull();
  });

  test('a transaction and a change stream are refused in words', async () => {
    const Thing = opened.connection.model('Thing');
    await expect(opened.connection.transaction((session) => Thing.create([{ n: 5 }], { session }))).rejects.toThrow(
      'transaction',
    );
    await expect(Thing.watch().next()).rejects.toThrow('$changeStream');
  });
});

describe('the file', () => {
  const withFolder = async (work: (dataDir: string) => Promise<void>): Promise<void> => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-open-'));
    try {
      await work(dataDir);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  };
  const open = async (dataDir: string) => {
    const opened = await openStore({ dataDir, logger });
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  };

  test('keeps documents and indexes over a restart', () =>
    withFolder(async (dataDir) => {
      const first = await open(dataDir);
      await first.connection.collection('rows').createIndex({ n: 1 }, { unique: true });
      await first.connection.collection('rows').insertOne({ n: 1, at: new Date(5) });
      await first.close();
      const second = await open(dataDir);
      expect(await second.connection.collection('rows').findOne({ n: 1 })).toMatchObject({ at: new Date(5) });
      await expect(second.connection.collection('rows').insertOne({ n: 1 })).rejects.toMatchObject({ code: 11000 });
      await second.close();
    }));

  test('opened a second time it is refused with the remedy', () =>
    withFolder(async (dataDir) => {
      const first = await open(dataDir);
      const second = await openStore({ dataDir, logger });
      expect(second).toMatchObject({ ok: false, error: { code: 'store.in_use', place: storeFile(dataDir) } });
      await first.close();
      await (await open(dataDir)).close();
    }));

  test.each([
    ['of another kind', Buffer.from('đây không phải tệp dữ liệu '.repeat(200))],
    ['cut off in its first page', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(84)])],
  ])('%s it is refused with the remedy and left as it is', (_what, bytes) =>
    withFolder(async (dataDir) => {
      await writeFile(join(dataDir, STORE_FILE), bytes);
      const opened = await openStore({ dataDir, logger });
      expect(opened).toMatchObject({ ok: false, error: { code: 'store.damaged' } });
      expect(opened.ok ? '' : opened.error.message).toContain('phục hồi bản sao lưu');
      expect(await readFile(join(dataDir, STORE_FILE))).toEqual(bytes);
    }),
  );

  test('can be copied while it is in use, and looked into', () =>
    withFolder(async (dataDir) => {
      const store = await open(dataDir);
      await store.connection.collection('rows').insertMany([{ _id: 1 as never, at: new Date(0) }, { _id: 2 as never }]);
      await checkpoint(store.connection);
      const other = join(dataDir, 'copy');
      await copyTo(store.connection, `${other}.sqlite`);
      expect([...dumpCollection(store.connection, 'rows')]).toEqual([
        '{"_id":1,"at":{"$date":"1970-01-01T00:00:00Z"}}',
        '{"_id":2}',
      ]);
      await store.close();
    }));
});
