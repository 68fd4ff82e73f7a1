import { type Doc, isDoc, MISSING } from '../bson.ts';
import { equal } from '../compare.ts';
import { ServerError } from '../errors.ts';
import { type Change, changeOf, copy, LEAVE } from './operators.ts';
import {
  type ArrayFilters,
  checkArrayFilters,
  expandPath,
  placeAt,
  read,
  readArrayFilters,
  remove,
  write,
} from './paths.ts';

/** Runs an update pipeline over one document, for `update: [{ $set: … }]`. */
export type Pipeline = (doc: Doc) => Doc;

/** A compiled update. */
export interface Update {
  readonly kind: 'replacement' | 'operators' | 'pipeline';
  /** The document after the update. `doc` may be changed; it must be decoded with exact number types. */
  apply(doc: Doc, context: { matched: number | undefined; inserting: boolean }): Doc;
}

interface Step {
  readonly operator: string;
  readonly path: string;
  readonly change: Change | undefined;
}

/** Names in order, numbers by value: the order in which MongoDB applies the parts of an update. */
const byPath = (a: Step, b: Step): number => {
  const [x, y] = [a.path.split('.'), b.path.split('.')];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [one, two] = [x[i] as string, y[i] as string];
    if (one === two) continue;
    if (/^\d+$/.test(one) && /^\d+$/.test(two)) return Number(one) - Number(two);
    return one < two ? -1 : 1;
  }
  return x.length - y.length;
};

/** Compiles an update document, a replacement or a pipeline. */
export const compileUpdate = (
  update: unknown,
  options: { arrayFilters?: unknown; now: Date; pipeline: (stages: Doc[]) => Pipeline },
): Update => {
  if (Array.isArray(update)) {
    if (options.arrayFilters !== undefined)
      throw new ServerError(9, 'arrayFilters may not be specified for pipeline-style updates');
    const run = options.pipeline(update as Doc[]);
    return { kind: 'pipeline', apply: (doc) => keepId(doc, run(doc)) };
  }
  if (!isDoc(update)) throw new ServerError(9, 'Update argument must be either an object or an array');
  if (!(Object.keys(update)[0] ?? '').startsWith('$')) {
    return { kind: 'replacement', apply: (doc) => keepId(doc, copy(update) as Doc) };
  }
  const steps = readSteps(update, options.now);
  const arrayFilters = readArrayFilters(options.arrayFilters);
  checkArrayFilters(
    arrayFilters,
    steps.map((step) => step.path),
  );
  return {
    kind: 'operators',
    apply: (doc, { matched, inserting }) => {
      const id = doc._id;
      const had = Object.hasOwn(doc, '_id');
      for (const step of steps) {
        if (step.operator === '$setOnInsert' && !inserting) continue;
        applyStep(doc, step, arrayFilters, matched, update);
      }
      if (had && (!Object.hasOwn(doc, '_id') || !equal(doc._id, id))) throw immutableId();
      return doc;
    },
  };
};

const immutableId = (): ServerError =>
  new ServerError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");

/** A replacement keeps the `_id`, in front; another `_id` is refused. */
const keepId = (before: Doc, after: Doc): Doc => {
  if (!Object.hasOwn(before, '_id')) return after;
  const { _id, ...rest } = after;
  if (Object.hasOwn(after, '_id') && !equal(_id, before._id)) {
    throw new ServerError(66, "After applying the update, the (immutable) field '_id' was found to have been altered");
  }
  return { _id: before._id, ...rest };
};

const readSteps = (update: Doc, now: Date): Step[] => {
  const steps: Step[] = [];
  for (const [operator, fields] of Object.entries(update)) {
    const known = operator === '$unset' || operator === '$rename' || KNOWN.has(operator);
    if (!known) {
      throw new ServerError(
        9,
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDoc(fields))
      throw new ServerError(
        9,
        `Modifiers operate on fields but we found another type for ${operator}. For example: {$mod: {<field>: ...}}`,
      );
    for (const [path, argument] of Object.entries(fields)) {
      checkPath(path);
      if (operator === '$rename') {
        if (typeof argument !== 'string')
          throw new ServerError(2, `The 'to' field for $rename must be a string: ${path}`);
        checkPath(argument);
        if (/\$/.test(path + argument))
          throw new ServerError(2, `The source and target field for $rename may not be dynamic: ${path}`);
        steps.push(
          { operator, path, change: undefined },
          { operator: '$rename to', path: argument, change: undefined },
        );
      } else
        steps.push({
          operator,
          path,
          change: operator === '$unset' ? undefined : changeOf(operator, argument, path, now),
        });
    }
  }
  checkConflicts(steps);
  return steps.sort(byPath);
};

const KNOWN = new Set([
  '$set',
  '$setOnInsert',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$currentDate',
  '$bit',
  '$push',
  '$addToSet',
  '$pop',
  '$pull',
  '$pullAll',
]);

const checkPath = (path: string): void => {
  if (path === '') throw new ServerError(56, 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes(''))
    throw new ServerError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (/^\$/.test(parts[0] as string) && !parts[0]?.startsWith('$[') && parts[0] !== '$') {
    throw new ServerError(
      52,
      `The dollar ($) prefixed field '${parts[0]}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  if (parts[0] === '$' || parts[0]?.startsWith('$['))
    throw new ServerError(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
};

const checkConflicts = (steps: readonly Step[]): void => {
  const paths = steps.map((step) => step.path).sort();
  const seen = new Set<string>();
  for (const path of paths) {
    const parts = path.split('.');
    for (let length = 1; length <= parts.length; length++) {
      const prefix = parts.slice(0, length).join('.');
      if (seen.has(prefix))
        throw new ServerError(40, `Updating the path '${path}' would create a conflict at '${prefix}'`);
    }
    seen.add(path);
  }
  // A longer path may sort before a shorter one ("a-b" before "a.b"), so prefixes are looked up the other way as well.
  for (const path of paths) {
    const parts = path.split('.');
    for (let length = 1; length < parts.length; length++) {
      const prefix = parts.slice(0, length).join('.');
      if (seen.has(prefix))
        throw new ServerError(40, `Updating the path '${path}' would create a conflict at '${prefix}'`);
    }
  }
};

const applyStep = (
  doc: Doc,
  step: Step,
  arrayFilters: ArrayFilters,
  matched: number | undefined,
  update: Doc,
): void => {
  if (step.operator === '$rename to') return;
  if (step.operator === '$rename') {
    rename(doc, step.path, (update.$rename as Doc)[step.path] as string);
    return;
  }
  for (const parts of expandPath(doc, step.path, { arrayFilters, matched })) {
    if (step.operator === '$unset') {
      const place = placeAt(doc, parts, false);
      if (place !== undefined) remove(place);
      continue;
    }
    const change = step.change as Change;
    const there = placeAt(doc, parts, false);
    const old = there === undefined ? MISSING : read(there);
    const value = change(old, step.path);
    if (value === LEAVE) continue;
    const place = placeAt(doc, parts, true);
    if (place !== undefined) write(place, copy(value));
  }
};

const rename = (doc: Doc, from: string, to: string): void => {
  const source = placeAt(doc, from.split('.'), false);
  if (source === undefined || read(source) === MISSING) return;
  if (Array.isArray(source.parent)) throw new ServerError(2, `The source field cannot be an array element, '${from}'`);
  const value = read(source);
  remove(source);
  const target = placeAt(doc, to.split('.'), true);
  if (target === undefined) return;
  if (Array.isArray(target.parent))
    throw new ServerError(2, `The destination field cannot be an array element, '${to}'`);
  write(target, value);
};
