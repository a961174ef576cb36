import { fileURLToPath } from 'node:url';
import { writeFacetProject } from './facet-project.mjs';

const facet = fileURLToPath(new URL('../../gateway/bin/facet.js', import.meta.url));

/**
 * One supergraph is served without any configuration; several by one process, with one.
 *
 * @type {import('./gateway.mjs').Gateway}
 */
export const facetGateway = {
  name: 'facet',
  title: 'Facet',
  packages: [],
  modes: ['none', 'sharing'],
  launch(graphs, { mode, dir }) {
    const sharing = mode === 'none' ? ['--no-share-in-flight'] : [];
    const [first, second] = graphs;
    if (first && !second) {
      const { name, supergraphFile, port } = first;
      const args = ['serve', '--supergraph', supergraphFile, '--port', String(port), ...sharing];
      const urls = { [name]: `http://127.0.0.1:${port}/graphql` };
      return [{ command: [process.execPath, facet, ...args], cwd: dir, env: {}, urls }];
    }
    const urls = writeFacetProject(graphs, dir);
    return [{ command: [process.execPath, facet, 'serve', ...sharing], cwd: dir, env: {}, urls }];
  },
};
