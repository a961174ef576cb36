import { withFederation } from './graph.mjs';
import { products, reviews, users } from './shop-data.mjs';

/** @typedef {import('./graph.mjs').Subgraph} Subgraph */
/** @typedef {import('./shop-data.mjs').Product} Product */
/** @typedef {import('./shop-data.mjs').User} User */

const userById = new Map(users.map((user) => [user.id, user]));
const productByUpc = new Map(products.map((product) => [product.upc, product]));

/** A review's page of a user shows the two newest. */
const reviewsShownOfUser = 2;
/** Above it, in cents, shipping is free. */
const freeShippingAbove = 10_000;

/** @type {Subgraph} */
const accounts = {
  name: 'accounts',
  sdl: withFederation(`
    type Query { me: User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthYear: Int }
  `),
  resolvers: {
    Query: { me: () => users[0], users: () => users },
    User: { __resolveReference: ({ id }) => userById.get(id) },
  },
};

/** @type {Subgraph} */
const productsGraph = {
  name: 'products',
  sdl: withFederation(`
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
  `),
  resolvers: {
    Query: { topProducts: (_parent, { first }) => products.slice(0, first) },
    Product: { __resolveReference: ({ upc }) => productByUpc.get(upc) },
  },
};

/** @type {Subgraph} Computes the shipping from what the gateway hands over, not from data of its own. */
const inventory = {
  name: 'inventory',
  sdl: withFederation(`
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }
  `),
  resolvers: {
    Product: {
      __resolveReference: (reference) => ({ ...reference, inStock: productByUpc.get(reference.upc)?.inStock }),
      shippingEstimate: (/** @type {Product} */ { price, weight }) =>
        price > freeShippingAbove ? 0 : Math.floor(weight / 2),
    },
  },
};

/** @type {Subgraph} */
const reviewsGraph = {
  name: 'reviews',
  sdl: withFederation(`
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }
  `),
  resolvers: {
    Review: { __resolveReference: ({ id }) => reviews.find((review) => review.id === id) },
    User: {
      __resolveReference: ({ id }) => userById.get(id),
      reviews: (/** @type {User} */ user) =>
        reviews.filter(({ author }) => author === user).slice(0, reviewsShownOfUser),
    },
    Product: {
      __resolveReference: ({ upc }) => productByUpc.get(upc),
      reviews: (/** @type {Product} */ product) => reviews.filter((review) => review.product === product),
    },
  },
};

/**
 * Four subgraphs of a shop: accounts, products, inventory (which computes the shipping from fields of products) and
 * reviews (which join users and products both ways).
 *
 * @type {readonly Subgraph[]}
 */
export const shop = [accounts, productsGraph, inventory, reviewsGraph];
