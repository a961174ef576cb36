import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { conditionVariables, evaluateConditions } from '../executor/conditions.js';
import type { CostDirectives } from '../supergraph/cost/cost-directives.js';
import { actualCost } from '../traffic/cost/actual-cost.js';
import { compileCost } from '../traffic/cost/compile-cost.js';
import type { CostTree } from '../traffic/cost/cost-tree.js';
import type { CostVariables } from '../traffic/cost/cost-variables.js';
import { type CostEstimate, estimateCost } from '../traffic/cost/estimate-cost.js';

/** How the operations of a client graph are estimated. */
export interface OperationCostsOptions {
  readonly schema: GraphQLSchema;
  readonly costs: CostDirectives;
  /** Items of a list of which the schema says nothing. */
  readonly defaultListSize: number;
  /** What a mutation costs beside its fields. */
  readonly mutationWeight: number;
}

/** An operation that is asked about. */
export interface CostedOperation {
  /** Of the document's text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** What operations cost. */
export interface OperationCosts {
  estimate(operation: CostedOperation, variables: CostVariables): CostEstimate;
  /** @param data `data` of the answer, parsed. */
  actual(operation: CostedOperation, variables: CostVariables, data: unknown): number;
}

/** Characters of documents whose costs are kept compiled, some 50 MB with what belongs to them. */
const maxKeptChars = 4 * 1024 * 1024;

/**
 * Estimates operations, compiled once for each document, operation and value of its conditions. What does not depend on
 * variables is estimated once, too.
 */
export function createOperationCosts(options: OperationCostsOptions): OperationCosts {
  const kept = new LRUCache<string, Kept>({
    maxSize: maxKeptChars,
    sizeCalculation: ({ length }) => length + 256,
  });

  function treeOf({ hash, document, operation }: CostedOperation, variables: CostVariables): Kept {
    const isTrue = (name: string): boolean => variables.get(name) === true;
    const conditions = conditionVariables(document, operation).map((name) => (isTrue(name) ? '1' : '0'));
    const key = `${hash}:${operation.name?.value ?? ''}:${conditions.join('')}`;
    let known = kept.get(key);
    if (known === undefined) {
      const evaluated = evaluateConditions(document, operation, isTrue);
      const tree = compileCost(evaluated.document, evaluated.operation, options);
      known = { tree, estimate: undefined, length: document.loc?.end ?? maxKeptChars };
      kept.set(key, known);
    }
    return known;
  }

  const weightOf = ({ operation }: CostedOperation): number =>
    operation.operation === 'mutation' ? options.mutationWeight : 0;

  return {
    estimate(operation, variables) {
      const known = treeOf(operation, variables);
      if (known.estimate !== undefined) {
        return known.estimate;
      }
      const defaults = { listSize: options.defaultListSize, operationWeight: weightOf(operation) };
      const estimate = estimateCost(known.tree, variables, defaults);
      if (known.tree?.usesVariables !== true) {
        known.estimate = estimate;
      }
      return estimate;
    },
    actual(operation, variables, data) {
      const { tree } = treeOf(operation, variables);
      return tree === undefined ? 0 : actualCost(tree, data, { variables, operationWeight: weightOf(operation) });
    },
  };
}

interface Kept {
  /** Undefined: too much to be compiled. */
  readonly tree: CostTree | undefined;
  /** What it costs whatever the variables are. */
  estimate: CostEstimate | undefined;
  /** Of the document, in characters. */
  readonly length: number;
}
