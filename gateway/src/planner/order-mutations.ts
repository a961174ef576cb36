import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { mapFetches } from './map-fetches.js';
import type { FetchNode, PlanNode } from './types.js';

/**
 * Puts the fields of each mutation that is sent to a source into the order of the client's operation, in which they have
 * to run. @apollo/query-planner keeps the order of sources, but not always that of the fields of one.
 *
 * Spec: GraphQL specification, section "Mutation".
 *
 * @param document The operation that was planned, and its fragments.
 */
export function orderMutations(node: PlanNode, document: DocumentNode): PlanNode {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation !== 'mutation') {
    return node;
  }
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const ranks = new Map<string, number>();
  rankFields(operation.selectionSet, fragments, ranks);
  return mapFetches(node, (fetch) => (fetch.operationKind === 'mutation' ? orderFields(fetch, ranks) : fetch));
}

function orderFields(fetch: FetchNode, ranks: ReadonlyMap<string, number>): FetchNode {
  const document = parse(fetch.operation, { noLocation: true });
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? orderOperation(definition, ranks) : definition,
  );
  return { ...fetch, operation: stripIgnoredCharacters(print({ ...document, definitions })) };
}

function orderOperation(
  definition: OperationDefinitionNode,
  ranks: ReadonlyMap<string, number>,
): OperationDefinitionNode {
  const rankOf = (selection: SelectionNode): number => {
    const [name] = responseNames(selection);
    return ranks.get(name ?? '') ?? ranks.size;
  };
  const selections = separated(definition.selectionSet.selections).sort((a, b) => rankOf(a) - rankOf(b));
  return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
}

/** One selection for each field: fragments are split. */
function separated(selections: readonly SelectionNode[]): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) {
      return [selection];
    }
    return separated(selection.selectionSet.selections).map((inner) => ({
      ...selection,
      selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] },
    }));
  });
}

function responseNames(selection: SelectionNode): readonly string[] {
  switch (selection.kind) {
    case Kind.FIELD:
      return [selection.alias?.value ?? selection.name.value];
    case Kind.INLINE_FRAGMENT:
      return selection.selectionSet.selections.flatMap(responseNames);
    case Kind.FRAGMENT_SPREAD:
      return [];
  }
}

/** Spec: GraphQL specification, section "Field Collection": the first occurrence of a response name decides. */
function rankFields(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ranks: Map<string, number>,
): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      if (!ranks.has(name)) {
        ranks.set(name, ranks.size);
      }
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment !== undefined) {
      rankFields(fragment.selectionSet, fragments, ranks);
    }
  }
}
