import { type Doc, fieldsOf, isDoc, TYPE, toNumber, typeOf } from './bson.ts';
import { ServerError, unsupported } from './errors.ts';
import { type Evaluate, elementTest } from './match.ts';
import { toInteger } from './numbers.ts';

/** Shapes one found document. `index` is the array position that the filter matched, for `'a.$': 1`. */
export type Project = (doc: Doc, index: number | undefined) => Doc;

/** A tree of paths: true keeps or drops the field, an object goes deeper, a function computes the field. */
type Tree = Map<string, boolean | Tree | ((value: unknown, index: number | undefined) => unknown)>;

const flag = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  return typeOf(value) === TYPE.number ? toNumber(value) !== 0 : undefined;
};

/**
 * Compiles a find projection: inclusion, exclusion, `$slice`, `$elemMatch`, the positional `$`, and computed fields.
 * In an aggregation `$slice` is an expression like all others. Undefined when the projection shows the whole document.
 */
export const compileProjection = (
  spec: unknown,
  evaluate: Evaluate,
  place: 'find' | 'aggregate' = 'find',
): Project | undefined => {
  if (spec === undefined || spec === null) return undefined;
  if (!isDoc(spec)) throw new ServerError(14, 'projection must be an object');
  const flat = flatten(spec);
  if (flat.length === 0) return undefined;
  const inFind = place === 'find';
  const including = mode(flat, inFind);
  const tree: Tree = new Map();
  const computed: [string[], unknown][] = [];
  for (const [path, value] of flat) {
    const shown = flag(value);
    if (inFind && path.endsWith('.$')) {
      plant(tree, path.replace(/\.\$$/, ''), (field, index) => positional(field, index));
    } else if (shown !== undefined) plant(tree, path, shown);
    else if (inFind && isDoc(value) && '$slice' in value && isSlice(value.$slice))
      plant(tree, path, slicer(value.$slice));
    else if (inFind && isDoc(value) && '$elemMatch' in value) plant(tree, path, firstElement(value.$elemMatch));
    else if (isDoc(value) && '$meta' in value) throw unsupported('$meta');
    else computed.push([path.split('.'), value]);
  }
  if (including && !tree.has('_id') && !computed.some(([parts]) => parts[0] === '_id')) tree.set('_id', true);
  return (doc, index) => {
    const shaped = including ? include(doc, tree, index) : exclude(doc, tree, index);
    for (const [parts, expression] of computed) assign(shaped, parts, evaluate(expression, doc));
    return shaped;
  };
};

/** `{ a: { b: 1 } }` is `{ 'a.b': 1 }`. */
const flatten = (spec: Doc, prefix = ''): [string, unknown][] =>
  Object.entries(spec).flatMap(([key, value]): [string, unknown][] => {
    if (key.startsWith('$') && prefix === '')
      throw new ServerError(16410, `FieldPath field names may not start with '$': ${key}`);
    if (key === '') throw new ServerError(40352, 'FieldPath cannot be constructed with empty string');
    const nested =
      isDoc(value) && Object.keys(value).length > 0 && !Object.keys(value).some((one) => one.startsWith('$'));
    return nested ? flatten(value, `${prefix}${key}.`) : [[prefix + key, value]];
  });

/** `$slice` of a find takes numbers; with an expression in front it is the aggregation's. */
const isSlice = (argument: unknown): boolean => !Array.isArray(argument) || toInteger(argument[0]) !== undefined;

const mode = (flat: readonly [string, unknown][], inFind: boolean): boolean => {
  const slices = (value: unknown): boolean => inFind && isDoc(value) && '$slice' in value && isSlice(value.$slice);
  let decided: boolean | undefined;
  for (const [path, value] of flat) {
    const shown = flag(value);
    const excludes = shown === false;
    if (path === '_id' && shown !== undefined) continue;
    if (slices(value)) continue;
    if (decided !== undefined && decided === excludes) {
      throw excludes
        ? new ServerError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
        : new ServerError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    }
    decided = !excludes;
  }
  if (decided !== undefined) return decided;
  const id = flat.find(([path]) => path === '_id');
  const sliced = flat.some(([, value]) => slices(value));
  return !sliced && id !== undefined && flag(id[1]) === true;
};

const plant = (
  tree: Tree,
  path: string,
  leaf: boolean | ((value: unknown, index: number | undefined) => unknown),
): void => {
  const parts = path.split('.');
  let at = tree;
  for (const part of parts.slice(0, -1)) {
    const next = at.get(part);
    if (next !== undefined && !(next instanceof Map)) throw new ServerError(31249, `Path collision at ${path}`);
    const deeper: Tree = next ?? new Map();
    at.set(part, deeper);
    at = deeper;
  }
  const last = parts.at(-1) as string;
  if (at.has(last)) throw new ServerError(31250, `Path collision at ${path}`);
  at.set(last, leaf);
};

const NOTHING = Symbol('nothing');

const include = (doc: Doc, tree: Tree, index: number | undefined): Doc => {
  const shaped: Doc = {};
  for (const [key, value] of Object.entries(fieldsOf(doc))) {
    const leaf = tree.get(key);
    if (leaf === undefined || leaf === false) continue;
    const kept =
      leaf === true
        ? value
        : leaf instanceof Map
          ? deeper(value, (one) => include(one, leaf, index), NOTHING)
          : leaf(value, index);
    if (kept !== NOTHING && kept !== undefined) shaped[key] = kept;
  }
  return shaped;
};

const exclude = (doc: Doc, tree: Tree, index: number | undefined): Doc => {
  const shaped: Doc = {};
  for (const [key, value] of Object.entries(fieldsOf(doc))) {
    const leaf = tree.get(key);
    if (leaf === false) continue;
    const kept =
      leaf === undefined || leaf === true
        ? value
        : leaf instanceof Map
          ? deeper(value, (one) => exclude(one, leaf, index))
          : leaf(value, index);
    if (kept !== undefined || value === undefined) shaped[key] = kept;
  }
  return shaped;
};

/** Goes into documents and arrays of documents; `other` replaces what is neither. */
const deeper = (value: unknown, shape: (doc: Doc) => Doc, other?: unknown): unknown => {
  if (Array.isArray(value)) {
    return value.map((one) => deeper(one, shape, other)).filter((one) => one !== NOTHING);
  }
  if (isDoc(value)) return shape(value);
  return other ?? value;
};

const positional = (value: unknown, index: number | undefined): unknown => {
  if (!Array.isArray(value)) return value;
  if (index === undefined)
    throw new ServerError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  return value.slice(index, index + 1);
};

const slicer = (argument: unknown) => {
  const numbers = (Array.isArray(argument) ? argument : [argument]).map(toInteger);
  const [first, second] = numbers;
  if (first === undefined || numbers.length > 2 || (numbers.length === 2 && second === undefined)) {
    throw new ServerError(28667, 'Invalid $slice syntax');
  }
  return (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    if (second === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const start = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(start, start + second);
  };
};

const firstElement = (argument: unknown) => {
  const test = elementTest(argument);
  return (value: unknown): unknown => {
    const found = Array.isArray(value) ? value.find(test) : undefined;
    return found === undefined ? undefined : [found];
  };
};

const assign = (doc: Doc, parts: readonly string[], value: unknown): void => {
  if (value === undefined) return;
  let at = doc;
  for (const part of parts.slice(0, -1)) {
    const next = at[part];
    at[part] = isDoc(next) ? { ...next } : {};
    at = at[part] as Doc;
  }
  at[parts.at(-1) as string] = value;
};
