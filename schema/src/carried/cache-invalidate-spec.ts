import { buildSchema, GraphQLError, type GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { checkCacheInvalidateUses } from './cache-invalidate-rules.js';
import type { CarriedSpec } from './carried-spec.js';

const definitions = /* GraphQL */ `
  "The fields of a key, each with a format: { sku: \\"{$args.sku}\\", org: { id: \\"{$result.org.id}\\" } }."
  scalar CacheKey

  "What is cached that does not hold any more once the mutation is done. Exactly one of type and cacheTag."
  directive @cacheInvalidate(
    "Everything of the type, or the one entity that has the key."
    type: String
    key: CacheKey
    "Everything with this name of @cacheTag. A format: it reads {$args.name} and {$result.field}."
    cacheTag: String
  ) repeatable on FIELD_DEFINITION

  type Query { unused: Boolean }
`;

/** Facet's directive `@cacheInvalidate`, carried into the supergraph. */
export function createCacheInvalidateSpec(): CarriedSpec {
  const schema = buildSchema(definitions);
  const key = schema.getType('CacheKey') as GraphQLScalarType;
  key.parseLiteral = (node: ValueNode) => {
    if (node.kind !== Kind.OBJECT || !isKey(node)) {
      throw new GraphQLError('Expected an object with a format in a string for each field of a key', { nodes: node });
    }
    return valueFromASTUntyped(node);
  };
  return {
    identity: 'https://specs.facet.example/cacheInvalidate',
    version: 'v0.1',
    name: 'cacheInvalidate',
    definitions: schema,
    directives: ['cacheInvalidate'],
    // A gateway that does not know it caches nothing of ours.
    purpose: undefined,
    check: checkCacheInvalidateUses,
  };
}

function isKey(node: ValueNode): boolean {
  return (
    node.kind === Kind.STRING ||
    (node.kind === Kind.OBJECT && node.fields.length > 0 && node.fields.every(({ value }) => isKey(value)))
  );
}
