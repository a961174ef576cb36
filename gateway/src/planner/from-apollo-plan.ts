import type {
  FetchNode as ApolloFetchNode,
  PlanNode as ApolloPlanNode,
  FetchDataKeyRenamer,
  FetchDataRewrite,
  QueryPlanSelectionNode,
  SubscriptionNode,
} from '@apollo/query-planner';
import { GatewayError } from '../errors/gateway-error.js';
import { setFetchDocument } from './fetch-document.js';
import type { FetchNode, KeyRename, PlanNode, RequiredSelection, Rewrite } from './types.js';

/**
 * Turns a node of @apollo/query-planner's plan into ours: the same shape, with every optional part spelt out.
 *
 * @throws {GatewayError} OPERATION_NOT_PLANNABLE for subscriptions and `@defer`, which are not served yet.
 */
export function fromApolloPlan(node: ApolloPlanNode | SubscriptionNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', nodes: node.nodes.map(fromApolloPlan) };
    case 'Parallel':
      return { kind: 'parallel', nodes: node.nodes.map(fromApolloPlan) };
    case 'Flatten':
      return { kind: 'flatten', path: node.path.map(String), node: fromApolloPlan(node.node) };
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        ifTrue: node.ifClause === undefined ? undefined : fromApolloPlan(node.ifClause),
        ifFalse: node.elseClause === undefined ? undefined : fromApolloPlan(node.elseClause),
      };
    case 'Fetch':
      return fromFetch(node);
    case 'Defer':
    case 'Subscription':
      throw new GatewayError(
        'OPERATION_NOT_PLANNABLE',
        `Cannot execute the operation: ${node.kind === 'Defer' ? '@defer is' : 'subscriptions are'} not served`,
      );
  }
}

function fromFetch(node: ApolloFetchNode): FetchNode {
  const fetch: FetchNode = {
    kind: 'fetch',
    source: node.serviceName,
    operationKind: node.operationKind,
    operationName: node.operationName,
    operation: node.operation,
    variables: node.variableUsages ?? [],
    requires: node.requires?.map(fromSelection),
    inputRewrites: (node.inputRewrites ?? []).map(fromRewrite),
    outputRewrites: deepestFirst((node.outputRewrites ?? []).map(fromRewrite)),
    contextRewrites: (node.contextRewrites ?? []).map(fromKeyRenamer),
  };
  setFetchDocument(fetch, node.operationDocumentNode);
  return fetch;
}

/** Orders rewrites for their use one after the other: the path of each has the names from before any of them. */
export function deepestFirst(rewrites: readonly Rewrite[]): readonly Rewrite[] {
  return [...rewrites].sort((a, b) => b.path.length - a.path.length);
}

function fromSelection(selection: QueryPlanSelectionNode): RequiredSelection {
  return selection.kind === 'Field'
    ? {
        kind: 'field',
        name: selection.alias ?? selection.name,
        selections: selection.selections?.map(fromSelection),
      }
    : {
        kind: 'fragment',
        typeCondition: selection.typeCondition,
        selections: selection.selections.map(fromSelection),
      };
}

function fromRewrite(rewrite: FetchDataRewrite): Rewrite {
  return rewrite.kind === 'KeyRenamer'
    ? fromKeyRenamer(rewrite)
    : { kind: 'setValue', path: rewrite.path, value: rewrite.setValueTo };
}

function fromKeyRenamer(rewrite: FetchDataKeyRenamer): KeyRename {
  return { kind: 'renameKey', path: rewrite.path, to: rewrite.renameKeyTo };
}
