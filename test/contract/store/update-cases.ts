type Doc = Record<string, unknown>;

export interface UpdateCase {
  readonly name: string;
  readonly doc?: Doc;
  readonly filter?: Doc;
  readonly update: Doc | Doc[];
  readonly options?: Doc;
  readonly after?: Doc;
  /** Code of the error that it must raise. */
  readonly error?: number;
}

/** Updates of one document `{ _id: 1, ...doc }` and what is there afterwards (without `_id` unless it is named). */
export const updateCases: readonly UpdateCase[] = [
  {
    name: '$set makes the documents on its way',
    doc: { a: 1 },
    update: { $set: { 'b.c': 2, a: 3 } },
    after: { a: 3, b: { c: 2 } },
  },
  {
    name: '$set fills an array up with null',
    doc: { a: [1] },
    update: { $set: { 'a.3': 4 } },
    after: { a: [1, null, null, 4] },
  },
  {
    name: 'new fields come in the order of their names',
    doc: {},
    update: { $set: { z: 1, b: 2 } },
    after: { b: 2, z: 1 },
  },
  {
    name: '$unset leaves null in an array',
    doc: { a: [1, 2], b: 1 },
    update: { $unset: { 'a.0': '', b: '' } },
    after: { a: [null, 2] },
  },
  {
    name: '$inc, $mul, $min and $max',
    doc: { a: 1, b: 2, c: 5, d: 5 },
    update: { $inc: { a: 2, x: 1 }, $mul: { b: 3, y: 4 }, $min: { c: 4 }, $max: { d: 4 } },
    after: { a: 3, b: 6, c: 4, d: 5, x: 1, y: 0 },
  },
  { name: '$inc of text is refused', doc: { a: 'x' }, update: { $inc: { a: 1 } }, error: 14 },
  {
    name: '$rename moves a field',
    doc: { a: 1, b: 2 },
    update: { $rename: { a: 'c.d' } },
    after: { b: 2, c: { d: 1 } },
  },
  {
    name: '$push with its modifiers',
    doc: { a: [5, 1] },
    update: { $push: { a: { $each: [3, 9], $sort: -1, $slice: 3 } } },
    after: { a: [9, 5, 3] },
  },
  {
    name: '$push at a position',
    doc: { a: [1, 2] },
    update: { $push: { a: { $each: [7], $position: 1 } } },
    after: { a: [1, 7, 2] },
  },
  {
    name: '$push of documents, sorted by a field',
    doc: { a: [{ n: 3 }] },
    update: { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
    after: { a: [{ n: 1 }, { n: 3 }] },
  },
  { name: '$push to what is no array is refused', doc: { a: 1 }, update: { $push: { a: 1 } }, error: 2 },
  {
    name: '$addToSet adds what is not there',
    doc: { a: [1, { b: 1 }] },
    update: { $addToSet: { a: { $each: [1, 2, { b: 1 }] } } },
    after: { a: [1, { b: 1 }, 2] },
  },
  {
    name: '$pop from either end',
    doc: { a: [1, 2, 3], b: [1, 2] },
    update: { $pop: { a: -1, b: 1 } },
    after: { a: [2, 3], b: [1] },
  },
  {
    name: '$pull by value, by condition and by fields',
    doc: { a: [1, 2, 1], b: [1, 5, 9], c: [{ k: 1, x: 1 }, { k: 2 }] },
    update: { $pull: { a: 1, b: { $gte: 5 }, c: { k: 1 } } },
    after: { a: [2], b: [1], c: [{ k: 2 }] },
  },
  { name: '$pullAll', doc: { a: [1, 2, 3] }, update: { $pullAll: { a: [1, 3] } }, after: { a: [2] } },
  { name: '$bit', doc: { a: 12 }, update: { $bit: { a: { and: 10 } } }, after: { a: 8 } },
  {
    name: 'the positional $ takes the element that the filter met',
    doc: { a: [{ k: 1 }, { k: 2 }] },
    filter: { 'a.k': 2 },
    update: { $set: { 'a.$.v': 9 } },
    after: { a: [{ k: 1 }, { k: 2, v: 9 }] },
  },
  {
    name: 'the positional $ after $elemMatch',
    doc: {
      a: [
        { k: 1, v: 1 },
        { k: 1, v: 5 },
      ],
    },
    filter: { a: { $elemMatch: { k: 1, v: { $gt: 3 } } } },
    update: { $inc: { 'a.$.v': 1 } },
    after: {
      a: [
        { k: 1, v: 1 },
        { k: 1, v: 6 },
      ],
    },
  },
  { name: '$[] takes all elements', doc: { a: [1, 2] }, update: { $inc: { 'a.$[]': 10 } }, after: { a: [11, 12] } },
  {
    name: '$[id] takes those that its filter names',
    doc: { a: [{ g: [1, 5] }, { g: [9] }] },
    update: { $set: { 'a.$[].g.$[big]': 0 } },
    options: { arrayFilters: [{ big: { $gte: 5 } }] },
    after: { a: [{ g: [1, 0] }, { g: [0] }] },
  },
  { name: 'two changes of one path are refused', doc: {}, update: { $set: { a: 1 }, $inc: { 'a.b': 1 } }, error: 40 },
  { name: 'a field inside a number is refused', doc: { a: 1 }, update: { $set: { 'a.b': 1 } }, error: 28 },
  { name: '_id cannot change', doc: {}, update: { $set: { _id: 2 } }, error: 66 },
  {
    name: 'an upsert starts from what the filter pins down',
    filter: { _id: 5, 'k.a': 1, n: { $gt: 3 }, m: { $eq: 7 } },
    update: { $set: { x: 1 }, $setOnInsert: { y: 2 } },
    options: { upsert: true },
    after: { _id: 5, k: { a: 1 }, m: 7, x: 1, y: 2 },
  },
  {
    name: '$setOnInsert does nothing to what is there',
    doc: { a: 1 },
    update: { $setOnInsert: { a: 2 }, $set: { b: 1 } },
    options: { upsert: true },
    after: { a: 1, b: 1 },
  },
];
