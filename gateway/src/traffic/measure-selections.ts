import {
  type ArgumentNode,
  type ConstArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type InputSize, measureLiteral, noInput } from './measure-input.js';

/** What an operation, or a fragment with all it spreads, comes to. Counts end at `saturated`. */
export interface SelectionSize {
  /** Levels of fields; `__schema` and `__type` count as one without what they select. */
  readonly depth: number;
  /** Levels of fields from `__schema` or `__type` on; 0 without them. */
  readonly introspectionDepth: number;
  /** Fields, without those inside `__schema` and `__type`. */
  readonly fields: number;
  /** Fields inside `__schema` and `__type`. */
  readonly introspectionFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** The largest of its arguments' values. */
  readonly input: InputSize;
}

/** Where counts end: fragments that spread each other twice have 2^n fields, and no number that is exact. */
export const saturated = 1_000_000_000;

/** The sizes of a document's fragments, by name. */
export type FragmentSizes = ReadonlyMap<string, SelectionSize>;

/** A document's fragments, measured. */
export interface MeasuredFragments {
  readonly sizes: FragmentSizes;
  /** A fragment that is spread within itself, if there is one. */
  readonly cycle: string | undefined;
}

/**
 * Measures every fragment of a document, what it spreads included: each once, after those it spreads, so that the time
 * taken is linear in the size of the document however often fragments spread each other. With a stack of its own, since
 * a chain of fragments may be longer than the call stack.
 *
 * A fragment that is unknown, or in a cycle with the one that spreads it, adds nothing: documents with either are not
 * valid (GraphQL, sections 5.5.2.1 and 5.5.2.2).
 */
export function measureFragments(document: DocumentNode): MeasuredFragments {
  const own = new Map<string, OwnSize>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      own.set(definition.name.value, ownSize(definition));
    }
  }
  const measured = new Map<string, SelectionSize>();
  let cycle: string | undefined;
  for (const name of own.keys()) {
    cycle = measureFragment(name, own, measured) ?? cycle;
  }
  return { sizes: measured, cycle };
}

/** Measures one operation, the fragments it spreads included. */
export function measureOperation(operation: OperationDefinitionNode, fragments: FragmentSizes): SelectionSize {
  return withSpreads(ownSize(operation), fragments);
}

/** @returns The fragment that a cycle was found at. */
function measureFragment(
  root: string,
  own: ReadonlyMap<string, OwnSize>,
  measured: Map<string, SelectionSize>,
): string | undefined {
  let cycle: string | undefined;
  const entered = new Set<string>();
  const stack = [root];
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const fragment = own.get(name);
    if (fragment === undefined || measured.has(name)) {
      stack.pop();
    } else if (entered.has(name)) {
      // Seen for the second time: what it spreads is measured by now, or stands in a cycle with it.
      measured.set(name, withSpreads(fragment, measured));
      stack.pop();
    } else {
      entered.add(name);
      for (const spread of fragment.spreads) {
        if (!entered.has(spread.fragment)) {
          stack.push(spread.fragment);
        } else if (!measured.has(spread.fragment)) {
          // Entered and not measured are the fragments that this one is spread in.
          cycle = spread.fragment;
        }
      }
    }
  }
  return cycle;
}

/** A selection by itself: without the fragments it spreads, but knowing where. */
interface OwnSize extends SelectionSize {
  readonly spreads: readonly Spread[];
}

interface Spread {
  readonly fragment: string;
  /** Fields it stands in. */
  readonly below: number;
  readonly inIntrospection: boolean;
}

const nothing: SelectionSize = {
  depth: 0,
  introspectionDepth: 0,
  fields: 0,
  introspectionFields: 0,
  aliases: 0,
  directives: 0,
  input: noInput,
};

function withSpreads(own: OwnSize, fragments: FragmentSizes): SelectionSize {
  const { spreads: _spreads, ...total } = own;
  return own.spreads.reduce<SelectionSize>((sum, spread) => {
    return addSpread(sum, fragments.get(spread.fragment) ?? nothing, spread);
  }, total);
}

function addSpread(sum: SelectionSize, inner: SelectionSize, { below, inIntrospection }: Spread): SelectionSize {
  return {
    depth: inIntrospection ? sum.depth : Math.max(sum.depth, inner.depth === 0 ? 0 : below + inner.depth),
    introspectionDepth: Math.max(
      sum.introspectionDepth,
      inIntrospection ? below + inner.depth : inner.introspectionDepth,
    ),
    fields: inIntrospection ? sum.fields : add(sum.fields, inner.fields),
    introspectionFields: add(
      add(sum.introspectionFields, inner.introspectionFields),
      inIntrospection ? inner.fields : 0,
    ),
    aliases: add(sum.aliases, inner.aliases),
    directives: add(sum.directives, inner.directives),
    input: largerInput(sum.input, inner.input),
  };
}

function add(one: number, other: number): number {
  return Math.min(one + other, saturated);
}

function largerInput(one: InputSize, other: InputSize): InputSize {
  return { items: Math.max(one.items, other.items), depth: Math.max(one.depth, other.depth) };
}

interface Place {
  /** Fields it stands in. */
  readonly below: number;
  readonly inIntrospection: boolean;
}

function ownSize(definition: OperationDefinitionNode | FragmentDefinitionNode): OwnSize {
  const counter = new SelectionCounter();
  counter.directives(definition.directives);
  for (const variable of definition.variableDefinitions ?? []) {
    counter.directives(variable.directives);
    counter.value(variable.defaultValue);
  }
  counter.selections(definition.selectionSet, { below: 0, inIntrospection: false });
  return counter.size;
}

/** Counts what stands in one definition. Recursive: brackets nest no deeper than `maxNesting`. */
class SelectionCounter {
  readonly size = { ...nothing, spreads: [] as Spread[] };

  selections({ selections }: SelectionSetNode, at: Place): void {
    for (const selection of selections) {
      this.directives(selection.directives);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        this.size.spreads.push({ fragment: selection.name.value, ...at });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.selections(selection.selectionSet, at);
      } else {
        this.field(selection, at);
      }
    }
  }

  directives(nodes: readonly DirectiveNode[] | undefined): void {
    for (const node of nodes ?? []) {
      this.size.directives++;
      this.arguments(node.arguments);
    }
  }

  value(node: Parameters<typeof measureLiteral>[0] | undefined): void {
    if (node !== undefined) {
      this.size.input = largerInput(this.size.input, measureLiteral(node));
    }
  }

  private arguments(nodes: readonly (ArgumentNode | ConstArgumentNode)[] | undefined): void {
    for (const node of nodes ?? []) {
      this.value(node.value);
    }
  }

  private field(field: FieldNode, at: Place): void {
    const { size } = this;
    const startsIntrospection = field.name.value === '__schema' || field.name.value === '__type';
    const inIntrospection = at.inIntrospection || startsIntrospection;
    const below = startsIntrospection && !at.inIntrospection ? 1 : at.below + 1;
    if (at.inIntrospection) {
      size.introspectionFields++;
    } else {
      size.fields++;
      size.depth = Math.max(size.depth, at.below + 1);
    }
    if (inIntrospection) {
      size.introspectionDepth = Math.max(size.introspectionDepth, below);
    }
    size.aliases += field.alias === undefined ? 0 : 1;
    this.arguments(field.arguments);
    if (field.selectionSet) {
      this.selections(field.selectionSet, { below, inIntrospection });
    }
  }
}
