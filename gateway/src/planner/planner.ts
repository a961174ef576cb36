import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, separateOperations } from 'graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { StandInSupergraph } from '../supergraph/stand-in-fields.js';
import type { Supergraph } from '../supergraph/supergraph.js';
import { assertAnswerable } from './assert-answerable.js';
import { fromApolloPlan } from './from-apollo-plan.js';
import { isolateNames } from './isolate-names.js';
import { restoreFields } from './restore-fields.js';
import type { Plan } from './types.js';

/** Makes plans over one supergraph. Pure: the same operation gives the same plan. */
export interface Planner {
  /**
   * @param document A document that is valid against the supergraph's API schema.
   * @param operation The operation of it to plan.
   * @throws {GatewayError} OPERATION_NOT_PLANNABLE when a field can be reached from no source.
   */
  plan(document: DocumentNode, operation: OperationDefinitionNode): Plan;
}

interface PlanningContext {
  readonly queryPlanner: QueryPlanner;
  readonly apiSchema: Schema;
  readonly standIns: StandInSupergraph;
}

/** Creates a planner; building its query graph takes tens to hundreds of milliseconds. */
export function createPlanner(supergraph: Supergraph): Planner {
  const queryPlanner = new QueryPlanner(supergraph.plannedModel, {
    // Fragments in fetches make requests shorter at the price of slower planning; sources parse either.
    generateQueryFragments: false,
  });
  const context: PlanningContext = {
    queryPlanner,
    apiSchema: supergraph.model.apiSchema(),
    standIns: supergraph.standIns,
  };
  return {
    plan(document, operation) {
      const isolated = isolateNames(onlyOperation(document, operation), supergraph.requiredFields);
      return { node: planNode(context, isolated.document), renames: isolated.renames };
    },
  };
}

/** The operation with the fragments it uses, and nothing else of its document. */
function onlyOperation(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  return separateOperations(document)[operation.name?.value ?? ''] ?? document;
}

function planNode({ queryPlanner, apiSchema, standIns }: PlanningContext, document: DocumentNode): Plan['node'] {
  if (!hasRootFields(document)) {
    return undefined;
  }
  try {
    const operation = operationFromDocument(apiSchema, document, { validate: false });
    const { node } = queryPlanner.buildQueryPlan(operation);
    const root = node === undefined ? undefined : fromApolloPlan(node);
    assertAnswerable(operation, root);
    return root === undefined || standIns.standIns.size === 0 ? root : restoreFields(root, standIns);
  } catch (error) {
    throw toGatewayError(error);
  }
}

/** Whether anything but `__typename` is left to fetch. */
function hasRootFields(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
      ),
  );
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  // The planner refuses what would take it forever (deep recursive selections) with a GraphQLError of its own.
  return error instanceof GraphQLError
    ? new GatewayError('OPERATION_NOT_PLANNABLE', `Cannot plan the operation: ${error.message}`, { cause: error })
    : new GatewayError('INTERNAL_SERVER_ERROR', 'Cannot plan the operation: the planner failed', { cause: error });
}
