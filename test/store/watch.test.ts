import type mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuseUnanswered } from '../support/plans/allowed.ts';
import { type PlanWatch, watchEmbedded } from '../support/plans/embedded.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
let watch: PlanWatch;
let rows: mongoose.mongo.Collection<Record<string, unknown>>;
beforeEach(async () => {
  opened = await openTestStore();
  rows = (opened.connection.db as mongoose.mongo.Db).collection('rows');
  await rows.createIndex({ code: 1 });
  await rows.createIndex({ at: 1 });
  await rows.createIndex({ phone: 1 }, { sparse: true });
  await rows.insertOne({ code: 'c', n: 1 });
  watch = watchEmbedded();
});
afterEach(async () => {
  watch.end();
  await opened.close();
});

describe('a question that no index answers is found', () => {
  test.each<[string, string, () => Promise<unknown>]>([
    ['a search', 'rows: n =', () => rows.find({ n: 1 }).toArray()],
    ['a search for one', 'rows: n =', () => rows.findOne({ n: 1 })],
    [
      'a search that an index only sorts',
      'rows: n $gt',
      () => rows.find({ n: { $gt: 0 } }, { sort: { at: 1 } }).toArray(),
    ],
    ['one side of an $or', 'rows: $or(code = | n =)', () => rows.find({ $or: [{ code: 'c' }, { n: 1 }] }).toArray()],
    ['a count', 'rows: n $in', () => rows.countDocuments({ n: { $in: [1, 2] } })],
    ['the head of a pipeline', 'rows: n =', () => rows.aggregate([{ $match: { n: 1 } }, { $count: 'n' }]).toArray()],
    ['an update', 'rows: n =', () => rows.updateMany({ n: 1 }, { $set: { m: 1 } })],
    ['an update of one that is given back', 'rows: n =', () => rows.findOneAndUpdate({ n: 1 }, { $set: { m: 1 } })],
    ['a removal', 'rows: n =', () => rows.deleteMany({ n: 1 })],
    ['values of a field', 'rows: n =', () => rows.distinct('code', { n: 1 })],
  ])('in %s', async (_what, question, ask) => {
    await ask();
    expect(await watch.unanswered()).toEqual([question]);
  });

  test('and one that an index answers is not, nor one that wants everything', async () => {
    await rows.find({ code: 'c', n: 1 }).toArray();
    await rows.find({ phone: { $exists: true } }).toArray();
    await rows.find({ $or: [{ code: 'c' }, { at: { $gt: new Date(0) } }] }).toArray();
    await rows.updateOne({ _id: 'x' as never }, { $set: { n: 1 } });
    await rows.find().toArray();
    expect(await watch.unanswered()).toEqual([]);
  });

  test('an index that is made later counts', async () => {
    await rows.find({ n: 1 }).toArray();
    await rows.createIndex({ n: 1 });
    expect(await watch.unanswered()).toEqual([]);
  });
});

test('what is excused passes, and everything else is named', () => {
  const inRoom = 'test/org/units.test.ts';
  expect(() => refuseUnanswered(['queue_states: paused ='], inRoom)).not.toThrow();
  expect(() => refuseUnanswered(['queue_states: paused =', 'meetings: title ='], inRoom)).toThrow(
    '\n  meetings: title =\n',
  );
});
