import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors/gateway-error.js';
import { readSupergraph } from './supergraph.js';

const head = `
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY, import: [{ name: "@requiresScopes", as: "@scoped" }])
  @link(url: "https://specs.apollo.dev/cost/v0.1")
  @link(url: "https://specs.facet.example/soap/v0.1", for: EXECUTION)
{ query: Query }
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @scoped(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @cost__listSize(assumedSize: Int) on FIELD_DEFINITION
scalar requiresScopes__Scope
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { A @join__graph(name: "a", url: "http://a.invalid") }
`;

describe('readSupergraph()', () => {
  it('lifts directives of specifications that the planner does not know, whatever they are called here', () => {
    const supergraph = readSupergraph(`${head}
      type Query @join__type(graph: A) {
        me(id: ID @cost(weight: 2)): User @authenticated @cost__listSize(assumedSize: 5)
      }
      type User @join__type(graph: A, key: "id") @scoped(scopes: [["user"]]) { id: ID! @cost(weight: 3) }
    `);
    const coordinates = [...supergraph.directives].map(([name, list]) => [name, list.map((item) => item.coordinate)]);
    expect(Object.fromEntries(coordinates)).toEqual({
      authenticated: ['Query.me'],
      requiresScopes: ['User'],
      cost: ['Query.me(id:)', 'User.id'],
      listSize: ['Query.me'],
    });
    expect(Object.keys(supergraph.apiSchema.getTypeMap()).filter((name) => name.includes('Scope'))).toEqual([]);
    expect(supergraph.subgraphs).toEqual([{ name: 'a', enumValue: 'A', url: 'http://a.invalid' }]);
  });

  it('names file, line and column of text that is not GraphQL', () => {
    const read = (): unknown => readSupergraph('type Query {\n  a: String!!\n}', { file: 'broken.graphql' });
    expect(read).toThrow(GatewayError);
    expect(read).toThrow('Cannot read the supergraph: broken.graphql:2:13: Syntax Error');
  });

  it('says what is missing when the SDL is no composed supergraph', () => {
    const read = (): unknown => readSupergraph('type Query { a: String }', { file: 'plain.graphql' });
    expect(read).toThrow('plain.graphql: it has no enum "join__Graph", so it is no composed supergraph');
  });
});
