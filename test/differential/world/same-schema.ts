import { type GraphQLSchema, isIntrospectionType, lexicographicSortSchema, printType } from 'graphql';

/** How two schemas differ as clients see them: the first type that is not the same in both; undefined when none is. */
export function schemaDifference(left: GraphQLSchema, right: GraphQLSchema): string | undefined {
  const [ours, theirs] = [typeTexts(left), typeTexts(right)];
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [our, their] = [ours.get(name), theirs.get(name)];
    if (our !== their) return `${our ?? `no ${name}`}\n--- but ---\n${their ?? `no ${name}`}`;
  }
  return undefined;
}

function typeTexts(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const types = Object.values(lexicographicSortSchema(schema).getTypeMap());
  return new Map(types.filter((type) => !isIntrospectionType(type)).map((type) => [type.name, printType(type)]));
}
