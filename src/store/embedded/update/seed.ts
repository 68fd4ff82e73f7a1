import { type Doc, isDoc, MISSING } from '../bson.ts';
import { ServerError } from '../errors.ts';
import { isOperators } from '../match.ts';
import { copy } from './operators.ts';
import { placeAt, read, write } from './paths.ts';

/** The document that an upsert starts from: every field that the filter pins to one value. */
export const seedOf = (filter: Doc): Doc => {
  const seed: Doc = {};
  const pin = (path: string, value: unknown): void => {
    const place = placeAt(seed, path.split('.'), true);
    if (place === undefined) return;
    if (read(place) !== MISSING) {
      throw new ServerError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    }
    write(place, copy(value));
  };
  const collect = (part: Doc): void => {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and' || (key === '$or' && Array.isArray(value) && value.length === 1)) {
        for (const one of value as Doc[]) if (isDoc(one)) collect(one);
      } else if (!key.startsWith('$')) {
        if (!isOperators(value)) {
          if (!isRegex(value)) pin(key, value);
        } else if ('$eq' in value) pin(key, value.$eq);
        else if (Array.isArray(value.$all) && value.$all.length === 1 && !isOperators(value.$all[0]))
          pin(key, value.$all[0]);
        else if (Array.isArray(value.$in) && value.$in.length === 1 && !isRegex(value.$in[0])) pin(key, value.$in[0]);
      }
    }
  };
  collect(filter);
  return seed;
};

const isRegex = (value: unknown): boolean =>
  value instanceof RegExp || (value as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp';
