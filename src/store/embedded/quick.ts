import type mongoose from 'mongoose';
import { BSON, type Doc, decode, encode, isDoc } from './bson.ts';
import type { Engine } from './engine.ts';
import { keyOf } from './key.ts';
import { compileFilter } from './match.ts';
import { choosePlan } from './plan.ts';
import { compileProjection } from './project.ts';
import { Scan } from './scan.ts';

type Collection = mongoose.mongo.Collection;

/** Options with which a findOne takes the long way, through the driver. Others do not change what it finds or shows. */
const LONG_WAY = [
  'sort',
  'skip',
  'hint',
  'collation',
  'session',
  'let',
  'min',
  'max',
  'returnKey',
  'showRecordId',
  'explain',
  'promoteValues',
  'promoteLongs',
  'promoteBuffers',
  'useBigInt64',
  'raw',
  'bsonRegExp',
  'fieldsAsRaw',
  'ignoreUndefined',
  'serializeFunctions',
  'enableUtf8Validation',
  'timeoutMS',
  'signal',
  'tailable',
  'collation',
  'rawData',
];

/** The long way has to be taken. */
const LONG = Symbol('long');

/** The one `_id` that a filter asks for, as sortable bytes, when it is of a type that needs no second look. */
const idOnly = (filter: Doc): Buffer | undefined => {
  const id = filter._id;
  if (id === undefined || Object.keys(filter).length !== 1) return undefined;
  const simple = typeof id === 'string' || (id as { _bsontype?: string } | null)?._bsontype === 'ObjectId';
  return simple ? keyOf(id) : undefined;
};

/** Operators in a filter or projection that need the aggregation's expressions. */
const hasDollar = (value: Doc): boolean => Object.keys(value).some((key) => key.startsWith('$'));

const findOne = (
  engine: Engine,
  name: string,
  filter: Doc,
  projection: unknown,
): Uint8Array | undefined | typeof LONG => {
  const collection = engine.catalog.get(name);
  if (collection === undefined) return LONG;
  const id = projection === undefined ? idOnly(filter) : undefined;
  if (id !== undefined) return collection.byId(id)?.[1];
  const sent = decode(encode(projection === undefined ? { filter } : { filter, projection }));
  const wanted = sent.filter as Doc;
  if (hasDollar(wanted)) return LONG;
  const plan = choosePlan(collection, wanted, []);
  if (plan.type !== 'keys') return LONG;
  if (
    isDoc(sent.projection) &&
    Object.values(sent.projection).some((one) => typeof one !== 'number' && typeof one !== 'boolean')
  )
    return LONG;
  const project = compileProjection(sent.projection, () => undefined);
  const scan = new Scan(engine.sql, collection, plan, plan.exact ? undefined : compileFilter(wanted));
  for (let size = 1; !scan.done; size = 100) {
    const [found] = scan.read(size);
    if (found !== undefined)
      return project === undefined ? found.bytes : encode(project(found.doc ?? decode(found.bytes), undefined));
    if (size > 1) return LONG;
  }
  return undefined;
};

/**
 * Gives a driver collection a `findOne` that goes straight to the file when an index answers it: the driver's cursor
 * costs four times as much as the search itself. Everything else stays the driver's.
 */
export const withQuickFindOne = (engine: Engine, collection: Collection): Collection => {
  const long = collection.findOne.bind(collection) as (filter: Doc, options: Doc) => Promise<Doc | null>;
  const name = collection.collectionName;
  const quick = async (filter: Doc = {}, options: Doc = {}): Promise<Doc | null> => {
    if (engine.closed || LONG_WAY.some((option) => options[option] !== undefined && options[option] !== null))
      return long(filter, options);
    const { projection } = options;
    if (projection !== undefined && !isDoc(projection)) return long(filter, options);
    const bytes = findOne(engine, name, filter, projection);
    if (bytes === LONG) return long(filter, options);
    return bytes === undefined ? null : (BSON.deserialize(bytes) as Doc);
  };
  Object.defineProperty(collection, 'findOne', { value: quick, configurable: true });
  return collection;
};
