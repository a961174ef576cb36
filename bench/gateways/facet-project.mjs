import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('./gateway.mjs').ServedGraph} ServedGraph */

/**
 * Writes a configuration of Facet with one client graph for each supergraph, all in one process.
 *
 * @param {readonly ServedGraph[]} graphs The port of the first is listened on.
 * @param {string} dir Where to write it.
 * @returns {Readonly<Record<string, string>>} URL by client graph.
 */
export function writeFacetProject(graphs, dir) {
  const supergraphs = path.join(dir, 'supergraphs');
  mkdirSync(supergraphs);
  for (const { name, supergraphFile } of graphs) {
    copyFileSync(supergraphFile, path.join(supergraphs, `${name}.graphql`));
    mkdirSync(path.join(dir, name));
    writeFileSync(
      path.join(dir, name, 'facet.bff.yaml'),
      JSON.stringify({ name, owner: 'bench', path: `/${name}/graphql`, limits: { maxDepth: 100 } }),
    );
  }
  const port = graphs[0]?.port ?? 0;
  const config = {
    server: { port },
    admin: { port: 0 },
    clientGraphs: graphs.map(({ name }) => `./${name}`),
    supergraphs: { dir: './supergraphs' },
    sources: { each: sourcesOf(graphs) },
  };
  // JSON is YAML.
  writeFileSync(path.join(dir, 'facet.yaml'), JSON.stringify(config));
  return Object.fromEntries(graphs.map(({ name }) => [name, `http://127.0.0.1:${port}/${name}/graphql`]));
}

/** @param {readonly ServedGraph[]} graphs */
function sourcesOf(graphs) {
  const urls = Object.assign({}, ...graphs.map(({ sourceUrls }) => sourceUrls));
  // Serving reads composed supergraphs only, so the schema is never opened.
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { schema: `./${name}.graphql`, url }]));
}
