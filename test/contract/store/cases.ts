type Doc = Record<string, unknown>;

/** `$cond` has a field of this name; written out, an object with it would look like a promise to the linter. */
const THEN = 'then';

export interface FilterCase {
  readonly name: string;
  readonly docs: readonly Doc[];
  readonly filter: Doc;
  /** Positions in `docs` of what matches. */
  readonly ids: readonly number[];
  readonly options?: { sort?: Record<string, 1 | -1>; limit?: number; skip?: number };
  /** An index that the search may use: the result stays the same. */
  readonly index?: Record<string, 1 | -1>;
}

const scores = [{ n: 1 }, { n: 5 }, { n: '5' }, { n: [1, 9] }, { n: null }, {}, { n: [] }, { n: 5.5 }];
const orders = [
  {
    items: [
      { sku: 'a', qty: 1 },
      { sku: 'b', qty: 9 },
    ],
  },
  { items: [{ sku: 'a', qty: 9 }] },
  { items: [] },
  { items: { sku: 'a', qty: 9 } },
  {},
];

/** Filters and what they find, each also through an index. */
export const filterCases: readonly FilterCase[] = [
  { name: 'an equal number, also inside an array', docs: scores, filter: { n: 1 }, ids: [0, 3], index: { n: 1 } },
  { name: 'a range stays within its type', docs: scores, filter: { n: { $gte: 5 } }, ids: [1, 3, 7], index: { n: 1 } },
  {
    name: 'two ends of a range may be met by two elements',
    docs: scores,
    filter: { n: { $gt: 4, $lt: 6 } },
    ids: [1, 3, 7],
    index: { n: 1 },
  },
  {
    name: 'a range that only two elements together fill',
    docs: [{ n: [1, 9] }, { n: 5 }],
    filter: { n: { $gt: 8, $lt: 2 } },
    ids: [0],
    index: { n: 1 },
  },
  {
    name: '$elemMatch wants one element for both ends',
    docs: scores,
    filter: { n: { $elemMatch: { $gt: 4, $lt: 6 } } },
    ids: [],
    index: { n: 1 },
  },
  { name: 'null is also a missing field', docs: scores, filter: { n: null }, ids: [4, 5], index: { n: 1 } },
  {
    name: '$exists tells null from missing',
    docs: scores,
    filter: { n: { $exists: true } },
    ids: [0, 1, 2, 3, 4, 6, 7],
    index: { n: 1 },
  },
  {
    name: '$ne is the opposite of equal',
    docs: scores,
    filter: { n: { $ne: 1 } },
    ids: [1, 2, 4, 5, 6, 7],
    index: { n: 1 },
  },
  {
    name: '$nin with null leaves the missing out',
    docs: scores,
    filter: { n: { $nin: [null, 1] } },
    ids: [1, 2, 6, 7],
    index: { n: 1 },
  },
  {
    name: '$in with values, null and a pattern',
    docs: scores,
    filter: { n: { $in: [5.5, null, /^5$/] } },
    ids: [2, 4, 5, 7],
    index: { n: 1 },
  },
  { name: 'an equal array', docs: scores, filter: { n: [1, 9] }, ids: [3], index: { n: 1 } },
  { name: 'an empty array', docs: scores, filter: { n: [] }, ids: [6], index: { n: 1 } },
  {
    name: '$size and $type',
    docs: scores,
    filter: { $or: [{ n: { $size: 0 } }, { n: { $type: 'string' } }] },
    ids: [2, 6],
    index: { n: 1 },
  },
  {
    name: '$not of a range takes in other types',
    docs: scores,
    filter: { n: { $not: { $gt: 1 } } },
    ids: [0, 2, 4, 5, 6],
    index: { n: 1 },
  },
  {
    name: 'sort by an array takes its least going up',
    docs: [{ n: [9, 2] }, { n: 3 }, { n: 1 }],
    filter: { n: { $gt: 0 } },
    ids: [2, 0, 1],
    options: { sort: { n: 1 } },
    index: { n: 1 },
  },
  {
    name: 'and its greatest going down',
    docs: [{ n: [9, 2] }, { n: 3 }, { n: 10 }],
    filter: { n: { $gt: 0 } },
    ids: [2, 0, 1],
    options: { sort: { n: -1 } },
    index: { n: 1 },
  },
  {
    name: 'a path into an array of documents',
    docs: orders,
    filter: { 'items.sku': 'a', 'items.qty': 9 },
    ids: [0, 1, 3],
    index: { 'items.sku': 1, 'items.qty': 1 },
  },
  {
    name: '$elemMatch on documents',
    docs: orders,
    filter: { items: { $elemMatch: { sku: 'a', qty: 9 } } },
    ids: [1],
    index: { 'items.sku': 1 },
  },
  { name: 'a position in a path', docs: orders, filter: { 'items.0.qty': 9 }, ids: [1], index: { 'items.qty': 1 } },
  {
    name: 'null at the end of a path',
    docs: [{ a: { b: 1 } }, { a: {} }, { a: 4 }, {}, { a: [{ b: 1 }, {}] }, { a: [{ b: 2 }] }],
    filter: { 'a.b': null },
    ids: [1, 2, 3, 4],
    index: { 'a.b': 1 },
  },
  {
    name: '$all with values and patterns',
    docs: [{ t: ['red', 'green'] }, { t: ['red'] }, { t: 'red' }],
    filter: { t: { $all: ['red', /^g/] } },
    ids: [0],
    index: { t: 1 },
  },
  {
    name: 'a pattern with a fixed beginning',
    docs: [{ p: '/19/01/' }, { p: '/19/02/x' }, { p: '/20/' }, { p: 5 }],
    filter: { p: /^\/19\// },
    ids: [0, 1],
    index: { p: 1 },
  },
  {
    name: 'a pattern without regard to case',
    docs: [{ p: 'HƯỜNG' }, { p: 'hường' }, { p: 'huong' }],
    filter: { p: /^hường$/i },
    ids: [0, 1],
    index: { p: 1 },
  },
  {
    name: '$regex with $options',
    docs: [{ p: 'a\nb' }, { p: 'ab' }],
    filter: { p: { $regex: '^b', $options: 'm' } },
    ids: [0],
    index: { p: 1 },
  },
  {
    name: 'an embedded document equals field by field, in order',
    docs: [{ d: { a: 1, b: 2 } }, { d: { b: 2, a: 1 } }, { d: { a: 1 } }],
    filter: { d: { a: 1, b: 2 } },
    ids: [0],
    index: { d: 1 },
  },
  {
    name: '$mod and $bitsAllSet',
    docs: [{ n: 7 }, { n: 10 }, { n: 3 }],
    filter: { n: { $mod: [4, 3], $bitsAllSet: [2] } },
    ids: [0],
    index: { n: 1 },
  },
  {
    name: '$nor with $and',
    docs: scores,
    filter: { $nor: [{ n: 5 }, { $and: [{ n: { $gt: 0 } }, { n: { $lt: 2 } }] }] },
    ids: [2, 4, 5, 6, 7],
    index: { n: 1 },
  },
  {
    name: '$expr compares two fields',
    docs: [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
    filter: { $expr: { $gt: ['$a', '$b'] } },
    ids: [1],
    index: { a: 1 },
  },
  {
    name: 'an equal part and a sorted part of an index',
    docs: [
      { u: 'x', n: 3 },
      { u: 'x', n: 1 },
      { u: 'y', n: 0 },
      { u: 'x', n: 2 },
    ],
    filter: { u: 'x' },
    ids: [0, 3],
    options: { sort: { n: -1 }, limit: 2 },
    index: { u: 1, n: 1 },
  },
  {
    name: 'an index that runs down',
    docs: [{ n: 1 }, { n: 3 }, { n: 2 }, { n: null }, { n: 'x' }],
    filter: { n: { $gte: 2 } },
    ids: [1, 2],
    options: { sort: { n: -1 } },
    index: { n: -1 },
  },
  {
    name: 'dates in a range',
    docs: [{ at: new Date(1) }, { at: new Date(5) }, { at: new Date(-5) }, { at: 3 }],
    filter: { at: { $lt: new Date(5) } },
    ids: [2, 0],
    options: { sort: { at: 1 } },
    index: { at: 1 },
  },
  {
    name: 'booleans are no numbers',
    docs: [{ b: true }, { b: 1 }, { b: false }, { b: 0 }],
    filter: { b: { $in: [true, 0] } },
    ids: [0, 3],
    index: { b: 1 },
  },
  {
    name: '$or over two fields',
    docs: [{ a: 1 }, { b: 1 }, { a: 1, b: 1 }, {}],
    filter: { $or: [{ a: 1 }, { b: 1 }] },
    ids: [0, 1, 2],
    index: { a: 1 },
  },
];

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

export interface AggregateCase {
  readonly name: string;
  readonly docs: readonly Doc[];
  /** Documents of the collection `others`. */
  readonly other?: readonly Doc[];
  readonly pipeline: Doc[];
  readonly result: readonly Doc[];
}

const sales = [
  { unit: 'a', n: 1, tags: ['x', 'y'] },
  { unit: 'b', n: 5, tags: [] },
  { unit: 'a', n: 3, tags: ['x'] },
  { unit: 'b', n: 7 },
];

/** Pipelines and their results. */
export const aggregateCases: readonly AggregateCase[] = [
  {
    name: '$group with sum, average, push and first',
    docs: sales,
    pipeline: [
      { $sort: { n: 1 } },
      {
        $group: {
          _id: '$unit',
          sum: { $sum: '$n' },
          avg: { $avg: '$n' },
          all: { $push: '$n' },
          first: { $first: '$n' },
        },
      },
      { $sort: { _id: 1 } },
    ],
    result: [
      { _id: 'a', sum: 4, avg: 2, all: [1, 3], first: 1 },
      { _id: 'b', sum: 12, avg: 6, all: [5, 7], first: 5 },
    ],
  },
  {
    name: '$match, $sort, $skip, $limit and $project',
    docs: sales,
    pipeline: [
      { $match: { n: { $gt: 1 } } },
      { $sort: { n: -1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { _id: 0, twice: { $multiply: ['$n', 2] } } },
    ],
    result: [{ twice: 10 }],
  },
  {
    name: '$unwind drops empty and missing arrays',
    docs: sales,
    pipeline: [{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    result: [
      { _id: 'x', n: 2 },
      { _id: 'y', n: 1 },
    ],
  },
  {
    name: '$unwind keeps them when asked',
    docs: sales,
    pipeline: [{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $count: 'n' }],
    result: [{ n: 5 }],
  },
  {
    name: '$lookup by fields, missing and array included',
    docs: [{ k: 1 }, { k: [1, 2] }, {}],
    other: [{ _id: 'p', f: 1 }, { _id: 'q', f: 2 }, { _id: 'r' }],
    pipeline: [
      { $lookup: { from: 'others', localField: 'k', foreignField: 'f', as: 'got' } },
      { $sort: { _id: 1 } },
      { $project: { ids: '$got._id' } },
    ],
    result: [
      { _id: 0, ids: ['p'] },
      { _id: 1, ids: ['p', 'q'] },
      { _id: 2, ids: ['r'] },
    ],
  },
  {
    name: '$lookup with a pipeline and variables',
    docs: [{ k: 2 }],
    other: [
      { _id: 1, f: 1 },
      { _id: 2, f: 2 },
      { _id: 3, f: 3 },
    ],
    pipeline: [
      {
        $lookup: {
          from: 'others',
          let: { least: '$k' },
          pipeline: [{ $match: { $expr: { $gte: ['$f', '$$least'] } } }, { $sort: { f: -1 } }],
          as: 'got',
        },
      },
    ],
    result: [
      {
        _id: 0,
        k: 2,
        got: [
          { _id: 3, f: 3 },
          { _id: 2, f: 2 },
        ],
      },
    ],
  },
  {
    name: '$facet runs side by side',
    docs: sales,
    pipeline: [
      {
        $facet: {
          count: [{ $count: 'n' }],
          top: [{ $sort: { n: -1 } }, { $limit: 1 }, { $project: { _id: 0, n: 1 } }],
        },
      },
    ],
    result: [{ count: [{ n: 4 }], top: [{ n: 7 }] }],
  },
  {
    name: '$group by a date part in our zone',
    docs: [{ at: new Date('2026-01-31T18:00:00Z') }, { at: new Date('2026-02-01T01:00:00Z') }],
    pipeline: [
      {
        $group: {
          _id: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Asia/Ho_Chi_Minh' } },
          n: { $sum: 1 },
        },
      },
    ],
    result: [{ _id: '2026-02-01', n: 2 }],
  },
  {
    name: '$addFields with $cond and $ifNull',
    docs: [{ n: 1 }, {}],
    pipeline: [
      {
        $addFields: {
          a: { $cond: [{ $gt: ['$n', 0] }, 'yes', 'no'] },
          b: { $ifNull: ['$n', -1] },
          c: { $cond: { if: { $eq: ['$n', 1] }, [THEN]: 'one', else: 'none' } },
        },
      },
      { $sort: { _id: 1 } },
    ],
    result: [
      { _id: 0, n: 1, a: 'yes', b: 1, c: 'one' },
      { _id: 1, a: 'no', b: -1, c: 'none' },
    ],
  },
  { name: '$count of nothing is nothing', docs: sales, pipeline: [{ $match: { n: 99 } }, { $count: 'n' }], result: [] },
  {
    name: '$replaceRoot and $unset',
    docs: [{ d: { a: 1, b: 2 } }],
    pipeline: [{ $replaceRoot: { newRoot: '$d' } }, { $unset: 'b' }],
    result: [{ a: 1 }],
  },
];
