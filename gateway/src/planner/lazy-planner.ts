import type { AsyncPlanner, PlannerPool } from './planner-pool.js';

/** A planner that a thread reads its supergraph for when it is opened, or at the latest with the first operation. */
export interface LazyPlanner extends AsyncPlanner {
  /**
   * Has a thread read the supergraph now. After a failure the next call tries again.
   *
   * @throws {GatewayError} as `PlannerPool.open`.
   */
  open(): Promise<void>;
}

/** Creates a planner of one supergraph; nothing is read yet. */
export function createLazyPlanner(pool: PlannerPool, supergraphSdl: string): LazyPlanner {
  let opened: Promise<AsyncPlanner> | undefined;
  const open = (): Promise<AsyncPlanner> => {
    opened ??= pool.open(supergraphSdl).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    open: async () => {
      await open();
    },
    plan: async (document, options) => (await open()).plan(document, options),
  };
}
