import { type Doc, decode } from './bson.ts';
import type { Collection, Row } from './collection.ts';
import { prepare, type Sql, type Statement, type Value } from './file.ts';
import type { Match } from './match.ts';
import type { Plan } from './plan.ts';

/** A document that a scan found. */
export interface Found {
  readonly rid: number;
  readonly bytes: Uint8Array;
  /** Decoded when the filter had to look at it. */
  readonly doc: Doc | undefined;
}

type Decode = (bytes: Uint8Array) => Doc;
type Page = Statement<readonly [rid: number, bytes: Uint8Array, key: Uint8Array]>;

const statements = new WeakMap<Sql, Map<string, Page>>();

const page = (sql: Sql, text: string): Page => {
  const known = statements.get(sql) ?? new Map<string, Page>();
  statements.set(sql, known);
  let found = known.get(text);
  if (found === undefined) {
    found = prepare(sql, text);
    known.set(text, found);
  }
  return found;
};

/** Rows of a key range, one page at a time, after the last one seen. */
const keysSql = (collection: Collection, plan: Plan & { type: 'keys' }): string => {
  const [after, sign, end, order] = plan.reverse ? ['<', '<', '>=', 'DESC'] : ['>', '>', '<', 'ASC'];
  if (plan.index === '_id_') {
    return `SELECT rid, doc, id FROM c${collection.id} WHERE id ${after}${plan.reverse ? '' : '='} ? AND id ${end} ? ORDER BY id ${order} LIMIT ?`;
  }
  return `SELECT c.rid, c.doc, i.key FROM i${plan.index.id} i CROSS JOIN c${collection.id} c ON c.rid = i.rid WHERE (i.key, i.rid) ${sign} (?, ?) AND i.key ${end} ? ORDER BY i.key ${order}, i.rid ${order} LIMIT ?`;
};

/** How many documents an exact plan yields, counted by SQLite; undefined when documents must be looked at. */
export const countPlan = (sql: Sql, collection: Collection, plan: Plan): number | undefined => {
  if (!plan.exact) return undefined;
  if (plan.type === 'scan') return collection.count();
  if (plan.type === 'union' || plan.dedupe) return undefined;
  const [table, key] = plan.index === '_id_' ? [`c${collection.id}`, 'id'] : [`i${plan.index.id}`, 'key'];
  const statement = page(sql, `SELECT count(*), NULL, NULL FROM ${table} WHERE ${key} >= ? AND ${key} < ?`);
  return plan.ranges.reduce((sum, range) => sum + (statement.get(range.low, range.high)?.[0] ?? 0), 0);
};

/** SQL of a plan, for showing how SQLite runs it. */
export const planSql = (collection: Collection, plan: Plan): string[] => {
  if (plan.type === 'scan') return [`SELECT rid, doc FROM c${collection.id} WHERE rid > ? ORDER BY rid LIMIT ?`];
  if (plan.type === 'keys') return [keysSql(collection, plan)];
  return plan.plans.flatMap((one) => planSql(collection, one));
};

/**
 * Walks a plan page by page. Between pages it holds no SQLite statement open, only the last key seen, so writes may come
 * in between, as with a MongoDB cursor.
 */
export class Scan {
  readonly #sql: Sql;
  readonly #collection: Collection;
  readonly #steps: readonly Exclude<Plan, { type: 'union' }>[];
  readonly #match: Match | undefined;
  readonly #decode: Decode;
  readonly #seen: Set<number> | undefined;
  #step = 0;
  #range = 0;
  #last: { key: Uint8Array; rid: number } | undefined;
  done = false;

  constructor(sql: Sql, collection: Collection, plan: Plan, match: Match | undefined, decoder: Decode = decode) {
    this.#sql = sql;
    this.#collection = collection;
    this.#steps = flatten(plan);
    this.#match = plan.exact ? undefined : match;
    this.#decode = decoder;
    this.#seen =
      this.#steps.length > 1 || this.#steps.some((one) => one.type === 'keys' && one.dedupe) ? new Set() : undefined;
    this.done = this.#steps.length === 0;
  }

  /** Looks at up to `limit` documents and returns those that match; `done` says whether there are more. */
  read(limit: number): Found[] {
    const found: Found[] = [];
    for (const [rid, bytes] of this.#page(limit)) {
      if (this.#seen !== undefined) {
        if (this.#seen.has(rid)) continue;
        this.#seen.add(rid);
      }
      if (this.#match === undefined) {
        found.push({ rid, bytes, doc: undefined });
        continue;
      }
      const doc = this.#decode(bytes);
      if (this.#match(doc)) found.push({ rid, bytes, doc });
    }
    return found;
  }

  #page(limit: number): readonly Row[] {
    const step = this.#steps[this.#step];
    if (step === undefined) {
      this.done = true;
      return [];
    }
    return step.type === 'scan' ? this.#rows(step, limit) : this.#keys(step, limit);
  }

  #rows(step: Plan & { type: 'scan' }, limit: number): readonly Row[] {
    const { id } = this.#collection;
    const sql = step.reverse
      ? `SELECT rid, doc, NULL FROM c${id} WHERE rid < ? ORDER BY rid DESC LIMIT ?`
      : `SELECT rid, doc, NULL FROM c${id} WHERE rid > ? ORDER BY rid LIMIT ?`;
    const rows = some(page(this.#sql, sql), limit, this.#last?.rid ?? (step.reverse ? Number.MAX_SAFE_INTEGER : -1));
    const last = rows.at(-1);
    if (last !== undefined) this.#last = { key: EMPTY, rid: last[0] };
    if (rows.length < limit) this.#next(0);
    return rows as unknown as readonly Row[];
  }

  #keys(step: Plan & { type: 'keys' }, limit: number): readonly Row[] {
    const range = step.ranges[this.#range];
    if (range === undefined) {
      this.#next(0);
      return [];
    }
    const [start, end] = step.reverse ? [range.high, range.low] : [range.low, range.high];
    const statement = page(this.#sql, keysSql(this.#collection, step));
    const rows =
      step.index === '_id_'
        ? some(statement, limit, this.#last?.key ?? start, end)
        : some(statement, limit, this.#last?.key ?? start, this.#last?.rid ?? -1, end);
    const last = rows.at(-1);
    // `_id` is walked with >=, so that the first key is seen: from then on just behind the last one.
    if (last !== undefined) {
      const key = step.index === '_id_' && !step.reverse ? Buffer.concat([last[2], EMPTY_NEXT]) : last[2];
      this.#last = { key, rid: last[0] };
    }
    if (rows.length < limit) this.#next(step.ranges.length);
    return rows as unknown as readonly Row[];
  }

  #next(ranges: number): void {
    this.#last = undefined;
    this.#range++;
    if (this.#range < ranges) return;
    this.#range = 0;
    this.#step++;
    this.done = this.#step >= this.#steps.length;
  }
}

/** Up to `limit` rows. One row alone is much cheaper to ask for than a list of one. */
const some = (
  statement: Page,
  limit: number,
  ...values: Value[]
): readonly (readonly [number, Uint8Array, Uint8Array])[] => {
  if (limit !== 1) return statement.all(...values, limit);
  const row = statement.get(...values, 1);
  return row === undefined ? [] : [row];
};

const EMPTY = new Uint8Array();
/** The smallest key behind a key. */
const EMPTY_NEXT = Uint8Array.of(0);

const flatten = (plan: Plan): Exclude<Plan, { type: 'union' }>[] =>
  plan.type === 'union' ? plan.plans.flatMap(flatten) : [plan];
