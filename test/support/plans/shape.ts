import mongoose from 'mongoose';

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof RegExp) &&
  !('_bsontype' in value);

/** Fields whose values are lists of filters. */
const LISTS = ['$or', '$and', '$nor'];

/**
 * A filter without its values: `unitPath =`, `at $gte $lt`, `$or(state = | thread =)`. Filters of one shape are answered
 * in one way.
 */
export const shapeOf = (filter: unknown): string => {
  if (!isPlain(filter)) return '=';
  return Object.entries(filter)
    .map(([field, condition]) => {
      if (LISTS.includes(field)) {
        const inner = [...new Set((condition as unknown[]).map(shapeOf))].filter((shape) => shape !== '').sort();
        return inner.length === 0 ? '' : `${field}(${inner.join(' | ')})`;
      }
      if (field.startsWith('$')) return field;
      if (!isPlain(condition) || !Object.keys(condition).some((key) => key.startsWith('$')))
        return `${field} ${condition instanceof RegExp || condition instanceof mongoose.mongo.BSONRegExp ? '~' : '='}`;
      return `${field} ${Object.entries(condition)
        .map(([operator, value]) => (operator === '$elemMatch' ? `${operator}(${shapeOf(value)})` : operator))
        .sort()
        .join(' ')}`;
    })
    .filter((shape) => shape !== '')
    .sort()
    .join(', ');
};
