import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSensitiveFields } from './sensitive-fields.js';

const sdl = `
  directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE
  type Query { me: User node: Node any: Any hidden: Int @tag(name: "sensitive") }
  interface Node { id: ID! email: String }
  type User implements Node {
    id: ID!
    email: String @tag(name: "public") @tag(name: "sensitive")
    card: Card
    friend: User
  }
  type Robot implements Node { id: ID! email: String }
  type Card @tag(name: "sensitive") { number: String }
  union Any = User | Robot
`;

function sensitiveIn(query: string, schemaSdl = sdl): readonly string[] {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode; // the tests put it first
  const supergraph = { document: parse(schemaSdl), apiSchema: buildSchema(schemaSdl, { assumeValidSDL: true }) };
  return createSensitiveFields(supergraph)(document, operation);
}

describe('createSensitiveFields()', () => {
  it.each([
    ['{ me { id } }', []],
    ['{ me { email } }', ['User.email']],
    ['{ me { harmless: email } }', ['User.email']],
    ['{ me { ... on User { email } } }', ['User.email']],
    ['{ me { ...F } } fragment F on User { friend { ...G } } fragment G on User { email }', ['User.email']],
    ['{ node { email } }', ['User.email']],
    ['{ node { ... on Robot { email } } }', []],
    ['{ any { ... on Node { email } } }', ['User.email']],
    ['query ($v: Boolean!) { me { email @include(if: $v) } }', ['User.email']],
    ['{ me { card { __typename } } }', []],
    ['{ me { card { number } email } hidden }', ['Card.number', 'Query.hidden', 'User.email']],
    ['{ me { ...F } } fragment F on User { id } fragment Unused on User { email }', []],
  ])('%s: %j', (query, expected) => {
    expect(sensitiveIn(query)).toEqual(expected);
  });

  it('finds the tag under whatever name a supergraph has it', () => {
    const renamed = (link: string) => `
      schema @link(url: "https://specs.apollo.dev/tag/v0.3", ${link}) { query: Query }
      directive @link(url: String!, as: String, import: [Import]) repeatable on SCHEMA
      scalar Import
      directive @label(name: String!) on FIELD_DEFINITION
      type Query { a: Int @label(name: "sensitive") }
    `;
    expect(sensitiveIn('{ a }', renamed('as: "label"'))).toEqual(['Query.a']);
    expect(sensitiveIn('{ a }', renamed('import: [{ name: "@tag", as: "@label" }]'))).toEqual(['Query.a']);
    expect(sensitiveIn('{ a }', renamed('as: "other"'))).toEqual([]);
  });

  it('looks at a document once', () => {
    const supergraph = { document: parse(sdl), apiSchema: buildSchema(sdl) };
    const sensitive = createSensitiveFields(supergraph);
    const document = parse('{ me { email } }');
    const operation = document.definitions[0] as OperationDefinitionNode;
    expect(sensitive(document, operation)).toBe(sensitive(document, operation));
  });

  it('takes linear time for fragments that spread each other again and again', () => {
    const fragments = Array.from({ length: 60 }, (_, n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`);
    const query = `{ me { ...F0 } } ${fragments.join(' ')} fragment F60 on User { email }`;
    expect(sensitiveIn(query)).toEqual(['User.email']);
  });
});
