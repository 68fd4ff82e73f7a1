import fc from 'fast-check';
import mongoose from 'mongoose';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/store/embedded/compare.ts';
import { compoundKey, keyOf } from '../../src/store/embedded/key.ts';
import { toRegExp } from '../../src/store/embedded/regex.ts';

const { Decimal128, Long } = mongoose.mongo;

const sign = (n: number): number => Math.sign(n);
const decimal = (n: bigint, exponent: number) => Decimal128.fromString(`${n}E${exponent}`);

/** Digits × 10^exponent compared exactly. */
const exactly = (a: [bigint, number], b: [bigint, number]): number => {
  const low = Math.min(a[1], b[1]);
  const [x, y] = [a, b].map(([n, exponent]) => n * 10n ** BigInt(exponent - low)) as [bigint, bigint];
  return x < y ? -1 : x > y ? 1 : 0;
};

describe('the sortable bytes of values', () => {
  test('of doubles order as the numbers do', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        expect(sign(Buffer.compare(keyOf(a), keyOf(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });

  test('of long integers order exactly, also against doubles', () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(long, long, (a, b) => {
        expect(sign(Buffer.compare(keyOf(Long.fromBigInt(a)), keyOf(Long.fromBigInt(b))))).toBe(
          a < b ? -1 : a > b ? 1 : 0,
        );
        const rounded = Number(b);
        const whole = BigInt(rounded);
        expect(sign(Buffer.compare(keyOf(Long.fromBigInt(a)), keyOf(rounded)))).toBe(
          a < whole ? -1 : a > whole ? 1 : 0,
        );
      }),
    );
  });

  test('of decimals order exactly, whatever their exponents', () => {
    const number = fc.tuple(
      fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
      fc.integer({ min: -60, max: 60 }),
    );
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(sign(Buffer.compare(keyOf(decimal(...a)), keyOf(decimal(...b))))).toBe(exactly(a, b));
      }),
    );
    expect(keyOf(Decimal128.fromString('1.50'))).toEqual(keyOf(1.5));
    expect(keyOf(Decimal128.fromString('0.1'))).not.toEqual(keyOf(0.1));
  });

  test('of texts order as their UTF-8 does, NUL included', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'đ', 'Ệ', '\uffee', '🌸', '\u0001') });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const wanted = sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(sign(Buffer.compare(keyOf(a), keyOf(b)))).toBe(wanted);
        expect(sign(compare(a, b))).toBe(wanted);
      }),
    );
  });

  test('of compound values order field by field, each in its direction', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(value, value, value, value, (a, b, x, y) => {
        // Adding 0 turns -0 into 0.
        const wanted = (compare(a, x) || -compare(b, y)) + 0;
        expect(sign(Buffer.compare(compoundKey([a, b], [1, -1]), compoundKey([x, y], [1, -1])))).toBe(sign(wanted));
      }),
    );
  });
});

describe('regular expressions', () => {
  test.each([
    [{ source: '^hà', options: 'i' }, 'HÀ NỘI', true],
    [{ source: '(?i)^hà', options: '' }, 'HÀ', true],
    [{ source: 'a b # lời ghi', options: 'x' }, 'ab', true],
    [{ source: '^.$', options: '' }, '🌸', true],
    [{ source: 'a.b', options: 's' }, 'a\nb', true],
    [{ source: 'a.b', options: '' }, 'a\nb', false],
  ])('%o on %j', ({ source, options }, text, wanted) => {
    expect(toRegExp(source, options).test(text)).toBe(wanted);
  });
});
