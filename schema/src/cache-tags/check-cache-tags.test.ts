import { describe, expect, it } from 'vitest';
import { composeClientGraph } from '../compose/compose-client-graph.js';

async function problemsOf({ onField = '', onType = '', onInner = '' }) {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
type Query { product(sku: ID!, in: In, skus: [ID!]): Product ${onField} }
input In { id: ID!, deep: In }
type Product @key(fields: "sku org { id }") @key(fields: "sku") ${onType} { sku: ID! org: Org name: String ${onInner} }
type Org ${onType.includes('Org') ? '@cacheTag(format: "o")' : ''} { id: ID! }`;
  const { problems, supergraph } = await composeClientGraph({
    name: 'web',
    shared: [{ name: 'shop', url: 'http://shop', file: 'shop.graphql', sdl }],
    contract: { include: [], exclude: [] },
  });
  expect(supergraph === undefined).toBe(problems.length > 0);
  return problems.map(({ file, line, code }) => `${file}:${line} ${code}`);
}

const tag = (format: string) => `@cacheTag(format: "${format}")`;

describe('checkCacheTags()', () => {
  it.each(['home', 'product-{$args.sku}', '{$args.in.deep.id}', 'a-{ $args.sku }-b'])(
    'accepts the format "%s" on a field of Query',
    async (format) => {
      expect(await problemsOf({ onField: tag(format) })).toEqual([]);
    },
  );

  it.each([
    ['{$args.id}', 'CACHE_TAG_INVALID_FORMAT'],
    ['{$args.in}', 'CACHE_TAG_INVALID_FORMAT'],
    ['{$args.in.name}', 'CACHE_TAG_INVALID_FORMAT'],
    ['{$args.skus}', 'CACHE_TAG_INVALID_FORMAT'],
    ['{$args}', 'CACHE_TAG_INVALID_FORMAT'],
    ['{sku}', 'CACHE_TAG_INVALID_FORMAT'],
    ['{$args.sku', 'CACHE_TAG_INVALID_FORMAT'],
    ['', 'CACHE_TAG_INVALID_FORMAT'],
    ['{$key.sku}', 'CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ROOT_FIELD'],
  ])('refuses the format "%s" on a field of Query', async (format, code) => {
    expect(await problemsOf({ onField: tag(format) })).toEqual([`shop.graphql:2 ${code}`]);
  });

  it.each(['product', 'product-{$key.sku}'])('accepts the format "%s" on an entity', async (format) => {
    expect(await problemsOf({ onType: tag(format) })).toEqual([]);
  });

  it.each(['{$key.name}', '{$key.org.id}', '{$key.org}', '{$args.sku}'])(
    'refuses the format "%s" on an entity, since not all of its keys have it',
    async (format) => {
      expect(await problemsOf({ onType: tag(format) })).toEqual([
        'shop.graphql:4 CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ENTITY',
      ]);
    },
  );

  it('refuses it on types that are no entities, and on fields of types other than root types', async () => {
    expect(await problemsOf({ onType: '# Org\n' })).toEqual(['shop.graphql:6 CACHE_TAG_ENTITY_NOT_RESOLVABLE']);
    expect(await problemsOf({ onInner: tag('x') })).toEqual(['shop.graphql:4 CACHE_TAG_APPLIED_TO_NON_ROOT_FIELD']);
  });
});
