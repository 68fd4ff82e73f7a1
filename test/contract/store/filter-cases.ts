type Doc = Record<string, unknown>;

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
