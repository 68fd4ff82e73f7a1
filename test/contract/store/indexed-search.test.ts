import fc from 'fast-check';
import type mongoose from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../support/store.ts';

// Whatever the documents, the filter and the index: a search through an index finds what a search without one finds.
let opened: TestStore;
let turn = 0;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const scalar = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom('', 'a', 'ab', 'b', null, true, 1.5, -Infinity, -1e300, Number.NaN),
  fc.date({ min: new Date(0), max: new Date(3), noInvalidDate: true }),
);
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ x: scalar }),
  fc.array(fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }), { maxLength: 3 }),
);
const doc = fc.record({ a: value, b: scalar, c: scalar }, { requiredKeys: [] });
const inner = fc.oneof(
  scalar,
  fc.record({ $gte: fc.integer({ min: -2, max: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
);
const condition = fc.oneof(
  scalar,
  fc.record({ $gte: scalar.filter((one) => one !== null) }),
  fc.record({ $gt: fc.integer({ min: -2, max: 3 }), $lte: fc.integer({ min: -2, max: 3 }) }),
  fc.record({ $gte: fc.constantFrom('', 'a', 'ab'), $lt: fc.constantFrom('ab', 'b', 'c') }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.constant({ $regex: '^a' }),
  fc.record({ $elemMatch: fc.record({ x: inner, y: inner }, { requiredKeys: [] }) }),
  fc.record({ $elemMatch: fc.record({ $gt: fc.integer({ min: -2, max: 3 }), $lt: fc.integer({ min: -2, max: 3 }) }) }),
  fc.record({ $lt: scalar }),
);
const filter = fc.dictionary(fc.constantFrom('a', 'b', 'a.x', 'a.y', 'c'), condition, { maxKeys: 3 });
const direction = fc.constantFrom<1 | -1>(1, -1);
const keys = fc.dictionary(fc.constantFrom('a', 'b', 'a.x', 'a.y', 'c'), direction, { minKeys: 1, maxKeys: 3 });
const index = fc.tuple(
  keys,
  fc.constantFrom(
    {},
    { sparse: true },
    { partialFilterExpression: { c: { $gte: 0 } } },
    { partialFilterExpression: { b: { $exists: true } } },
  ),
);
/** Two arrays in one document cannot be indexed together, and only `a` holds arrays here. */
const parallel = (spec: object): boolean => 'a' in spec && ('a.x' in spec || 'a.y' in spec);

test('an index never changes what is found, nor its order', async () => {
  const db = opened.connection.db as mongoose.mongo.Db;
  await fc.assert(
    fc.asyncProperty(
      fc.array(doc, { maxLength: 12 }),
      filter,
      fc.array(index, { minLength: 1, maxLength: 2 }),
      keys,
      async (docs, wanted, indexes, sort) => {
        fc.pre(!indexes.some(([spec]) => parallel(spec)) && !parallel(sort));
        const [plain, indexed] = [db.collection(`plain${turn}`), db.collection(`indexed${turn++}`)];
        for (const [spec, options] of indexes)
          await indexed
            .createIndex(spec, { ...options, name: `${JSON.stringify(spec)}${JSON.stringify(options)}` })
            .catch(() => '');
        const rows = docs.map((one, i) => ({ _id: i as never, ...one }));
        if (rows.length > 0) {
          await plain.insertMany(structuredClone(rows) as never);
          await indexed.insertMany(structuredClone(rows) as never);
        }
        const order = { ...sort, _id: 1 as const };
        const ids = async (collection: mongoose.mongo.Collection) =>
          (await collection.find(wanted).sort(order).toArray()).map((one) => one._id);
        const expected = await ids(plain);
        expect(await ids(indexed)).toEqual(expected);
        expect((await indexed.find(wanted).toArray()).length).toBe(expected.length);
        expect(await indexed.countDocuments(wanted)).toBe(expected.length);
        await Promise.all([plain.drop().catch(() => false), indexed.drop().catch(() => false)]);
      },
    ),
    { numRuns: 150 },
  );
});
