import { bsonTypeOf, TYPE, toNumber, typeOf } from './bson.ts';
import { ServerError } from './errors.ts';

/** The value's bits, negative numbers in two's complement of 64 bits; undefined for what has no bits. */
const bitsOf = (value: unknown): bigint | undefined => {
  if (bsonTypeOf(value) === 'Binary') {
    const { buffer, position } = value as { buffer: Uint8Array; position: number };
    return buffer.subarray(0, position).reduceRight((bits, one) => (bits << 8n) | BigInt(one), 0n);
  }
  if (typeOf(value) !== TYPE.number) return undefined;
  if (bsonTypeOf(value) === 'Long') return BigInt.asUintN(64, BigInt((value as object).toString()));
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? BigInt.asUintN(64, BigInt(number)) : undefined;
};

const maskOf = (operator: string, argument: unknown): bigint => {
  const wrong = () => new ServerError(2, `${operator} takes an Array, a number, or a BinData`);
  if (Array.isArray(argument)) {
    return argument.reduce<bigint>((mask, position) => {
      const at = toNumber(position);
      if (!Number.isInteger(at) || at < 0) throw wrong();
      return mask | (1n << BigInt(at));
    }, 0n);
  }
  if (typeOf(argument) === TYPE.number && toNumber(argument) < 0) throw wrong();
  const mask = bitsOf(argument);
  if (mask === undefined) throw wrong();
  return mask;
};

/** `$bitsAllSet` and its three relatives. */
export const bitTest = (operator: string, argument: unknown): ((value: unknown) => boolean) => {
  const mask = maskOf(operator, argument);
  return (value) => {
    const bits = bitsOf(value);
    if (bits === undefined) return false;
    const set = bits & mask;
    if (operator === '$bitsAllSet') return set === mask;
    if (operator === '$bitsAnySet') return set !== 0n;
    if (operator === '$bitsAllClear') return set === 0n;
    return set !== mask;
  };
};
