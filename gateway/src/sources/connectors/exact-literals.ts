import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type ValueNode,
  valueFromAST,
  valueFromASTUntyped,
} from 'graphql';
import { exactNumber } from './rest/parse-exact-json.js';

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/**
 * Has a schema's own scalars take numbers in operations and defaults as they take them in JSON: digit by digit, where
 * graphql-js would read doubles. Changes the schema.
 */
export function readLiteralsExactly(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) type.parseLiteral = exactValue;
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) readDefaults(Object.values(type.getFields()));
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) readDefaults(field.args);
  }
}

/** They were read when the schema was built. */
function readDefaults(inputs: ReadonlyArray<GraphQLArgument | GraphQLInputField>): void {
  for (const input of inputs) {
    const written = input.astNode?.defaultValue;
    if (written !== undefined) input.defaultValue = valueFromAST(written, input.type);
  }
}

/** Spec: GraphQL, "Scalars": a custom scalar says itself what its literals mean. */
function exactValue(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value);
    case Kind.LIST:
      return node.values.map((item) => exactValue(item, variables));
    case Kind.OBJECT: {
      const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
      for (const { name, value } of node.fields) object[name.value] = exactValue(value, variables);
      return object;
    }
    default:
      return valueFromASTUntyped(node, variables);
  }
}
