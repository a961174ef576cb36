import { fileURLToPath } from 'node:url';
import { launchEach } from './gateway.mjs';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/**
 * As its documentation starts it. It has no sharing between requests.
 *
 * @type {import('./gateway.mjs').Gateway}
 */
export const stockGateway = {
  name: 'stock',
  title: '@apollo/gateway',
  packages: ['@apollo/gateway', '@apollo/server'],
  modes: ['none'],
  launch: (graphs) =>
    launchEach(graphs, ({ supergraphFile, port }) => ({
      command: [process.execPath, 'stock-gateway.mjs', supergraphFile, String(port)],
      cwd: peers,
      env: {},
    })),
};
