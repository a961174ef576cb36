import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
} from 'graphql';

/** What @apollo/subgraph reads beside fields: of objects, interfaces and unions. */
const specialResolvers: ReadonlySet<string> = new Set(['__resolveReference', '__resolveType', '__isTypeOf']);

/**
 * Finds resolvers for types, fields and enum values that the schema does not have. @apollo/subgraph ignores them, so that
 * a misspelt one would be a field that is always null.
 *
 * @returns Their coordinates, such as `Product.priceLable`; empty when all fit.
 */
export function unknownResolvers(
  schema: GraphQLSchema,
  resolvers: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): readonly string[] {
  return Object.entries(resolvers).flatMap(([typeName, members]) => {
    const type = schema.getType(typeName);
    if (type === undefined || isInputObjectType(type)) {
      return [typeName];
    }
    if (isScalarType(type)) {
      return []; // its members are the functions of a GraphQLScalarType
    }
    const known = knownMembers(type);
    return Object.keys(members)
      .filter((member) => !known.has(member) && !specialResolvers.has(member))
      .map((member) => `${typeName}.${member}`);
  });
}

function knownMembers(type: GraphQLNamedType): ReadonlySet<string> {
  if (isEnumType(type)) {
    return new Set(type.getValues().map(({ name }) => name));
  }
  // Fields of interfaces and unions are resolved by their objects.
  return new Set(isObjectType(type) ? Object.keys(type.getFields()) : []);
}
