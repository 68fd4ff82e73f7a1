import { ApiFailure } from './api.ts';

/**
 * The failure's sentences by field name, for `form.setErrors`: `body.title` marks `title`. Undefined when the failure
 * names no field of the form, and belongs in an `ErrorMessage` instead.
 */
export const fieldErrors = (error: unknown, fields: readonly string[]): Record<string, string> | undefined => {
  if (!(error instanceof ApiFailure)) return undefined;
  const found = error.issues.flatMap(({ place, message }) => {
    const name = place.replace(/^body\./, '');
    return fields.includes(name) ? [[name, message] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
};
