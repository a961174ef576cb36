import {
  type Supergraph as ApolloSupergraph,
  baseType,
  federationMetadata,
  isInterfaceType as isApolloInterfaceType,
  isInterfaceObjectType,
  type Schema,
} from '@apollo/federation-internals';
import { type GraphQLField, type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from 'graphql';

/** Fields of the client's schema -> names of the object types that they can hold. */
export type SharedTypes = ReadonlyMap<GraphQLField<unknown, unknown>, ReadonlySet<string>>;

/**
 * Looks for fields that several subgraphs answer with an interface, one of them with an `@interfaceObject`, and of whose
 * object types some are not known to all of these subgraphs. Answers have to be the same whichever subgraph is asked
 * (`@shareable`), so such a field can only hold what all of them know.
 *
 * @param interfaceObjects Names of the interfaces that some subgraph has as an `@interfaceObject`.
 */
export function readSharedTypes(
  model: ApolloSupergraph,
  apiSchema: GraphQLSchema,
  interfaceObjects: ReadonlySet<string>,
): SharedTypes {
  const shared = new Map<GraphQLField<unknown, unknown>, ReadonlySet<string>>();
  if (interfaceObjects.size === 0) {
    return shared;
  }
  const schemas = model.subgraphs().values();
  for (const type of Object.values(apiSchema.getTypeMap())) {
    for (const field of isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []) {
      if (interfaceObjects.has(getNamedType(field.type).name)) {
        const known = schemas.flatMap(({ schema }) => knownTypes(schema, type.name, field.name) ?? []);
        const [first, ...others] = known.filter((names) => names !== 'all');
        if (first !== undefined && known.length > 1) {
          shared.set(field, new Set([...first].filter((name) => others.every((names) => names.has(name)))));
        }
      }
    }
  }
  return shared;
}

/** Object types that a field can hold by what one subgraph knows; undefined when the subgraph does not answer it. */
function knownTypes(schema: Schema, typeName: string, fieldName: string): ReadonlySet<string> | 'all' | undefined {
  const type = schema.type(typeName);
  const field = type?.kind === 'ObjectType' || type?.kind === 'InterfaceType' ? type.field(fieldName) : undefined;
  if (field?.type === undefined || federationMetadata(schema)?.isFieldExternal(field) === true) {
    return undefined;
  }
  const target = baseType(field.type);
  if (isInterfaceObjectType(target)) {
    return 'all';
  }
  return isApolloInterfaceType(target) ? new Set(target.possibleRuntimeTypes().map(({ name }) => name)) : undefined;
}
