import { type Doc, isDoc, TYPE, typeOf } from './bson.ts';
import { keyOf } from './key.ts';
import { isOperators } from './match.ts';
import { regexPrefix, toRegExp } from './regex.ts';

/** A place between keys: before, or after, every key that begins with `bytes`. */
export interface Edge {
  readonly bytes: Buffer;
  readonly after: boolean;
}

/** A stretch of one field's keys, in ascending order of values. */
export interface Interval {
  readonly low: Edge;
  readonly high: Edge;
}

/** What a filter says about one field, as an index can use it. */
export type Predicate =
  | {
      readonly type: 'points';
      readonly points: readonly Interval[];
      readonly exact: boolean;
      readonly values: readonly unknown[];
    }
  | {
      readonly type: 'range';
      readonly interval: Interval;
      /** The interval holds what matches and nothing else: what has a key in it needs no second look. */
      readonly exact: boolean;
      readonly values: readonly unknown[];
    };

const before = (bytes: Buffer): Edge => ({ bytes, after: false });
const after = (bytes: Buffer): Edge => ({ bytes, after: true });

const NULLS: Interval = { low: before(Buffer.from([TYPE.undefined])), high: after(Buffer.from([TYPE.null])) };

/** Every value of one type. */
const bracket = (type: number): Interval => ({ low: before(Buffer.from([type])), high: after(Buffer.from([type])) });

const isNull = (value: unknown): boolean => value === null || value === undefined;

const pointOf = (value: unknown): Interval | undefined => {
  const type = typeOf(value);
  // An array equals a whole array or an element; a regular expression is a search. Neither is one key.
  if (type === TYPE.array || type === TYPE.regex) return undefined;
  if (isNull(value)) return NULLS;
  const key = keyOf(value);
  return { low: before(key), high: after(key) };
};

const points = (values: readonly unknown[]): Predicate | undefined => {
  const found = new Map<string, Interval>();
  for (const value of values) {
    const point = pointOf(value);
    if (point === undefined) return undefined;
    found.set(point.low.bytes.toString('latin1'), point);
  }
  const sorted = [...found.values()].sort((a, b) => Buffer.compare(a.low.bytes, b.low.bytes));
  return { type: 'points', points: sorted, exact: !values.some(isNull), values };
};

const range = (operator: string, value: unknown): Predicate | undefined => {
  const type = typeOf(value);
  if (isNull(value)) return operator === '$gte' || operator === '$lte' ? points([null]) : undefined;
  if (type === TYPE.minKey || type === TYPE.maxKey || type === TYPE.array || type === TYPE.regex) return undefined;
  const key = keyOf(value);
  const { low, high } = bracket(type);
  const interval =
    operator === '$gt'
      ? { low: after(key), high }
      : operator === '$gte'
        ? { low: before(key), high }
        : operator === '$lt'
          ? { low, high: before(key) }
          : { low, high: after(key) };
  return { type: 'range', interval, exact: type === TYPE.string, values: [value] };
};

const prefix = (regex: RegExp): Predicate | undefined => {
  const text = regexPrefix(regex);
  if (text === undefined) return undefined;
  // The key of a text without its two closing bytes begins the key of every longer text.
  const bytes = keyOf(text).subarray(0, -2);
  return { type: 'range', interval: { low: before(bytes), high: after(bytes) }, exact: false, values: [text] };
};

const ofField = (condition: unknown): (Predicate | undefined)[] => {
  if (typeOf(condition) === TYPE.regex) return [prefix(toRegExp(condition))];
  if (!isOperators(condition)) return [points([condition])];
  return Object.entries(condition).map(([operator, argument]) => {
    switch (operator) {
      case '$eq':
        return typeOf(argument) === TYPE.regex ? prefix(toRegExp(argument)) : points([argument]);
      case '$in':
        return Array.isArray(argument) ? points(argument) : undefined;
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        return range(operator, argument);
      case '$regex':
        return prefix(toRegExp(argument, condition.$options));
      default:
        return undefined;
    }
  });
};

/** A filter as an index sees it: conditions that must all hold, by field; `rest` is true when there are others. */
export interface Analysis {
  readonly fields: ReadonlyMap<string, readonly Predicate[]>;
  readonly rest: boolean;
  /** Fields that must be there, with whatever value: all such documents are in a sparse index. */
  readonly existing: ReadonlySet<string>;
  /** The branches of the first `$or`, each together with nothing else. */
  readonly branches: readonly Doc[] | undefined;
}

export const analyse = (filter: Doc): Analysis => {
  const fields = new Map<string, Predicate[]>();
  const existing = new Set<string>();
  let rest = false;
  let branches: Doc[] | undefined;
  /** What one element must meet, some element does: for each field of it an index on that field narrows. */
  const collectElement = (path: string, element: Doc): void => {
    for (const [key, value] of Object.entries(element)) {
      if (key.startsWith('$')) continue;
      const found = ofField(value).filter((one) => one !== undefined);
      if (found.length > 0) fields.set(`${path}.${key}`, [...(fields.get(`${path}.${key}`) ?? []), ...found]);
    }
  };
  const collect = (part: Doc): void => {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(value)) {
        for (const one of value) if (isDoc(one)) collect(one);
      } else if (key === '$or' && Array.isArray(value)) {
        rest = true;
        branches ??= value.filter(isDoc);
      } else if (key.startsWith('$')) {
        if (key !== '$comment') rest = true;
      } else {
        if (isDoc(value) && value.$exists === true) existing.add(key);
        const known = fields.get(key) ?? [];
        for (const predicate of ofField(value)) {
          if (predicate === undefined) rest = true;
          else known.push(predicate);
        }
        if (known.length > 0) fields.set(key, known);
        if (isDoc(value) && isDoc(value.$elemMatch)) collectElement(key, value.$elemMatch);
      }
    }
  };
  collect(filter);
  return { fields, rest, existing, branches };
};

/** The smallest bytes behind everything that begins with `prefix`, which must hold a byte other than FF. */
export const behind = (prefix: Buffer): Buffer => {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  const next = Buffer.from(prefix.subarray(0, length));
  if (length > 0) next[length - 1] = next.readUInt8(length - 1) + 1;
  return next;
};

/** An edge as bytes: keys before it are smaller, keys after it are not. */
export const edgeBytes = (edge: Edge): Buffer => (edge.after ? behind(edge.bytes) : edge.bytes);
