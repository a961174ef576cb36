import type { PlanTextOptions } from '../planner/planner.js';
import type { AsyncPlanner } from '../planner/planner-pool.js';
import type { Plan } from '../planner/types.js';
import type { Supergraph } from '../supergraph/supergraph.js';

/** Loads the planner with the first operation: where threads plan, this one has no use for it, and it takes megabytes. */
export function planningInline(supergraph: Supergraph): AsyncPlanner {
  let loading: Promise<(text: string, options: PlanTextOptions) => Plan> | undefined;
  const load = async () => {
    const { createPlanner, planText } = await import('../planner/planner.js');
    const planner = createPlanner(supergraph);
    return (text: string, options: PlanTextOptions) => planText(planner, text, options);
  };
  return {
    async plan(text, options) {
      loading ??= load();
      return (await loading)(text, options);
    },
  };
}
