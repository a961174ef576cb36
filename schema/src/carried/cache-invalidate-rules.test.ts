import { describe, expect, it } from 'vitest';
import { composeClientGraph } from '../compose/compose-client-graph.js';
import { parseSubgraph } from '../subgraph/subgraph-file.js';
import { createCacheInvalidateSpec } from './cache-invalidate-spec.js';
import { liftDirectives } from './lift-directives.js';

const sdl = (rule: string, rest = '') => `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.facet.example/cacheInvalidate/v0.1", import: ["@cacheInvalidate"])
type Query { product(sku: ID!): Product }
input Change { sku: ID! items: [Item!] }
input Item { id: ID! }
type Mutation {
  change(sku: ID!, change: Change, skus: [ID!]): Product ${rule}
}
type Product @key(fields: "sku") @key(fields: "org { id } id") { sku: ID! id: ID! org: Org name: String }
type Org { id: ID! }
${rest}`;

function problemsOf(rule: string, rest?: string) {
  const parsed = parseSubgraph({ name: 'shop', url: 'http://shop', file: 'shop.graphql', sdl: sdl(rule, rest) });
  if ('code' in parsed) throw new Error(parsed.message);
  return liftDirectives(parsed, createCacheInvalidateSpec()).problems.map(
    ({ code, message, file, line }) => `${file}:${line} ${code}: ${message}`,
  );
}

describe('checkCacheInvalidateUses()', () => {
  it.each([
    '@cacheInvalidate(type: "Product")',
    '@cacheInvalidate(type: "Org")',
    '@cacheInvalidate(type: "Product", key: { sku: "{$args.sku}" })',
    '@cacheInvalidate(type: "Product", key: { sku: "{$args.skus}" })',
    '@cacheInvalidate(type: "Product", key: { id: "{$result.id}", org: { id: "{$result.org.id}" } })',
    '@cacheInvalidate(cacheTag: "product-{$args.change.items.id}") @cacheInvalidate(cacheTag: "home")',
  ])('accepts %s', (rule) => {
    expect(problemsOf(rule)).toEqual([]);
  });

  it.each([
    ['@cacheInvalidate', 'ARGUMENTS: "@cacheInvalidate" takes exactly one of "type" and "cacheTag"'],
    ['@cacheInvalidate(type: "Product", cacheTag: "x")', 'ARGUMENTS: "@cacheInvalidate" takes exactly one'],
    ['@cacheInvalidate(cacheTag: "x", key: { sku: "1" })', 'ARGUMENTS: "key" is the key of a "type"'],
    ['@cacheInvalidate(type: "Produkt")', 'TYPE_UNKNOWN: There is no type "Produkt" in this subgraph'],
    ['@cacheInvalidate(type: "ID")', 'TYPE_UNKNOWN: There is no type "ID"'],
    [
      '@cacheInvalidate(type: "Product", key: { id: "1" })',
      'KEY_UNKNOWN: "id" is no key of "Product": it has "sku", "id org { id }"',
    ],
    ['@cacheInvalidate(cacheTag: "p-{$args.sk}")', 'FORMAT_INVALID: "{$args.sk}": the field has no argument "sk"'],
    [
      '@cacheInvalidate(cacheTag: "p-{$args.change}")',
      'FORMAT_INVALID: "{$args.change}" is an object of type "Change"',
    ],
    ['@cacheInvalidate(cacheTag: "p-{$result.nam}")', 'FORMAT_INVALID: "{$result.nam}": the type "Product" has no'],
    ['@cacheInvalidate(cacheTag: "p-{$result}")', 'FORMAT_INVALID: "{$result}" is an object of type "Product"'],
    ['@cacheInvalidate(cacheTag: "p-{$key.sku}")', 'FORMAT_INVALID: A mutation has no "$key"'],
    ['@cacheInvalidate(cacheTag: "p-{args.sku}")', 'FORMAT_INVALID: The format cannot be read: "{args.sku}" is no'],
    ['@cacheInvalidate(cacheTag: "p-}")', 'FORMAT_INVALID: The format cannot be read: "p-}" has a brace'],
    ['@cacheInvalidate(cacheTag: "")', 'FORMAT_INVALID: The format cannot be read: it is empty'],
  ])('refuses %s with file and line', (rule, message) => {
    expect(problemsOf(rule)).toEqual([expect.stringContaining(`shop.graphql:9 CACHE_INVALIDATE_${message}`)]);
  });

  it.each(['type: 1', 'type: "Product", key: "sku"', 'type: "Product", key: { sku: 1 }', 'tag: "x"'])(
    'refuses the arguments %s',
    (args) => {
      expect(problemsOf(`@cacheInvalidate(${args})`)[0]).toContain('shop.graphql:9 CARRIED_DIRECTIVE_INVALID');
    },
  );

  it('refuses it on fields that are no mutations', () => {
    const rest = 'extend type Query { all: Int @cacheInvalidate(type: "Product") }';
    expect(problemsOf('', rest)[0]).toContain(
      'CACHE_INVALIDATE_MISPLACED: "@cacheInvalidate" belongs on the fields of',
    );
  });

  it('lets it through composition into the supergraph', async () => {
    const rule = '@cacheInvalidate(type: "Product", key: { sku: "{$args.sku}" })';
    // As a server does that prints its whole SDL
    const own = `
      scalar cacheInvalidate__CacheKey
      directive @cacheInvalidate(type: String, key: cacheInvalidate__CacheKey, cacheTag: String)
        repeatable on FIELD_DEFINITION`;
    const shared = [{ name: 'shop', url: 'http://shop', file: 'shop.graphql', sdl: sdl(rule, own) }];
    const { supergraph, problems } = await composeClientGraph({
      name: 'web',
      shared,
      contract: { include: [], exclude: [] },
    });
    expect(problems).toEqual([]);
    expect(supergraph).toContain(
      '@join__directive(graphs: [SHOP], name: "cacheInvalidate", args: {type: "Product", key: {sku: "{$args.sku}"}})',
    );
    expect(supergraph).not.toContain('CacheKey');
    expect(supergraph).toContain('@link(url: "https://specs.facet.example/cacheInvalidate/v0.1")');
  });
});
