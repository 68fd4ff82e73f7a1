import { type Planned, watchPlans } from '../../../src/store/embedded/watch.ts';
import { shapeOf } from './shape.ts';

/** The questions that the embedded store is asked, one of each shape. */
export interface PlanWatch {
  /** Questions that no index answers now, as `<collection>: <shape of the filter>`. */
  unanswered(): Promise<string[]>;
  end(): void;
}

type Plans = typeof import('../../../src/store/embedded/plan.ts');

/** Whether a question's plan looks at every document of its collection. */
const walksAll = ({ choosePlan }: Plans, { collection, filter, sort }: Planned): boolean => {
  // Planned again: when it was asked first, the index may not have been made yet.
  const plan = choosePlan(collection, filter, sort);
  if (plan.type !== 'keys') return plan.type === 'scan';
  const [range] = plan.ranges;
  const whole = plan.ranges.length === 1 && range?.low.length === 0 && range.high[0] === 0xff;
  return whole && (plan.index === '_id_' || !plan.index.sparse);
};

/** Notes every filter from now on. Loads nothing of the store by itself: most suites have none. */
export const watchEmbedded = (): PlanWatch => {
  const asked = new Map<string, Planned>();
  const end = watchPlans((planned) => {
    const shape = shapeOf(planned.filter);
    // Reading everything needs no index; a filter does.
    if (shape === '') return;
    const key = `${planned.collection.name}: ${shape}`;
    if (!asked.has(key)) asked.set(key, planned);
  });
  return {
    end,
    async unanswered() {
      if (asked.size === 0) return [];
      const plans = await import('../../../src/store/embedded/plan.ts');
      return [...asked].filter(([, planned]) => walksAll(plans, planned)).map(([key]) => key);
    },
  };
};
