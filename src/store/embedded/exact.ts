/**
 * Numbers that a double cannot hold: a Long past 2^53 and most Decimal128. Here they are exact, as a mantissa and a
 * power of ten, so that they compare and add up as MongoDB does it.
 */
export interface Exact {
  /** Value = mantissa × 10^exponent. */
  readonly mantissa: bigint;
  readonly exponent: number;
}

const pow10 = (n: number): bigint => 10n ** BigInt(n);

/** Reads what `Decimal128.toString` writes (`1.5E-3`, `-0`, `12`). Not for NaN and Infinity. */
export const parseDecimal = (text: string): Exact => {
  const [digits = '0', power = '0'] = text.toLowerCase().split('e');
  const [whole = '0', part = ''] = digits.split('.');
  return { mantissa: BigInt(whole + part), exponent: Number(power) - part.length };
};

/** A finite double, exactly: its binary fraction written in powers of ten. */
export const exactDouble = (value: number): Exact => {
  if (Number.isInteger(value)) return { mantissa: BigInt(value), exponent: 0 };
  let mantissa = value;
  let halvings = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    halvings++;
  }
  // value = mantissa / 2^n = mantissa × 5^n / 10^n
  return { mantissa: BigInt(mantissa) * 5n ** BigInt(halvings), exponent: -halvings };
};

/** Brings two exact numbers to one exponent. */
export const aligned = (a: Exact, b: Exact): { a: bigint; b: bigint; exponent: number } => {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    a: a.mantissa * pow10(a.exponent - exponent),
    b: b.mantissa * pow10(b.exponent - exponent),
    exponent,
  };
};

interface Split {
  /** The largest double that is not above the value. */
  readonly floor: number;
  /** Sortable bytes of value − floor, when that is above zero. */
  readonly rest: Uint8Array | undefined;
}

const view = new DataView(new ArrayBuffer(8));

/** The next double below. */
const below = (value: number): number => {
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  if (value === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
};

/** Decimal exponent of the first digit, then the digits without zeros behind, then an end mark. */
const sortable = (mantissa: bigint, exponent: number): Uint8Array => {
  const digits = mantissa.toString().replace(/0+$/, '');
  const place = mantissa.toString().length + exponent + 0x8000;
  return Uint8Array.from([place >> 8, place & 0xff, ...Array.from(digits, (digit) => digit.charCodeAt(0)), 0]);
};

const split = (value: Exact, near: number): Split => {
  let floor = near;
  let sides = floorSides(value, floor);
  if (sides.a < sides.b) {
    floor = below(floor);
    sides = floorSides(value, floor);
  }
  const rest = sides.a - sides.b;
  return { floor, rest: rest === 0n ? undefined : sortable(rest, sides.exponent) };
};

const floorSides = (value: Exact, floor: number) =>
  Number.isFinite(floor)
    ? aligned(value, exactDouble(floor))
    : { a: floor > 0 ? 0n : 1n, b: floor > 0 ? 1n : 0n, exponent: 0 };

/** A Long (or a bigint) as the double below it and the rest. */
export const splitLong = (value: object | bigint): Split => {
  const exact = BigInt(value.toString());
  return split({ mantissa: exact, exponent: 0 }, Number(exact));
};

/** A Decimal128 as the double below it and the rest. */
export const splitDecimal = (value: object): Split => {
  const text = value.toString();
  const near = Number(text);
  if (Number.isNaN(near) || text.includes('Inf')) return { floor: near, rest: undefined };
  const exact = parseDecimal(text);
  if (exact.mantissa === 0n) return { floor: 0, rest: undefined };
  return near === Number.NEGATIVE_INFINITY ? { floor: -Number.MAX_VALUE, rest: undefined } : split(exact, near);
};
