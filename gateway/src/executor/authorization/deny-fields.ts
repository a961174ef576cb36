import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  isNonNullType,
  Kind,
  visit,
} from 'graphql';
import { collectFields } from '../completion/collect-fields.js';
import type { EvaluatedOperation } from '../conditions.js';

/** An operation split in what is fetched and what is answered. */
export interface DeniedOperation {
  /** Without the denied fields. Selection sets may be empty; undefined when nothing may be fetched or run. */
  readonly fetched: EvaluatedOperation | undefined;
  /** With them: they are answered null, in their places. */
  readonly answered: EvaluatedOperation;
}

/**
 * Takes denied fields out of what is fetched for an operation.
 *
 * A denied root field that cannot be null makes the whole answer null. Then nothing is fetched, and no mutation runs
 * whose outcome nobody would be told.
 *
 * @param denied Nodes of the operation's document.
 */
export function denyFields(
  operation: EvaluatedOperation,
  denied: ReadonlySet<FieldNode>,
  schema: GraphQLSchema,
): DeniedOperation {
  const fatal = fatalRootField(operation, denied, schema);
  if (fatal !== undefined) {
    const selectionSet = { kind: Kind.SELECTION_SET, selections: [fatal] } as const;
    return { fetched: undefined, answered: { ...operation, operation: { ...operation.operation, selectionSet } } };
  }
  const document: DocumentNode = visit(operation.document, {
    Field: (node) => (denied.has(node) ? null : undefined),
  });
  const same = getOperationAST(document, operation.operation.name?.value);
  if (same === null || same === undefined) {
    throw new TypeError('The document does not have the operation');
  }
  return { fetched: { document, operation: same }, answered: operation };
}

/** The first denied root field that cannot be null. */
function fatalRootField(
  { document, operation }: EvaluatedOperation,
  denied: ReadonlySet<FieldNode>,
  schema: GraphQLSchema,
): FieldNode | undefined {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) {
    return undefined;
  }
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  for (const nodes of collectFields({ schema, fragments }, root, [operation.selectionSet]).values()) {
    const node = nodes.find((one) => denied.has(one));
    if (node !== undefined && isNonNullType(root.getFields()[node.name.value]?.type)) {
      return node;
    }
  }
  return undefined;
}
