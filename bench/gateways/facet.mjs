import { fileURLToPath } from 'node:url';
import { launchEach } from './gateway.mjs';

const facet = fileURLToPath(new URL('../../gateway/bin/facet.js', import.meta.url));

/** @type {import('./gateway.mjs').Gateway} */
export const facetGateway = {
  name: 'facet',
  title: 'Facet',
  packages: [],
  modes: ['none'],
  launch: (graphs, { dir }) =>
    launchEach(graphs, ({ supergraphFile, port }) => ({
      command: [process.execPath, facet, 'serve', '--supergraph', supergraphFile, '--port', String(port)],
      cwd: dir,
      env: {},
    })),
};
