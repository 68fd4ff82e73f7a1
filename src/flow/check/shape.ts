import { z } from 'zod';

/** A JSON Schema as far as it is looked at here. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly $ref?: string;
  readonly required?: readonly string[];
}

export type { Shape };

const cache = new WeakMap<z.ZodType, Shape>();

/** What a zod schema gives (`output`) or takes (`input`), as JSON Schema; anything goes where it cannot be told. */
export const shapeOf = (schema: z.ZodType, io: 'input' | 'output'): Shape => {
  const known = io === 'output' ? cache.get(schema) : undefined;
  if (known) return known;
  let shape: Shape;
  try {
    shape = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline', cycles: 'ref' }) as Shape;
  } catch {
    shape = {};
  }
  if (io === 'output') cache.set(schema, shape);
  return shape;
};

/** Names that a template or condition may read on lists and texts besides fields. */
const LIQUID_NAMES = new Set(['size', 'first', 'last']);

/**
 * The first part of the path that values of this shape cannot have, with the fields that they can; undefined when all is
 * well or unknown.
 */
export const missingField = (
  shape: Shape,
  path: readonly (string | number)[],
): { readonly name: string; readonly known: readonly string[] } | undefined => {
  const [key, ...rest] = path;
  if (key === undefined || shape.$ref !== undefined || shape.allOf) return undefined;
  const ways = shape.anyOf ?? shape.oneOf;
  if (ways) {
    const results = ways.map((way) => missingField(way, path));
    if (results.some((result) => result === undefined)) return undefined;
    const known = [...new Set(results.flatMap((result) => result?.known ?? []))];
    return { name: results.find((r) => r?.name)?.name ?? String(key), known };
  }
  if (shape.type === 'array') {
    if (LIQUID_NAMES.has(String(key)) || typeof key === 'number') {
      const items = typeof shape.items === 'object' ? shape.items : {};
      return key === 'size' ? undefined : missingField(items, rest);
    }
    return { name: String(key), known: [] };
  }
  if (shape.type === 'object') {
    const property = shape.properties && Object.hasOwn(shape.properties, key) ? shape.properties[key] : undefined;
    if (property) return missingField(property, rest);
    if (key === 'size' || (shape.additionalProperties !== undefined && shape.additionalProperties !== false))
      return undefined;
    // zod objects without `strict` drop unknown keys on output, so a field that is not listed is never there.
    return shape.properties ? { name: String(key), known: Object.keys(shape.properties) } : undefined;
  }
  if (shape.type === undefined) return undefined;
  return shape.type === 'string' && key === 'size' ? undefined : { name: String(key), known: [] };
};

/** Whether a text fits: false only when the shape certainly takes no text. */
export const takesText = (shape: Shape): boolean => {
  const ways = shape.anyOf ?? shape.oneOf;
  if (ways) return ways.some(takesText);
  if (shape.type === undefined) return true;
  return shape.type === 'string' || (Array.isArray(shape.type) && shape.type.includes('string'));
};
