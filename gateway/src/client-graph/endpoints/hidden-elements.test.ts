import { composeClientGraph } from '@facet/schema';
import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSupergraph } from '../../supergraph/supergraph.js';
import { openZoo, persistedOf } from './endpoints.test-kit.js';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag", "@inaccessible", "@key"])
  type Query { things(filter: Filter, size: Size, hiddenArgument: Int @tag(name: "internal")): [Thing] @tag(name: "public") }
  input Filter { name: String, hiddenInput: String @tag(name: "internal") }
  enum Size { SMALL, HIDDEN_VALUE @tag(name: "internal") }
  interface Thing { id: ID!, size: Size }
  type Cat implements Thing @key(fields: "id") { id: ID!, size: Size, hiddenField: Hidden @tag(name: "internal") }
  type Dog implements Thing @tag(name: "internal") { id: ID!, size: Size, hiddenOfType: Int }
  type Hidden @tag(name: "internal") { a: Int }
`;
const operation = `query Things($filter: Filter, $size: Size) {
  things(filter: $filter, size: $size) { __typename id size ... on Cat { __typename } }
}`;

describe('documents of endpoints of a client graph with a contract', () => {
  it('show nothing that the contract hides', async () => {
    const shared = [{ name: 'things', url: 'http://127.0.0.1:1', file: 'things.graphql', sdl }];
    const contract = { include: [], exclude: ['internal'] };
    const { supergraph = '', problems } = await composeClientGraph({ name: 'zoo', shared, contract });
    expect(problems).toEqual([]);
    // What is hidden is there, and the engine needs it.
    expect(supergraph).toMatch(/hiddenField[\s\S]*HIDDEN_VALUE/);
    // As the engine gives it to the endpoints.
    const { apiSchema } = readSupergraph(supergraph);
    const endpoints = openZoo({}, { sdl: printSchema(apiSchema), persisted: () => persistedOf({ Things: operation }) });
    for (const path of ['/openapi.json', '/schema.xsd']) {
      const found = endpoints.current().match(path);
      const text = found.kind === 'document' ? String(found.document.body) : '';
      expect(text).toContain('SMALL');
      expect(text).not.toMatch(/hidden|Dog|internal|inaccessible/i);
    }
  });
});
