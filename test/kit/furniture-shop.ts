import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';
import {
  type ApolloSubgraph,
  type SubgraphCode,
  type SubgraphContext,
  startApolloSubgraph,
} from './start-apollo-subgraph.js';

interface Keyed {
  readonly id: string;
}
interface Product {
  readonly upc: string;
  readonly price?: number;
  readonly weight?: number;
}

const users = [
  { id: '1', name: 'Ada Lovelace', username: '@ada' },
  { id: '2', name: 'Alan Turing', username: '@complete' },
];
const products = [
  { upc: '1', name: 'Table', price: 899, weight: 100 },
  { upc: '2', name: 'Couch', price: 1299, weight: 1000 },
  { upc: '3', name: 'Chair', price: 54, weight: 50 },
];
const inStock: Readonly<Record<string, boolean>> = { 1: true, 2: false, 3: true };
const reviews = [
  { id: '1', authorId: '1', upc: '1', body: 'Love it!' },
  { id: '2', authorId: '1', upc: '2', body: 'Too expensive.' },
  { id: '3', authorId: '2', upc: '3', body: 'Could be better.' },
  { id: '4', authorId: '2', upc: '1', body: 'Prefer something else.' },
];

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides"])\n';
const cacheControl = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION | OBJECT
`;

const accounts: SubgraphCode = {
  sdl: `${link}
    type Query { me: User }
    type User @key(fields: "id") { id: ID! name: String! username: String! }
  `,
  resolvers: {
    // Who is asking is in a header that the gateway sets.
    Query: { me: (_: unknown, __: unknown, { headers }: SubgraphContext) => userBy(String(headers['user-id'] ?? '1')) },
    User: { __resolveReference: ({ id }: Keyed) => userBy(id) },
  },
};

/** The products subgraph, with fields more for a later version. */
export function productsCode(moreFields: Readonly<Record<string, () => unknown>> = {}): SubgraphCode {
  const names = Object.keys(moreFields);
  return {
    sdl: `${link}${cacheControl}
      type Query { topProducts(first: Int = 3): [Product!]! @cacheControl(maxAge: 60) product(upc: ID!): Product }
      type Product @key(fields: "upc") @cacheControl(maxAge: 30) {
        upc: ID! name: String! price: Int! weight: Int! secret: String ${names.map((name) => `${name}: String`).join(' ')}
      }
    `,
    resolvers: {
      Query: {
        topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first),
        product: (_: unknown, { upc }: Product) => productBy(upc),
      },
      Product: {
        __resolveReference: ({ upc }: Product) => productBy(upc),
        secret: () => {
          throw new GraphQLError('Staff only', { extensions: { code: 'FORBIDDEN', desk: 7 } });
        },
        ...moreFields,
      },
    },
  };
}

const inventory: SubgraphCode = {
  sdl: `${link}
    type Product @key(fields: "upc") {
      upc: ID!
      weight: Int! @external
      price: Int! @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }
  `,
  resolvers: {
    Product: {
      __resolveReference: (product: Product) => product,
      inStock: ({ upc }: Product) => inStock[upc],
      shippingEstimate: ({ price = 0, weight = 0 }: Product) => (price > 1000 ? 0 : weight * 0.5),
    },
  },
};

const reviewing: SubgraphCode = {
  sdl: `${link}
    type Mutation { review(upc: ID!, body: String!): Review }
    type Review @key(fields: "id") { id: ID! body: String author: User product: Product rating: Int }
    type User @key(fields: "id") { id: ID! reviews: [Review!]! }
    type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! }
  `,
  resolvers: {
    Mutation: {
      review: (_: unknown, { upc, body }: (typeof reviews)[number]) => ({ id: '9', authorId: '1', upc, body }),
    },
    Review: {
      __resolveReference: ({ id }: Keyed) => reviews.find((review) => review.id === id),
      author: ({ authorId }: (typeof reviews)[number]) => ({ id: authorId }),
      product: ({ upc }: Product) => ({ upc }),
      rating: ({ id }: Keyed) => {
        if (id === '2') throw new Error('Rating went wrong');
        return 5;
      },
    },
    User: { reviews: ({ id }: Keyed) => reviews.filter(({ authorId }) => authorId === id) },
    Product: { reviews: ({ upc }: Product) => reviews.filter((review) => review.upc === upc) },
  },
};

const userBy = (id: string) => users.find((user) => user.id === id);
const productBy = (upc: string) => products.find((product) => product.upc === upc);

/** Four subgraphs of a furniture shop, each an Apollo Server of its own. */
export interface FurnitureShop {
  readonly subgraphs: readonly ApolloSubgraph[];
  subgraph(name: string): ApolloSubgraph;
  stop(): Promise<void>;
}

/** Starts the shop. */
export async function startFurnitureShop(): Promise<FurnitureShop> {
  const subgraphs = await Promise.all([
    startApolloSubgraph('accounts', accounts),
    startApolloSubgraph('products', productsCode()),
    startApolloSubgraph('inventory', inventory),
    startApolloSubgraph('reviews', reviewing),
  ]);
  return {
    subgraphs,
    subgraph(name) {
      const found = subgraphs.find((subgraph) => subgraph.name === name);
      if (found === undefined) throw new Error(`No subgraph ${name}`);
      return found;
    },
    async stop() {
      await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
    },
  };
}

/** The shop's supergraph, perhaps with another version of `products`. */
export function furnitureSupergraph(shop: FurnitureShop, productsSubgraph: SubgraphCode = productsCode()): string {
  const codes = new Map(Object.entries({ accounts, products: productsSubgraph, inventory, reviews: reviewing }));
  const composed = composeServices(
    shop.subgraphs.map(({ name, url }) => ({ name, url, typeDefs: parse(codes.get(name)?.sdl ?? '') })),
  );
  if (composed.supergraphSdl === undefined) {
    throw new Error(composed.errors?.map(({ message }) => message).join('\n'));
  }
  return composed.supergraphSdl;
}
