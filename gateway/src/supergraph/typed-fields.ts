import { type Supergraph as ApolloSupergraph, isInterfaceObjectType } from '@apollo/federation-internals';
import { type GraphQLField, type GraphQLSchema, isInterfaceType } from 'graphql';

/** Fields of interfaces of the client's schema. */
export type TypedFields = ReadonlySet<GraphQLField<unknown, unknown>>;

/**
 * The fields of interfaces whose value can only be completed when the object's own type is known, which is not told where
 * the object came from an `@interfaceObject`: some type of the interface allows no null where the interface does. Not
 * those that an `@interfaceObject` itself answers, with the nulls that it allows.
 *
 * @param interfaceObjects Names of the interfaces that some subgraph has as an `@interfaceObject`.
 */
export function readTypedFields(
  model: ApolloSupergraph,
  apiSchema: GraphQLSchema,
  interfaceObjects: ReadonlySet<string>,
): TypedFields {
  const typed = new Set<GraphQLField<unknown, unknown>>();
  const schemas = interfaceObjects.size === 0 ? [] : model.subgraphs().values();
  for (const name of interfaceObjects) {
    const face = apiSchema.getType(name);
    if (!isInterfaceType(face)) {
      continue;
    }
    const { objects } = apiSchema.getImplementations(face);
    for (const field of Object.values(face.getFields())) {
      const isStricter = objects.some((object) => String(object.getFields()[field.name]?.type) !== String(field.type));
      const isOfObject = schemas.some(({ schema }) => {
        const type = schema.type(name);
        return type?.kind === 'ObjectType' && isInterfaceObjectType(type) && type.field(field.name) !== undefined;
      });
      if (isStricter && !isOfObject) {
        typed.add(field);
      }
    }
  }
  return typed;
}
