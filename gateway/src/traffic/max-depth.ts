import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import type { ErrorCode } from '../errors/catalogue.js';

/**
 * Deepest selection below `__schema` and `__type`, which is not held to a client graph's own limit: tools send the
 * standard introspection query, 15 fields deep, to every graph. Deeper ones serve no tool.
 */
const maxIntrospectionDepth = 25;

const code: ErrorCode = 'OPERATION_TOO_DEEP';

/**
 * Makes the validation rule that refuses operations whose deepest selection has more fields, one inside the other, than
 * `maxDepth`. `{ product { name } }` is 2 deep; fragments, named or inline, add nothing of their own.
 *
 * Takes time linear in the size of the document, however often fragments spread each other. Cycles of fragments are no
 * matter of this rule and end it without an error (GraphQL, section 5.5.2.2 Fragment Spreads Must Not Form Cycles).
 *
 * @param maxDepth Fields, at least 1.
 * @returns A rule that reports OPERATION_TOO_DEEP once for each operation over the limit.
 */
export function maxDepthRule(maxDepth: number): ValidationRule {
  if (!Number.isInteger(maxDepth) || maxDepth < 1) {
    throw new RangeError(`Cannot limit depth: maxDepth must be an integer of at least 1, it is ${maxDepth}`);
  }
  return (context) => {
    const fragments = measureFragments(context.getDocument());
    return {
      OperationDefinition(operation) {
        const { fields, introspection } = totalDepth(operation.selectionSet, fragments);
        if (fields > maxDepth) {
          context.reportError(tooDeep(operation, { depth: fields, limit: maxDepth, what: 'deepest selection' }));
        }
        if (introspection > maxIntrospectionDepth) {
          const limit = maxIntrospectionDepth;
          context.reportError(tooDeep(operation, { depth: introspection, limit, what: 'deepest introspection' }));
        }
        return false;
      },
      FragmentDefinition: () => false,
    };
  };
}

function tooDeep(
  operation: OperationDefinitionNode,
  { depth, limit, what }: { depth: number; limit: number; what: string },
): GraphQLError {
  const name = operation.name === undefined ? 'the operation' : `operation "${operation.name.value}"`;
  return new GraphQLError(`Cannot run ${name}: its ${what} is ${depth} fields deep, at most ${limit} are allowed`, {
    nodes: operation,
    extensions: { code },
  });
}

/** How deep a selection goes, in fields. */
interface Depth {
  /** `__schema` and `__type` count as one field without what they select. */
  readonly fields: number;
  /** `__schema` and `__type` with what they select; 0 without them. */
  readonly introspection: number;
}

/** A selection set by itself: how deep its own fields go, and below which depth it spreads which fragments. */
interface OwnDepth extends Depth {
  readonly spreads: readonly Spread[];
}

interface Spread {
  readonly fragment: string;
  /** Fields it stands in. */
  readonly below: number;
  readonly inIntrospection: boolean;
}

type Fragments = ReadonlyMap<string, Depth>;

/**
 * The depth of every fragment of a document, those it spreads included: each is measured once, after those it spreads.
 * With a stack of its own, since a chain of fragments may be longer than the call stack.
 */
function measureFragments(document: DocumentNode): Fragments {
  const own = new Map<string, OwnDepth>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      own.set(definition.name.value, ownDepth(definition.selectionSet));
    }
  }
  const measured = new Map<string, Depth>();
  for (const name of own.keys()) {
    measureFragment(name, own, measured);
  }
  return measured;
}

function measureFragment(root: string, own: ReadonlyMap<string, OwnDepth>, measured: Map<string, Depth>): void {
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
        }
      }
    }
  }
}

function totalDepth(selectionSet: SelectionSetNode, fragments: Fragments): Depth {
  return withSpreads(ownDepth(selectionSet), fragments);
}

/** Adds the fragments spread; one that is unknown or in a cycle with this one adds nothing. */
function withSpreads(own: OwnDepth, fragments: Fragments): Depth {
  let { fields, introspection } = own;
  for (const { fragment, below, inIntrospection } of own.spreads) {
    const inner = fragments.get(fragment) ?? { fields: 0, introspection: 0 };
    if (inIntrospection) {
      introspection = Math.max(introspection, below + inner.fields);
    } else {
      fields = Math.max(fields, below + inner.fields);
      introspection = Math.max(introspection, inner.introspection);
    }
  }
  return { fields, introspection };
}

function ownDepth(selectionSet: SelectionSetNode): OwnDepth {
  const found = { fields: 0, introspection: 0, spreads: [] as Spread[] };
  walk(selectionSet, { below: 0, inIntrospection: false });
  return found;

  // Recursive, as is the parser that the document came from: it is no deeper than that could go.
  function walk({ selections }: SelectionSetNode, at: { below: number; inIntrospection: boolean }): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        found.spreads.push({ fragment: selection.name.value, ...at });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, at);
      } else {
        walkField(selection, at);
      }
    }
  }

  function walkField(field: FieldNode, at: { below: number; inIntrospection: boolean }): void {
    const startsIntrospection = field.name.value === '__schema' || field.name.value === '__type';
    if (!at.inIntrospection) {
      found.fields = Math.max(found.fields, at.below + 1);
    }
    const inIntrospection = at.inIntrospection || startsIntrospection;
    const below = startsIntrospection && !at.inIntrospection ? 1 : at.below + 1;
    if (inIntrospection) {
      found.introspection = Math.max(found.introspection, below);
    }
    if (field.selectionSet) {
      walk(field.selectionSet, { below, inIntrospection });
    }
  }
}
