import { type Doc, isDoc, MISSING } from '../bson.ts';
import { ServerError } from '../errors.ts';
import { elementTest } from '../match.ts';

/** Largest position that an update may fill up an array to, as in MongoDB. */
const MAX_ARRAY_POSITION = 1_500_000;

/** Tests of the elements that `$[name]` stands for. */
export type ArrayFilters = ReadonlyMap<string, (element: unknown) => boolean>;

export interface PathContext {
  readonly arrayFilters: ArrayFilters;
  /** The array position that the query matched, for `$`. */
  readonly matched: number | undefined;
}

/** A place in a document: the container and the key or position in it. */
export interface Place {
  readonly parent: Doc | unknown[];
  readonly key: string | number;
}

const position = (part: string): number => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : -1);

/** Reads `arrayFilters`. The name of each filter is the first part of its field names. */
export const readArrayFilters = (filters: unknown): ArrayFilters => {
  const tests = new Map<string, (element: unknown) => boolean>();
  if (filters === undefined) return tests;
  if (!Array.isArray(filters)) throw new ServerError(14, 'arrayFilters must be an array');
  for (const filter of filters as Doc[]) {
    const names = new Set(fieldNames(filter));
    const [name] = names;
    if (name === undefined)
      throw new ServerError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
    if (names.size > 1)
      throw new ServerError(
        9,
        `Error parsing array filter: Expected a single top-level field name, found ${[...names].map((one) => `'${one}'`).join(' and ')}`,
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw new ServerError(
        2,
        `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (tests.has(name))
      throw new ServerError(9, `Found multiple array filters with the same top-level field name ${name}`);
    const boxed = elementTest({ $and: [filter] });
    tests.set(name, (element) => boxed({ [name]: element }));
  }
  return tests;
};

const fieldNames = (filter: Doc): string[] =>
  Object.entries(filter).flatMap(([key, value]) =>
    key.startsWith('$')
      ? Array.isArray(value)
        ? value.filter(isDoc).flatMap(fieldNames)
        : []
      : [key.split('.')[0] as string],
  );

/** Every array filter must be used by some path, and every `$[name]` must have a filter. */
export const checkArrayFilters = (filters: ArrayFilters, paths: readonly string[]): void => {
  const used = new Set<string>();
  for (const path of paths) {
    for (const part of path.split('.')) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      if (!filters.has(name))
        throw new ServerError(2, `No array filter found for identifier '${name}' in path '${path}'`);
      used.add(name);
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name))
      throw new ServerError(9, `The array filter for identifier '${name}' was not used in the update`);
  }
};

/** Replaces `$`, `$[]` and `$[name]` by positions: the concrete paths that the update works on in this document. */
export const expandPath = (root: Doc, path: string, context: PathContext): string[][] => {
  if (!path.includes('$')) return [path.split('.')];
  const parts = path.split('.');
  const found: string[][] = [];
  const step = (value: unknown, at: number, prefix: string[]): void => {
    if (at === parts.length) {
      found.push(prefix);
      return;
    }
    const part = parts[at] as string;
    if (part === '$') {
      if (context.matched === undefined)
        throw new ServerError(2, 'The positional operator did not find the match needed from the query.');
      step(child(value, String(context.matched)), at + 1, [...prefix, String(context.matched)]);
      return;
    }
    if (part.startsWith('$[')) {
      if (value === MISSING || value === undefined)
        throw new ServerError(
          2,
          `The path '${prefix.join('.')}' must exist in the document in order to apply array updates.`,
        );
      if (!Array.isArray(value))
        throw new ServerError(2, `Cannot apply array updates to non-array element ${prefix.at(-1)}`);
      const test = part === '$[]' ? () => true : context.arrayFilters.get(part.slice(2, -1));
      value.forEach((element, i) => {
        if (test?.(element)) step(element, at + 1, [...prefix, String(i)]);
      });
      return;
    }
    step(child(value, part), at + 1, [...prefix, part]);
  };
  step(root, 0, []);
  return found;
};

const child = (value: unknown, part: string): unknown => {
  if (Array.isArray(value)) return value[position(part)] ?? MISSING;
  return isDoc(value) && Object.hasOwn(value, part) ? value[part] : MISSING;
};

const blocked = (part: string, key: string, value: unknown): ServerError =>
  new ServerError(28, `Cannot create field '${part}' in element {${key}: ${JSON.stringify(value)}}`);

/** Finds a place, making documents on the way when `create`. Undefined when it is not there and is not to be made. */
export const placeAt = (root: Doc, parts: readonly string[], create: boolean): Place | undefined => {
  let parent: Doc | unknown[] = root;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as string;
    const key = Array.isArray(parent) ? position(part) : part;
    if (key === -1) {
      if (!create) return undefined;
      throw blocked(part, parts[at - 1] ?? '', parent);
    }
    if (at === parts.length - 1) return { parent, key };
    let next = read({ parent, key });
    if (next === MISSING || next === undefined) {
      if (!create) return undefined;
      next = {};
      write({ parent, key }, next);
    }
    if (!isDoc(next) && !Array.isArray(next)) {
      if (!create) return undefined;
      throw blocked(parts[at + 1] as string, part, next);
    }
    parent = next as Doc | unknown[];
  }
  return undefined;
};

export const read = ({ parent, key }: Place): unknown => {
  if (Array.isArray(parent)) return (key as number) < parent.length ? parent[key as number] : MISSING;
  return Object.hasOwn(parent, key) ? parent[key as string] : MISSING;
};

/** Writes a value; a position past an array's end fills the gap with null. */
export const write = ({ parent, key }: Place, value: unknown): void => {
  if (!Array.isArray(parent)) {
    // A field named __proto__ is a field like any other.
    Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  if ((key as number) > parent.length + MAX_ARRAY_POSITION)
    throw new ServerError(2, `can't backfill more than ${MAX_ARRAY_POSITION} elements`);
  while (parent.length < (key as number)) parent.push(null);
  parent[key as number] = value;
};

/** Takes a field away; in an array the position becomes null. */
export const remove = ({ parent, key }: Place): void => {
  if (Array.isArray(parent)) {
    if ((key as number) < parent.length) parent[key as number] = null;
  } else delete parent[key as string];
};
