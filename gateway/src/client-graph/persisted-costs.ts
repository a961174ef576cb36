import { createHash } from 'node:crypto';
import { getOperationAST, parse, validate } from 'graphql';
import { conditionValues, conditionVariables } from '../executor/conditions.js';
import { type ReadSupergraphOptions, readSupergraph } from '../supergraph/supergraph.js';
import type { SlicingFault } from '../traffic/cost/cost-tree.js';
import { unknownVariables } from '../traffic/cost/cost-variables.js';
import type { CostPolicy } from './answering-policy.js';
import { type CostedOperation, createOperationCosts, type OperationCosts } from './operation-costs.js';
import type { ManifestOperation } from './operation-manifest.js';

/** What a persisted operation costs, as far as it can be known before anybody sends it. */
export interface PersistedCost {
  readonly operation: string;
  /** With the variables that have a default, and conditions that make it dearest. */
  readonly cost: number;
  /** A slicing argument that whoever sends it cannot give. */
  readonly fault: SlicingFault | undefined;
}

/** How persisted operations are estimated. */
export interface PersistedCostsOptions extends ReadSupergraphOptions {
  readonly supergraphSdl: string;
  readonly cost: Omit<CostPolicy, 'inExtensions'>;
}

/**
 * Estimates persisted operations. Those that are not valid are left out: whoever checks them says so.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID.
 */
export function persistedCosts(
  operations: readonly ManifestOperation[],
  { supergraphSdl, cost, ...reading }: PersistedCostsOptions,
): readonly PersistedCost[] {
  const { apiSchema: schema, costDirectives } = readSupergraph(supergraphSdl, reading);
  const costs = createOperationCosts({ schema, costs: costDirectives, ...cost });
  return operations.flatMap(({ name, body }) => {
    const document = parse(body);
    const operation = getOperationAST(document, name);
    if (operation === null || operation === undefined || validate(schema, document).length > 0) {
      return [];
    }
    const hash = createHash('sha256').update(body).digest('hex');
    return [{ operation: name, ...dearest({ hash, document, operation }, costs) }];
  });
}

function dearest(costed: CostedOperation, costs: OperationCosts): Omit<PersistedCost, 'operation'> {
  const { document, operation } = costed;
  const unknown = unknownVariables(operation);
  const estimates = conditionValues(conditionVariables(document, operation)).map((conditions) =>
    costs.estimate(costed, {
      get: (name) => (Object.hasOwn(conditions, name) ? conditions[name] : unknown.get(name)),
    }),
  );
  return {
    cost: Math.max(...estimates.map(({ cost }) => cost)),
    fault: estimates.find(({ fault }) => fault !== undefined)?.fault,
  };
}
