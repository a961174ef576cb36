import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Plan, PlanNode } from '../planner/types.js';
import type { AnswerCaching } from './execution-outcome.js';
import type { SourceObject } from './source.js';

/** What answers an operation in the place of its sources. */
export interface StaticResponse {
  /** Name of the operation. */
  readonly operation: string;
  /** `maintenance`: only while one of the sources that the operation needs is in maintenance. */
  readonly when: 'always' | 'maintenance';
  /** By the names that the operation gives its fields. Not to be changed. */
  readonly data: SourceObject;
  /** How long clients may keep it, in seconds; 0: not at all. */
  readonly maxAgeSeconds: number;
}

/** Finds static responses. */
export interface StaticResponses {
  /** The static response of an operation, whose data fits it; undefined for nearly all. */
  find(operation: StaticOperation): StaticResponse | undefined;
  isInMaintenance(source: string): boolean;
  /** Told of each time that one is given. */
  given(response: StaticResponse): void;
}

/** An operation that may have a static response. */
export interface StaticOperation {
  /** See `EngineOperation.documentHash`. */
  readonly documentHash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Whether a plan fetches from a source in maintenance. Costs O(fetches). */
export function meetsMaintenance(
  { node }: Pick<Plan, 'node'>,
  { isInMaintenance }: Pick<StaticResponses, 'isInMaintenance'>,
): boolean {
  const meets = (at: PlanNode | undefined): boolean => {
    switch (at?.kind) {
      case undefined:
        return false;
      case 'fetch':
        return isInMaintenance(at.source);
      case 'flatten':
        return meets(at.node);
      case 'condition':
        return meets(at.ifTrue) || meets(at.ifFalse);
      case 'sequence':
      case 'parallel':
        return at.nodes.some(meets);
    }
  };
  return meets(node);
}

/**
 * For how long a static response may be kept by clients and CDNs. The gateway itself keeps none.
 *
 * @param isWhole False when the caller may not see all of it.
 */
export function staticCaching(
  { maxAgeSeconds }: StaticResponse,
  { clientGraph, isWhole }: { readonly clientGraph: string; readonly isWhole: boolean },
): AnswerCaching {
  return {
    maxAgeSeconds: isWhole ? maxAgeSeconds : 0,
    scope: 'PUBLIC',
    ageSeconds: 0,
    status: 'miss',
    surrogateKeys: [clientGraph],
    vary: [],
  };
}
