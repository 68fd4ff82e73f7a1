import { type Doc, decode } from './bson.ts';

/** Bytes of a value by its BSON type, after the name; undefined where the value names its own length. */
const FIXED: Readonly<Record<number, number>> = {
  1: 8, // double
  6: 0, // undefined
  7: 12, // ObjectId
  8: 1, // boolean
  9: 8, // date
  10: 0, // null
  16: 4, // int32
  17: 8, // timestamp
  18: 8, // long
  19: 16, // decimal
  127: 0, // MaxKey
  255: 0, // MinKey
};

/** Where the value that begins at `at` ends; undefined for a type that is rare enough to be read the long way. */
const endOf = (view: DataView, type: number, at: number): number | undefined => {
  const fixed = FIXED[type];
  if (fixed !== undefined) return at + fixed;
  switch (type) {
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return at + 4 + view.getInt32(at, true);
    case 0x03: // document
    case 0x04: // array
    case 0x0f: // code with scope
      return at + view.getInt32(at, true);
    case 0x05: // binary
      return at + 5 + view.getInt32(at, true);
    default:
      return undefined;
  }
};

const text = new TextDecoder();

/** A field's name; most are short and plain. */
const nameOf = (bytes: Uint8Array, from: number, to: number): string => {
  let name = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte > 0x7f) return text.decode(bytes.subarray(from, to));
    name += String.fromCharCode(byte);
  }
  return name;
};

/**
 * Reads only these fields of a document, which must be whole BSON: what an index needs is mostly a small part, and
 * decoding a long text costs more than everything else at an insert.
 */
export const decodePart = (bytes: Uint8Array, names: ReadonlySet<string>): Doc => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted: Uint8Array[] = [];
  let length = 5;
  for (let at = 4; bytes[at] !== 0 && wanted.length < names.size; ) {
    const from = at;
    const type = bytes[at] as number;
    const nameEnd = bytes.indexOf(0, at + 1);
    const end = endOf(view, type, nameEnd + 1);
    if (end === undefined) return decode(bytes);
    if (names.has(nameOf(bytes, at + 1, nameEnd))) {
      wanted.push(bytes.subarray(from, end));
      length += end - from;
    }
    at = end;
  }
  const part = new Uint8Array(length);
  new DataView(part.buffer).setInt32(0, length, true);
  let to = 4;
  for (const one of wanted) {
    part.set(one, to);
    to += one.length;
  }
  return decode(part);
};
