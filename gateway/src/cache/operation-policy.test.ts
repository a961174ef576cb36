import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { leastCpuMs } from '../cpu-time.test-kit.js';
import type { CacheHints } from '../supergraph/cache-hints.js';
import { operationPolicy } from './operation-policy.js';

const schema = buildSchema(`
  type Query { node: Node item: Item thing: Thing number: Int other: Other inheriting: Inheriting }
  interface Node { id: ID item: Item }
  type Item implements Node { id: ID item: Item name: String parts: [Part] inherited: Part }
  type Other implements Node { id: ID item: Item secret: String }
  type Part { size: Int }
  type Inheriting { part: Part }
  union Thing = Item | Other
`);

function policy(query: string, hints: Record<string, object>, defaultMaxAge = 0) {
  const document = parse(query);
  const operation = document.definitions[0];
  if (operation?.kind !== 'OperationDefinition') {
    throw new Error('No operation');
  }
  const known = new Map(Object.entries(hints)) as CacheHints;
  const { maxAge, scope, types } = operationPolicy({ document, operation }, { schema, hints: known, defaultMaxAge });
  return { maxAge, scope, types };
}

describe('operationPolicy()', () => {
  test.each([
    ['a field of the root without a hint has the default', '{ number }', {}, 7, 7],
    ['a hint of the root goes before the default', '{ number }', { 'Query.number': { maxAge: 9 } }, 7, 9],
    ['a hint of the type holds', '{ item { name } }', { Item: { maxAge: 9 } }, 0, 9],
    [
      'a hint of the field goes before that of its type',
      '{ item { name } }',
      { Item: { maxAge: 9 }, 'Query.item': { maxAge: 20 } },
      0,
      20,
    ],
    ['a field of an object has the default', '{ item { parts { size } } }', { Item: { maxAge: 9 } }, 3, 3],
    ['a scalar inherits', '{ item { name } }', { 'Query.item': { maxAge: 9 } }, 0, 9],
    [
      'a scalar with a hint has that',
      '{ item { name } }',
      { 'Query.item': { maxAge: 9 }, 'Item.name': { maxAge: 2 } },
      0,
      2,
    ],
    [
      'an object inherits where the field says so',
      '{ item { inherited { size } } }',
      { Item: { maxAge: 9 }, 'Item.inherited': { inheritMaxAge: true } },
      0,
      9,
    ],
    [
      'an object inherits where its type says so',
      '{ inheriting { part { size } } }',
      { 'Query.inheriting': { maxAge: 9 }, Part: { inheritMaxAge: true } },
      0,
      9,
    ],
    ['a field of the root does not inherit', '{ item { name } }', { 'Query.item': { inheritMaxAge: true } }, 4, 4],
    [
      'of an interface the shortest of its objects holds',
      '{ node { id } }',
      { Item: { maxAge: 9 }, Other: { maxAge: 5 }, 'Query.node': {} },
      0,
      5,
    ],
    [
      'of an interface’s field the shortest of its objects’ holds',
      '{ node { item { name } } }',
      { 'Query.node': { maxAge: 60 }, 'Item.item': { maxAge: 9 }, 'Other.item': { maxAge: 8 } },
      0,
      8,
    ],
    [
      'what an interface says of its field holds, too',
      '{ node { id } }',
      { 'Query.node': { maxAge: 60 }, 'Node.id': { maxAge: 1 } },
      0,
      1,
    ],
    [
      'of a union what is selected holds',
      '{ thing { ... on Other { secret } } }',
      { 'Query.thing': { maxAge: 60 }, 'Other.secret': { maxAge: 2 }, 'Item.name': { maxAge: 1 } },
      0,
      2,
    ],
    [
      'fragments are looked into',
      '{ item { ...F } } fragment F on Item { ... { name } }',
      { 'Query.item': { maxAge: 60 }, 'Item.name': { maxAge: 2 } },
      0,
      2,
    ],
    ['__typename changes nothing', '{ __typename item { __typename } }', { 'Query.item': { maxAge: 60 } }, 0, 60],
    ['the schema is not kept', '{ __schema { queryType { name } } }', {}, 60, 0],
  ] as const)('%s', (_, query, hints, defaultMaxAge, expected) => {
    expect(policy(query, hints, defaultMaxAge).maxAge).toBe(expected);
  });

  test.each([
    ['of a field', '{ item { name } }', { 'Item.name': { scope: 'PRIVATE' } }],
    ['of a type', '{ item { name } }', { Item: { scope: 'PRIVATE' } }],
    ['of one object of an interface', '{ node { id } }', { Other: { scope: 'PRIVATE' } }],
    ['of an interface’s field', '{ node { id } }', { 'Node.id': { scope: 'PRIVATE' } }],
    [
      'deep down, beside public ones',
      '{ item { parts { size } } }',
      { Item: { scope: 'PUBLIC' }, 'Part.size': { scope: 'PRIVATE' } },
    ],
  ] as const)('PRIVATE %s makes the whole private', (_, query, hints) => {
    expect(policy(query, hints).scope).toBe('PRIVATE');
    expect(policy('{ number }', hints).scope).toBe('PUBLIC');
  });

  test('names every type that can be in the answer', () => {
    expect(policy('{ node { id } item { parts { size } } }', {}).types).toEqual(['Item', 'Node', 'Other', 'Part']);
  });

  test('looks at a fragment that is spread a thousand times no more than once', async () => {
    const spreads = Array.from({ length: 1000 }, (_, at) => `a${at}: item { ...F0 }`).join(' ');
    const chain = Array.from(
      { length: 200 },
      (_, at) => `fragment F${at} on Item { x: item { ...F${at + 1} } y: item { ...F${at + 1} } }`,
    );
    const look = () => policy(`{ ${spreads} } ${chain.join(' ')} fragment F200 on Item { name }`, {});
    expect(await leastCpuMs(look, { enoughMs: 1000 })).toBeLessThan(1000);
  });
});
