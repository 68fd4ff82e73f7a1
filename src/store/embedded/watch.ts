import type { Doc } from './bson.ts';
import type { Collection } from './collection.ts';
import type { Plan } from './plan.ts';
import type { SortField } from './sort.ts';

/** How one filter of a read or write is answered. */
export interface Planned {
  readonly collection: Collection;
  readonly filter: Doc;
  readonly sort: readonly SortField[];
  readonly plan: Plan;
}

let listener: ((planned: Planned) => void) | undefined;

/** Calls `listen` with every plan that is chosen from now on in this process; undefined ends it. For tests. */
export const watchPlans = (listen: ((planned: Planned) => void) | undefined): void => {
  listener = listen;
};

export const tellPlan = (planned: Planned): void => listener?.(planned);
