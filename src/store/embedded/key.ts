import { bsonTypeOf, type Doc, fieldsOf, MISSING, TYPE, typeOf } from './bson.ts';
import { splitDecimal, splitLong } from './exact.ts';

/**
 * A sortable encoding: for any two BSON values, comparing the bytes gives MongoDB's comparison order, and equal bytes
 * mean equal values (1, Long 1 and Decimal128 1.0 are one value). No encoding is the beginning of another, so a compound
 * key is the encodings one after the other; a descending field has its bytes inverted.
 */
let buffer = Buffer.allocUnsafe(4096);
let end = 0;

const room = (bytes: number): void => {
  if (end + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + bytes));
  buffer.copy(larger, 0, 0, end);
  buffer = larger;
};

const byte = (value: number): void => {
  room(1);
  buffer[end++] = value;
};

const bytes = (value: Uint8Array): void => {
  room(value.length);
  buffer.set(value, end);
  end += value.length;
};

/** Text ends with 00 01; a NUL inside is 00 FF, so that the shorter text comes first. */
const text = (value: string): void => {
  room(value.length * 3 + 2);
  const start = end;
  end += buffer.write(value, end, 'utf8');
  if (value.includes('\0')) {
    const escaped: number[] = [];
    for (const one of buffer.subarray(start, end)) escaped.push(...(one === 0 ? [0, 0xff] : [one]));
    end = start;
    bytes(Uint8Array.from(escaped));
  }
  byte(0);
  byte(1);
};

const invert = (from: number, to: number): void => {
  for (let at = from; at < to; at++) buffer[at] = ~buffer.readUInt8(at);
};

/** A double's bits, turned so that they sort; NaN first, both zeros the same. */
const double = (value: number): void => {
  room(8);
  if (Number.isNaN(value)) {
    buffer.fill(0, end, end + 8);
  } else {
    buffer.writeDoubleBE(value === 0 ? 0 : value, end);
    if (value < 0) invert(end, end + 8);
    else buffer[end] = buffer.readUInt8(end) | 0x80;
  }
  end += 8;
};

/** The largest double not above the value, then 00, or 01 and what remains above it (only Long and Decimal128). */
const number = (value: unknown): void => {
  byte(TYPE.number);
  const name = bsonTypeOf(value);
  if (name === 'Long' || name === 'Decimal128' || typeof value === 'bigint') {
    const { floor, rest } = name === 'Decimal128' ? splitDecimal(value as object) : splitLong(value as object | bigint);
    double(floor);
    if (rest === undefined) byte(0);
    else {
      byte(1);
      bytes(rest);
    }
    return;
  }
  double(name === undefined ? (value as number) : (value as { value: number }).value);
  byte(0);
};

const object = (doc: Doc): void => {
  const fields = fieldsOf(doc);
  for (const name of Object.keys(fields)) {
    byte(typeOf(fields[name]));
    text(name);
    write(fields[name]);
  }
  byte(0);
};

const write = (value: unknown): void => {
  const type = typeOf(value);
  if (type === TYPE.number) {
    number(value);
    return;
  }
  byte(type);
  switch (type) {
    case TYPE.string:
      text(typeof value === 'string' ? value : String(value));
      break;
    case TYPE.object:
      object(value as Doc);
      break;
    case TYPE.array:
      for (const item of value as unknown[]) write(item);
      byte(0);
      break;
    case TYPE.binary: {
      const binary = value as { buffer: Uint8Array; position?: number; sub_type?: number };
      const raw = value instanceof Uint8Array ? value : binary.buffer.subarray(0, binary.position);
      room(5);
      buffer.writeUInt32BE(raw.length, end);
      buffer[end + 4] = value instanceof Uint8Array ? 0 : (binary.sub_type ?? 0);
      end += 5;
      bytes(raw);
      break;
    }
    case TYPE.objectId:
      bytes((value as { id: Uint8Array }).id);
      break;
    case TYPE.boolean:
      byte(value === true ? 1 : 0);
      break;
    case TYPE.date:
      room(8);
      buffer.writeBigInt64BE(BigInt.asIntN(64, BigInt((value as Date).getTime() || 0) ^ (1n << 63n)), end);
      end += 8;
      break;
    case TYPE.timestamp: {
      const stamp = value as { t: number; i: number };
      room(8);
      buffer.writeUInt32BE(stamp.t, end);
      buffer.writeUInt32BE(stamp.i, end + 4);
      end += 8;
      break;
    }
    case TYPE.regex: {
      const regex = value as { pattern?: string; options?: string; source?: string; flags?: string };
      text(regex.pattern ?? regex.source ?? '');
      text(regex.options ?? regex.flags ?? '');
      break;
    }
    case TYPE.code:
    case TYPE.codeWithScope: {
      const code = value as { code: string; scope?: Doc | null };
      text(code.code);
      if (type === TYPE.codeWithScope) object(code.scope ?? {});
      break;
    }
    default:
      break;
  }
};

/** The sortable bytes of one value; MISSING is null, as in an index. */
export const keyOf = (value: unknown): Buffer => {
  end = 0;
  write(value === MISSING ? null : value);
  return Buffer.from(buffer.subarray(0, end));
};

/** The sortable bytes of a compound key. `directions` holds 1 or -1 for each value. */
export const compoundKey = (values: readonly unknown[], directions: readonly number[]): Buffer => {
  end = 0;
  for (let i = 0; i < values.length; i++) {
    const start = end;
    const value = values[i];
    write(value === MISSING ? null : value);
    if (directions[i] === -1) invert(start, end);
  }
  return Buffer.from(buffer.subarray(0, end));
};

/** Inverts the bytes of a key in place: what was first comes last. */
export const inverted = (key: Buffer): Buffer => {
  for (let at = 0; at < key.length; at++) key[at] = ~key.readUInt8(at);
  return key;
};
