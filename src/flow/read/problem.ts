/** Something wrong in a flow file: where, which rule, and for authors in Vietnamese what is wrong and what to do. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: Rule;
  readonly message: string;
  readonly remedy: string;
}

/** Rules of the checker; each has one broken file under `test/flow/broken/`. */
export const RULES = [
  'yaml',
  'format',
  'flow-name',
  'duplicate-flow',
  'unknown-key',
  'missing-key',
  'bad-value',
  'unknown-step',
  'two-verbs',
  'too-big',
  'too-deep',
  'bad-text',
  'bad-condition',
  'bad-message',
  'duplicate-id',
  'unknown-target',
  'unreachable',
  'unknown-variable',
  'unset-variable',
  'unknown-field',
  'reserved-name',
  'unknown-flow',
  'call-values',
  'unknown-action',
  'action-args',
  'duplicate-option',
  'long-option',
  'option-list',
  'quiz-answer',
  'collect-close',
  'ask-limits',
  'group-step',
  'trigger-duplicate',
  'trigger-variable',
  'command-duplicate',
  'timeout-order',
] as const;
export type Rule = (typeof RULES)[number];

/** Place inside a file: keys and indexes from the root. */
export type Place = readonly (string | number)[];

/** A problem before its place is turned into a line. */
export interface Finding {
  readonly place: Place;
  readonly rule: Rule;
  readonly message: string;
  readonly remedy: string;
}
