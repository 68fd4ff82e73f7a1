import type { Field } from '../../../channels/kind.ts';

/** What a form holds of one field: secrets begin empty, as they never come back from the server. */
export type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;

const initialOf = ({ input, secret, name }: Field, known: Readonly<Record<string, unknown>>): Value => {
  if (secret) return '';
  const value = known[name];
  if (input === 'switch') return value === true;
  if (input === 'number') return typeof value === 'number' ? value : '';
  return value === undefined || value === null ? '' : String(value);
};

/** A form's beginning from settings or a kind's defaults. */
export const initialValues = (fields: readonly Field[], known: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(fields.map((field) => [field.name, initialOf(field, known)]));

/** What differs from the beginning; the server keeps the rest, and an empty text removes a value. */
export const changedValues = (before: Values, now: Values): Record<string, Value> =>
  Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== before[name]));

/** Names of required fields that are empty; `present` are secrets that the server has. */
export const missingFields = (
  fields: readonly Field[],
  now: Values,
  present: readonly string[] = [],
): readonly string[] =>
  fields
    .filter(({ required, name }) => required && String(now[name] ?? '').trim() === '' && !present.includes(name))
    .map(({ name }) => name);
