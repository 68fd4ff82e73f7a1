import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const unitSchema = new mongoose.Schema(
  { name: { type: String, required: true }, code: { type: String, unique: true }, tags: [String], seen: Number },
  { optimisticConcurrency: true },
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
