type Doc = Record<string, unknown>;

/** `$cond` has a field of this name; written out, an object with it would look like a promise to the linter. */
const THEN = 'then';

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
