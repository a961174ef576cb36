import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print, visit } from 'graphql';

/** An operation for a source as it is told apart from others. */
export interface NormalFetch {
  /** Equal for fetches that ask for the same things with the same arguments, whatever they are named after. */
  readonly text: string;
  /** The variables, in the order in which `text` has them. */
  readonly variables: readonly string[];
}

/**
 * The normal form of an operation that a plan sends: without its name, selections in order, variables numbered. So that two
 * operations of clients find the same things kept, although one of them names its variables otherwise.
 */
export function normalFetch(operation: string): NormalFetch {
  const document = parse(operation, { noLocation: true });
  const numbers = new Map<string, number>();
  const sorted = visit(document, {
    OperationDefinition: {
      leave: ({ name: _name, ...node }): OperationDefinitionNode => ({ ...node, variableDefinitions: [] }),
    },
    SelectionSet: {
      leave: (node) => ({
        ...node,
        selections: node.selections.toSorted((one, other) => compare(print(one), print(other))),
      }),
    },
  });
  const numbered = visit(sorted, {
    Variable: {
      enter(node) {
        const name = node.name.value;
        const number = numbers.get(name) ?? numbers.size;
        numbers.set(name, number);
        return { ...node, name: { ...node.name, value: `v${number}` } };
      },
    },
  });
  return { text: [...typesOf(document, numbers), print(numbered)].join('\n'), variables: [...numbers.keys()] };
}

/** Of the variables, which the arguments do not tell. */
function typesOf({ definitions }: DocumentNode, numbers: ReadonlyMap<string, number>): readonly string[] {
  return definitions
    .flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
    )
    .filter(({ variable }) => numbers.has(variable.name.value))
    .map(({ variable, type, defaultValue }) => {
      const text = `v${numbers.get(variable.name.value)}: ${print(type)}`;
      return defaultValue === undefined ? text : `${text} = ${print(defaultValue)}`;
    })
    .sort();
}

/** By code unit, so that no machine's language decides a key. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
