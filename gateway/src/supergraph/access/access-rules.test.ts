import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSupergraph } from '../supergraph.js';
import type { AccessRules } from './access-rules.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@external", "@requires", "@shareable", "@interfaceObject", "@context", "@fromContext",
  "@authenticated", { name: "@requiresScopes", as: "@scoped" }, "@policy"
])\n`;

function compose(...subgraphs: readonly string[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map((sdl, i) => ({ name: `s${i}`, url: `http://s${i}.invalid`, typeDefs: parse(link + sdl) })),
  );
  expect(errors?.map(({ message }) => message)).toBeUndefined();
  return supergraphSdl ?? '';
}

function textsOf(rules: AccessRules | undefined, coordinate: string): readonly string[] {
  const [type = '', field = ''] = coordinate.split('.');
  return (rules?.clausesFor(type, field) ?? []).map(({ text }) => text).toSorted();
}

/** A supergraph as a composer other than Apollo's could write it: nothing is passed on. */
const bare = `
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) LINKS {
  query: Query
}
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String, contextArguments: [join__ContextArgument!]) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
input join__ContextArgument { name: String! type: String! context: String! selection: join__FieldValue! }
scalar join__FieldSet
scalar join__FieldValue
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { A @join__graph(name: "a", url: "http://a.invalid") B @join__graph(name: "b", url: "http://b.invalid") }
type Query @join__type(graph: A) { media: Media user: User }
interface Media @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID! title: String @join__field(graph: A) rating: Int @join__field(graph: B) @policy(policies: [["raters"]])
}
type Book implements Media @join__implements(graph: A, interface: "Media") @join__type(graph: A, key: "id") {
  id: ID! title: String rating: Int @join__field
}
type Film implements Media @join__implements(graph: A, interface: "Media") @join__type(graph: A, key: "id") {
  id: ID! title: String @authenticated rating: Int @join__field
}
type User @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  address: Address @join__field(graph: A) @join__field(graph: B, external: true)
  label: String @join__field(graph: B, requires: "address { city }")
  note: String @join__field(graph: B, requires: "label")
}
type Address @join__type(graph: A) @join__type(graph: B) @authenticated { city: String @policy(policies: [["geo"]]) }
`;

describe('readAccessRules()', () => {
  it('asks for what the type, the field and the type it returns ask, whatever the directives are called', () => {
    const { accessRules } = readSupergraph(
      compose(`
        type Query { user: User roles: [Role!]! @policy(policies: [["b", "a"], ["c"], ["a", "b"]]) open: Int }
        type User @authenticated { name: String @scoped(scopes: [["n"]]) key: Secret }
        enum Role @scoped(scopes: [["r"]]) { A B }
        scalar Secret @policy(policies: [["secret"]])
      `),
    );
    expect(textsOf(accessRules, 'Query.user')).toEqual(['authenticated']);
    expect(textsOf(accessRules, 'User.name')).toEqual(['authenticated', 'scopes:[["n"]]']);
    expect(textsOf(accessRules, 'User.key')).toEqual(['authenticated', 'policies:[["secret"]]']);
    expect(textsOf(accessRules, 'Query.roles')).toEqual(['policies:[["a","b"],["c"]]', 'scopes:[["r"]]']);
    expect(textsOf(accessRules, 'Query.open')).toEqual([]);
    expect(textsOf(accessRules, 'User.__typename')).toEqual([]);
    expect(accessRules?.policies).toEqual(['a', 'b', 'c', 'secret']);
  });

  it('takes over what composition writes for interfaces and interface objects', () => {
    const { accessRules } = readSupergraph(
      compose(
        `
        type Query { node: Node media: Media }
        interface Node { id: ID! name: String }
        type User implements Node @authenticated { id: ID! name: String @scoped(scopes: [["n"]]) }
        type Post implements Node { id: ID! name: String }
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }
        `,
        'type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int @policy(policies: [["raters"]]) }',
      ),
    );
    expect(textsOf(accessRules, 'Query.node')).toEqual(['authenticated']);
    expect(textsOf(accessRules, 'Node.name')).toEqual(['authenticated', 'scopes:[["n"]]']);
    expect(textsOf(accessRules, 'Post.name')).toEqual([]);
    expect(textsOf(accessRules, 'Media.rating')).toEqual(['policies:[["raters"]]']);
    expect(textsOf(accessRules, 'Book.rating')).toEqual(['policies:[["raters"]]']);
  });

  it('passes on by itself what a composer has not: to interfaces, from interface objects, through @requires', () => {
    const security = ['authenticated', 'policy'].map(
      (name) => `@link(url: "https://specs.apollo.dev/${name}/v0.1", for: SECURITY)`,
    );
    for (const links of [security.join(' '), '']) {
      const { accessRules } = readSupergraph(bare.replace('LINKS', links));
      expect(textsOf(accessRules, 'Media.title')).toEqual(['authenticated']);
      expect(textsOf(accessRules, 'Book.title')).toEqual([]);
      expect(textsOf(accessRules, 'Book.rating')).toEqual(['policies:[["raters"]]']);
      expect(textsOf(accessRules, 'User.label')).toEqual(['authenticated', 'policies:[["geo"]]']);
      expect(textsOf(accessRules, 'User.note')).toEqual(['authenticated', 'policies:[["geo"]]']);
      expect(textsOf(accessRules, 'User.id')).toEqual([]);
    }
  });

  it('asks a field with @fromContext for what it reads of the types that set the context', () => {
    const sdl = compose(`
      type Query { user: User }
      type User @key(fields: "id") @context(name: "user") { id: ID! tier: String @authenticated cart: Cart }
      type Cart @key(fields: "id") {
        id: ID!
        discount(tier: String @fromContext(field: "$user { tier }")): Int @authenticated
      }
    `);
    const undeclared = sdl.replace(/(discount[^\n]*) @authenticated/, '$1');
    expect(undeclared).not.toBe(sdl);
    expect(textsOf(readSupergraph(undeclared).accessRules, 'Cart.discount')).toEqual(['authenticated']);
  });

  it('has nothing to say of a supergraph without requirements, nor of one that asks for no list', () => {
    expect(readSupergraph(compose('type Query { a: Int }')).accessRules).toBeUndefined();
    expect(readSupergraph(compose('type Query { a: Int @policy(policies: []) }')).accessRules).toBeUndefined();
  });

  it('refuses what it cannot read, and specifications for security that are not enforced', () => {
    const links = '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)';
    const broken = bare.replace('LINKS', links).replace('[["geo"]]', '[[1]]');
    expect(() => readSupergraph(broken, { file: 'shop.graphql' })).toThrow(
      'Cannot read the supergraph: shop.graphql: @policy needs "policies", a list of lists of strings',
    );
    const foreign = bare.replace('LINKS', '@link(url: "https://specs.example/acl/v1.0", for: SECURITY)');
    expect(() => readSupergraph(foreign, { file: 'shop.graphql' })).toThrow(
      'shop.graphql: it links "https://specs.example/acl/v1.0" for SECURITY, which is not enforced here',
    );
  });

  it('does not mistake a directive of another specification for one of access control', () => {
    const { accessRules } = readSupergraph(
      bare.replace(
        'LINKS',
        '@link(url: "https://specs.example/policy-notes/v1.0", import: ["@authenticated", "@policy"])',
      ),
    );
    expect(accessRules).toBeUndefined();
  });
});
