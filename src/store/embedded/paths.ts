import { type Doc, fieldsOf, isDoc, MISSING } from './bson.ts';

/** What a path meets, with the array position (the outermost one) through which it went. */
export type Visit = (value: unknown, index: number | undefined) => boolean;

const isIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/**
 * Walks a dotted path as MongoDB's matcher does: through arrays of documents, through positions (`a.0`), and, when
 * `leafArrays`, over the elements of an array at the end and then the array itself. `visit` gets MISSING where a
 * document has no such field; it returns true to stop. An array without documents is not visited by a path into it.
 */
export const walkPath = (root: unknown, parts: readonly string[], leafArrays: boolean, visit: Visit): boolean => {
  const step = (value: unknown, at: number, index: number | undefined): boolean => {
    if (at === parts.length) {
      if (leafArrays && Array.isArray(value)) {
        for (let i = 0; i < value.length; i++) if (visit(value[i], index ?? i)) return true;
      }
      return visit(value, index);
    }
    const part = parts[at] as string;
    if (isDoc(value)) {
      const fields = fieldsOf(value);
      return Object.hasOwn(fields, part) ? step(fields[part], at + 1, index) : visit(MISSING, index);
    }
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        if (isDoc(value[i]) && step(value[i], at, index ?? i)) return true;
      }
      const position = isIndex(part) ? Number(part) : -1;
      return position >= 0 && position < value.length && step(value[position], at + 1, index ?? position);
    }
    return visit(MISSING, index);
  };
  return step(root, 0, undefined);
};

/** All values that an index or a sort sees at a path; `multi` says that an array was met on the way. */
export const indexValues = (root: Doc, parts: readonly string[]): { values: unknown[]; multi: boolean } => {
  const values: unknown[] = [];
  let multi = false;
  const step = (value: unknown, at: number): void => {
    if (at === parts.length) {
      if (!Array.isArray(value)) values.push(value);
      else {
        multi = true;
        if (value.length === 0) values.push(undefined);
        else values.push(...value);
      }
      return;
    }
    const part = parts[at] as string;
    if (isDoc(value)) {
      const fields = fieldsOf(value);
      step(Object.hasOwn(fields, part) ? fields[part] : MISSING, at + 1);
    } else if (Array.isArray(value)) {
      multi = true;
      if (isIndex(part) && Number(part) < value.length) step(value[Number(part)], at + 1);
      else if (value.length === 0) values.push(undefined);
      const before = values.length;
      for (const item of value) if (isDoc(item)) step(item, at);
      if (values.length === before && value.length > 0) values.push(MISSING);
    } else values.push(MISSING);
  };
  step(root, 0);
  return { values, multi };
};

/** The value at a path through documents only; MISSING when it is not there. */
export const valueAt = (root: unknown, parts: readonly string[]): unknown => {
  let value: unknown = root;
  for (const part of parts) {
    if (!isDoc(value)) return MISSING;
    const fields = fieldsOf(value);
    if (!Object.hasOwn(fields, part)) return MISSING;
    value = fields[part];
  }
  return value;
};
