import { Schema } from 'mongoose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type CommandWatch, watchCommands } from '../support/plans/mongodb.ts';
import { type TestPlace, testPlace } from '../support/store.ts';

// Every suite on MongoDB has its questions explained by the server at its end (`testPlace`); that look itself is tried here.
interface Row {
  _id: string;
  code?: string;
  n?: number;
  unitPath?: string;
  at?: Date;
  phone?: string;
  pending?: { id: string }[];
  posts?: { unit: string; to: number }[];
}
const schema = new Schema<Row>({ _id: String, code: String, n: Number, unitPath: String, at: Date, phone: String })
  .index({ code: 1 }, { unique: true, sparse: true })
  .index({ unitPath: 1, at: 1 })
  .index({ phone: 1 }, { sparse: true })
  .index({ 'pending.id': 1 }, { sparse: true })
  .index({ 'posts.unit': 1 });

let place: TestPlace;
let store: Store;
let watch: CommandWatch;
const rows = () => {
  const { db } = store.connection;
  if (!db) throw new Error('not connected');
  return db.collection<Row>('rows');
};
const unanswered = () => watch.unanswered(place.mongodbUrl ?? '');
beforeEach(async () => {
  place = await testPlace();
  const opened = await openStore({ ...place, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value;
  await store.connection.model<Row>('Row', schema, 'rows').init();
  watch = watchCommands(store.connection);
  await rows().insertMany([
    { _id: '1', code: 'a', n: 1 },
    { _id: '2', code: 'b', n: 2 },
  ]);
});
afterEach(async () => {
  await store.close();
  await place.remove();
});

const SCANS: readonly [string, string, () => Promise<unknown>][] = [
  ['a search', 'rows: n =', () => rows().find({ n: 1 }).toArray()],
  [
    'a search that an index only sorts',
    'rows: n $gt',
    () =>
      rows()
        .find({ n: { $gt: 0 } }, { sort: { unitPath: 1, at: 1 } })
        .toArray(),
  ],
  [
    'one side of an $or',
    'rows: $or(code = | n =)',
    () =>
      rows()
        .find({ $or: [{ code: 'a' }, { n: 1 }] })
        .toArray(),
  ],
  ['a count', 'rows: n $in', () => rows().countDocuments({ n: { $in: [1, 2] } })],
  ['an update', 'rows: n =', () => rows().updateMany({ n: 1 }, { $set: { phone: '1' } })],
  [
    'an update of one that is given back',
    'rows: n =',
    () => rows().findOneAndUpdate({ n: 1 }, { $set: { phone: '1' } }),
  ],
  ['a removal', 'rows: n =', () => rows().deleteMany({ n: 1 })],
  ['values of a field', 'rows: n =', () => rows().distinct('code', { n: 1 })],
];
const SEARCHES: readonly [string, string, () => Promise<unknown>][] = [
  ['an id', 'rows: _id =', () => rows().findOne({ _id: '1' })],
  ['a value', 'rows: code =', () => rows().findOne({ code: 'a' })],
  [
    'a unit and what is below it',
    'rows: unitPath ~',
    () =>
      rows()
        .find({ unitPath: /^\/19\/3/ }, { sort: { at: 1 } })
        .toArray(),
  ],
  [
    'both sides of an $or',
    'rows: $or(code = | phone =)',
    () =>
      rows()
        .find({ $or: [{ code: 'a' }, { phone: '1' }] })
        .toArray(),
  ],
  [
    'what must be there',
    'rows: pending.id $exists',
    () =>
      rows()
        .find({ 'pending.id': { $exists: true } })
        .toArray(),
  ],
  [
    'one element of an array',
    'rows: posts $elemMatch(to =, unit ~)',
    () =>
      rows()
        .find({ posts: { $elemMatch: { unit: /^\/19\/3/, to: 5 } } })
        .toArray(),
  ],
];

describe('what a connection asks is heard, whether or not the server can explain it', () => {
  test.each([...SCANS, ...SEARCHES])('%s', async (_what, question, ask) => {
    watch = watchCommands(store.connection);
    await ask();
    expect([...watch.asked.keys()]).toEqual([question]);
  });
});

describe('the server', () => {
  test.each(SCANS)('finds a question that no index answers: %s', async (_what, question, ask) => {
    await ask();
    expect(await unanswered()).toEqual([question]);
  });

  test.each(SEARCHES)('lets pass what an index answers: %s', async (_what, _question, ask) => {
    await ask();
    expect(await unanswered()).toEqual([]);
  });
});
