import { relative, resolve } from 'node:path';
import { expect } from 'vitest';

/** Collections so small, whatever the office, that walking through them is nothing, and why. */
const TINY: Readonly<Record<string, string>> = {
  queue_schedules: 'one a repeating task',
  queue_states: 'one a queue that was ever paused',
  simulator_contacts: 'the invented people of the trial channel',
};

/** Questions that may walk through a collection, and why. A question is `<collection>: <shape of the filter>`. */
const QUESTIONS: readonly (readonly [RegExp, string])[] = [
  [
    /^org_people: .*folded \$regex/,
    'a part of a name, when an administrator looks for one of some ten thousand people',
  ],
  [/: (sample =|\$or\(person \$in \| sample =\))$/, 'once in the life of an office: the sample is taken away'],
  [/^threads: _id \$ne, sessions\.key =$/, 'when a person wants to be forgotten; an index would cost every message'],
];

/** Why a question needs no index; undefined when it needs one. */
export const reasonFor = (question: string): string | undefined =>
  TINY[question.slice(0, question.indexOf(':'))] ?? QUESTIONS.find(([pattern]) => pattern.test(question))?.[1];

/** Suites that ask the store itself, of collections of their own. */
const ABOUT_THE_STORE = /^(store\/|contract\/store\/|cli\/data|cli\/migrate)/;

/** Throws when a suite, by default the one that runs, asked what no index answers and nothing above excuses. */
export const refuseUnanswered = (questions: readonly string[], suite = expect.getState().testPath ?? ''): void => {
  const file = relative(resolve('test'), resolve(suite)).replaceAll('\\', '/');
  const wrong = ABOUT_THE_STORE.test(file) ? [] : questions.filter((question) => reasonFor(question) === undefined);
  if (wrong.length > 0)
    throw new Error(
      `no index answers:\n${wrong.map((one) => `  ${one}`).join('\n')}\nMake one, or give a reason in test/support/plans/allowed.ts.`,
    );
};
