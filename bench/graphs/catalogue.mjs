import { withFederation } from './graph.mjs';

/** @typedef {import('./graph.mjs').Subgraph} Subgraph */

/** @typedef {Readonly<Record<string, string | number>>} Article */

const articleCount = 10_000;
const descriptionWords = 190;
const words = 'warm light sturdy folding waterproof quiet slim deep bright plain heavy green'.split(' ');
/** @param {number} index */
const word = (index) => words[index % words.length] ?? '';

/** @type {readonly Article[]} */
const articles = Array.from({ length: articleCount }, (_, index) => ({
  sku: `sku-${index}`,
  title: `Article ${index}`,
  weight: 100 + ((index * 37) % 900),
  description: Array.from({ length: descriptionWords }, (_word, offset) => word(index + offset * 5)).join(' '),
  colour: word(index),
  maker: `Maker ${index % 40}`,
  country: index % 3 === 0 ? 'SE' : 'GH',
  amount: 500 + ((index * 131) % 20_000),
  currency: index % 4 === 0 ? 'SEK' : 'EUR',
  listAmount: 700 + ((index * 131) % 20_000),
  discount: index % 30,
  vatRate: index % 2 === 0 ? 25 : 12,
  unit: index % 5 === 0 ? 'metre' : 'piece',
  available: (index * 7) % 50,
  warehouse: `W${index % 12}`,
  shelf: `S${index % 400}`,
  reserved: index % 6,
  incoming: (index * 3) % 20,
  leadDays: 1 + (index % 14),
}));

const articleBySku = new Map(articles.map((article) => [article['sku'], article]));
const Article = { __resolveReference: (/** @type {Article} */ { sku }) => articleBySku.get(sku) };

/** @type {Subgraph} */
const catalogue = {
  name: 'catalogue',
  sdl: withFederation(`
    type Query { articles(first: Int!): [Article!]! }
    type Article @key(fields: "sku") {
      sku: ID! title: String! weight: Int! description: String! colour: String! maker: String! country: String!
    }
  `),
  resolvers: { Query: { articles: (_parent, { first }) => articles.slice(0, first) }, Article },
};

/** @type {Subgraph} */
const prices = {
  name: 'prices',
  sdl: withFederation(`
    type Article @key(fields: "sku") {
      sku: ID! amount: Int! currency: String! listAmount: Int! discount: Int! vatRate: Int! unit: String!
    }
  `),
  resolvers: { Article },
};

/** @type {Subgraph} */
const stock = {
  name: 'stock',
  sdl: withFederation(`
    type Article @key(fields: "sku") {
      sku: ID! available: Int! warehouse: String! shelf: String! reserved: Int! incoming: Int! leadDays: Int!
    }
  `),
  resolvers: { Article },
};

/**
 * A list of up to 10,000 entities whose fields are in three subgraphs: catalogue, prices and stock.
 *
 * @type {readonly Subgraph[]}
 */
export const catalogueGraph = [catalogue, prices, stock];
