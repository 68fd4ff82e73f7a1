import { relative, resolve } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import { choosePlan } from '../../../src/store/embedded/plan.ts';
import { type Planned, watchPlans } from '../../../src/store/embedded/watch.ts';
import { reasonFor } from './allowed.ts';
import { shapeOf } from './shape.ts';

/** Suites that ask the store itself, of collections of their own. */
const ABOUT_THE_STORE = /^(store\/|contract\/store\/|cli\/data)/;

// Runs before each suite that stands on the embedded store: whatever the suite asks of it must be answered by an index.
const asked = new Map<string, Planned>();
let file = '';
beforeEach(({ task }) => {
  file = relative(resolve('test'), task.file.filepath).replaceAll('\\', '/');
});
watchPlans((planned) => {
  const shape = shapeOf(planned.filter);
  // Reading everything needs no index; a filter does.
  if (shape === '') return;
  const key = `${planned.collection.name}: ${shape}`;
  if (!asked.has(key)) asked.set(key, planned);
});

/** Whether a plan looks at every document of a collection. */
const walksAll = ({ collection, filter, sort }: Planned): boolean => {
  // Planned again: when it was asked first, the index may not have been made yet.
  const plan = choosePlan(collection, filter, sort);
  if (plan.type !== 'keys') return plan.type === 'scan';
  const [range] = plan.ranges;
  const whole = plan.ranges.length === 1 && range?.low.length === 0 && range.high[0] === 0xff;
  return whole && (plan.index === '_id_' || !plan.index.sparse);
};

afterAll(() => {
  watchPlans(undefined);
  if (ABOUT_THE_STORE.test(file)) return;
  const wrong = [...asked].filter(([key, planned]) => reasonFor(key) === undefined && walksAll(planned));
  if (wrong.length > 0)
    throw new Error(
      `no index answers:\n${wrong.map(([key]) => `  ${key}`).join('\n')}\nMake one, or give a reason in test/support/plans/allowed.ts.`,
    );
});
