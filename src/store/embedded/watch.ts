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

/**
 * For tests: calls `listen` with every plan that is chosen from now on in this process, instead of whoever listened
 * before. Gives the function that lets the one before listen again.
 */
export const watchPlans = (listen: (planned: Planned) => void): (() => void) => {
  const before = listener;
  listener = listen;
  return () => {
    listener = before;
  };
};

/** Whether anybody listens; in the product nobody does. */
export const isWatched = (): boolean => listener !== undefined;

export const tellPlan = (planned: Planned): void => listener?.(planned);
