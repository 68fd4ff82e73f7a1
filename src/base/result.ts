/** An expected failure: what went wrong, in a form that a program (code) and a person (message) can act on. */
export interface Failure {
  /** Stable, in snake_case, prefixed by its room: `roster.unknown_unit`. The console's English switch translates by it. */
  readonly code: string;
  /** One or two Vietnamese sentences that name the place and the remedy. Never holds a secret or a phone number. */
  readonly message: string;
  /** Where, when there is a place smaller than the whole request: a field (`body.at`), a file and line, a row. */
  readonly place?: string;
}

/** The outcome of anything that can fail in an expected way. Exceptions are for bugs. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (code: string, message: string, place?: string): Result<never> => ({
  ok: false,
  error: place === undefined ? { code, message } : { code, message, place },
});
