import { bsonTypeOf, MISSING, TYPE, toNumber, typeOf } from './bson.ts';
import { compare, equal } from './compare.ts';
import { ServerError, unsupported } from './errors.ts';
import { keyOf } from './key.ts';
import { bitTest } from './match-bits.ts';
import { toRegExp } from './regex.ts';

/** Tests one value that a path met; MISSING where the field is not there. */
export type ValueTest = (value: unknown) => boolean;

const isNull = (value: unknown): boolean => value === null || value === undefined || value === MISSING;

const isNaNValue = (value: unknown): boolean => typeOf(value) === TYPE.number && Number.isNaN(toNumber(value));

const equalTo = (wanted: unknown): ValueTest => {
  if (isNull(wanted)) return isNull;
  if (typeOf(wanted) === TYPE.regex) {
    const regex = toRegExp(wanted);
    return (value) => (typeof value === 'string' ? regex.test(value) : equal(value, wanted));
  }
  if (typeof wanted === 'string' || typeof wanted === 'boolean') return (value) => value === wanted;
  return (value) => equal(value, wanted);
};

const inList = (name: string, wanted: unknown): ValueTest => {
  if (!Array.isArray(wanted)) throw new ServerError(2, `${name} needs an array`);
  if (
    wanted.some(
      (one) =>
        typeOf(one) === TYPE.object &&
        Object.keys(one as object)[0]?.startsWith('$') &&
        !('$ref' in (one as object)) &&
        bsonTypeOf(one) !== 'DBRef',
    )
  )
    throw new ServerError(2, `cannot nest $ under ${name}`);
  const patterns = wanted.filter((one) => typeOf(one) === TYPE.regex).map((one) => equalTo(one));
  const nulls = wanted.some(isNull);
  const texts = new Set(wanted.filter((one) => typeof one === 'string'));
  const keys = new Set(
    wanted
      .filter((one) => typeof one !== 'string' && !isNull(one) && typeOf(one) !== TYPE.regex)
      .map((one) => keyOf(one).toString('latin1')),
  );
  return (value) => {
    if (isNull(value)) return nulls;
    if (typeof value === 'string' ? texts.has(value) : keys.size > 0 && keys.has(keyOf(value).toString('latin1')))
      return true;
    return patterns.some((test) => test(value));
  };
};

const ordered = (wanted: unknown, holds: (order: number) => boolean): ValueTest => {
  const type = typeOf(wanted);
  if (type === TYPE.regex) throw new ServerError(2, "Can't have RegEx as arg to predicate over field.");
  if (isNull(wanted)) return (value) => isNull(value) && holds(0);
  if (type === TYPE.minKey || type === TYPE.maxKey) {
    return (value) => value !== MISSING && holds(compare(value, wanted));
  }
  if (isNaNValue(wanted)) return (value) => isNaNValue(value) && holds(0);
  return (value) => typeOf(value) === type && !isNaNValue(value) && holds(compare(value, wanted));
};

const remainder = (argument: unknown): ValueTest => {
  if (!Array.isArray(argument)) throw new ServerError(2, 'malformed mod, needs to be an array');
  if (argument.length !== 2)
    throw new ServerError(2, `malformed mod, ${argument.length < 2 ? 'not enough' : 'too many'} elements`);
  const [divisor, rest] = argument.map((one) => Math.trunc(toNumber(one)));
  if (!Number.isFinite(divisor) || !Number.isFinite(rest))
    throw new ServerError(2, 'malformed mod, divisor or remainder is not a number');
  if (divisor === 0) throw new ServerError(2, 'divisor cannot be 0');
  return (value) => typeOf(value) === TYPE.number && Math.trunc(toNumber(value)) % (divisor as number) === rest;
};

const ofSize = (argument: unknown): ValueTest => {
  const size = toNumber(argument);
  if (!Number.isInteger(size) || size < 0) throw new ServerError(2, '$size must be a whole number, zero or above');
  return (value) => Array.isArray(value) && value.length === size;
};

const isInt = (value: unknown): boolean =>
  bsonTypeOf(value) === 'Int32' ||
  (typeof value === 'number' && Number.isInteger(value) && (value | 0) === value && !Object.is(value, -0));
const isDouble = (value: unknown): boolean =>
  bsonTypeOf(value) === 'Double' || (typeof value === 'number' && !isInt(value));

const TYPE_TESTS: Record<string, ValueTest> = {
  double: isDouble,
  string: (value) => typeof value === 'string',
  object: (value) => typeOf(value) === TYPE.object && value !== MISSING,
  array: Array.isArray,
  binData: (value) => typeOf(value) === TYPE.binary,
  undefined: (value) => value === undefined,
  objectId: (value) => typeOf(value) === TYPE.objectId,
  bool: (value) => typeof value === 'boolean',
  date: (value) => typeOf(value) === TYPE.date,
  null: (value) => value === null,
  regex: (value) => typeOf(value) === TYPE.regex,
  javascript: (value) => typeOf(value) === TYPE.code,
  symbol: (value) => bsonTypeOf(value) === 'BSONSymbol',
  javascriptWithScope: (value) => typeOf(value) === TYPE.codeWithScope,
  int: isInt,
  timestamp: (value) => typeOf(value) === TYPE.timestamp,
  long: (value) => bsonTypeOf(value) === 'Long',
  decimal: (value) => bsonTypeOf(value) === 'Decimal128',
  minKey: (value) => typeOf(value) === TYPE.minKey,
  maxKey: (value) => typeOf(value) === TYPE.maxKey,
  number: (value) => typeOf(value) === TYPE.number,
};

const TYPE_CODES: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  '-1': 'minKey',
  127: 'maxKey',
};

const ofType = (argument: unknown): ValueTest => {
  const tests = (Array.isArray(argument) ? argument : [argument]).map((one) => {
    const name = typeof one === 'string' ? one : TYPE_CODES[toNumber(one)];
    const test = name === undefined ? undefined : TYPE_TESTS[name];
    if (test === undefined) throw new ServerError(2, `Unknown type name alias: ${String(one)}`);
    return test;
  });
  return (value) => value !== MISSING && tests.some((test) => test(value));
};

const REFUSED = ['$geoWithin', '$geoIntersects', '$near', '$nearSphere', '$within', '$geoNear'];

/** The test for one operator of a field. `shown` is the operator's name in a message. */
export const leafTest = (operator: string, argument: unknown, shown = operator): ValueTest => {
  switch (operator) {
    case '$eq':
      return equalTo(argument);
    case '$in':
      return inList(shown, argument);
    case '$gt':
      return ordered(argument, (order) => order > 0);
    case '$gte':
      return ordered(argument, (order) => order >= 0);
    case '$lt':
      return ordered(argument, (order) => order < 0);
    case '$lte':
      return ordered(argument, (order) => order <= 0);
    case '$regex': {
      const regex = argument as RegExp;
      return (value) => typeof value === 'string' && regex.test(value);
    }
    case '$mod':
      return remainder(argument);
    case '$size':
      return ofSize(argument);
    case '$type':
      return ofType(argument);
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return bitTest(operator, argument);
    default:
      if (REFUSED.includes(operator)) throw unsupported(operator);
      throw new ServerError(2, `unknown operator: ${operator}`);
  }
};
