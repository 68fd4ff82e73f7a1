import { ApiFailure } from '../../lib/api.ts';

/**
 * The server's sentence for a field, or for anything inside it; fields are `summary` or `questions.2.options`. The API
 * says `body.summary`, the content room `summary`.
 */
export const mistakeAt = (error: unknown, field: string): string | undefined =>
  error instanceof ApiFailure
    ? error.issues.find(({ place }) => {
        const at = place.replace(/^body\./, '');
        return at === field || at.startsWith(`${field}.`);
      })?.message
    : undefined;
