import mongoose from 'mongoose';

type Doc = Record<string, unknown>;

const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !('_bsontype' in value);

const typeNames = (value: unknown): string[] => {
  if (typeof value === 'number') return Number.isInteger(value) ? ['int', 'double', 'long'] : ['double'];
  if (typeof value === 'string') return ['string'];
  if (typeof value === 'boolean') return ['bool'];
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (value instanceof Date) return ['date'];
  const name = (value as { _bsontype?: string })._bsontype;
  return [name === undefined ? 'object' : name.charAt(0).toLowerCase() + name.slice(1)];
};

/** A special operator of the unified test format; undefined when the expectation is a plain value. */
const special = (wanted: unknown, value: unknown, present: boolean): boolean | undefined => {
  if (!isDoc(wanted) || Object.keys(wanted).length !== 1) return undefined;
  const [name, argument] = Object.entries(wanted)[0] as [string, unknown];
  switch (name) {
    case '$$unsetOrMatches':
      return !present || value === undefined || value === null || matches(argument, value);
    case '$$exists':
      return (present && value !== undefined) === argument;
    case '$$type':
      return (Array.isArray(argument) ? argument : [argument]).some((type) =>
        typeNames(value).includes(type as string),
      );
    case '$$matchesEntity':
      return true;
    default:
      return undefined;
  }
};

/**
 * Compares with the unified test format's rules: numbers by value, and extra keys of a result are allowed, except deeper
 * down or where `exactKeys` says so.
 */
export const matches = (wanted: unknown, value: unknown, options: { exactKeys?: boolean } = {}): boolean => {
  const known = special(wanted, value, value !== undefined);
  if (known !== undefined) return known;
  if (wanted === null) return value === null || value === undefined;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((one, i) => matches(one, value[i], { exactKeys: isDoc(one) && options.exactKeys === true }))
    );
  }
  if (isDoc(wanted)) {
    if (!isDoc(value) && typeof value !== 'object') return false;
    const doc = value as Doc;
    for (const [key, one] of Object.entries(wanted)) {
      const expected = special(one, doc[key], key in doc);
      if (!(expected ?? matches(one, doc[key], { exactKeys: true }))) return false;
    }
    return options.exactKeys !== true || Object.keys(doc).every((key) => key in wanted);
  }
  if (typeof wanted === 'number')
    return typeof value === 'number' && (wanted === value || (Number.isNaN(wanted) && Number.isNaN(value)));
  if (typeof wanted !== 'object') return wanted === value;
  return (
    mongoose.mongo.BSON.EJSON.stringify({ v: wanted }) === mongoose.mongo.BSON.EJSON.stringify({ v: value as object })
  );
};
