import { Kind, type SelectionSetNode } from 'graphql';
import { fetchDocument } from './fetch-document.js';
import type { FetchNode, ParallelNode, PlanNode, RequiredSelection } from './types.js';

/**
 * Puts what brings something before what requires it, where a plan has both at the same time.
 *
 * With fields that require others that require others, @apollo/query-planner sometimes forgets that a fetch has to wait for
 * another one. Objects would then lack what the fetch requires, or not, by which source is faster.
 *
 * @param node A plan over the planned supergraph, stand-ins still in it.
 * @param isObject Whether a type is an object type, by its name.
 */
export function orderByNeeds(node: PlanNode, isObject: IsObject): PlanNode {
  return order(node, { path: [], known: new Brought(isObject) });
}

type IsObject = (type: string) => boolean;

/** Where a node of a plan stands. */
interface Standing {
  /** Response names that lead to its objects; lists are stepped into. */
  readonly path: readonly string[];
  /** What is there when it begins. */
  readonly known: Brought;
}

function order(node: PlanNode, { path, known }: Standing): PlanNode {
  switch (node.kind) {
    case 'fetch':
      return node;
    case 'flatten':
      return { ...node, node: order(node.node, { path: [...path, ...node.path], known }) };
    case 'condition': {
      const { ifTrue, ifFalse } = node;
      return {
        ...node,
        ifTrue: ifTrue && order(ifTrue, { path, known }),
        ifFalse: ifFalse && order(ifFalse, { path, known }),
      };
    }
    case 'sequence': {
      const sofar = known.next();
      const nodes = node.nodes.map((child) => {
        const ordered = order(child, { path, known: sofar });
        collect(ordered, path, sofar);
        return ordered;
      });
      return { ...node, nodes };
    }
    case 'parallel':
      return orderSiblings(
        { ...node, nodes: node.nodes.map((child) => order(child, { path, known })) },
        { path, known },
      );
  }
}

/** Children of a parallel node that are needed by others go before these; all others stay where they are. */
function orderSiblings(node: ParallelNode, { path, known }: Standing): PlanNode {
  const children = node.nodes.map((child) => {
    const brings = known.none();
    collect(child, path, brings);
    return { child, brings, needs: needsOf(child, { path, known }) };
  });
  const lacking = children.filter(({ needs }) => needs.length > 0);
  const before = (needs: readonly Need[], one: PlanNode): readonly PlanNode[] =>
    children
      .filter(({ child, brings }) => child !== one && needs.some((need) => brings.has(need)))
      .map(({ child }) => child);
  const late = lacking.find(({ child, needs }) => before(needs, child).length > 0);
  if (late === undefined) {
    return node;
  }
  const first = before(late.needs, late.child);
  const others = node.nodes.filter((child) => child !== late.child && !first.includes(child));
  const ordered: PlanNode = { kind: 'sequence', nodes: [inParallel(first), late.child] };
  return others.length === 0
    ? ordered
    : orderSiblings({ kind: 'parallel', nodes: [ordered, ...others] }, { path, known });
}

function inParallel(nodes: readonly PlanNode[]): PlanNode {
  const [only, ...others] = nodes;
  return only !== undefined && others.length === 0 ? only : { kind: 'parallel', nodes };
}

/** A field that a fetch sends of its objects. */
interface Need {
  readonly place: string;
  /** The type of the objects; undefined for what is below a field, of whatever type that is. */
  readonly type: string | undefined;
}

/** Fields of the data, with the types that they are selected for. */
class Brought {
  readonly #types = new Map<string, Set<string | undefined>>();
  readonly #isObject: IsObject;
  readonly #before: Brought | undefined;

  /** @param before What is there as well. */
  constructor(isObject: IsObject, before?: Brought) {
    this.#isObject = isObject;
    this.#before = before;
  }

  /** The same, to be added to. */
  next(): Brought {
    return new Brought(this.#isObject, this);
  }

  /** Nothing yet. */
  none(): Brought {
    return new Brought(this.#isObject);
  }

  add(place: string, type: string | undefined): void {
    const types = this.#types.get(place);
    if (types === undefined) {
      this.#types.set(place, new Set([type]));
    } else {
      types.add(type);
    }
  }

  has({ place, type }: Need): boolean {
    const types = this.#types.get(place);
    const isHere = types !== undefined && [...types].some((one) => this.#mayBe(one, type));
    return isHere || this.#before?.has({ place, type }) === true;
  }

  /** Two object types are different; of interfaces and unions that is not said. */
  #mayBe(a: string | undefined, b: string | undefined): boolean {
    return a === undefined || b === undefined || a === b || !this.#isObject(a) || !this.#isObject(b);
  }
}

const placeOf = (path: readonly string[]): string => path.filter((element) => element !== '@').join('.');

/** What the fetches of a node require that is neither there nor brought by those before them in the node. */
function needsOf(node: PlanNode, { path, known }: Standing): readonly Need[] {
  switch (node.kind) {
    case 'fetch':
      return requiredOf(node, path).filter((need) => !known.has(need));
    case 'flatten':
      return needsOf(node.node, { path: [...path, ...node.path], known });
    case 'condition':
      return [node.ifTrue, node.ifFalse].flatMap((child) =>
        child === undefined ? [] : needsOf(child, { path, known }),
      );
    case 'parallel':
      return node.nodes.flatMap((child) => needsOf(child, { path, known }));
    case 'sequence': {
      const sofar = known.next();
      return node.nodes.flatMap((child) => {
        const needs = needsOf(child, { path, known: sofar });
        collect(child, path, sofar);
        return needs;
      });
    }
  }
}

function requiredOf({ requires }: FetchNode, path: readonly string[]): readonly Need[] {
  const needs: Need[] = [];
  const visit = (selections: readonly RequiredSelection[], at: readonly string[], type: string | undefined): void => {
    for (const selection of selections) {
      if (selection.kind === 'fragment') {
        visit(selection.selections, at, at.length === path.length ? (selection.typeCondition ?? type) : type);
      } else if (selection.name !== '__typename') {
        const below = [...at, selection.name];
        needs.push({ place: placeOf(below), type });
        visit(selection.selections ?? [], below, undefined);
      }
    }
  };
  visit(requires ?? [], path, undefined);
  return needs;
}

/** Adds what the fetches of a node bring. */
function collect(node: PlanNode | undefined, path: readonly string[], into: Brought): void {
  switch (node?.kind) {
    case undefined:
      return;
    case 'fetch':
      collectFetch(node, path, into);
      return;
    case 'flatten':
      collect(node.node, [...path, ...node.path], into);
      return;
    case 'condition':
      collect(node.ifTrue, path, into);
      collect(node.ifFalse, path, into);
      return;
    case 'sequence':
    case 'parallel':
      for (const child of node.nodes) {
        collect(child, path, into);
      }
  }
}

function collectFetch(fetch: FetchNode, path: readonly string[], into: Brought): void {
  const renamed = new Map(
    fetch.outputRewrites.flatMap((rewrite) =>
      rewrite.kind === 'renameKey' ? [[rewrite.path.at(-1), rewrite.to] as const] : [],
    ),
  );
  const visit = ({ selections }: SelectionSetNode, at: readonly string[], type: string | undefined): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, at, selection.typeCondition?.name.value ?? type);
      } else if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const below = [...at, renamed.get(name) ?? name];
        into.add(placeOf(below), type);
        if (selection.selectionSet !== undefined) {
          visit(selection.selectionSet, below, undefined);
        }
      }
    }
  };
  for (const definition of fetchDocument(fetch).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const [entities] = fetch.requires === undefined ? [] : definition.selectionSet.selections;
      const selected = entities?.kind === Kind.FIELD ? entities.selectionSet : definition.selectionSet;
      visit(selected ?? definition.selectionSet, path, undefined);
    }
  }
}
