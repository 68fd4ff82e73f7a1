import type mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
let rows: mongoose.mongo.Collection<Record<string, unknown>>;
beforeAll(async () => {
  opened = await openTestStore();
  rows = (opened.connection.db as mongoose.mongo.Db).collection('rows');
  await rows.createIndex({ code: 1 }, { unique: true });
  await rows.createIndex({ unit: 1, at: -1 });
  await rows.createIndex({ tags: 1 });
  await rows.createIndex({ 'posts.unit': 1 });
  await rows.createIndex({ due: 1 }, { partialFilterExpression: { state: 'waiting' } });
  await rows.createIndex({ phone: 1 }, { sparse: true });
  await rows.insertMany(
    Array.from({ length: 300 }, (_one, i) => ({
      code: `c${i}`,
      unit: `/19/${i % 9}/`,
      at: new Date(i),
      tags: ['a', `t${i}`],
      due: i,
      state: i % 2 ? 'waiting' : 'done',
      n: i,
    })),
  );
});
afterAll(() => opened.close());

interface Explained {
  queryPlanner: {
    winningPlan: { stage: string; indexName?: string; sorted: boolean; exact: boolean };
    sqlite: string[];
  };
}
const explain = async (filter: object, options: object = {}): Promise<Explained['queryPlanner']> =>
  ((await rows.find(filter, options).explain()) as unknown as Explained).queryPlanner;

describe('a find on a declared index is a search in an SQLite index', () => {
  test.each([
    ['equality', { code: 'c5' }, {}, 'code_1'],
    ['$in', { code: { $in: ['c5', 'c7'] } }, {}, 'code_1'],
    ['a range', { code: { $gt: 'c5', $lt: 'c7' } }, {}, 'code_1'],
    ['a pattern with a fixed beginning', { unit: /^\/19\/3/ }, {}, 'unit_1_at_-1'],
    ['equality and a range', { unit: '/19/3/', at: { $gte: new Date(9) } }, {}, 'unit_1_at_-1'],
    ['equality and the sort', { unit: '/19/3/' }, { sort: { at: -1 } }, 'unit_1_at_-1'],
    ['the sort in reverse', { unit: '/19/3/' }, { sort: { at: 1 } }, 'unit_1_at_-1'],
    ['a sort alone', {}, { sort: { unit: 1, at: -1 } }, 'unit_1_at_-1'],
    ['an element of an array', { tags: 't9' }, {}, 'tags_1'],
    ['a partial index whose condition the filter holds', { state: 'waiting', due: { $lt: 9 } }, {}, 'due_1'],
    [
      'what one element of an array must meet',
      { posts: { $elemMatch: { unit: /^\/19\/3/, to: 5 } } },
      {},
      'posts.unit_1',
    ],
    ['a sparse index and a value', { phone: '1' }, {}, 'phone_1'],
    ['a sparse index and what must be there', { phone: { $exists: true } }, {}, 'phone_1'],
    ['_id', { _id: { $in: [1, 2] } }, {}, '_id_'],
  ])('%s', async (_what, filter, options, indexName) => {
    const { winningPlan, sqlite } = await explain(filter, options);
    expect(winningPlan).toMatchObject({ stage: 'IXSCAN', indexName, sorted: true });
    expect(sqlite.join('\n')).toMatch(indexName === '_id_' ? /SEARCH c\d+ USING INDEX/ : /SEARCH i USING PRIMARY KEY/);
    expect(sqlite.join('\n')).not.toContain('TEMP B-TREE');
  });

  test.each([
    ['a field without an index', { n: 5 }, {}],
    ['a partial index whose condition is not given', { due: { $lt: 9 } }, {}],
    ['a sparse index and null', { phone: null }, {}],
  ])('but not for %s', async (_what, filter, options) => {
    expect((await explain(filter, options)).winningPlan.stage).toBe('COLLSCAN');
  });

  test.each([
    ['values', { unit: '/19/3/', at: new Date(3) }, true],
    ['a range of texts', { unit: { $gte: '/19/3/', $lt: '/19/30' } }, true],
    ['a range of dates', { unit: '/19/3/', at: { $gte: new Date(9) } }, false],
    ['a pattern', { unit: /^\/19\/3/ }, false],
    ['a range in an array', { tags: { $gte: 't1', $lt: 't2' } }, false],
    ['what the index does not hold', { unit: { $gte: '/19/3/', $lt: '/19/30' }, n: 3 }, false],
  ])('%s: whether documents are read to decide', async (_what, filter, exact) => {
    expect((await explain(filter)).winningPlan.exact).toBe(exact);
    const plain = await rows.find(filter, { hint: { $natural: 1 } }).toArray();
    expect(await rows.countDocuments(filter)).toBe(plain.length);
    expect(plain.length).toBeGreaterThan(0);
  });

  test('each side of an $or may use its own', async () => {
    const { winningPlan } = await explain({ $or: [{ code: 'c1' }, { tags: 't2' }] });
    expect(winningPlan.stage).toBe('OR');
    expect(await rows.countDocuments({ $or: [{ code: 'c1' }, { tags: 't1' }, { tags: 't2' }] })).toBe(2);
  });

  test('a hint is followed, and one without its index refused', async () => {
    expect((await explain({ code: 'c1' }, { hint: 'unit_1_at_-1' })).winningPlan.indexName).toBe('unit_1_at_-1');
    await expect(rows.find({}, { hint: 'nothing' }).toArray()).rejects.toThrow('hint');
  });
});
