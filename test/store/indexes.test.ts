import { Schema } from 'mongoose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeIndexes } from '../../src/store/indexes.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
beforeEach(async () => {
  opened = await openTestStore();
});
afterEach(() => opened.close());

const rows = () => {
  const { db } = opened.connection;
  if (!db) throw new Error('not connected');
  return db.collection<{ _id: number; code?: string; phone?: string }>('rows');
};
const model = (schema: Schema) => opened.connection.model('Row', schema, 'rows');
const there = async () => new Map((await rows().indexes()).map((index) => [index.name, index]));

describe('the indexes of all models', () => {
  test('are there when it is done', async () => {
    model(new Schema({ code: String, at: Date }).index({ code: 1 }, { unique: true }).index({ at: -1 }));
    expect((await makeIndexes(opened.connection)).ok).toBe(true);
    expect([...(await there()).keys()].sort()).toEqual(['_id_', 'at_-1', 'code_1']);
    await rows().insertOne({ _id: 1, code: 'a' });
    await expect(rows().insertOne({ _id: 2, code: 'a' })).rejects.toMatchObject({ code: 11_000 });
  });

  test('are made anew where an earlier version made them differently; what no schema knows stays', async () => {
    await rows().createIndex({ code: 1 });
    await rows().createIndex({ phone: 1 });
    model(new Schema({ code: String }).index({ code: 1 }, { unique: true }));
    expect((await makeIndexes(opened.connection)).ok).toBe(true);
    const found = await there();
    expect(found.get('code_1')).toMatchObject({ unique: true });
    expect(found.has('phone_1')).toBe(true);
    expect((await makeIndexes(opened.connection)).ok).toBe(true);
  });

  test('that cannot be unique end the start in a sentence that names the collection and no value', async () => {
    await rows().insertMany([
      { _id: 1, phone: '0912345678' },
      { _id: 2, phone: '0912345678' },
    ]);
    model(new Schema({ phone: String }).index({ phone: 1 }, { unique: true, sparse: true }));
    const made = await makeIndexes(opened.connection);
    expect(made).toMatchObject({ ok: false, error: { code: 'store.not_unique', place: 'rows' } });
    expect(JSON.stringify(made)).toContain('phone_1');
    expect(JSON.stringify(made)).not.toContain('0912345678');
  });
});
