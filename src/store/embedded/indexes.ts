import { type Doc, isDoc, MISSING } from './bson.ts';
import { ServerError, unsupported } from './errors.ts';
import { compoundKey } from './key.ts';
import { compileFilter, type Match } from './match.ts';
import { toInteger } from './numbers.ts';
import { indexValues, valueAt } from './paths.ts';

/** A declared index, ready to use. */
export interface Index {
  /** Number in the catalog; its table is `i<id>`. */
  readonly id: number;
  readonly name: string;
  readonly key: Doc;
  /** As declared: `unique`, `sparse`, `partialFilterExpression`, `expireAfterSeconds`, `hidden`. */
  readonly spec: Doc;
  readonly fields: readonly { readonly path: string; readonly parts: readonly string[]; readonly direction: 1 | -1 }[];
  readonly directions: readonly (1 | -1)[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Match | undefined;
  /** For each field, whether some document has had an array on its path: then one document has several keys. */
  multi: boolean[];
}

const OPTIONS = [
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'hidden',
  'background',
  'ns',
];

/** Checks a declaration as MongoDB does. Text, geo, hashed and wildcard indexes and collations are refused by name. */
export const checkSpec = (spec: Doc): Doc => {
  if (!isDoc(spec.key) || Object.keys(spec.key).length === 0) throw new ServerError(67, 'Index keys cannot be empty.');
  for (const [path, direction] of Object.entries(spec.key)) {
    if (typeof direction === 'string') throw unsupported(`Index type '${direction}'`);
    if (path.includes('$**')) throw unsupported("Index type '$**'");
    if (path === '' || path.split('.').includes('')) throw new ServerError(67, 'Index keys cannot be an empty field.');
    if (path.startsWith('$'))
      throw new ServerError(67, `Index key contains an illegal field name: field name starts with '$': ${path}`);
    if (!toInteger(direction))
      throw new ServerError(
        67,
        `Values in v:2 index key pattern cannot be of type other than a number that is not 0: ${path}`,
      );
  }
  for (const [name, value] of Object.entries(spec)) {
    if (OPTIONS.includes(name)) continue;
    if (name === 'collation' && isDoc(value) && value.locale === 'simple') continue;
    if (name === 'collation') throw unsupported('Index option collation');
    throw new ServerError(197, `The field '${name}' is not valid for an index specification`);
  }
  if (spec.sparse === true && spec.partialFilterExpression !== undefined) {
    throw new ServerError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  return spec;
};

/** Makes an index of its stored declaration. */
export const readIndex = (id: number, spec: Doc, multi: string): Index => {
  const key = spec.key as Doc;
  const fields = Object.entries(key).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    direction: ((toInteger(direction) ?? 1) < 0 ? -1 : 1) as 1 | -1,
  }));
  const partial = spec.partialFilterExpression;
  return {
    id,
    name: spec.name as string,
    key,
    spec,
    fields,
    directions: fields.map((field) => field.direction),
    unique: spec.unique === true,
    sparse: spec.sparse === true,
    partial: isDoc(partial) ? compileFilter(partial) : undefined,
    multi: fields.map((_field, i) => multi[i] === '1'),
  };
};

/** The keys of one document in an index, each once, and the fields where an array was met. */
export interface Keys {
  readonly keys: readonly Buffer[];
  readonly multi: readonly boolean[];
  /** The values behind the first key, for a message about a duplicate. */
  readonly values: readonly (readonly unknown[])[];
}

const NONE: Keys = { keys: [], multi: [], values: [] };

export const indexKeys = (index: Index, doc: Doc): Keys => {
  if (index.partial !== undefined && !index.partial(doc)) return NONE;
  const found = index.fields.map((field) => indexValues(doc, field.parts));
  if (index.sparse && found.every(({ values }) => values.every((value) => value === MISSING))) return NONE;
  const multi = found.map((field) => field.multi);
  if (!multi.includes(true)) {
    const values = found.map((field) => field.values[0]);
    return { keys: [compoundKey(values, index.directions)], multi, values: [values] };
  }
  const [alone] = found;
  const rows = found.length === 1 && alone ? alone.values.map((value) => [value]) : combine(index, doc, found);
  const byKey = new Map(
    rows
      .map((values) => [compoundKey(values, index.directions), values] as const)
      .map(([key, values]) => [key.toString('latin1'), { key, values }]),
  );
  return {
    keys: [...byKey.values()].map((one) => one.key),
    multi,
    values: [...byKey.values()].map((one) => one.values),
  };
};

/** Rows of a compound multikey index. Fields may share one array (`items.a`, `items.b`), never have two. */
const combine = (
  index: Index,
  doc: Doc,
  found: readonly { values: readonly unknown[]; multi: boolean }[],
): unknown[][] => {
  const arrays = new Set<string>();
  index.fields.forEach((field, i) => {
    if (found[i]?.multi) arrays.add(arrayPath(doc, field.parts));
  });
  if (arrays.size > 1) throw new ServerError(171, `cannot index parallel arrays [${[...arrays].join('] [')}]`);
  const [shared] = arrays;
  const depth = (shared as string).split('.').length;
  const array = valueAt(doc, (shared as string).split('.'));
  const elements = Array.isArray(array) && array.length > 0 ? array : [undefined];
  return elements.flatMap((element) => {
    const columns = index.fields.map((field, i) => {
      if (!found[i]?.multi) return found[i]?.values ?? [];
      if (field.parts.length === depth) return [element];
      const rest = field.parts.slice(depth);
      if (/^\d+$/.test(rest[0] as string)) return found[i]?.values ?? [];
      return isDoc(element) ? indexValues(element, rest).values : [element === undefined ? undefined : MISSING];
    });
    return columns.reduce<unknown[][]>(
      (rows, column) => rows.flatMap((row) => column.map((value) => [...row, value])),
      [[]],
    );
  });
};

/** The part of a path that leads to its first array. */
const arrayPath = (doc: Doc, parts: readonly string[]): string => {
  for (let length = 1; length <= parts.length; length++) {
    if (Array.isArray(valueAt(doc, parts.slice(0, length)))) return parts.slice(0, length).join('.');
  }
  return parts.join('.');
};

/** MongoDB's name for an index without one: `a_1_b_-1`. */
export const defaultName = (key: Doc): string =>
  Object.entries(key)
    .map(([path, direction]) => `${path}_${toInteger(direction) ?? String(direction)}`)
    .join('_');
