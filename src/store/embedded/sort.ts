import { type Doc, isDoc } from './bson.ts';
import { compare } from './compare.ts';
import { ServerError } from './errors.ts';
import { compoundKey } from './key.ts';
import { toInteger } from './numbers.ts';
import { indexValues } from './paths.ts';

/** One field of a sort. */
export interface SortField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly direction: 1 | -1;
}

/** Reads `{ a: 1, 'b.c': -1 }`; throws BadValue for anything else. */
export const readSort = (spec: unknown): SortField[] => {
  if (spec === undefined || spec === null) return [];
  if (!isDoc(spec)) throw new ServerError(14, 'sort must be an object');
  return Object.entries(spec).map(([path, value]) => {
    const direction = toInteger(value);
    if (isDoc(value))
      throw new ServerError(238, `sort by ${Object.keys(value)[0]} is not supported by the embedded store`);
    if (direction !== 1 && direction !== -1)
      throw new ServerError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    return { path, parts: path.split('.'), direction };
  });
};

/** What a document sorts by: of an array its least element going up, its greatest going down. */
const sortValue = (doc: Doc, field: SortField): unknown => {
  const { values, multi } = indexValues(doc, field.parts);
  if (!multi) return values[0];
  return values.reduce((best, value) => (compare(value, best) * field.direction < 0 ? value : best));
};

/** Sortable bytes of a document under a sort. */
export const sortKey = (doc: Doc, fields: readonly SortField[]): Buffer =>
  compoundKey(
    fields.map((field) => sortValue(doc, field)),
    fields.map((field) => field.direction),
  );

/** Compares two documents under a sort given as `{ a: 1 }`. */
export const sorter = (spec: unknown): ((a: Doc, b: Doc) => number) => {
  const fields = readSort(spec);
  return (a, b) => Buffer.compare(sortKey(a, fields), sortKey(b, fields));
};
