import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { onMongodb, openTestStore, type TestStore } from '../../support/store.ts';
import { aggregateCases } from './aggregate-cases.ts';
import { filterCases } from './filter-cases.ts';
import { updateCases } from './update-cases.ts';

// One suite for both ways to keep data: the vitest project `mongodb` runs it against a server. Where the two differ, the
// embedded store is wrong.
type Doc = Record<string, unknown>;
type Collection = mongoose.mongo.Collection<Doc>;
const { Binary, Decimal128, Int32, Long, ObjectId, Timestamp } = mongoose.mongo;

describe('the store', () => {
  let opened: TestStore;
  let people: Collection;
  let turn = 0;
  beforeAll(async () => {
    opened = await openTestStore();
  });
  afterAll(() => opened.close());
  beforeEach(() => {
    people = (opened.connection.db as mongoose.mongo.Db).collection<Doc>(`people${turn++}`);
  });

  describe('filters', () => {
    test.each(filterCases.map((one) => [one.name, one] as const))(
      '%s',
      async (_name, { docs, filter, ids, options }) => {
        await people.insertMany(docs.map((doc, i) => ({ _id: i as never, ...doc })) as never);
        const found = await people.find(filter as never, options as never).toArray();
        expect(
          options?.sort
            ? found.map((doc) => doc._id)
            : found.map((doc) => doc._id).sort((a, b) => Number(a) - Number(b)),
        ).toEqual(ids);
        if (options?.limit === undefined) expect(await people.countDocuments(filter as never)).toBe(ids.length);
      },
    );

    test.each(filterCases.filter((one) => one.index !== undefined).map((one) => [one.name, one] as const))(
      '%s, with an index',
      async (_name, { docs, filter, ids, options, index }) => {
        await people.createIndex(index as never);
        await people.insertMany(docs.map((doc, i) => ({ _id: i as never, ...doc })) as never);
        const found = await people.find(filter as never, options as never).toArray();
        expect(
          options?.sort
            ? found.map((doc) => doc._id)
            : found.map((doc) => doc._id).sort((a, b) => Number(a) - Number(b)),
        ).toEqual(ids);
      },
    );
  });

  describe('updates', () => {
    test.each(updateCases.map((one) => [one.name, one] as const))(
      '%s',
      async (_name, { doc, filter, update, options, after, error }) => {
        if (doc !== undefined) await people.insertOne({ _id: 1 as never, ...doc } as never);
        const run = people.updateOne((filter ?? { _id: 1 }) as never, update as never, options as never);
        if (error !== undefined) {
          await expect(run).rejects.toMatchObject({ code: error });
          return;
        }
        await run;
        const found = await people.findOne({}, { projection: after !== undefined && '_id' in after ? {} : { _id: 0 } });
        expect(found).toEqual(after);
        expect(Object.keys(found ?? {})).toEqual(Object.keys(after ?? {}));
      },
    );
  });

  describe('aggregation', () => {
    test.each(aggregateCases.map((one) => [one.name, one] as const))(
      '%s',
      async (_name, { docs, other, pipeline, result }) => {
        await people.insertMany(docs.map((doc, i) => ({ _id: i as never, ...doc })) as never);
        if (other !== undefined) {
          const others = (opened.connection.db as mongoose.mongo.Db).collection<Doc>('others');
          await others.deleteMany({});
          await others.insertMany(other as never);
        }
        expect(await people.aggregate(pipeline).toArray()).toEqual(result);
      },
    );

    // It changes two collections in one command, which the embedded store never does.
    test.each(onMongodb() ? [] : ['$merge', '$out'])('refuses %s on the embedded store', async (stage) => {
      await expect(people.aggregate([{ [stage]: 'other' }]).toArray()).rejects.toThrow(stage);
    });
  });

  test('keeps every type exactly', async () => {
    const doc = {
      _id: new ObjectId(),
      date: new Date('2026-11-27T12:30:00.123Z'),
      old: new Date(-1),
      decimal: Decimal128.fromString('1234567890.123456789012345678901234'),
      binary: new Binary(Buffer.from([0, 1, 255]), 4),
      long: Long.fromString('9223372036854775807'),
      stamp: new Timestamp({ t: 5, i: 6 }),
      nested: [[1, [2, [null]]], [], {}],
      nothing: null,
      text: 'Chị Hường 🌸 \u0000 x',
      double: 0.1,
      negative: -0,
      yes: true,
      regex: /^a.b$/im,
      deep: { a: { b: { c: [{ d: 1 }] } } },
    };
    await people.insertOne(doc as never);
    const found = (await people.findOne({ _id: doc._id as never })) as Doc;
    expect(found).toEqual(doc);
    expect(Object.keys(found)).toEqual(Object.keys(doc));
    expect(Object.is(found.negative, -0)).toBe(true);
    await people.updateOne({ _id: doc._id as never }, { $set: { touched: 1 } });
    expect(await people.findOne({ _id: doc._id as never })).toEqual({ ...doc, touched: 1 });
  });

  test('stores undefined as null, and a number with the type it was given', async () => {
    await people.insertOne({ _id: 1 as never, gone: undefined, long: Long.fromNumber(5), int: new Int32(5) });
    expect(await people.findOne({ gone: { $type: 'null' } })).toMatchObject({ gone: null, long: 5, int: 5 });
    await people.updateOne({}, { $set: { x: 1 } });
    expect(await people.countDocuments({ long: { $type: 'long' }, int: { $type: 'int' } })).toBe(1);
  });

  test('sorts in BSON order across types', async () => {
    const values = [
      null,
      Number.NaN,
      -5,
      0.5,
      Long.fromString('9007199254740993'),
      Decimal128.fromString('9007199254740994.5'),
      'B',
      'a',
      'ă',
      { a: 1 },
      { a: 2 },
      [0],
      new Binary(Buffer.from('x')),
      new ObjectId('000000000000000000000001'),
      false,
      true,
      new Date(0),
      new Date(1),
    ];
    const mixed = [...values.keys()].sort((a, b) => ((a * 7) % 18) - ((b * 7) % 18));
    await people.insertMany(mixed.map((i) => ({ _id: i as never, v: i === 11 ? { z: 1 } : values[i] })) as never);
    const wanted = [...values.keys()].filter((i) => i !== 11);
    const sorted = async () =>
      (
        await people
          .find({ _id: { $ne: 11 as never } })
          .sort({ v: 1 })
          .toArray()
      ).map((doc) => Number(doc._id));
    expect(await sorted()).toEqual(wanted);
    await people.createIndex({ v: 1 });
    expect(await sorted()).toEqual(wanted);
    const down = (
      await people
        .find({ _id: { $ne: 11 as never } })
        .sort({ v: -1 })
        .toArray()
    ).map((doc) => Number(doc._id));
    expect(down).toEqual([...wanted].reverse());
  });

  test('a duplicate is code 11000 with the key and its value', async () => {
    await people.createIndex({ unit: 1, code: 1 }, { unique: true });
    await people.insertOne({ _id: 1 as never, unit: 'a', code: 5 });
    const error = await people.insertOne({ _id: 2 as never, unit: 'a', code: 5 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(mongoose.mongo.MongoServerError);
    expect(error).toMatchObject({ code: 11000, keyPattern: { unit: 1, code: 1 } });
    expect((error as Error).message).toContain('E11000 duplicate key error');
    await expect(people.insertOne({ _id: 1 as never })).rejects.toMatchObject({ code: 11000 });
    await people.insertOne({ _id: 3 as never, unit: 'a', code: 6 });
    await expect(people.updateOne({ _id: 3 as never }, { $set: { code: 5 } })).rejects.toMatchObject({ code: 11000 });
    expect(await people.findOne({ _id: 3 as never })).toMatchObject({ code: 6 });
  });

  test('a unique index counts missing as null, once; a sparse one does not', async () => {
    await people.createIndex({ phone: 1 }, { unique: true });
    await people.insertOne({ _id: 1 as never });
    await expect(people.insertOne({ _id: 2 as never, phone: null })).rejects.toMatchObject({ code: 11000 });
    await people.dropIndex('phone_1');
    await people.createIndex({ phone: 1 }, { unique: true, sparse: true });
    await people.insertMany([{ _id: 2 as never }, { _id: 3 as never }]);
    expect(await people.countDocuments({ phone: null })).toBe(3);
    expect(await people.find().sort({ phone: 1 }).toArray()).toHaveLength(3);
  });

  test('a unique index on an array keeps each element to one document', async () => {
    await people.createIndex({ tags: 1 }, { unique: true });
    await people.insertOne({ _id: 1 as never, tags: ['a', 'a', 'b'] });
    await expect(people.insertOne({ _id: 2 as never, tags: ['c', 'b'] })).rejects.toMatchObject({ code: 11000 });
    await people.insertOne({ _id: 3 as never, tags: ['c'] });
    await people.updateOne({ _id: 1 as never }, { $pull: { tags: 'b' } } as never);
    await people.updateOne({ _id: 3 as never }, { $push: { tags: 'b' } } as never);
    expect(await people.findOne({ tags: 'b' })).toMatchObject({ _id: 3 });
  });

  test('indexes are listed, refused when they clash, and dropped', async () => {
    await people.createIndexes([{ key: { a: 1 } }, { key: { b: -1, c: 1 }, name: 'bc' }]);
    expect(await people.createIndex({ a: 1 })).toBe('a_1');
    expect((await people.listIndexes().toArray()).map(({ name }) => name)).toEqual(['_id_', 'a_1', 'bc']);
    await expect(people.createIndex({ a: 1 }, { unique: true })).rejects.toThrow();
    await people.dropIndex('bc');
    await expect(people.dropIndex('bc')).rejects.toMatchObject({ code: 27 });
    await people.dropIndexes();
    expect((await people.indexes()).map(({ name }) => name)).toEqual(['_id_']);
    expect(await people.drop()).toBe(true);
  });

  test('a bulk stops at the first error when ordered and goes on when not', async () => {
    const requests = [
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 2 } } },
      { updateOne: { filter: { _id: 9 }, update: { $set: { a: 1 } }, upsert: true } },
    ] as never;
    const ordered = await people
      .bulkWrite(requests)
      .catch((error: unknown) => error as mongoose.mongo.MongoBulkWriteError);
    expect(ordered).toBeInstanceOf(mongoose.mongo.MongoBulkWriteError);
    expect(ordered).toMatchObject({ code: 11000, insertedCount: 1 });
    await people.deleteMany({});
    const unordered = (await people
      .bulkWrite(requests, { ordered: false })
      .catch((error: unknown) => error)) as mongoose.mongo.MongoBulkWriteError;
    expect(unordered).toMatchObject({ insertedCount: 2, upsertedCount: 1 });
    expect(unordered.writeErrors).toMatchObject([{ index: 1, code: 11000 }]);
    expect(await people.countDocuments()).toBe(3);
  });

  test('findOneAndUpdate returns the document before or after, sorted and shaped', async () => {
    await people.insertMany([
      { _id: 1 as never, n: 5 },
      { _id: 2 as never, n: 3 },
    ]);
    expect(
      await people.findOneAndUpdate({}, { $inc: { n: 10 } } as never, { sort: { n: 1 }, projection: { _id: 0, n: 1 } }),
    ).toEqual({ n: 3 });
    expect(
      await people.findOneAndUpdate({ _id: 2 as never }, { $inc: { n: 1 } } as never, { returnDocument: 'after' }),
    ).toEqual({ _id: 2, n: 14 });
    expect(
      await people.findOneAndUpdate(
        { _id: 7 as never },
        { $setOnInsert: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    ).toEqual({ _id: 7, n: 1 });
    expect(await people.findOneAndReplace({ _id: 1 as never }, { z: 1 }, { returnDocument: 'after' })).toEqual({
      _id: 1,
      z: 1,
    });
    expect(await people.findOneAndDelete({ _id: 1 as never })).toEqual({ _id: 1, z: 1 });
    expect(await people.findOneAndDelete({ _id: 1 as never })).toBeNull();
  });

  test('a cursor goes on over more documents than a batch, while others write', async () => {
    await people.insertMany(Array.from({ length: 2500 }, (_one, i) => ({ _id: i as never, n: i % 7 })) as never);
    let seen = 0;
    for await (const doc of people.find({}, { batchSize: 50 })) {
      if (seen++ % 100 === 0) await people.updateOne({ _id: doc._id }, { $set: { touched: true } });
    }
    expect(seen).toBe(2500);
    await people.createIndex({ n: 1 });
    const sorted = await people
      .find({ n: { $gte: 2 } })
      .sort({ n: -1 })
      .skip(10)
      .limit(1200)
      .toArray();
    expect(sorted).toHaveLength(1200);
    expect(sorted.map((doc) => Number(doc.n))).toEqual([...sorted.map((doc) => Number(doc.n))].sort((a, b) => b - a));
  });

  test('distinct looks into arrays and keeps each value once', async () => {
    await people.insertMany([{ t: ['b', 'a'] }, { t: 'a' }, { t: 3 }, { t: 3.0 }, {}]);
    expect((await people.distinct('t')).map(String).sort()).toEqual(['3', 'a', 'b']);
  });

  test('writes sent at once each take effect', async () => {
    await people.insertOne({ _id: 1 as never, n: 0 });
    const jobs = await Promise.allSettled(
      Array.from({ length: 300 }, (_one, i) =>
        i % 10 === 9
          ? people.insertOne({ _id: 1 as never })
          : people.updateOne({ _id: 1 as never }, { $inc: { n: 1 } } as never),
      ),
    );
    expect(jobs.filter((job) => job.status === 'rejected')).toHaveLength(30);
    expect(await people.findOne({ _id: 1 as never })).toEqual({ _id: 1, n: 270 });
  });

  test.each([
    ['an operator', () => people.find({ a: { $nonsense: 1 } } as never).toArray(), '$nonsense'],
    ['a top level operator', () => people.find({ $nonsense: 1 }).toArray(), '$nonsense'],
    ['a modifier', () => people.updateOne({}, { $nonsense: { a: 1 } } as never), '$nonsense'],
    ['a stage', () => people.aggregate([{ $nonsense: {} }]).toArray(), '$nonsense'],
    ['an expression', () => people.aggregate([{ $project: { a: { $nonsense: 1 } } }]).toArray(), '$nonsense'],
  ])('refuses %s that does not exist, by name', async (_what, run, name) => {
    await people.insertOne({ a: 1 });
    await expect(run()).rejects.toThrow(name);
  });
});
