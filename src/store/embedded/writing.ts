import { updatePipeline } from './aggregate/command.ts';
import { Pipelines } from './aggregate/pipelines.ts';
import { BSON, type Doc, decode, decodeExact, decodePlain, encode, isDoc, ObjectId } from './bson.ts';
import { type Collection, withIdFirst } from './collection.ts';
import type { Engine } from './engine.ts';
import { ServerError } from './errors.ts';
import { compileFilter, type Match } from './match.ts';
import { checkFields, subDoc } from './options.ts';
import { choosePlan } from './plan.ts';
import { type Found, Scan } from './scan.ts';
import { readSort, sortKey } from './sort.ts';
import { seedOf } from './update/seed.ts';
import { compileUpdate, type Update } from './update/update.ts';

/** Documents looked at in one page of a write's search. */
const PAGE = 200;

/** What a write works on: the documents that match, found inside the transaction. */
export interface Target {
  readonly collection: Collection;
  readonly filter: Doc;
  readonly match: Match;
  readonly scan: Scan;
}

/** Finds the documents of a write. `fields` may hold `hint` and `let`. */
export const targetOf = (engine: Engine, collection: Collection, filter: Doc, fields: Doc, sort: unknown): Target => {
  const evaluate = new Pipelines(engine, subDoc('update', fields, 'let')).evaluate;
  const match = compileFilter(filter, evaluate);
  const plan = choosePlan(collection, filter, readSort(sort), fields.hint);
  return { collection, filter, match, scan: new Scan(engine.sql, collection, plan, match, decodeExact) };
};

/** The first document under a sort. */
export const firstOf = (engine: Engine, target: Target, sort: unknown): Found | undefined => {
  const order = readSort(sort);
  const plan = choosePlan(target.collection, target.filter, order);
  let best: { found: Found; key: Buffer } | undefined;
  const scan =
    order.length === 0 ? target.scan : new Scan(engine.sql, target.collection, plan, target.match, decodeExact);
  const once = order.length === 0 || plan.sorted;
  for (let size = 1; !scan.done; size = PAGE) {
    for (const found of scan.read(size)) {
      if (once) return found;
      const key = sortKey(found.doc ?? decode(found.bytes), order);
      if (best === undefined || Buffer.compare(key, best.key) < 0) best = { found, key };
    }
  }
  return best?.found;
};

/** An update statement: `{ q, u, upsert, multi, arrayFilters, hint, sort, c }`. */
export interface UpdateResult {
  matched: number;
  modified: number;
  upserted: Doc | undefined;
  /** The last document touched. */
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
}

const compile = (engine: Engine, statement: Doc, variables: Doc | undefined): Update =>
  compileUpdate(statement.u, {
    arrayFilters: statement.arrayFilters,
    now: engine.now(),
    pipeline: (stages) => updatePipeline(engine, stages, variables, subDoc('update', statement, 'c')),
  });

const usesPosition = (update: unknown): boolean =>
  isDoc(update) &&
  Object.values(update).some(
    (fields) => isDoc(fields) && Object.keys(fields).some((path) => path.split('.').includes('$')),
  );

/** Runs one update statement, inside a transaction. */
export const runUpdate = (engine: Engine, name: string, statement: Doc, variables: Doc | undefined): UpdateResult => {
  const filter = subDoc('update', statement, 'q') ?? {};
  const update = compile(engine, statement, variables);
  if (update.kind === 'replacement' && statement.multi === true) {
    throw new ServerError(9, 'multi update is not supported for replacement-style update');
  }
  const result: UpdateResult = { matched: 0, modified: 0, upserted: undefined, before: undefined, after: undefined };
  const collection = engine.catalog.get(name);
  if (collection === undefined) {
    compileFilter(filter, new Pipelines(engine, variables).evaluate);
    if (statement.upsert === true) upsert(engine.catalog.need(name), filter, update, result);
    return result;
  }
  const target = targetOf(engine, collection, filter, { hint: statement.hint, let: variables }, undefined);
  const positional = usesPosition(statement.u);
  const apply = ({ rid, bytes, doc }: Found): void => {
    const before = doc ?? decodeExact(bytes);
    const details: { index?: number } = {};
    if (positional) target.match(before, details);
    const changed = update.apply(update.kind === 'pipeline' ? decodePlain(bytes) : decodeExact(bytes), {
      matched: details.index,
      inserting: false,
    });
    const after = update.kind === 'pipeline' ? BSON.serialize(changed, { ignoreUndefined: true }) : encode(changed);
    result.matched++;
    result.before = bytes;
    result.after = after;
    if (Buffer.compare(after, bytes) === 0) return;
    collection.replace(rid, before, after);
    result.modified++;
  };
  if (statement.multi === true) {
    // All places first: a document must not be met again because the update moved it in the index.
    for (const rid of everyRid(target.scan)) {
      const bytes = collection.byRid(rid);
      if (bytes !== undefined) apply({ rid, bytes, doc: undefined });
    }
  } else {
    const found = firstOf(engine, target, statement.sort);
    if (found !== undefined) apply(found);
  }
  if (result.matched === 0 && statement.upsert === true) upsert(collection, filter, update, result);
  return result;
};

const everyRid = (scan: Scan): number[] => {
  const rids: number[] = [];
  while (!scan.done) for (const found of scan.read(PAGE)) rids.push(found.rid);
  return rids;
};

const upsert = (collection: Collection, filter: Doc, update: Update, result: UpdateResult): void => {
  const pinned = seedOf(filter);
  const seed = update.kind === 'replacement' ? ('_id' in pinned ? { _id: pinned._id } : {}) : pinned;
  const made = update.apply(seed, { matched: undefined, inserting: true });
  const doc: Doc = '_id' in made ? made : { _id: new ObjectId(), ...made };
  const bytes = withIdFirst(decodeExact(BSON.serialize(doc, { ignoreUndefined: update.kind === 'pipeline' })));
  collection.insert(bytes);
  result.upserted = doc;
  result.after = bytes;
};

/** Runs one delete statement, `{ q, limit, hint }`, inside a transaction. Returns how many documents it removed. */
export const runDelete = (engine: Engine, name: string, statement: Doc, variables: Doc | undefined): number => {
  const filter = subDoc('delete', statement, 'q') ?? {};
  const collection = engine.catalog.get(name);
  if (collection === undefined) {
    compileFilter(filter, new Pipelines(engine, variables).evaluate);
    return 0;
  }
  const target = targetOf(engine, collection, filter, { hint: statement.hint, let: variables }, undefined);
  const one = Number(statement.limit) === 1;
  const found = one ? firstOf(engine, target, undefined) : undefined;
  if (one) {
    if (found === undefined) return 0;
    collection.remove(found.rid, found.doc ?? decode(found.bytes));
    return 1;
  }
  const rids = everyRid(target.scan);
  for (const rid of rids) {
    const bytes = collection.byRid(rid);
    if (bytes !== undefined) collection.remove(rid, decode(bytes));
  }
  return rids.length;
};

/** Runs a findAndModify, inside a transaction. Returns the reply. */
export const runFindAndModify = (
  engine: Engine,
  fields: Doc,
): { value: Uint8Array | undefined; lastErrorObject: Doc; position: number | undefined } => {
  checkFields('findAndModify', fields, [
    'findAndModify',
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'let',
  ]);
  const name = String(fields.findAndModify);
  const filter = subDoc('findAndModify', fields, 'query') ?? {};
  const variables = subDoc('findAndModify', fields, 'let');
  const collection = engine.catalog.get(name);
  const position = (bytes: Uint8Array | undefined): number | undefined => {
    const details: { index?: number } = {};
    if (bytes !== undefined) compileFilter(filter, new Pipelines(engine, variables).evaluate)(decode(bytes), details);
    return details.index;
  };
  if (fields.remove === true) {
    if (collection === undefined) return { value: undefined, lastErrorObject: { n: 0 }, position: undefined };
    const target = targetOf(engine, collection, filter, { hint: fields.hint, let: variables }, undefined);
    const found = firstOf(engine, target, fields.sort);
    if (found === undefined) return { value: undefined, lastErrorObject: { n: 0 }, position: undefined };
    collection.remove(found.rid, found.doc ?? decode(found.bytes));
    return { value: found.bytes, lastErrorObject: { n: 1 }, position: position(found.bytes) };
  }
  const statement = {
    q: filter,
    u: fields.update,
    upsert: fields.upsert,
    arrayFilters: fields.arrayFilters,
    hint: fields.hint,
    sort: fields.sort,
  };
  const result = runUpdate(engine, name, statement, variables);
  const lastErrorObject: Doc = {
    n: result.matched > 0 || result.upserted !== undefined ? 1 : 0,
    updatedExisting: result.matched > 0,
    ...(result.upserted === undefined ? {} : { upserted: result.upserted._id }),
  };
  return {
    value: fields.new === true ? result.after : result.before,
    lastErrorObject,
    position: position(result.before),
  };
};
