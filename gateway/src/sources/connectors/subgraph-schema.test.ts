import { readFileSync } from 'node:fs';
import { printSchema, printType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose, shippingSdl, withApi } from './connectors.test-kit.js';
import { extractSubgraphSchema } from './subgraph-schema.js';

const productsSdl = readFileSync(new URL('../../../../subgraphs/products/schema.graphql', import.meta.url), 'utf8');

describe('extractSubgraphSchema()', () => {
  const { schema, keys } = extractSubgraphSchema(compose({ shipping: shippingSdl, products: productsSdl }), 'SHIPPING');
  const print = (name: string): string => {
    const type = schema.getType(name);
    return type === undefined
      ? ''
      : printType(type)
          .replace(/\s*"""[\s\S]*?"""/g, '')
          .trim();
  };

  it('keeps of a shared type what its subgraph has of it', () => {
    expect(print('Product')).toBe(
      'type Product {\n  sku: ID!\n  weightGrams: Int!\n  deliveryQuote(postcode: String!): DeliveryQuote\n}',
    );
  });

  it('leaves out what is not of its subgraph, and the machinery of supergraphs', () => {
    for (const name of ['Category', 'ProductFilter', 'ProductSort', 'join__Graph', 'link__Purpose', 'join__FieldSet']) {
      expect(schema.getType(name)).toBeUndefined();
    }
    expect(printSchema(schema)).not.toContain('@');
  });

  it('adds entity fetches for types with a resolvable key', () => {
    expect([...keys]).toEqual([
      ['Carrier', ['id']],
      ['Product', ['sku weightGrams']],
      ['Shipment', ['trackingNumber']],
    ]);
    expect(print('_Entity')).toBe('union _Entity = Carrier | Product | Shipment');
    expect(print('Query')).toContain('_entities(representations: [_Any!]!): [_Entity]!');
  });

  it('keeps members, values, inputs and types as the subgraph has them', () => {
    const own = `enum E { A B } input In { e: E! = A } interface I { id: ID } type V implements I { id: ID! }
      type Query { f(in: In): V @connect(source: "api", http: { GET: "/" }, selection: "id") }`;
    const other = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12")
      enum E { A B } interface I { id: ID } type W implements I { id: ID } type Query { w(e: E): W }`;
    const extracted = extractSubgraphSchema(compose({ sub: withApi(own), other }), 'SUB').schema;
    expect(printSchema(extracted).replace(/\n\n/g, '\n')).toBe(
      [
        'enum E {\n  A\n  B\n}',
        'interface I {\n  id: ID\n}',
        'input In {\n  e: E! = A\n}',
        'type Query {\n  f(in: In): V\n}',
        'type V implements I {\n  id: ID!\n}',
      ].join('\n'),
    );
  });
});
