import { bsonTypeOf, type Doc, isDoc, MISSING, Timestamp } from '../bson.ts';
import { compare } from '../compare.ts';
import { ServerError } from '../errors.ts';
import { add, bitwise, isNumeric, multiply, zeroLike } from '../numbers.ts';
import { addToSet, pop, pull, pullAll, push } from './arrays.ts';

/** What an operator does with the value at one place: the new value, or LEAVE to change nothing. */
export type Change = (old: unknown, path: string) => unknown;

/** Nothing is written and nothing is created. */
export const LEAVE = Symbol('leave');

const numeric = (operator: string, argument: unknown, path: string): void => {
  if (!isNumeric(argument))
    throw new ServerError(
      14,
      `Cannot ${operator === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}}`,
    );
};

const onNumber = (operator: string, old: unknown, path: string, change: () => unknown): unknown => {
  if (isNumeric(old)) return change();
  throw new ServerError(
    14,
    `Cannot apply ${operator} to a value of non-numeric type. The field '${path}' has a value of another type`,
  );
};

const currentDate = (argument: unknown, now: Date): unknown => {
  if (typeof argument === 'boolean') return now;
  const type = isDoc(argument) && Object.keys(argument).length === 1 ? argument.$type : undefined;
  if (type === 'date') return now;
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  throw new ServerError(2, "The '$type' string field is required to be 'date' or 'timestamp'");
};

const bit = (argument: unknown): Change => {
  const entries = isDoc(argument) ? Object.entries(argument) : [];
  if (entries.length === 0)
    throw new ServerError(2, 'The $bit modifier takes a document like {$bit: {field: {and/or/xor: #}}}');
  for (const [name] of entries) {
    if (!['and', 'or', 'xor'].includes(name))
      throw new ServerError(2, `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
  }
  return (old) =>
    entries.reduce(
      (value, [name, operand]) => bitwise(name, value === MISSING ? zeroLike(operand) : value, operand),
      old,
    );
};

const fromArray =
  (change: (old: unknown) => unknown[] | undefined): Change =>
  (old) =>
    change(old) ?? LEAVE;

/** The change that an update operator with its argument makes at a place; undefined for an operator that does not exist. */
export const changeOf = (operator: string, argument: unknown, path: string, now: Date): Change | undefined => {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return () => argument;
    case '$inc':
      numeric(operator, argument, path);
      return (old) => (old === MISSING ? argument : onNumber(operator, old, path, () => add(old, argument)));
    case '$mul':
      numeric(operator, argument, path);
      return (old) =>
        old === MISSING ? zeroLike(argument) : onNumber(operator, old, path, () => multiply(old, argument));
    case '$min':
      return (old) => (old === MISSING || compare(argument, old) < 0 ? argument : LEAVE);
    case '$max':
      return (old) => (old === MISSING || compare(argument, old) > 0 ? argument : LEAVE);
    case '$currentDate': {
      const value = currentDate(argument, now);
      return () => value;
    }
    case '$bit':
      return bit(argument);
    case '$push':
      return fromArray(push(argument));
    case '$addToSet':
      return fromArray(addToSet(argument));
    case '$pop':
      return fromArray(pop(argument));
    case '$pull':
      return fromArray(pull(argument));
    case '$pullAll':
      return fromArray(pullAll(argument));
    default:
      return undefined;
  }
};

/** Copies a value, so that one argument written to two places does not become one object. */
export const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copy);
  if (!isDoc(value) || bsonTypeOf(value) !== undefined) return value;
  return Object.fromEntries(Object.entries(value as Doc).map(([key, one]) => [key, copy(one)]));
};
