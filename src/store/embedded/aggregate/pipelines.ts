import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr } from 'mingo/core';
import { type Iterator, Lazy } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { type Doc, decodePlain, isDoc, MISSING } from '../bson.ts';
import { compare } from '../compare.ts';
import type { Engine } from '../engine.ts';
import { ServerError } from '../errors.ts';
import { compileFilter, type Evaluate } from '../match.ts';
import { valueAt, walkPath } from '../paths.ts';
import { choosePlan } from '../plan.ts';
import { compileProjection } from '../project.ts';
import { Scan } from '../scan.ts';
import { readSort, sortKey } from '../sort.ts';
import { CONTEXT, checkExpression } from './operators.ts';

type Stage = (docs: Iterator, content: unknown, options: Options) => Iterator;
type Expression = (doc: unknown, args: unknown, options: Options) => unknown;

/** Runs aggregation pipelines and expressions with mingo, where MongoDB's order and equality differ with our own operators. */
export class Pipelines {
  readonly #engine: Engine;
  readonly #declared: Doc | undefined;
  readonly #constants: Doc;
  #made: Partial<Options> | undefined;

  /** `declared` is a command's `let`: expressions, each evaluated once. `constants` are values. */
  constructor(engine: Engine, declared: Doc | undefined, constants: Doc = {}) {
    this.#engine = engine;
    this.#declared = declared;
    this.#constants = constants;
  }

  /** Made when first needed: most finds and updates have no expression. */
  get #options(): Partial<Options> {
    if (this.#made !== undefined) return this.#made;
    const bare: Partial<Options> = {
      // The first context wins, so ours stands before mingo's.
      context: Context.from(
        Context.init({ pipeline: this.#stages() as never, expression: COMPARISONS as never }),
        CONTEXT,
      ),
      scriptEnabled: false,
      collectionResolver: (name) => this.#load(name),
    };
    const given = Object.entries(this.#declared ?? {}).map(([name, value]) => {
      checkExpression(value);
      return [name, guarded(() => evalExpr({}, value, bare as Options))];
    });
    this.#made = { ...bare, variables: { ...Object.fromEntries(given), ...this.#constants } };
    return this.#made;
  }

  /** Value of an aggregation expression over a document. */
  readonly evaluate: Evaluate = (expression, doc) => {
    checkExpression(expression);
    return guarded(() => evalExpr(doc, expression, this.#options as Options));
  };

  /** Runs a checked pipeline over documents that are already there. */
  run(pipeline: readonly Doc[], docs: Iterable<Doc>, variables?: Doc): Doc[] {
    const options =
      variables === undefined
        ? this.#options
        : { ...this.#options, variables: { ...this.#options.variables, ...variables } };
    return guarded(() => new Aggregator(pipeline as Doc[], options).run(docs));
  }

  #stages(): Record<string, Stage> {
    return {
      $match: (docs, content, options) => {
        const match = compileFilter(content as Doc, (expression, doc) => evalExpr(doc, expression, options));
        return docs.filter((doc: Doc) => match(doc));
      },
      $sort: (docs, content) => {
        const fields = readSort(content);
        return docs.transform((all) => {
          const keyed = (all as unknown as Doc[]).map((doc) => ({ doc, key: sortKey(doc, fields) }));
          return Lazy(keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map((one) => one.doc)) as never;
        });
      },
      $project: (docs, content, options) => {
        const evaluate: Evaluate = (expression, doc) => evalExpr(doc, expression, options);
        const project = compileProjection(content, evaluate, 'aggregate');
        if (project === undefined)
          throw new ServerError(
            51272,
            'Invalid $project :: caused by :: projection specification must have at least one field',
          );
        return docs.map((doc: Doc) => project(doc, undefined));
      },
      $lookup: (docs, content, options) => docs.map((doc: Doc) => this.#lookup(doc, content as Doc, options)),
    };
  }

  /** Joins by index where the other collection has one. */
  #lookup(doc: Doc, content: Doc, options: Options): Doc {
    const { from, localField, foreignField, pipeline, as } = content;
    if (typeof as !== 'string') throw new ServerError(9, "must specify 'as' field for a $lookup");
    const filter: Doc = {};
    if (typeof localField === 'string' && typeof foreignField === 'string')
      filter[foreignField] = { $in: localValues(doc, localField) };
    const variables = isDoc(content.let)
      ? Object.fromEntries(
          Object.entries(content.let).map(([name, value]) => [name, evalExpr(doc, value, options) ?? null]),
        )
      : {};
    const stages = Array.isArray(pipeline) ? (pipeline as Doc[]) : [];
    const first = stages[0]?.$documents;
    const input =
      typeof from === 'string'
        ? this.#load(from, filter)
        : first === undefined
          ? []
          : (evalExpr(doc, first, options) as Doc[]);
    const rest = typeof from === 'string' ? stages : stages.slice(1);
    const joined = rest.length === 0 ? input : this.run(rest, input, { ...(options.variables ?? {}), ...variables });
    return setPath(doc, as.split('.'), joined);
  }

  /** Documents of a collection that match a filter. */
  #load(name: string, filter: Doc = {}): Doc[] {
    const collection = this.#engine.catalog.get(name);
    if (collection === undefined) return [];
    const scan = new Scan(this.#engine.sql, collection, choosePlan(collection, filter, []), compileFilter(filter));
    const docs: Doc[] = [];
    while (!scan.done) for (const one of scan.read(200)) docs.push(decodePlain(one.bytes));
    return docs;
  }
}

const localValues = (doc: Doc, path: string): unknown[] => {
  const values: unknown[] = [];
  walkPath(doc, path.split('.'), true, (value) => {
    if (!Array.isArray(value)) values.push(value === MISSING ? null : value);
    return false;
  });
  const whole = valueAt(doc, path.split('.'));
  return values.length === 0 && !Array.isArray(whole) ? [null] : values;
};

const setPath = (doc: Doc, parts: readonly string[], value: unknown): Doc => {
  const [first, ...rest] = parts as [string, ...string[]];
  const inner = doc[first];
  return { ...doc, [first]: rest.length === 0 ? value : setPath(isDoc(inner) ? inner : {}, rest, value) };
};

/** mingo's own errors become server errors with its words. */
const guarded = <T>(run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof ServerError) throw error;
    throw new ServerError(2, `Aggregation failed: ${(error as Error).message}`);
  }
};

const comparison =
  (holds: (order: number) => boolean): Expression =>
  (doc, args, options) => {
    const [a, b] = (args as unknown[]).map((one) => evalExpr(doc, one, options));
    return holds(compare(a, b));
  };

/** Comparisons in BSON order, over all types. */
const COMPARISONS: Record<string, Expression> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: (doc, args, options) => {
    const [a, b] = (args as unknown[]).map((one) => evalExpr(doc, one, options));
    return Math.sign(compare(a, b));
  },
  $in: (doc, args, options) => {
    const [value, list] = (args as unknown[]).map((one) => evalExpr(doc, one, options));
    if (!Array.isArray(list)) throw new ServerError(40081, '$in requires an array as a second argument');
    return list.some((one) => compare(one, value) === 0);
  },
};
