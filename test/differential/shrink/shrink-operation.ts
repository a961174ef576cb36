import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { ClientOperation } from '../world/world.js';

/** Changes one of the places of a document where it can be made smaller; undefined leaves a place as it is. */
type Edit = (document: DocumentNode, at: number) => DocumentNode | undefined;

/** Yields smaller operations, the boldest cuts first. They may be invalid: the caller finds out. */
export function* shrinkOperation(operation: ClientOperation): Generator<ClientOperation> {
  const document = parse(operation.text, { noLocation: true });
  if (operation.operationName !== undefined) {
    yield tidy(onlyOperation(document, operation.operationName), operation);
  }
  for (const edit of [dropSelection, dropWrapping, dropDirective, dropAlias, dropArgument]) {
    for (let at = 0; ; at++) {
      const smaller = edit(document, at);
      if (smaller === undefined) break;
      yield tidy(smaller, operation);
    }
  }
  for (const name of Object.keys(operation.variables)) {
    const { [name]: _dropped, ...variables } = operation.variables;
    yield { ...operation, variables };
  }
}

function onlyOperation(document: DocumentNode, name: string): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.filter(
      (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.name?.value === name,
    ),
  };
}

/** Selections, but for the last one of a set. */
const dropSelection: Edit = (document, at) =>
  editNth(document, at, (count) => ({
    SelectionSet(node) {
      if (node.selections.length < 2) return undefined;
      for (const [i] of node.selections.entries()) {
        if (count()) return { ...node, selections: node.selections.filter((_, index) => index !== i) };
      }
      return undefined;
    },
  }));

/** A fragment, inline or named, gives way to what it selects. */
const dropWrapping: Edit = (document, at) =>
  editNth(document, at, (count) => ({
    SelectionSet(node) {
      for (const [i, selection] of node.selections.entries()) {
        const below = selectionsOf(selection, document);
        if (below === undefined || !count()) continue;
        return { ...node, selections: [...node.selections.slice(0, i), ...below, ...node.selections.slice(i + 1)] };
      }
      return undefined;
    },
  }));

function selectionsOf(selection: SelectionNode, document: DocumentNode): readonly SelectionNode[] | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections;
  if (selection.kind === Kind.FIELD) return undefined;
  const fragment = document.definitions.find(
    (definition): definition is FragmentDefinitionNode =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
  );
  if (fragment === undefined) return undefined;
  const inline: SelectionNode = {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: fragment.typeCondition,
    directives: selection.directives ?? [],
    selectionSet: fragment.selectionSet,
  };
  return [inline];
}

const dropDirective: Edit = (document, at) =>
  editNth(document, at, (count) => ({ Directive: () => (count() ? null : undefined) }));

const dropAlias: Edit = (document, at) =>
  editNth(document, at, (count) => ({
    Field: ({ alias, ...field }) => (alias !== undefined && count() ? field : undefined),
  }));

const dropArgument: Edit = (document, at) =>
  editNth(document, at, (count) => ({
    Field(field) {
      const index = (field.arguments ?? []).findIndex(() => count());
      if (index < 0) return undefined;
      return { ...field, arguments: field.arguments?.filter((_, i) => i !== index) };
    },
  }));

/** Applies a visitor whose `count` is true at the place of a number only. */
function editNth(
  document: DocumentNode,
  at: number,
  visitor: (count: () => boolean) => ASTVisitor,
): DocumentNode | undefined {
  let seen = 0;
  const edited: DocumentNode = visit(
    document,
    visitor(() => seen++ === at),
  );
  return seen > at ? edited : undefined;
}

/** Takes away the fragments and variables that nothing uses any more. */
function tidy(document: DocumentNode, operation: ClientOperation): ClientOperation {
  const fragments = usedFragments(document);
  const kept: DocumentNode = {
    ...document,
    definitions: document.definitions.filter(
      (definition) => definition.kind !== Kind.FRAGMENT_DEFINITION || fragments.has(definition.name.value),
    ),
  };
  const variables = usedVariables(kept);
  const text = print(
    visit(kept, { VariableDefinition: (node) => (variables.has(node.variable.name.value) ? undefined : null) }),
  );
  const values = Object.fromEntries(Object.entries(operation.variables).filter(([name]) => variables.has(name)));
  const isNamed = operation.operationName !== undefined && text.includes('query Other');
  return { text, variables: values, ...(isNamed ? { operationName: operation.operationName } : {}) };
}

function usedFragments(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  const collect = (selectionSet: SelectionSetNode): void => {
    visit(selectionSet, {
      FragmentSpread({ name }) {
        if (used.has(name.value)) return;
        used.add(name.value);
        for (const definition of document.definitions) {
          if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name.value) {
            collect(definition.selectionSet);
          }
        }
      },
    });
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) collect(definition.selectionSet);
  }
  return used;
}

function usedVariables(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  return used;
}
