/** @typedef {import('./processes.mjs').Part} Part */

const host = '127.0.0.1';

/**
 * The example shop's sources, by the port that facet.yaml expects each at.
 *
 * @type {readonly Part[]}
 */
export const sources = [
  'products',
  'inventory',
  'reviews',
  'accounts',
  'orders',
  'recommendations',
  'shipping',
  'pricing',
].map((name, index) => ({ name, args: ['subgraphs/dist/start.js', name], address: { host, port: 4101 + index } }));

/**
 * The authorization server that users sign in at.
 *
 * @type {Part}
 */
export const identity = {
  name: 'identity',
  args: ['subgraphs/dist/start.js', 'identity'],
  address: { host, port: 4109 },
};

/** The gateway's operators' listener, as in facet.yaml. */
export const adminAddress = { host, port: 4001 };

/** Where the gateway publishes the keys of its tokens for sources, as in facet.yaml. */
export const keysAddress = { host, port: 4002 };

/** @type {Part} */
export const gateway = {
  name: 'gateway',
  args: ['gateway/bin/facet.js', 'serve', '--config', 'facet.yaml', '--env-file', 'example.env'],
  address: { host, port: 4000 },
};

/** @type {Part} */
export const storefront = {
  name: 'storefront page',
  args: ['scripts/start/serve-page.mjs', '@facet/bff-web/serve-client'],
  address: { host, port: 4080 },
};

/** @type {Part} */
export const phone = {
  name: 'phone page',
  args: ['scripts/start/serve-page.mjs', '@facet/bff-mobile/serve-client'],
  address: { host, port: 4081 },
};
