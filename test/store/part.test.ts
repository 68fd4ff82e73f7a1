import fc from 'fast-check';
import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { type Doc, decode, encode } from '../../src/store/embedded/bson.ts';
import { decodePart } from '../../src/store/embedded/part.ts';

const { Binary, Code, DBRef, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, BSONRegExp } =
  mongoose.mongo.BSON;

// No byte 0 ends a name early; names of any alphabet.
const name: fc.Arbitrary<string> = fc
  .oneof(fc.constantFrom('_id', 'a', 'thread', 'đơn vị', '𝒳', ''), fc.string({ unit: 'grapheme', maxLength: 6 }))
  .filter((text) => !text.includes('\0') && text !== '__proto__');

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
    fc.boolean(),
    fc.constantFrom(null, new MinKey(), new MaxKey(), new Int32(3), new Double(4), new ObjectId(), new Timestamp(9n)),
    fc.constantFrom<unknown>(Decimal128.fromString('1.50'), new Code('f()'), new Code('g()', { a: 1 }), /a.b/i),
    fc.constantFrom<unknown>(new BSONRegExp('x', 'i'), new DBRef('c', new ObjectId())),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new Binary(bytes)),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  ),
})).any;
test('a part of a document reads as the whole document does, whatever is left out', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 8 }), fc.array(name), (doc, others) => {
      const bytes = encode(doc as Doc);
      const whole = decode(bytes);
      const names = new Set([...others, ...Object.keys(doc).filter((_name, i) => i % 2 === 0)]);
      const part = decodePart(bytes, names);
      for (const wanted of names) expect(part[wanted]).toEqual(whole[wanted]);
    }),
    { numRuns: 500 },
  );
});

test('what is not asked for is not read', () => {
  expect(decodePart(encode({ a: 1, b: { c: 'x'.repeat(1000) }, d: [1, 2], e: 'y' }), new Set(['a', 'e']))).toEqual({
    a: 1,
    e: 'y',
  });
});
