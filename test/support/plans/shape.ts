const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof RegExp) &&
  !('_bsontype' in value);

/** Also MongoDB's own kind; told by its mark, so that suites without a store do not load the driver. */
const isPattern = (value: unknown): boolean =>
  value instanceof RegExp || (value as { _bsontype?: unknown } | null)?._bsontype === 'BSONRegExp';

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
        return `${field} ${isPattern(condition) ? '~' : '='}`;
      return `${field} ${Object.entries(condition)
        .map(([operator, value]) => (operator === '$elemMatch' ? `${operator}(${shapeOf(value)})` : operator))
        .sort()
        .join(' ')}`;
    })
    .filter((shape) => shape !== '')
    .sort()
    .join(', ');
};
