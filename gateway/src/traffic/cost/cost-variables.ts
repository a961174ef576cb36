import { Kind, type OperationDefinitionNode, type ValueNode, valueFromASTUntyped } from 'graphql';

/** A variable of which nothing is known, as when an operation is estimated before anybody sends it. */
export const unknownValue: unique symbol = Symbol('unknown');

/** The variables of an operation. */
export interface CostVariables {
  /** @returns Undefined when there is none, `unknownValue` when it is not known. */
  get(name: string): unknown;
}

/** Variables as a client sent them, defaults of the operation filled in. Not coerced: what does not fit costs nothing. */
export function sentVariables(
  operation: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>>,
): CostVariables {
  return { get: (name) => (Object.hasOwn(sent, name) ? sent[name] : defaultOf(operation, name)) };
}

/** The variables of an operation that nobody has sent: those with a default have it. */
export function unknownVariables(operation: OperationDefinitionNode): CostVariables {
  return { get: (name) => defaultOf(operation, name) ?? unknownValue };
}

/** The value of an argument, variables inside of it filled in as far as they are the whole value. */
export function inputValue(node: ValueNode, variables: CostVariables): unknown {
  return node.kind === Kind.VARIABLE ? variables.get(node.name.value) : literalOf(node, variables);
}

function literalOf(node: ValueNode, variables: CostVariables): unknown {
  switch (node.kind) {
    case Kind.LIST:
      return node.values.map((item) => inputValue(item, variables));
    case Kind.OBJECT:
      return new Map(node.fields.map(({ name, value }) => [name.value, inputValue(value, variables)]));
    default:
      return valueFromASTUntyped(node);
  }
}

/** The fields of an input object, be it of a literal or of a variable. */
export function inputFields(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) {
    return value;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

function defaultOf({ variableDefinitions = [] }: OperationDefinitionNode, name: string): unknown {
  const value = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return value && valueFromASTUntyped(value);
}
