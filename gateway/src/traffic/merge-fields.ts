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
 * and every two fragments that are spread together, and does so for fragments by themselves, too; rules about variables
 * visit every operation with all it spreads. graphql-js takes time quadratic in the size of a document for it.
 *
 * @param document One without cycles of fragments.
 */
export function mergeFields(document: DocumentNode, { maxSteps }: MergeBudget): MergedDocument {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const work: Work = { fragments, stepsLeft: maxSteps, pairStepsLeft: stepsOfAllPairs(fragments) };
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
  /** Fragments are compared with each other once, wherever they are spread together. */
  pairStepsLeft: number;
}

/** What comparing so many fragments with each other takes: for every two of them, their names and their fields. */
function pairSteps(fragments: number, fields: number): number {
  return 2 * fragments * fragments + Math.ceil((fragments * fields) / 8);
}

function stepsOfAllPairs(fragments: Work['fragments']): number {
  let selections = 0;
  for (const { selectionSet } of fragments.values()) {
    selections += selectionSet.selections.length;
  }
  return pairSteps(fragments.size, selections);
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
  const into: Collected = { merged: new Map(), weights: new Map(), spread: new Set(), work, fields: 0 };
  for (const set of sets) {
    addSelections(set, into);
  }
  const { spread } = into;
  const siblings = spread.size;
  const ownFields = into.fields;
  // Grows while it is gone through: a set is iterated in the order in which names are added.
  for (const name of spread) {
    const fragment = work.fragments.get(name);
    if (fragment !== undefined && work.stepsLeft >= 0) {
      addSelections(fragment.selectionSet, into);
    }
  }
  work.stepsLeft -= spread.size * ownFields;
  if (siblings > 1) {
    const pairs = Math.min(pairSteps(spread.size, into.fields - ownFields), work.pairStepsLeft);
    work.pairStepsLeft -= pairs;
    work.stepsLeft -= pairs;
  }
  return into.merged;
}

/** Adds what a set selects, inline fragments included, and notes the fragments that it spreads. */
function addSelections({ selections }: SelectionSetNode, into: Collected): void {
  into.work.stepsLeft -= selections.length;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      into.fields++;
      addField(selection, into);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      into.spread.add(selection.name.value);
    } else {
      addSelections(selection.selectionSet, into);
    }
  }
}

interface Collected {
  readonly merged: Map<string, FieldNode[]>;
  /** What comparing with each field of a name takes. */
  readonly weights: Map<string, number>;
  /** Fragments spread at the place. */
  readonly spread: Set<string>;
  readonly work: Work;
  /** Fields, equal ones counted each time. */
  fields: number;
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
