import { type Doc, isDoc } from './bson.ts';

/** Top-level fields that something looks at; undefined when it may look at any. */
export type Looked = ReadonlySet<string> | undefined;

const topOf = (path: string): string => {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
};

/** The fields that decide whether a document matches. */
export const filterFields = (filter: Doc): Looked => {
  const fields = new Set<string>();
  for (const [key, value] of Object.entries(filter)) {
    if (!key.startsWith('$')) fields.add(topOf(key));
    else if (['$and', '$or', '$nor'].includes(key) && Array.isArray(value)) {
      for (const part of value) {
        const looked = isDoc(part) ? filterFields(part) : undefined;
        if (looked === undefined) return undefined;
        for (const field of looked) fields.add(field);
      }
    } else if (key !== '$comment') return undefined;
  }
  return fields;
};

/** The fields that a projection shows, when it only names them; without one the stored bytes are shown as they are. */
export const projectionFields = (projection: unknown): Looked => {
  if (projection === undefined || projection === null) return new Set();
  if (!isDoc(projection)) return undefined;
  const shown = Object.entries(projection);
  const named = shown.every(([path, value]) => (value === 1 || value === true) && !path.includes('$'));
  if (!named || shown.length === 0) return undefined;
  return new Set(['_id', ...shown.map(([path]) => topOf(path))]);
};

export const together = (...all: readonly Looked[]): Looked => {
  const fields = new Set<string>();
  for (const looked of all) {
    if (looked === undefined) return undefined;
    for (const field of looked) fields.add(field);
  }
  return fields;
};
