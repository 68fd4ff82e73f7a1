import { bsonTypeOf, Decimal128, Double, Int32, Long, TYPE, toNumber, typeOf } from './bson.ts';
import { ServerError } from './errors.ts';
import { aligned, type Exact, parseDecimal } from './exact.ts';

type Kind = 'int' | 'long' | 'double' | 'decimal';

const kindOf = (value: unknown): Kind => {
  switch (bsonTypeOf(value)) {
    case 'Int32':
      return 'int';
    case 'Long':
      return 'long';
    case 'Double':
      return 'double';
    case 'Decimal128':
      return 'decimal';
    default:
      return Number.isInteger(value) && ((value as number) | 0) === value ? 'int' : 'double';
  }
};

const INT_MAX = 2n ** 31n - 1n;
const LONG_MAX = 2n ** 63n - 1n;
/** Digits of a Decimal128. */
const PRECISION = 34;

const whole = (value: unknown): bigint => BigInt((value as object).toString());

/** An int when both were ints and it fits, else a long. */
const integer = (result: bigint, kinds: readonly Kind[]): unknown => {
  if (result > LONG_MAX || result < -LONG_MAX - 1n) return undefined;
  const fits = result <= INT_MAX && result >= -INT_MAX - 1n;
  return fits && kinds.every((kind) => kind === 'int') ? new Int32(Number(result)) : Long.fromBigInt(result);
};

const exactOf = (value: unknown): Exact | undefined => {
  if (bsonTypeOf(value) === 'Decimal128') {
    const text = (value as object).toString();
    return /\d/.test(text) ? parseDecimal(text) : undefined;
  }
  if (bsonTypeOf(value) === 'Long') return { mantissa: whole(value), exponent: 0 };
  const number = toNumber(value);
  // A double enters decimal arithmetic with the 15 digits that it is shown with, as in MongoDB.
  return Number.isFinite(number) ? parseDecimal(String(Number(number.toPrecision(15)))) : undefined;
};

const rounded = ({ mantissa, exponent }: Exact): unknown => {
  let digits = mantissa < 0n ? -mantissa : mantissa;
  let power = exponent;
  const excess = digits.toString().length - PRECISION;
  if (excess > 0) {
    const unit = 10n ** BigInt(excess);
    const half = unit / 2n;
    const rest = digits % unit;
    digits /= unit;
    if (rest > half || (rest === half && digits % 2n === 1n)) digits += 1n;
    power += excess;
  }
  return Decimal128.fromString(`${mantissa < 0n ? '-' : ''}${digits}E${power}`);
};

const decimal = (a: unknown, b: unknown, combine: (a: Exact, b: Exact) => Exact): unknown => {
  const left = exactOf(a);
  const right = exactOf(b);
  return left === undefined || right === undefined ? Decimal128.fromString('NaN') : rounded(combine(left, right));
};

const sum = (a: Exact, b: Exact): Exact => {
  const sides = aligned(a, b);
  return { mantissa: sides.a + sides.b, exponent: sides.exponent };
};

const product = (a: Exact, b: Exact): Exact => ({
  mantissa: a.mantissa * b.mantissa,
  exponent: a.exponent + b.exponent,
});

const calculate = (
  a: unknown,
  b: unknown,
  integers: (a: bigint, b: bigint) => bigint,
  doubles: (a: number, b: number) => number,
  decimals: (a: Exact, b: Exact) => Exact,
): unknown => {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds.includes('decimal')) return decimal(a, b, decimals);
  if (kinds.includes('double')) return new Double(doubles(toNumber(a), toNumber(b)));
  const result = integer(integers(whole(a), whole(b)), kinds);
  if (result === undefined)
    throw new ServerError(2, 'Failed to apply the update: the result does not fit in a 64-bit integer');
  return result;
};

/** a + b with the type that MongoDB gives it: the wider of the two, and long where an int overflows. */
export const add = (a: unknown, b: unknown): unknown =>
  calculate(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    sum,
  );

/** a × b, typed like `add`. */
export const multiply = (a: unknown, b: unknown): unknown =>
  calculate(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    product,
  );

/** `$bit`: and, or, xor of two integers. */
export const bitwise = (name: string, a: unknown, b: unknown): unknown => {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds.some((kind) => kind !== 'int' && kind !== 'long'))
    throw new ServerError(2, 'Cannot apply $bit to a value of non-integral type');
  const [x, y] = [whole(a), whole(b)];
  const result = name === 'and' ? x & y : name === 'or' ? x | y : x ^ y;
  return integer(result, kinds);
};

/** Zero of the type of a number, for `$mul` on a field that is not there. */
export const zeroLike = (value: unknown): unknown => multiply(value, new Int32(0));

export const isNumeric = (value: unknown): boolean => typeOf(value) === TYPE.number;

/** An integral number as such, or undefined. */
export const toInteger = (value: unknown): number | undefined => {
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  return Number.isInteger(number) ? number : undefined;
};
