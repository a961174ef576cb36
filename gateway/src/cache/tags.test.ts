import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readCacheTags } from '../supergraph/cache-tags.js';
import { liftDirectives } from '../supergraph/lift-directives.js';
import { parseTagFormat, type TagFormat } from '../supergraph/tag-format.js';
import {
  entityTag,
  type InvalidationTarget,
  nameTag,
  someEntityTag,
  someNameTag,
  sourceTag,
  tagsOfEntity,
  tagsOfTarget,
  typeTag,
} from './tags.js';

const document = parse(/* GraphQL */ `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/cacheTag/v0.1", for: EXECUTION)
  { query: Query }
  type Product
    @join__type(graph: SHOP, key: "sku")
    @join__type(graph: STOCK, key: "org { id } id")
    @join__directive(graphs: [SHOP], name: "federation__cacheTag", args: { format: "product-{$key.sku}" })
    @join__directive(graphs: [STOCK], name: "federation__cacheTag", args: { format: "stock" })
    @join__directive(graphs: [STOCK], name: "connect", args: { format: "no-{$key.sku}" })
  { sku: ID }
`);
const { directives } = liftDirectives(document);
const rules = readCacheTags({
  document,
  directives,
  subgraphs: [
    { name: 'shop', enumValue: 'SHOP' },
    { name: 'stock', enumValue: 'STOCK' },
  ],
});
const format = (text: string) => parseTagFormat(text) as TagFormat;

describe('tagsOfEntity()', () => {
  test('names an entity by the keys that it has, its type, its source and its cache tags', () => {
    const tags = tagsOfEntity(rules, {
      type: 'Product',
      source: 'shop',
      representation: { __typename: 'Product', sku: 7, name: 'x' },
    });
    expect(new Set(tags)).toEqual(
      new Set([
        typeTag('Product'),
        typeTag('Product', 'shop'),
        sourceTag('shop'),
        entityTag('Product', { sku: '7' }),
        // It has another key, whose values are not known.
        someEntityTag('Product'),
        nameTag('product-7'),
        nameTag('product-7', 'shop'),
      ]),
    );
  });

  test('names no "some" where all keys are known, and only the tags of the source that answered', () => {
    const representation = { sku: 'a', org: { id: 1, name: 'left out' }, id: 2 };
    const tags = tagsOfEntity(rules, { type: 'Product', source: 'stock', representation });
    expect(tags).toContain(entityTag('Product', { id: '2', org: { id: '1' } }));
    expect(tags).toContain(nameTag('stock', 'stock'));
    expect(tags).not.toContain(someEntityTag('Product'));
    expect(tags).not.toContain(nameTag('product-a'));
  });

  test('stands for every name of a format whose values are not known', () => {
    const tags = tagsOfEntity(rules, { type: 'Product', source: 'shop', representation: { id: 2, org: { id: 1 } } });
    expect(tags).toContain(someNameTag(format('product-{$key.sku}')));
  });
});

describe('tagsOfTarget()', () => {
  const reaches = (target: InvalidationTarget, tag: string) => tagsOfTarget(target).includes(tag as never);

  test('reaches an entity whatever the order of its key fields', () => {
    const tags = tagsOfTarget({ kind: 'entity', type: 'Product', key: { org: { id: '1' }, id: 2 } });
    expect(tags).toContain(entityTag('Product', { id: '2', org: { id: 1 } }));
    expect(tags).not.toContain(entityTag('Product', { id: '1', org: { id: 2 } }));
  });

  test('reaches what holds some entity of the type', () => {
    expect(reaches({ kind: 'entity', type: 'Product', key: { sku: 1 } }, someEntityTag('Product'))).toBe(true);
    expect(reaches({ kind: 'entity', type: 'Product', key: { sku: 1 } }, someEntityTag('User'))).toBe(false);
  });

  test.each([
    ['product-7', 'product-{$key.sku}', true],
    ['product-7', 'product-{$key.sku}-{$key.id}', true],
    ['product-7', '{$key.sku}', true],
    ['product-7', 'product{$key.sku}', true],
    ['product-7', 'user-{$key.id}', false],
    ['home', 'home{$args.n}', true],
    ['home', 'user-{$key.id}', false],
  ])('of the cache tag "%s" reaches what has some name of the format "%s": %s', (cacheTag, text, expected) => {
    expect(reaches({ kind: 'cache_tag', cacheTag }, someNameTag(format(text)))).toBe(expected);
  });

  test('of a cache tag and sources reaches the names of these only', () => {
    const target = { kind: 'cache_tag', cacheTag: 'home', sources: ['shop'] } as const;
    expect(reaches(target, nameTag('home', 'shop'))).toBe(true);
    expect(reaches(target, nameTag('home', 'stock'))).toBe(false);
    expect(reaches({ kind: 'cache_tag', cacheTag: 'home' }, nameTag('home'))).toBe(true);
  });

  test('keeps apart what has one text in two kinds', () => {
    const tags = [
      typeTag('a'),
      sourceTag('a'),
      nameTag('a'),
      someEntityTag('a'),
      entityTag('a', {}),
      typeTag('a', 'b'),
    ];
    expect(new Set(tags).size).toBe(tags.length);
  });
});
