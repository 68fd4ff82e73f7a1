import { Pipelines } from './aggregate/pipelines.ts';
import { type Doc, decode, decodeExact, isDoc, MISSING } from './bson.ts';
import type { Collection } from './collection.ts';
import { compare } from './compare.ts';
import type { Engine } from './engine.ts';
import { ServerError, unsupported } from './errors.ts';
import { keyOf } from './key.ts';
import { filterFields, type Looked, projectionFields, together } from './looked.ts';
import { compileFilter } from './match.ts';
import { checkFields, subDoc, wholeNumber } from './options.ts';
import { decodePart } from './part.ts';
import { walkPath } from './paths.ts';
import { choosePlan } from './plan.ts';
import { compileProjection } from './project.ts';
import { cursorReply, reply } from './reply.ts';
import { FoundDocs, ProjectedResults, type Query } from './results.ts';
import { planSql } from './scan.ts';
import { readSort } from './sort.ts';

const FIND = ['find', 'filter', 'sort', 'projection', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'let'];

/** `$type` can tell an int from a double, so the numbers must come undisguised. */
const needsExact = (filter: unknown): boolean =>
  Array.isArray(filter)
    ? filter.some(needsExact)
    : isDoc(filter) && Object.entries(filter).some(([key, value]) => key === '$type' || needsExact(value));

/** For what shows the stored bytes as they are, or only counts. */
export const NOTHING: Looked = new Set();

const evaluator = (engine: Engine, fields: Doc) => new Pipelines(engine, subDoc('find', fields, 'let')).evaluate;

/**
 * Compiles filter, sort, skip, limit and hint into a query with a plan. `shown`: the fields that are read of what was
 * found, beside those that the filter and the sort look at.
 */
export const buildQuery = (engine: Engine, collection: Collection, filter: Doc, fields: Doc, shown: Looked): Query => {
  const sort = readSort(fields.sort);
  const looked = together(filterFields(filter), new Set(sort.map(({ parts }) => parts[0] ?? '')), shown);
  return {
    plan: choosePlan(collection, filter, sort, fields.hint),
    match: compileFilter(filter, evaluator(engine, fields)),
    sort,
    skip: wholeNumber('find', fields, 'skip') ?? 0,
    limit: wholeNumber('find', fields, 'limit') ?? 0,
    decode: needsExact(filter) ? decodeExact : looked ? (bytes) => decodePart(bytes, looked) : decode,
  };
};

/** The `find` command. `bytes` is the command as the driver would send it. */
export const find = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('find', fields, FIND);
  const name = String(fields.find);
  const namespace = `${engine.database}.${name}`;
  const filter = subDoc('find', fields, 'filter') ?? {};
  const evaluate = evaluator(engine, fields);
  const project = compileProjection(fields.projection, evaluate);
  const collection = engine.catalog.get(name);
  if (collection === undefined) {
    compileFilter(filter, evaluate);
    readSort(fields.sort);
    return cursorReply('firstBatch', [], 0, namespace);
  }
  const query = buildQuery(engine, collection, filter, fields, projectionFields(fields.projection));
  const docs = new FoundDocs(engine, collection, query);
  const positional = isDoc(fields.projection) && Object.keys(fields.projection).some((path) => path.endsWith('.$'));
  const results = new ProjectedResults(docs, query, project, positional);
  return engine.cursors.first(
    results,
    namespace,
    wholeNumber('find', fields, 'batchSize'),
    fields.singleBatch === true,
  );
};

export const getMore = (engine: Engine, fields: Doc): Promise<Uint8Array> =>
  engine.cursors.next(Number(String(fields.getMore)), wholeNumber('getMore', fields, 'batchSize'));

export const killCursors = (engine: Engine, fields: Doc): Uint8Array => {
  const ids = (fields.cursors as unknown[]).map((id) => Number(String(id)));
  return reply({
    cursorsKilled: ids.filter((id) => engine.cursors.kill(id)),
    cursorsNotFound: [],
    cursorsAlive: [],
    cursorsUnknown: [],
  });
};

export const count = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('count', fields, ['count', 'query', 'limit', 'skip', 'hint']);
  const collection = engine.catalog.get(String(fields.count));
  if (collection === undefined) return reply({ n: 0 });
  const filter = subDoc('count', fields, 'query') ?? {};
  if (Object.keys(filter).length === 0 && !fields.skip && !fields.limit) return reply({ n: collection.count() });
  return reply({
    n: await countDocs(new FoundDocs(engine, collection, buildQuery(engine, collection, filter, fields, NOTHING))),
  });
};

/** Walks to the end and counts. */
export const countDocs = async (docs: FoundDocs): Promise<number> => {
  let total = 0;
  while (!docs.done) total += (await docs.read(10_000)).length;
  return total;
};

export const distinct = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('distinct', fields, ['distinct', 'key', 'query', 'hint']);
  const path = fields.key;
  if (typeof path !== 'string')
    throw new ServerError(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
  const collection = engine.catalog.get(String(fields.distinct));
  if (collection === undefined) return reply({ values: [] });
  const filter = subDoc('distinct', fields, 'query') ?? {};
  const shown = new Set([path.split('.')[0] ?? '']);
  const query = buildQuery(engine, collection, filter, { hint: fields.hint }, shown);
  const docs = new FoundDocs(engine, collection, query);
  const values = new Map<string, unknown>();
  while (!docs.done) {
    for (const { bytes, doc } of await docs.read(1000)) {
      walkPath(doc ?? query.decode(bytes), path.split('.'), true, (value) => {
        if (value !== MISSING && !Array.isArray(value)) values.set(keyOf(value).toString('latin1'), value);
        return false;
      });
    }
  }
  return reply({ values: [...values.values()].sort(compare) });
};

/** `explain` of a find: the plan chosen, and what SQLite says about it. */
export const explain = (engine: Engine, fields: Doc): Uint8Array => {
  const inner = subDoc('explain', fields, 'explain') ?? {};
  const command = Object.keys(inner)[0] ?? '';
  if (command !== 'find') throw unsupported(`explain of ${command}`);
  const collection = engine.catalog.get(String(inner.find));
  if (collection === undefined) return reply({ queryPlanner: { winningPlan: { stage: 'EOF' }, sqlite: [] } });
  const { plan } = buildQuery(engine, collection, subDoc('find', inner, 'filter') ?? {}, inner, NOTHING);
  const sqlite = planSql(collection, plan).flatMap((sql) => {
    const statement = engine.sql.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', 'NULL')}`);
    const rows = statement.all([]) as { detail: string }[];
    // libsql leaves an EXPLAIN open after its last row, and with it a read transaction; asking again resets it.
    statement.get([]);
    return rows.map((row) => row.detail);
  });
  const winningPlan =
    plan.type === 'keys'
      ? {
          stage: 'IXSCAN',
          indexName: plan.index === '_id_' ? '_id_' : plan.index.name,
          ranges: plan.ranges.length,
          direction: plan.reverse ? 'backward' : 'forward',
        }
      : { stage: plan.type === 'union' ? 'OR' : 'COLLSCAN' };
  return reply({ queryPlanner: { winningPlan: { ...winningPlan, sorted: plan.sorted, exact: plan.exact }, sqlite } });
};
