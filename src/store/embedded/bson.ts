import mongoose from 'mongoose';

export const { BSON, ObjectId, Long, Int32, Double, Decimal128, Binary, Timestamp, BSONRegExp } = mongoose.mongo;

/** A document as the driver decodes it: own keys only, values of BSON types. */
export type Doc = Record<string, unknown>;

/** The field is not there, which is another thing than null. */
export const MISSING = Symbol('missing');

/** Canonical order of BSON types, as MongoDB compares values of different types. */
export const TYPE = {
  minKey: 1,
  undefined: 2,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

const BSON_TYPES: Record<string, number> = {
  ObjectId: TYPE.objectId,
  Binary: TYPE.binary,
  Long: TYPE.number,
  Int32: TYPE.number,
  Double: TYPE.number,
  Decimal128: TYPE.number,
  Timestamp: TYPE.timestamp,
  BSONRegExp: TYPE.regex,
  BSONSymbol: TYPE.string,
  MinKey: TYPE.minKey,
  MaxKey: TYPE.maxKey,
  DBRef: TYPE.object,
};

/** The `_bsontype` of a driver value (`ObjectId`, `Long`, …), or undefined for everything else. */
export const bsonTypeOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? (value as { _bsontype?: string })._bsontype : undefined;

/** Canonical type of a value; MISSING counts as undefined. */
export const typeOf = (value: unknown): number => {
  switch (typeof value) {
    case 'string':
      return TYPE.string;
    case 'number':
    case 'bigint':
      return TYPE.number;
    case 'boolean':
      return TYPE.boolean;
    case 'object':
      break;
    default:
      return TYPE.undefined;
  }
  if (value === null) return TYPE.null;
  if (Array.isArray(value)) return TYPE.array;
  if (value instanceof Date) return TYPE.date;
  const name = (value as { _bsontype?: string })._bsontype;
  if (name !== undefined) {
    if (name === 'Code') return (value as { scope?: unknown }).scope == null ? TYPE.code : TYPE.codeWithScope;
    return BSON_TYPES[name] ?? TYPE.object;
  }
  if (value instanceof RegExp) return TYPE.regex;
  if (value instanceof Uint8Array) return TYPE.binary;
  return TYPE.object;
};

/** True for an embedded document (not an array, a date, an id or another BSON value). */
export const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof RegExp) &&
  !(value instanceof Uint8Array) &&
  ((value as { _bsontype?: string })._bsontype === undefined || bsonTypeOf(value) === 'DBRef');

/** The fields of an embedded document; a DBRef shows the fields that it is stored with. */
export const fieldsOf = (doc: Doc): Doc => {
  if (bsonTypeOf(doc) !== 'DBRef') return doc;
  const ref = doc as { collection: string; oid: unknown; db?: string; fields: Doc };
  return { $ref: ref.collection, $id: ref.oid, ...(ref.db === undefined ? {} : { $db: ref.db }), ...ref.fields };
};

/** A number value of any BSON number type as a JavaScript number (a Long or Decimal128 may lose digits). */
export const toNumber = (value: unknown): number => {
  if (typeof value === 'number') return value;
  switch (bsonTypeOf(value)) {
    case 'Int32':
    case 'Double':
      return (value as { value: number }).value;
    case 'Long':
      return (value as { toNumber(): number }).toNumber();
    case 'Decimal128':
      return Number((value as object).toString());
    default:
      return typeof value === 'bigint' ? Number(value) : Number.NaN;
  }
};

/** BSON bytes of a document, as the driver would send it (undefined becomes null, functions are left out). */
export const encode = (doc: Doc): Uint8Array => BSON.serialize(doc, { ignoreUndefined: false });

/** For matching and projecting: numbers are plain, but a Long stays a Long. */
export const decode = (bytes: Uint8Array): Doc =>
  BSON.deserialize(bytes, { promoteLongs: false, bsonRegExp: true }) as Doc;

/** For updating: every number keeps its type, so that what an update does not touch is written back byte for byte. */
export const decodeExact = (bytes: Uint8Array): Doc =>
  BSON.deserialize(bytes, { promoteValues: false, bsonRegExp: true }) as Doc;

/** For aggregation: numbers are plain where JavaScript can hold them. */
export const decodePlain = (bytes: Uint8Array): Doc => BSON.deserialize(bytes, { bsonRegExp: true }) as Doc;
