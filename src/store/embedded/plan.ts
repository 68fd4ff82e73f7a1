import { type Doc, isDoc } from './bson.ts';
import type { Collection } from './collection.ts';
import { equal } from './compare.ts';
import { ServerError } from './errors.ts';
import type { Index } from './indexes.ts';
import { inverted } from './key.ts';
import { type Analysis, analyse, behind, type Edge, edgeBytes, type Interval, type Predicate } from './predicates.ts';
import type { SortField } from './sort.ts';
import { isWatched, tellPlan } from './watch.ts';

/** Keys from `low` up to, not including, `high`. */
export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

/** How a find walks a collection. Every plan yields at least what matches; unless `exact`, each document is tested. */
export type Plan = (
  | { readonly type: 'scan'; readonly reverse: boolean }
  | {
      readonly type: 'keys';
      readonly index: Index | '_id_';
      readonly ranges: readonly KeyRange[];
      readonly reverse: boolean;
      readonly dedupe: boolean;
    }
  | { readonly type: 'union'; readonly plans: readonly Plan[] }
) & {
  /** The plan alone decides: nothing in the filter is left to test. */
  readonly exact: boolean;
  /** Documents come in the order of the sort. */
  readonly sorted: boolean;
};

/** Lists of points multiply in a compound index; past this many ranges the later fields are left to the test. */
const MAX_RANGES = 2000;

/** `_id` as an index like the others. */
const ID_FIELD = { fields: [{ path: '_id', parts: ['_id'], direction: 1 as const }], multi: [false] };

interface Candidate {
  readonly plan: Plan;
  readonly score: number;
}

/** Chooses how to walk: the index with most equalities, then a range, then the sort's order. */
export const choosePlan = (collection: Collection, filter: Doc, sort: readonly SortField[], hint?: unknown): Plan => {
  const plan = choose(collection, filter, sort, hint);
  if (isWatched()) tellPlan({ collection, filter, sort, plan });
  return plan;
};

const choose = (collection: Collection, filter: Doc, sort: readonly SortField[], hint: unknown): Plan => {
  const analysis = analyse(filter);
  const hinted = hint === undefined ? undefined : hintedIndex(collection, hint);
  if (hinted === '$natural' || hinted === '$natural-') {
    return { type: 'scan', reverse: hinted === '$natural-', exact: false, sorted: sort.length === 0 };
  }
  const byId = (analysis.fields.get('_id') ?? []).some((one) => one.type === 'points');
  const indexes =
    hinted !== undefined ? [hinted] : byId ? (['_id_'] as const) : (['_id_', ...collection.indexes] as const);
  const natural = sort.length === 1 && sort[0]?.path === '$natural';
  if (natural) return { type: 'scan', reverse: sort[0]?.direction === -1, exact: false, sorted: true };
  const candidates = indexes
    .map((index) => tryIndex(index, analysis, sort, hinted !== undefined))
    .filter((one): one is Candidate => one !== undefined);
  const best = candidates.reduce<Candidate | undefined>(
    (top, one) => (top === undefined || one.score > top.score ? one : top),
    undefined,
  );
  const bounded = best !== undefined && best.score >= BOUNDED;
  if (!bounded && hinted === undefined && analysis.branches !== undefined) {
    const plans = analysis.branches.map((branch) => choose(collection, branch, [], undefined));
    if (plans.length > 0 && plans.every((plan) => plan.type !== 'scan')) {
      return { type: 'union', plans, exact: false, sorted: sort.length === 0 };
    }
  }
  if (best !== undefined) return best.plan;
  const nothing = analysis.fields.size === 0 && !analysis.rest;
  return { type: 'scan', reverse: false, exact: nothing, sorted: sort.length === 0 };
};

const BOUNDED = 2;

const hintedIndex = (collection: Collection, hint: unknown): Index | '_id_' | '$natural' | '$natural-' => {
  const missing = new ServerError(2, 'error processing query: hint provided does not correspond to an existing index');
  if (isDoc(hint)) {
    if ('$natural' in hint) return Number(hint.$natural) < 0 ? '$natural-' : '$natural';
    if (Object.keys(hint).length === 0) return '$natural';
    if (equal(hint, { _id: 1 })) return '_id_';
    const found = collection.indexes.find((index) => equal(index.key, hint));
    if (found === undefined) throw missing;
    return found;
  }
  if (hint === '_id_') return hint;
  const found = collection.indexes.find((index) => index.name === hint);
  if (found === undefined) throw missing;
  return found;
};

/** A plan on one index, or undefined when the index is of no use or does not hold all that may match. */
const tryIndex = (
  index: Index | '_id_',
  analysis: Analysis,
  sort: readonly SortField[],
  forced: boolean,
): Candidate | undefined => {
  const { fields, multi } = index === '_id_' ? ID_FIELD : index;
  if (index !== '_id_' && !holdsAll(index, analysis) && !forced) return undefined;
  if (index !== '_id_' && index.spec.hidden === true) return undefined;

  let prefixes: KeyRange[] = [{ low: Buffer.alloc(0), high: Buffer.alloc(0) }];
  let equalities = 0;
  let ranged = false;
  /** The filter asks for what makes a document stand in this sparse index, and no more. */
  let present = false;
  let multiUsed = false;
  let consumed = 0;
  const fixed = new Set<string>();
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as (typeof fields)[number];
    const predicates = analysis.fields.get(field.path) ?? [];
    if (i === 0 && predicates.length === 0 && index !== '_id_' && index.sparse && analysis.existing.has(field.path))
      present = true;
    // Two fields in one array may be matched by different elements, so only the first one narrows.
    if (predicates.length === 0 || (multi[i] && multiUsed)) break;
    if (multi[i]) multiUsed = true;
    const points = predicates.find((one) => one.type === 'points');
    if (points?.type === 'points' && points.points.length * prefixes.length <= MAX_RANGES) {
      const pieces = field.direction === 1 ? points.points : [...points.points].reverse();
      prefixes = prefixes.flatMap((prefix) => pieces.map((piece) => extend(prefix.low, piece, field.direction)));
      equalities++;
      if (points.exact && predicates.length === 1) consumed++;
      if (points.points.length === 1 && !multi[i]) fixed.add(field.path);
      if (points.points.some((one) => !one.low.bytes.equals(one.high.bytes))) {
        ranged = true;
        break;
      }
      continue;
    }
    const intervals = predicates.filter((one) => one.type === 'range').map((one) => one.interval);
    if (intervals.length === 0) break;
    const interval = multi[i] ? (intervals[0] as Interval) : intervals.reduce(intersect);
    prefixes = prefixes.map((prefix) => extend(prefix.low, interval, field.direction));
    ranged = true;
    if (!multi[i] && predicates.every((one) => one.type === 'range' && one.exact)) consumed++;
    break;
  }
  const order = prefixes.length === 1 ? orderOf(fields, multi, fixed, sort) : undefined;
  const useful = equalities > 0 || ranged || present || (sort.length > 0 && order !== undefined) || forced;
  if (!useful) return undefined;
  const ranges = equalities > 0 || ranged ? prefixes.map((one) => (ranged ? one : closed(one))) : [whole()];
  const exact = !analysis.rest && consumed === analysis.fields.size;
  const unique = index === '_id_' || (index.unique && equalities === fields.length);
  const score =
    equalities * 4 +
    (ranged || present ? 2 : 0) +
    (order !== undefined && sort.length > 0 ? (equalities > 0 || ranged ? 3 : 1) : 0) +
    (unique && equalities > 0 ? 100 : 0);
  return {
    score,
    plan: {
      type: 'keys',
      index,
      ranges,
      reverse: order === 'reverse',
      dedupe: multi.includes(true),
      exact,
      sorted: sort.length === 0 || order !== undefined,
    },
  };
};

const whole = (): KeyRange => ({ low: Buffer.alloc(0), high: Buffer.from([0xff]) });

/** All keys that begin with a prefix of equalities. */
const closed = ({ low }: KeyRange): KeyRange => ({ low, high: behind(low) });

const turned = (edge: Edge): Edge => ({ bytes: inverted(Buffer.from(edge.bytes)), after: !edge.after });

/** A stretch of one field behind a prefix. For a descending field the bytes, and so the two ends, are turned around. */
const extend = (prefix: Buffer, interval: Interval, direction: 1 | -1): KeyRange => {
  const low = direction === 1 ? interval.low : turned(interval.high);
  const high = direction === 1 ? interval.high : turned(interval.low);
  return { low: Buffer.concat([prefix, edgeBytes(low)]), high: Buffer.concat([prefix, edgeBytes(high)]) };
};

const intersect = (a: Interval, b: Interval): Interval => ({
  low: Buffer.compare(edgeBytes(a.low), edgeBytes(b.low)) >= 0 ? a.low : b.low,
  high: Buffer.compare(edgeBytes(a.high), edgeBytes(b.high)) <= 0 ? a.high : b.high,
});

/** Whether the index gives the sort's order, walked forward or in reverse. Fields pinned to one value do not matter. */
const orderOf = (
  fields: readonly { path: string; direction: 1 | -1 }[],
  multi: readonly boolean[],
  fixed: ReadonlySet<string>,
  sort: readonly SortField[],
): 'forward' | 'reverse' | undefined => {
  const wanted = sort.filter((field) => !fixed.has(field.path));
  let at = 0;
  let order: 'forward' | 'reverse' | undefined;
  for (let i = 0; i < fields.length && at < wanted.length; i++) {
    const field = fields[i] as (typeof fields)[number];
    const next = wanted[at] as SortField;
    if (field.path !== next.path) {
      if (fixed.has(field.path)) continue;
      return undefined;
    }
    const direction = field.direction === next.direction ? 'forward' : 'reverse';
    if (multi[i] || (order !== undefined && order !== direction)) return undefined;
    order = direction;
    at++;
  }
  return at === wanted.length ? (order ?? 'forward') : undefined;
};

/** A sparse or partial index serves a filter only when everything that matches is in it. */
const holdsAll = (index: Index, analysis: Analysis): boolean => {
  const holds = ({ path }: { path: string }) =>
    analysis.existing.has(path) || (analysis.fields.get(path) ?? []).some(excludesNull);
  if (index.sparse && !index.fields.some(holds)) return false;
  const partial = index.spec.partialFilterExpression;
  if (!isDoc(partial)) return true;
  return Object.entries(partial).every(
    ([path, condition]) =>
      (isExists(condition) && analysis.existing.has(path)) || implies(analysis.fields.get(path) ?? [], path, condition),
  );
};

const isExists = (condition: unknown): boolean =>
  isDoc(condition) && Object.keys(condition).length === 1 && condition.$exists === true;

const excludesNull = (predicate: Predicate): boolean => predicate.type === 'range' || predicate.exact;

/** Whether what the filter says about a field makes the partial index's condition on it true. */
const implies = (predicates: readonly Predicate[], path: string, condition: unknown): boolean => {
  if (path.startsWith('$')) return false;
  if (isExists(condition)) return predicates.some(excludesNull);
  const wanted = analyse({ [path]: condition });
  const needed = wanted.fields.get(path);
  if (wanted.rest || needed === undefined) return false;
  return needed.every((one) => predicates.some((said) => within(said, one)));
};

const stretches = (predicate: Predicate): readonly Interval[] =>
  predicate.type === 'points' ? predicate.points : [predicate.interval];

const within = (said: Predicate, needed: Predicate): boolean =>
  stretches(said).every((inner) =>
    stretches(needed).some(
      (outer) =>
        Buffer.compare(edgeBytes(inner.low), edgeBytes(outer.low)) >= 0 &&
        Buffer.compare(edgeBytes(inner.high), edgeBytes(outer.high)) <= 0,
    ),
  );
