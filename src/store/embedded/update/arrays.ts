import { type Doc, isDoc, MISSING } from '../bson.ts';
import { compare, equal } from '../compare.ts';
import { ServerError } from '../errors.ts';
import { compileFilter, elementTest, isOperators } from '../match.ts';
import { leafTest } from '../match-values.ts';
import { toInteger } from '../numbers.ts';
import { sorter } from '../sort.ts';

/** A change of one array value. Undefined means: leave the field as it is (or absent). */
export type ArrayChange = (old: unknown) => unknown[] | undefined;

const PUSH_MODIFIERS = ['$each', '$slice', '$sort', '$position'];

const arrayOf = (operator: string, old: unknown): unknown[] => {
  if (old === MISSING) return [];
  if (!Array.isArray(old))
    throw new ServerError(2, `The field must be an array for ${operator} but is of another type`);
  return old;
};

const whole = (name: string, value: unknown): number => {
  const number = toInteger(value);
  if (number === undefined) throw new ServerError(2, `The value for ${name} must be an integer value`);
  return number;
};

const each = (operator: string, argument: unknown): unknown[] | undefined => {
  if (!isDoc(argument) || !('$each' in argument)) return undefined;
  if (!Array.isArray(argument.$each))
    throw new ServerError(operator === '$push' ? 2 : 14, `The argument to $each in ${operator} must be an array`);
  return argument.$each;
};

/** `$push` with `$each`, `$position`, `$sort`, `$slice`, applied in that order. */
export const push = (argument: unknown): ArrayChange => {
  const many = each('$push', argument);
  if (many === undefined) return (old) => [...arrayOf('$push', old), argument];
  const modifiers = argument as Doc;
  for (const name of Object.keys(modifiers)) {
    if (!PUSH_MODIFIERS.includes(name)) throw new ServerError(2, `Unrecognized clause in $push: ${name}`);
  }
  const position = modifiers.$position === undefined ? undefined : whole('$position', modifiers.$position);
  const slice = modifiers.$slice === undefined ? undefined : whole('$slice', modifiers.$slice);
  const order = modifiers.$sort === undefined ? undefined : elementOrder(modifiers.$sort);
  return (old) => {
    const items = [...arrayOf('$push', old)];
    const at = position === undefined ? items.length : position < 0 ? Math.max(0, items.length + position) : position;
    items.splice(at, 0, ...many);
    if (order !== undefined) items.sort(order);
    if (slice === undefined) return items;
    return slice >= 0 ? items.slice(0, slice) : items.slice(slice);
  };
};

const elementOrder = (spec: unknown): ((a: unknown, b: unknown) => number) => {
  if (isDoc(spec)) {
    const byFields = sorter(spec);
    return (a, b) => byFields(isDoc(a) ? a : {}, isDoc(b) ? b : {});
  }
  const direction = toInteger(spec);
  if (direction !== 1 && direction !== -1) throw new ServerError(2, 'The $sort element value must be either 1 or -1');
  return (a, b) => direction * compare(a, b);
};

export const addToSet = (argument: unknown): ArrayChange => {
  const many = each('$addToSet', argument) ?? [argument];
  return (old) => {
    const items = [...arrayOf('$addToSet', old)];
    for (const one of many) if (!items.some((item) => equal(item, one))) items.push(one);
    return items;
  };
};

export const pop = (argument: unknown): ArrayChange => {
  const end = toInteger(argument);
  if (end !== 1 && end !== -1) throw new ServerError(9, '$pop expects 1 or -1');
  return (old) => {
    if (old === MISSING) return undefined;
    const items = arrayOf('$pop', old);
    return end === 1 ? items.slice(0, -1) : items.slice(1);
  };
};

const removing =
  (operator: string, test: (item: unknown) => boolean): ArrayChange =>
  (old) =>
    old === MISSING ? undefined : arrayOf(operator, old).filter((item) => !test(item));

/** `$pull` takes a value, conditions on the value (`{ $gte: 6 }`), or conditions on the fields of element documents. */
export const pull = (argument: unknown): ArrayChange => {
  if (isOperators(argument)) return removing('$pull', elementTest(argument));
  if (isDoc(argument)) {
    const test = compileFilter(argument);
    return removing('$pull', (item) => isDoc(item) && test(item));
  }
  return removing('$pull', leafTest('$eq', argument));
};

export const pullAll = (argument: unknown): ArrayChange => {
  if (!Array.isArray(argument)) throw new ServerError(2, '$pullAll requires an array argument');
  return removing('$pullAll', (item) => argument.some((one) => equal(item, one)));
};
