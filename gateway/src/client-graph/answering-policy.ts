import { limitsConfig } from '../config/limits-config.js';
import type { OperationLimits } from '../traffic/operation-limits.js';
import type { RequiredOperations } from './find-operation.js';
import type { IntrospectionPolicy } from './introspection.js';

/** The limits of a client graph. */
export type ClientGraphLimits = OperationLimits & {
  /** Errors that one answer reports. */
  readonly maxErrors: number;
};

/** What a client graph answers, and to whom. */
export interface AnsweringPolicy {
  readonly limits: ClientGraphLimits;
  readonly introspection: IntrospectionPolicy;
  readonly operations: OperationsPolicy;
}

/** Which operations a client graph answers. */
export interface OperationsPolicy {
  readonly require: RequiredOperations;
  /** Whether clients may register texts under their hash; only with `any`. */
  readonly apq: boolean;
}

/** What holds for a graph without a configuration: the default limits, any operation, and nobody introspects. */
export function defaultPolicy(): AnsweringPolicy {
  return {
    limits: limitsConfig.parse({}),
    introspection: { allowed: false, scope: undefined },
    operations: { require: 'any', apq: true },
  };
}
