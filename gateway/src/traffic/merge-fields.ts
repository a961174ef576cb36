import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** An operation's fields, equal ones merged as an answer has them. */
export interface MergedSize {
  /** Fields of the answer, were every list of one item: those inside introspection are not counted. */
  readonly height: number;
  readonly rootFields: number;
}

/** How documents are merged. */
export interface MergeBudget {
  /** Most steps for a whole document. */
  readonly maxSteps: number;
}

/** The sizes of a document's operations, or `undefined` when merging takes more steps than allowed. */
export type MergedDocument = ReadonlyMap<OperationDefinitionNode, MergedSize> | undefined;

/**
 * Merges the fields of every operation of a document, in a bounded number of steps.
 *
 * What it counts as steps bounds the work of validation as well: "Field Selection Merging" (GraphQL, section 5.3.2)
 * compares every two fields of one name at one place of the answer, every selection with every fragment that it spreads,
 * and does so for fragments by themselves, too; rules about variables visit every operation with all it spreads. graphql-js
 * takes time quadratic in the size of a document for it.
 */
export function mergeFields(document: DocumentNode, { maxSteps }: MergeBudget): MergedDocument {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const work: Work = { fragments, stepsLeft: maxSteps };
  const sizes = new Map<OperationDefinitionNode, MergedSize>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      sizes.set(definition, mergeSelection(definition.selectionSet, work));
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      mergeSelection(definition.selectionSet, work);
    }
    if (work.stepsLeft < 0) {
      return undefined;
    }
  }
  return sizes;
}

interface Work {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  stepsLeft: number;
}

/** Goes on until all is merged or no steps are left. */
function mergeSelection(root: SelectionSetNode, work: Work): MergedSize {
  const places: { readonly sets: readonly SelectionSetNode[]; readonly counts: boolean }[] = [
    { sets: [root], counts: true },
  ];
  let height = 0;
  let rootFields: number | undefined;
  for (let place = places.pop(); place !== undefined && work.stepsLeft >= 0; place = places.pop()) {
    const merged = collect(place.sets, work);
    height += place.counts ? merged.size : 0;
    rootFields ??= merged.size;
    for (const nodes of merged.values()) {
      const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (sets.length > 0) {
        places.push({ sets, counts: place.counts && !nodes[0]?.name.value.startsWith('__') });
      }
    }
  }
  return { height, rootFields: rootFields ?? 0 };
}

/** The fields at one place of the answer, by their name there. */
function collect(sets: readonly SelectionSetNode[], work: Work): ReadonlyMap<string, FieldNode[]> {
  const merged = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const rest = [...sets];
  let count = 0;
  const weights = new Map<string, number>();
  for (let set = rest.pop(); set !== undefined && work.stepsLeft >= 0; set = rest.pop()) {
    for (const selection of set.selections) {
      work.stepsLeft--;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        rest.push(selection.selectionSet);
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value;
        const fragment = spread.has(name) ? undefined : work.fragments.get(name);
        spread.add(name);
        rest.push(...(fragment === undefined ? [] : [fragment.selectionSet]));
      } else {
        count++;
        addField(selection, { merged, weights, work });
      }
    }
  }
  // Every fragment is compared with every other and with the selection that spreads it.
  work.stepsLeft -= spread.size * (spread.size + count);
  return merged;
}

interface Collected {
  readonly merged: Map<string, FieldNode[]>;
  /** What comparing with each field of a name takes. */
  readonly weights: Map<string, number>;
  readonly work: Work;
}

function addField(field: FieldNode, { merged, weights, work }: Collected): void {
  const name = (field.alias ?? field.name).value;
  const same = merged.get(name);
  const weight = 1 + argumentWeight(field.arguments);
  work.stepsLeft -= weight;
  if (same === undefined) {
    merged.set(name, [field]);
  } else {
    // Arguments of both are compared, once for each pair.
    work.stepsLeft -= same.length * weight + (weights.get(name) ?? 0);
    same.push(field);
  }
  weights.set(name, (weights.get(name) ?? 0) + weight);
}

function argumentWeight(nodes: readonly ArgumentNode[] | undefined): number {
  return nodes === undefined ? 0 : nodes.reduce((sum, { value }) => sum + valueWeight(value), 0);
}

function valueWeight(node: ValueNode): number {
  switch (node.kind) {
    case Kind.LIST:
      return node.values.reduce((sum, value) => sum + valueWeight(value), 1);
    case Kind.OBJECT:
      return node.fields.reduce((sum, { value }) => sum + valueWeight(value), 1);
    default:
      return 1;
  }
}
