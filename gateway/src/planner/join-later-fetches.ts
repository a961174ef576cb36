import {
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { fetchDocument } from './fetch-document.js';
import type { FetchNode, PlanNode } from './types.js';

/**
 * Joins fetches into later ones: where a source is asked twice about the same objects, at once by their key, and once more
 * with fields that have to be fetched before (`@requires`), it is asked once, with everything. The answer is complete no
 * later, since it waits for the later fetch in any case.
 *
 * Objects that lack what the later fetch requires beside the key are asked about as they would have been, by
 * `FetchNode.otherwise`.
 */
export function joinLaterFetches(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'sequence':
      return { ...node, nodes: node.nodes.map(joinLaterFetches) };
    case 'parallel':
      return joinSiblings(node.nodes.map(joinLaterFetches));
    case 'flatten':
      return { ...node, node: joinLaterFetches(node.node) };
    case 'condition':
      return {
        ...node,
        ifTrue: node.ifTrue && joinLaterFetches(node.ifTrue),
        ifFalse: node.ifFalse && joinLaterFetches(node.ifFalse),
      };
    case 'fetch':
      return node;
  }
}

/** A fetch and where it stands below a node. */
interface PlacedFetch {
  readonly fetch: FetchNode;
  readonly path: readonly string[];
}

function joinSiblings(nodes: readonly PlanNode[]): PlanNode {
  const left = [...nodes];
  for (const node of nodes) {
    const early = onlyFetch(node);
    if (early === undefined || !isPlain(early.fetch)) {
      continue;
    }
    for (const [index, other] of left.entries()) {
      const joined = other === node ? undefined : joinInto(other, early);
      if (joined !== undefined) {
        left[index] = joined;
        left.splice(left.indexOf(node), 1);
        break;
      }
    }
  }
  const [only, ...others] = left;
  return only !== undefined && others.length === 0 ? only : { kind: 'parallel', nodes: left };
}

/** @returns The sequence with the fetch joined into one of its own; undefined when it fits none. */
function joinInto(node: PlanNode, early: PlacedFetch): PlanNode | undefined {
  if (node.kind !== 'sequence') {
    return undefined;
  }
  for (const [index, step] of node.nodes.entries()) {
    const later = index === 0 ? undefined : onlyFetch(step);
    const joined = later && samePath(later.path, early.path) ? join(later.fetch, early.fetch) : undefined;
    if (joined !== undefined) {
      return { ...node, nodes: node.nodes.with(index, withFetch(step, joined)) };
    }
  }
  return undefined;
}

function onlyFetch(node: PlanNode): PlacedFetch | undefined {
  if (node.kind === 'fetch') {
    return { fetch: node, path: [] };
  }
  const below = node.kind === 'flatten' ? onlyFetch(node.node) : undefined;
  return node.kind === 'flatten' && below ? { fetch: below.fetch, path: [...node.path, ...below.path] } : undefined;
}

function withFetch(node: PlanNode, fetch: FetchNode): PlanNode {
  return node.kind === 'flatten' ? { ...node, node: withFetch(node.node, fetch) } : fetch;
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

/** Whether a fetch is for entities of one type, with nothing to change in what it sends and gets. */
function isPlain({ operationKind, requires, inputRewrites, outputRewrites, contextRewrites }: FetchNode): boolean {
  const changes = inputRewrites.length + outputRewrites.length + contextRewrites.length;
  return operationKind === 'query' && changes === 0 && requires?.length === 1 && requires[0]?.kind === 'fragment';
}

/** Whether whoever has what one fetch requires has what the other does. */
function requiresMore(later: FetchNode, early: FetchNode): boolean {
  const [ofLater] = later.requires ?? [];
  const [ofEarly] = early.requires ?? [];
  if (ofLater?.kind !== 'fragment' || ofEarly?.kind !== 'fragment') {
    return false;
  }
  const there = new Set(ofLater.selections.map((selection) => JSON.stringify(selection)));
  return (
    ofLater.typeCondition === ofEarly.typeCondition &&
    ofLater.selections.length > ofEarly.selections.length &&
    ofEarly.selections.every((selection) => there.has(JSON.stringify(selection)))
  );
}

function join(later: FetchNode, early: FetchNode): FetchNode | undefined {
  if (later.source !== early.source || later.otherwise || !isPlain(later) || !requiresMore(later, early)) {
    return undefined;
  }
  const operation = joinOperations(operationOf(later), operationOf(early));
  return (
    operation && {
      ...later,
      operation: stripIgnoredCharacters(print(operation)),
      variables: [...new Set([...later.variables, ...early.variables])],
      otherwise: early,
    }
  );
}

function operationOf(fetch: FetchNode): OperationDefinitionNode | undefined {
  const [definition, ...others] = fetchDocument(fetch).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION && others.length === 0 ? definition : undefined;
}

/** Both are `{ _entities(representations: $representations) { … } }`. */
function joinOperations(
  later: OperationDefinitionNode | undefined,
  early: OperationDefinitionNode | undefined,
): OperationDefinitionNode | undefined {
  const [laterField, earlyField] = [later, early].map(onlyField);
  if (later === undefined || laterField?.selectionSet === undefined || earlyField?.selectionSet === undefined) {
    return undefined;
  }
  const selectionSet = joinSelections(laterField.selectionSet, earlyField.selectionSet);
  const variables = new Map(
    [...(later.variableDefinitions ?? []), ...(early?.variableDefinitions ?? [])].map(
      (definition) => [definition.variable.name.value, definition] as const,
    ),
  );
  return (
    selectionSet && {
      ...later,
      variableDefinitions: [...variables.values()],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [{ ...laterField, selectionSet }] },
    }
  );
}

function onlyField(operation: OperationDefinitionNode | undefined): FieldNode | undefined {
  const [field, ...others] = operation?.selectionSet.selections ?? [];
  return field?.kind === Kind.FIELD && others.length === 0 ? field : undefined;
}

/**
 * Both select `... on Type { … }` of one type.
 *
 * @returns Undefined when they use one name for different things, or anything else stands there.
 */
function joinSelections(later: SelectionSetNode, early: SelectionSetNode): SelectionSetNode | undefined {
  const [laterFragment, earlyFragment] = [later, early].map(onlyFragment);
  if (laterFragment === undefined || earlyFragment === undefined) {
    return undefined;
  }
  const fields = new Map<string, SelectionNode>();
  for (const selection of [...laterFragment.selectionSet.selections, ...earlyFragment.selectionSet.selections]) {
    if (selection.kind !== Kind.FIELD) {
      return undefined;
    }
    const name = (selection.alias ?? selection.name).value;
    const same = fields.get(name);
    if (same !== undefined && print(same) !== print(selection)) {
      return undefined;
    }
    fields.set(name, selection);
  }
  const isSameType = print(laterFragment.typeCondition) === print(earlyFragment.typeCondition);
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [...fields.values()] };
  return isSameType ? { kind: Kind.SELECTION_SET, selections: [{ ...laterFragment, selectionSet }] } : undefined;
}

type FragmentOn = InlineFragmentNode & { readonly typeCondition: NamedTypeNode };

function onlyFragment({ selections }: SelectionSetNode): FragmentOn | undefined {
  const [fragment, ...others] = selections;
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || others.length > 0 || (fragment.directives ?? []).length > 0) {
    return undefined;
  }
  const { typeCondition } = fragment;
  return typeCondition && { ...fragment, typeCondition };
}
