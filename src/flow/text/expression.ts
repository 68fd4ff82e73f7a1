import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { MAX_EXPRESSION_CHARACTERS } from '../limits.ts';
import type { Compiled, Path, Scope } from './scope.ts';

/** A compiled CEL expression. `run` throws when the values do not fit the operation (`null > 3`). */
export interface Expression {
  readonly source: string;
  readonly reads: readonly Path[];
  run(scope: Scope): unknown;
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof Map && value.size === 0);

const createEnvironment = (): Environment => {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 500, maxDepth: 40, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 10 },
  });
  // JSON numbers are doubles and literals in the file are ints; authors must not have to know.
  const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  };
  for (const [sign, compute] of Object.entries(arithmetic)) {
    const run = (a: number | bigint, b: number | bigint) => compute(Number(a), Number(b));
    environment.registerOperator(`double ${sign} int`, run);
    environment.registerOperator(`int ${sign} double`, run);
  }
  environment.registerOperator('double % double', (a: number, b: number) => a % b);
  environment.registerFunction('co(dyn): bool', (value: unknown) => !isEmpty(value));
  environment.registerFunction('trong(dyn): bool', isEmpty);
  return environment;
};
const environment = createEnvironment();

const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

/** The path of `a.b[0]`, or undefined when the node is not a plain path. */
const pathOf = (node: ASTNode): (string | number)[] | undefined => {
  if (node.op === 'id') return [node.args];
  if (node.op === '.' || node.op === '.?') {
    const base = pathOf(node.args[0]);
    return base && [...base, node.args[1]];
  }
  if (node.op === '[]') {
    const base = pathOf(node.args[0]);
    const key = node.args[1];
    if (base && key.op === 'value' && (typeof key.args === 'string' || typeof key.args === 'bigint'))
      return [...base, typeof key.args === 'bigint' ? Number(key.args) : key.args];
  }
  return undefined;
};

const collect = (value: unknown, bound: readonly string[], into: Path[]): void => {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, bound, into);
    return;
  }
  if (!isNode(value)) return;
  const path = pathOf(value);
  if (path) {
    if (!bound.includes(String(path[0]))) into.push(path);
    return;
  }
  if (value.op === 'rcall') {
    const [name, receiver, args] = value.args;
    collect(receiver, bound, into);
    const row = args[0];
    if (MACROS.has(name) && row?.op === 'id') collect(args.slice(1), [...bound, row.args], into);
    else collect(args, bound, into);
    return;
  }
  if (value.op === 'call') collect(value.args[1], bound, into);
  else collect(value.args, bound, into);
};

/** CEL's result as JSON: ints become numbers, times ISO texts, maps objects. */
const toJson = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return typeof value === 'number' && !Number.isFinite(value) ? null : value;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), toJson(item)]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  return String(value);
};

const readPath = (path: Path, scope: Scope): unknown => {
  let value: unknown = scope;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      if (path.length === 1) return null;
      throw new Error(`no value at ${path.join('.')}`);
    }
    value = (value as Record<string | number, unknown>)[key];
  }
  return value ?? null;
};

/** First line of the library's message: the rest is a drawing of the place. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Compiles once; the text has no leading `=`. */
export const compileExpression = (source: string): Compiled<Expression> => {
  if (source.length > MAX_EXPRESSION_CHARACTERS)
    return { ok: false, error: `longer than ${MAX_EXPRESSION_CHARACTERS} characters` };
  try {
    const parsed = environment.parse(source);
    const { valid, error } = parsed.check();
    if (!valid) return { ok: false, error: firstLine(error) };
    const plain = pathOf(parsed.ast);
    const reads: Path[] = [];
    collect(parsed.ast, [], reads);
    // A plain path needs no evaluator, and its value is JSON already.
    const run = plain
      ? (scope: Scope) => readPath(plain, scope)
      : (scope: Scope) => toJson(parsed(scope as Record<string, unknown>));
    return { ok: true, value: { source, reads, run } };
  } catch (error) {
    return { ok: false, error: firstLine(error) };
  }
};
