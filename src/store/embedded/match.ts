import { type Doc, isDoc, MISSING, TYPE, typeOf } from './bson.ts';
import { equal } from './compare.ts';
import { ServerError, unsupported } from './errors.ts';
import { leafTest, type ValueTest } from './match-values.ts';
import { walkPath } from './paths.ts';
import { toRegExp } from './regex.ts';

/** What a match tells an update: the array position that the filter met, for `$`. */
export interface MatchDetails {
  index?: number;
}

export type Match = (doc: Doc, details?: MatchDetails) => boolean;

/** Evaluates an aggregation expression over a document, for `$expr`. */
export type Evaluate = (expression: unknown, doc: Doc) => unknown;

const always: Match = () => true;

/** True for `{ $gt: 1 }`, false for `{ a: 1 }`, for `{}` and for values that are no document. */
export const isOperators = (value: unknown): value is Doc =>
  isDoc(value) && (Object.keys(value)[0] ?? '').startsWith('$') && !('$ref' in value);

const all = (tests: readonly Match[]): Match => {
  if (tests.length === 0) return always;
  if (tests.length === 1) return tests[0] as Match;
  return (doc, details) => tests.every((test) => test(doc, details));
};

const list = (name: string, value: unknown): unknown[] => {
  if (!Array.isArray(value) || value.length === 0) throw new ServerError(2, `${name} must be a nonempty array`);
  return value;
};

const filters = (name: string, value: unknown, evaluate: Evaluate | undefined): Match[] =>
  list(name, value).map((one) => {
    if (!isDoc(one)) throw new ServerError(2, `${name} entries need to be full objects`);
    return compileFilter(one, evaluate);
  });

const REFUSED = new Set(['$where', '$text', '$jsonSchema', '$sampleRate']);

/** Compiles a query filter. Throws BadValue with the operator's name for what MongoDB or this store does not know. */
export const compileFilter = (filter: Doc, evaluate?: Evaluate): Match => {
  const tests: Match[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and') tests.push(all(filters(key, value, evaluate)));
    else if (key === '$or') {
      const any = filters(key, value, evaluate);
      tests.push((doc, details) => any.some((test) => test(doc, details)));
    } else if (key === '$nor') {
      const none = filters(key, value, evaluate);
      tests.push((doc) => !none.some((test) => test(doc)));
    } else if (key === '$expr') {
      if (evaluate === undefined) throw new ServerError(2, '$expr is not allowed in this context');
      tests.push((doc) => truthy(evaluate(value, doc)));
    } else if (key === '$comment') continue;
    else if (REFUSED.has(key)) throw unsupported(key);
    else if (key.startsWith('$')) {
      throw new ServerError(
        2,
        `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
    } else tests.push(compileField(key, value));
  }
  return all(tests);
};

const truthy = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== false && (typeOf(value) !== TYPE.number || !equal(value, 0));

/** Compiles the conditions on one field. Unless `inArrays`, an array at the end of the path is one value. */
const compileField = (path: string, condition: unknown, inArrays = true): Match => {
  const parts = path.split('.');
  if (!isOperators(condition)) return valueMatch(parts, inArrays, leafTest('$eq', condition));
  const tests: Match[] = [];
  for (const [operator, argument] of Object.entries(condition)) {
    if (operator === '$options') {
      if (!('$regex' in condition)) throw new ServerError(2, '$options needs a $regex');
      continue;
    }
    if (operator === '$regex')
      tests.push(valueMatch(parts, inArrays, leafTest('$regex', toRegExp(argument, condition.$options))));
    else tests.push(compileOperator(parts, inArrays, operator, argument));
  }
  return all(tests);
};

const compileOperator = (parts: readonly string[], inArrays: boolean, operator: string, argument: unknown): Match => {
  switch (operator) {
    case '$ne':
      return not(valueMatch(parts, inArrays, leafTest('$eq', argument, operator)));
    case '$nin':
      return not(valueMatch(parts, inArrays, leafTest('$in', argument, operator)));
    case '$not':
      return not(compileNot(parts, inArrays, argument));
    case '$exists':
      return truthy(argument) ? existing(parts) : not(existing(parts));
    case '$all':
      return compileAll(parts, inArrays, argument);
    case '$elemMatch':
      return compileElemMatch(parts, argument);
    case '$size':
      return wholeMatch(parts, leafTest('$size', argument));
    case '$comment':
      return always;
    default:
      return valueMatch(parts, inArrays, leafTest(operator, argument));
  }
};

const not =
  (test: Match): Match =>
  (doc) =>
    !test(doc);

const compileNot = (parts: readonly string[], inArrays: boolean, argument: unknown): Match => {
  const path = parts.join('.');
  if (typeOf(argument) === TYPE.regex) return compileField(path, argument, inArrays);
  if (!isOperators(argument)) throw new ServerError(2, '$not needs a regex or a document');
  return compileField(path, argument, inArrays);
};

const existing =
  (parts: readonly string[]): Match =>
  (doc) =>
    walkPath(doc, parts, false, (value) => value !== MISSING);

/** Tests every value at the path, elements of arrays included. */
const valueMatch =
  (parts: readonly string[], inArrays: boolean, test: ValueTest): Match =>
  (doc, details) =>
    walkPath(doc, parts, inArrays, (value, index) => {
      if (!test(value)) return false;
      if (details !== undefined && index !== undefined) details.index = index;
      return true;
    });

/** Tests the value at the path as it stands: an array is one value. */
const wholeMatch =
  (parts: readonly string[], test: ValueTest): Match =>
  (doc) =>
    walkPath(doc, parts, false, (value) => test(value));

const compileAll = (parts: readonly string[], inArrays: boolean, argument: unknown): Match => {
  if (!Array.isArray(argument)) throw new ServerError(2, '$all needs an array');
  if (argument.length === 0) return () => false;
  return all(
    argument.map((one) => {
      if (isDoc(one) && '$elemMatch' in one) return compileElemMatch(parts, one.$elemMatch);
      if (isOperators(one)) throw new ServerError(2, 'no $ expressions in $all');
      return valueMatch(parts, inArrays, leafTest('$eq', one));
    }),
  );
};

/** `$elemMatch` with operators tests the elements as values, with field names the elements as documents. */
export const elementTest = (argument: unknown, evaluate?: Evaluate): ValueTest => {
  if (!isDoc(argument)) throw new ServerError(2, '$elemMatch needs an Object');
  const first = Object.keys(argument)[0] ?? '';
  const onValues = isOperators(argument) && !['$and', '$or', '$nor', '$expr'].includes(first);
  if (!onValues) {
    const test = compileFilter(argument, evaluate);
    return (value) => (isDoc(value) ? test(value) : Array.isArray(value) && test(value as unknown as Doc));
  }
  // An element that is an array itself is one value here.
  const test = compileField('v', argument, false);
  return (value) => test({ v: value });
};

const compileElemMatch = (parts: readonly string[], argument: unknown): Match => {
  const test = elementTest(argument);
  return (doc, details) =>
    walkPath(doc, parts, false, (value, outer) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex((one) => test(one));
      if (index < 0) return false;
      if (details !== undefined) details.index = outer ?? index;
      return true;
    });
};
