import { parseTagFormat, type TagFormat } from '@facet/schema/tag-format';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readCacheTags } from '../supergraph/cache-tags.js';
import { liftDirectives } from '../supergraph/lift-directives.js';
import {
  anythingTag,
  boundedTags,
  entityTag,
  type InvalidationTarget,
  someEntityTag,
  sourceTag,
  tagsOfEntity,
  tagsOfName,
  tagsOfSomeName,
  tagsOfTargets,
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
        ...tagsOfName('product-7', ['shop']),
      ]),
    );
  });

  test('names no "some" where all keys are known, and only the tags of the source that answered', () => {
    const representation = { sku: 'a', org: { id: 1, name: 'left out' }, id: 2 };
    const tags = tagsOfEntity(rules, { type: 'Product', source: 'stock', representation });
    expect(tags).toContain(entityTag('Product', { id: '2', org: { id: '1' } }));
    expect(tags).toEqual(expect.arrayContaining(tagsOfName('stock', ['stock'])));
    expect(tags).not.toContain(someEntityTag('Product'));
    expect(tags).not.toContain(tagsOfName('product-a', [])[0]);
  });

  test('stands for every name of a format whose values are not known', () => {
    const tags = tagsOfEntity(rules, { type: 'Product', source: 'shop', representation: { id: 2, org: { id: 1 } } });
    expect(tags).toEqual(expect.arrayContaining(tagsOfSomeName(format('product-{$key.sku}'))));
  });
});

describe('tagsOfTargets()', () => {
  const reaches = (target: InvalidationTarget, carried: readonly string[]) =>
    tagsOfTargets([target]).some((tag) => carried.includes(tag));

  test('reach an entity whatever the order of its key fields', () => {
    const target = { kind: 'entity', type: 'Product', key: { org: { id: '1' }, id: 2 } } as const;
    expect(reaches(target, [entityTag('Product', { id: '2', org: { id: 1 } })])).toBe(true);
    expect(reaches(target, [entityTag('Product', { id: '1', org: { id: 2 } })])).toBe(false);
  });

  test('reach what holds some entity of the type', () => {
    const target = { kind: 'entity', type: 'Product', key: { sku: 1 } } as const;
    expect(reaches(target, [someEntityTag('Product')])).toBe(true);
    expect(reaches(target, [someEntityTag('User')])).toBe(false);
  });

  test.each([
    ['product-7', 'product-{$key.sku}', true],
    ['product-7', 'product-{$key.sku}-{$key.id}', true],
    ['product-7', '{$key.sku}', true],
    ['product-7', 'product{$key.sku}', true],
    ['product-7', 'user-{$key.id}', false],
    ['home', 'home{$args.n}', true],
    ['home', 'user-{$key.id}', false],
  ])('of the cache tag "%s" reach what has some name of the format "%s": %s', (cacheTag, text, expected) => {
    expect(reaches({ kind: 'cache_tag', cacheTag }, tagsOfSomeName(format(text)))).toBe(expected);
  });

  test('of a cache tag and sources reach the names of these only', () => {
    const target = { kind: 'cache_tag', cacheTag: 'home', sources: ['shop'] } as const;
    expect(reaches(target, tagsOfName('home', ['shop']))).toBe(true);
    expect(reaches(target, tagsOfName('home', ['stock']))).toBe(false);
    expect(reaches({ kind: 'cache_tag', cacheTag: 'home' }, tagsOfName('home', ['stock']))).toBe(true);
  });

  test.each([
    ['product-{$result.id}', 'product-7', 'product-{$key.sku}', true],
    ['product-{$result.id}', 'user-7', 'user-{$key.id}', false],
    ['product-{$result.id}', 'user-7', '{$key.id}', true],
    ['{$result.id}', 'user-7', 'user-{$key.id}', true],
    ['{$result.id}-x', 'home', '{$key.id}', true],
  ])('of all like "%s" reach "%s", or some of "%s": %s', (like, name, some, expected) => {
    const target = { kind: 'cache_tags_like', format: format(like) } as const;
    expect(reaches(target, [...tagsOfName(name, []), ...tagsOfSomeName(format(some))])).toBe(expected);
  });

  test('reach whatever has more in it than it has tags for', () => {
    const many = Array.from({ length: 257 }, (_, n) => typeTag(`T${n}`));
    expect(boundedTags(many.slice(0, 256))).toHaveLength(256);
    expect(boundedTags([...many.slice(0, 256), typeTag('T0')])).toHaveLength(256);
    expect(boundedTags(many)).toEqual([anythingTag]);
    expect(reaches({ kind: 'type', type: 'Other' }, boundedTags(many))).toBe(true);
  });

  test('keep apart what has one text in two kinds', () => {
    const tags = [typeTag('a'), sourceTag('a'), someEntityTag('a'), entityTag('a', {}), typeTag('a', 'b')];
    expect(new Set([...tags, ...tagsOfName('a', [])]).size).toBe(tags.length + 2);
  });
});
