import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Renames } from '../planner/types.js';
import type { PathElement } from './execution-errors.js';

/**
 * Turns a path of the data into a path of the client's answer: internal names become the client's, and the path ends
 * before the first name that the client did not ask for. Fields that a plan fetches for itself (keys, `@requires`) may
 * be hidden from the client; their names must not appear in errors.
 */
export type ClientPath = (path: readonly PathElement[]) => PathElement[];

interface Shape {
  readonly selectionSets: SelectionSetNode[];
  children: Map<string, Shape> | undefined;
}

/** Creates the translation for one operation. Costs nothing until the first error. */
export function createClientPath(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  renames: Renames,
): ClientPath {
  const root: Shape = { selectionSets: [operation.selectionSet], children: undefined };
  return (path) => {
    const translated: PathElement[] = [];
    let shape: Shape = root;
    for (const element of path) {
      if (typeof element === 'string') {
        const name = renames.toClient.get(element) ?? element;
        shape.children ??= childrenOf(shape, document);
        const child = shape.children.get(name);
        if (child === undefined) {
          break;
        }
        shape = child;
        translated.push(name);
      } else {
        translated.push(element);
      }
    }
    return translated;
  };
}

function childrenOf(shape: Shape, document: DocumentNode): Map<string, Shape> {
  const children = new Map<string, Shape>();
  const visited = new Set<string>();
  const collect = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const child = children.get(name) ?? { selectionSets: [], children: undefined };
        if (selection.selectionSet !== undefined) {
          child.selectionSets.push(selection.selectionSet);
        }
        children.set(name, child);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        for (const definition of document.definitions) {
          if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value) {
            collect(definition.selectionSet);
          }
        }
      }
    }
  };
  shape.selectionSets.forEach(collect);
  return children;
}
