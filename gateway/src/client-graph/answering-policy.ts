import { clientGraphCostConfig } from '../config/cost-config.js';
import { limitsConfig } from '../config/limits-config.js';
import type { OperationLimits } from '../traffic/operation-limits.js';
import type { RequiredOperations } from './find-operation.js';
import type { IntrospectionPolicy } from './introspection.js';

/** The limits of a client graph. */
export type ClientGraphLimits = OperationLimits & {
  /** What an operation may be estimated to cost. Default: there is no limit. */
  readonly maxCost?: number | undefined;
  /** Errors that one answer reports. */
  readonly maxErrors: number;
};

/** What a client graph answers, and to whom. */
export interface AnsweringPolicy {
  readonly limits: ClientGraphLimits;
  readonly introspection: IntrospectionPolicy;
  readonly operations: OperationsPolicy;
  /** Default: `defaultCost`. */
  readonly cost?: CostPolicy;
}

/** What the cost of operations is found out by. */
export interface CostPolicy {
  /** Items of a list of which the schema says nothing. */
  readonly defaultListSize: number;
  /** What a mutation costs beside its fields. */
  readonly mutationWeight: number;
  /** Whether answers tell what they cost. */
  readonly inExtensions: boolean;
}

/** What holds without a configuration. */
export const defaultCost: CostPolicy = clientGraphCostConfig.parse({});

/** Which operations a client graph answers. */
export interface OperationsPolicy {
  readonly require: RequiredOperations;
  /** Whether clients may register texts under their hash; only with `any`, or `warnOnly`. */
  readonly apq: boolean;
  /** Whether texts that are not persisted are answered, and only told of. Default false. */
  readonly warnOnly?: boolean;
  /** Names of persisted operations that go before others. Default: none does. */
  readonly critical?: readonly string[];
}

/** What holds for a graph without a configuration: the default limits, any operation, and nobody introspects. */
export function defaultPolicy(): AnsweringPolicy {
  return {
    limits: limitsConfig.parse({}),
    introspection: { allowed: false, scope: undefined },
    operations: { require: 'any', apq: true },
  };
}
