import { Supergraph } from '@apollo/federation-internals';
import { graphql, isObjectType } from 'graphql';
import { composeSupergraph } from './compose.mjs';

/**
 * One server for what several subgraphs answer together: what it says is right, with no federation in between.
 *
 * @param {ReadonlyArray<import('./graph.mjs').Subgraph>} subgraphs
 * @returns {(query: string, variables?: Readonly<Record<string, unknown>>) => Promise<unknown>} Answers `data`; throws
 *   when there are errors, since no workload means any.
 */
export function createMonolith(subgraphs) {
  const supergraph = Supergraph.build(composeSupergraph(subgraphs, (name) => `http://monolith.invalid/${name}`));
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  for (const { resolvers } of subgraphs) {
    for (const [typeName, fields] of Object.entries(resolvers)) attach(schema, typeName, fields);
  }
  return async (query, variables) => {
    const { data, errors } = await graphql({ schema, source: query, variableValues: variables ?? null });
    if (errors) throw new Error(`A workload's own query fails: ${errors.map(({ message }) => message).join('; ')}`);
    return data;
  };
}

/**
 * @param {import('graphql').GraphQLSchema} schema
 * @param {string} typeName
 * @param {import('./graph.mjs').Subgraph['resolvers'][string]} resolvers
 */
function attach(schema, typeName, resolvers) {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new TypeError(`No object type "${typeName}"`);
  const fields = type.getFields();
  for (const [name, resolve] of Object.entries(resolvers)) {
    const field = fields[name];
    // `__resolveReference` is no field: a monolith has the record itself.
    if (field) field.resolve = resolve;
  }
}
