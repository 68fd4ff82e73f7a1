import { BSON, type Doc, decodePlain, isDoc } from '../bson.ts';
import type { Results } from '../cursors.ts';
import type { Engine } from '../engine.ts';
import { ServerError, unsupported } from '../errors.ts';
import { checkFields, subDoc, wholeNumber } from '../options.ts';
import { buildQuery, countDocs, NOTHING } from '../reading.ts';
import { FoundDocs, ListResults, ProjectedResults } from '../results.ts';
import { countPlan } from '../scan.ts';
import { checkStages } from './operators.ts';
import { Pipelines } from './pipelines.ts';

/** Stages that look at one document at a time, so that a pipeline of them is streamed. */
const STREAMED = new Set([
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$unwind',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$lookup',
]);

/** Documents that go through a streamed pipeline at once. */
const CHUNK = 200;

const encodeAll = (docs: readonly Doc[]): Uint8Array[] =>
  docs.map((doc) => BSON.serialize(doc, { ignoreUndefined: true }));

/** The stages that a find can do: filters, then one sort, one skip, one limit. */
const findPart = (pipeline: readonly Doc[]): { filter: Doc; fields: Doc; rest: Doc[] } => {
  const filters: Doc[] = [];
  const fields: Doc = {};
  let at = 0;
  for (; isDoc(pipeline[at]?.$match); at++) filters.push(pipeline[at]?.$match as Doc);
  for (const [stage, field] of [
    ['$sort', 'sort'],
    ['$skip', 'skip'],
    ['$limit', 'limit'],
  ] as const) {
    const content = pipeline[at]?.[stage];
    if (content === undefined) continue;
    fields[field] = content;
    at++;
  }
  const filter = filters.length > 1 ? { $and: filters } : (filters[0] ?? {});
  return { filter, fields, rest: pipeline.slice(at) };
};

/** The field that only counts documents: `{ $count: 'n' }`, or the `$group` that countDocuments sends. */
const countField = (rest: readonly Doc[]): { name: string; id: unknown } | undefined => {
  if (rest.length !== 1) return undefined;
  const [stage] = rest as [Doc];
  if (typeof stage.$count === 'string') return { name: stage.$count, id: undefined };
  const group = stage.$group;
  if (!isDoc(group) || Object.keys(group).length !== 2) return undefined;
  const [name, content] = Object.entries(group).find(([key]) => key !== '_id') ?? ['', undefined];
  const constant = group._id === null || typeof group._id === 'number';
  return constant && isDoc(content) && content.$sum === 1 && Object.keys(content).length === 1
    ? { name, id: group._id }
    : undefined;
};

class Streamed implements Results {
  readonly #docs: FoundDocs;
  readonly #run: (docs: Doc[]) => Doc[];
  #ready: Uint8Array[] = [];

  constructor(docs: FoundDocs, run: (docs: Doc[]) => Doc[]) {
    this.#docs = docs;
    this.#run = run;
  }

  get done(): boolean {
    return this.#docs.done && this.#ready.length === 0;
  }

  async read(limit: number): Promise<Uint8Array[]> {
    while (this.#ready.length < limit && !this.#docs.done) {
      const found = await this.#docs.read(CHUNK);
      this.#ready.push(...encodeAll(this.#run(found.map((one) => decodePlain(one.bytes)))));
    }
    return this.#ready.splice(0, limit);
  }
}

/** The `aggregate` command. */
export const aggregate = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('aggregate', fields, ['aggregate', 'pipeline', 'cursor', 'hint', 'let']);
  const pipeline = checkStages(fields.pipeline);
  const name = String(fields.aggregate);
  const namespace = `${engine.database}.${name}`;
  const batchSize = wholeNumber('cursor', subDoc('aggregate', fields, 'cursor') ?? {}, 'batchSize');
  const answer = (results: Results) => engine.cursors.first(results, namespace, batchSize);
  const pipelines = new Pipelines(engine, subDoc('aggregate', fields, 'let'));

  if (pipeline[0]?.$documents !== undefined || fields.aggregate === 1) {
    if (pipeline[0]?.$documents === undefined) throw unsupported('Aggregation of a whole database');
    return answer(new ListResults(pipelines.run(pipeline, [])));
  }
  const { filter, fields: found, rest } = findPart(pipeline);
  const collection = engine.catalog.get(name);
  if (collection === undefined) return answer(new ListResults(pipelines.run(pipeline, [])));

  const query = buildQuery(engine, collection, filter, { ...found, hint: fields.hint, let: fields.let }, NOTHING);
  const docs = new FoundDocs(engine, collection, query);
  const counted = countField(rest);
  if (counted !== undefined) {
    const quick = query.skip === 0 && query.limit === 0 ? countPlan(engine.sql, collection, query.plan) : undefined;
    const n = quick ?? (await countDocs(docs));
    const result = { ...(counted.id === undefined ? {} : { _id: counted.id }), [counted.name]: n };
    return answer(new ListResults(n === 0 ? [] : [result]));
  }
  if (rest.length === 0) return answer(new ProjectedResults(docs, query, undefined, false));
  if (rest.every((stage) => STREAMED.has(Object.keys(stage)[0] ?? ''))) {
    return answer(new Streamed(docs, (some) => pipelines.run(rest, some)));
  }
  const all: Doc[] = [];
  while (!docs.done) for (const one of await docs.read(1000)) all.push(decodePlain(one.bytes));
  const results = pipelines.run(rest, all);
  return answer(new ListResults(results.map((doc) => decodePlain(BSON.serialize(doc, { ignoreUndefined: true })))));
};

/** Stages that an update pipeline may have. */
const UPDATE_STAGES = ['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith'];

/** Compiles the pipeline of an update. */
export const updatePipeline = (
  engine: Engine,
  stages: Doc[],
  variables: Doc | undefined,
  constants: Doc | undefined,
) => {
  checkStages(stages);
  for (const stage of stages) {
    const [name = ''] = Object.keys(stage);
    if (!UPDATE_STAGES.includes(name)) throw new ServerError(72, `${name} is not allowed to be used within an update`);
  }
  const pipelines = new Pipelines(engine, variables, constants);
  return (doc: Doc): Doc => pipelines.run(stages, [doc])[0] ?? {};
};
