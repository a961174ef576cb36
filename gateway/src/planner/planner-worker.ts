import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors/gateway-error.js';
import { readSupergraph } from '../supergraph/supergraph.js';
import { createPlanner, type Planner, planText } from './planner.js';
import type { Plan } from './types.js';

/** What a worker thread is asked to plan. */
export interface PlanJob {
  /** Identifies `supergraphText`; a thread reads each supergraph once. */
  readonly supergraphId: string;
  /** The SDL in UTF-8, in shared memory: it comes with every job, so it must not be copied. */
  readonly supergraphText: Uint8Array;
  /** A valid document. Undefined: only read the supergraph, so that the first plan finds it ready. */
  readonly document: string | undefined;
  readonly operationName: string | undefined;
  /** See `Planner.plan`. */
  readonly activeLabels: readonly string[];
  /** See `PlannerOptions.pathsLimit`. */
  readonly pathsLimit: number;
  /** Shared memory of one element, to be set to 1 once the supergraph is read. */
  readonly begun: Int32Array;
}

/** An error crosses threads as data: classes do not survive. */
export type PlanReply =
  | { readonly kind: 'planned'; readonly plan: Plan | undefined }
  | { readonly kind: 'refused'; readonly code: GatewayError['code']; readonly message: string };

/**
 * Planners of the supergraphs planned over last. A few more than are served at once, since the old and the new one are
 * both in use while a supergraph is replaced.
 */
const planners = new LRUCache<string, Planner>({ max: 16 });

/** Runs in a worker thread: plans one operation. */
export function planJob(job: PlanJob): PlanReply {
  try {
    const planner = plannerOf(job);
    Atomics.store(job.begun, 0, 1);
    return {
      kind: 'planned',
      plan: job.document === undefined ? undefined : planText(planner, job.document, job),
    };
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
    return { kind: 'refused', code, message: error instanceof Error ? error.message : String(error) };
  }
}

function plannerOf({ supergraphId, supergraphText, pathsLimit }: PlanJob): Planner {
  let planner = planners.get(supergraphId);
  if (planner === undefined) {
    planner = createPlanner(readSupergraph(Buffer.from(supergraphText).toString()), { pathsLimit });
    planners.set(supergraphId, planner);
  }
  return planner;
}
