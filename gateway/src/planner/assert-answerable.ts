import type { Operation } from '@apollo/federation-internals';
import { Kind } from 'graphql';
import { GatewayError } from '../errors/gateway-error.js';
import { fetchDocument } from './fetch-document.js';
import type { PlanNode } from './types.js';

/**
 * Checks that every root field of the operation occurs in some root fetch of its plan. The planner drops a selection
 * that no source can answer (a type known only by a non-resolvable key) without a word, which would answer `null`.
 *
 * @throws {GatewayError} OPERATION_NOT_PLANNABLE naming the first field that is missing.
 */
export function assertAnswerable(operation: Operation, root: PlanNode | undefined): void {
  const fetched = new Set<string>();
  collectRootFields(root, fetched);
  for (const selection of operation.selectionSet.selections()) {
    if (selection.kind !== 'FieldSelection' || selection.element.appliedDirectives.length > 0) {
      continue;
    }
    const name = selection.element.responseName();
    if (!selection.element.definition.isIntrospectionField() && name !== '__typename' && !fetched.has(name)) {
      throw new GatewayError(
        'OPERATION_NOT_PLANNABLE',
        `Cannot answer field "${selection.element.definition.coordinate}": no source can be asked for what is selected`,
      );
    }
  }
}

function collectRootFields(node: PlanNode | undefined, names: Set<string>): void {
  switch (node?.kind) {
    case undefined:
    case 'flatten':
      return;
    case 'sequence':
    case 'parallel':
      for (const child of node.nodes) {
        collectRootFields(child, names);
      }
      return;
    case 'condition':
      collectRootFields(node.ifTrue, names);
      collectRootFields(node.ifFalse, names);
      return;
    case 'fetch':
      for (const definition of fetchDocument(node).definitions) {
        if (definition.kind === Kind.OPERATION_DEFINITION) {
          for (const selection of definition.selectionSet.selections) {
            if (selection.kind === Kind.FIELD) {
              names.add(selection.alias?.value ?? selection.name.value);
            }
          }
        }
      }
  }
}
