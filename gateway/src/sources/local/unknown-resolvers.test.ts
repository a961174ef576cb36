import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { unknownResolvers } from './unknown-resolvers.js';

const schema = buildSchema(`
  type Query { product: Product }
  type Product { label: String }
  interface Node { id: ID }
  enum Size { SMALL }
  scalar Money
  input Filter { size: Size }
`);
const resolve = () => null;

describe('unknownResolvers()', () => {
  it('finds none when all fit', () => {
    const resolvers = {
      Query: { product: resolve },
      Product: { label: resolve, __resolveReference: resolve },
      Node: { __resolveType: resolve },
      Size: { SMALL: 's' },
      Money: { serialize: resolve },
    };
    expect(unknownResolvers(schema, resolvers)).toEqual([]);
  });

  it('names types, fields and enum values that are not in the schema', () => {
    const resolvers = {
      Query: { product: resolve, products: resolve },
      Product: { lable: resolve, toString: resolve },
      Node: { id: resolve },
      Size: { LARGE: 'l' },
      Filter: { size: resolve },
      Prodcut: { label: resolve },
    };
    expect(unknownResolvers(schema, resolvers)).toEqual([
      'Query.products',
      'Product.lable',
      'Product.toString',
      'Node.id',
      'Size.LARGE',
      'Filter',
      'Prodcut',
    ]);
  });
});
