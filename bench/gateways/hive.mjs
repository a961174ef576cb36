import { fileURLToPath } from 'node:url';
import { allModes, launchEach } from './gateway.mjs';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));
const bin = 'node_modules/@graphql-hive/gateway/dist/bin.js';

/**
 * @param {import('./gateway.mjs').Gateway['launch'] extends (graphs: infer G, ...rest: any) => any ? G : never} graphs
 * @param {import('./gateway.mjs').Mode} mode
 * @param {readonly string[]} planner Arguments that choose its planner.
 */
function launchHive(graphs, mode, planner) {
  return launchEach(graphs, ({ supergraphFile, port }) => ({
    command: [
      process.execPath,
      bin,
      'supergraph',
      supergraphFile,
      ...planner,
      ...['--config-path', `hive-${mode}.config.mjs`, '--host', '127.0.0.1', '--port', String(port), '--fork', '1'],
    ],
    cwd: peers,
    env: {},
  }));
}

/** @type {import('./gateway.mjs').Gateway} */
export const hiveJsGateway = {
  name: 'hive-js',
  title: 'Hive Gateway, JS planner, --jit',
  packages: ['@graphql-hive/gateway'],
  modes: allModes,
  launch: (graphs, { mode }) => launchHive(graphs, mode, ['--jit']),
};

/** @type {import('./gateway.mjs').Gateway} */
export const hiveRustGateway = {
  name: 'hive-rust',
  title: 'Hive Gateway, Rust planner',
  packages: ['@graphql-hive/gateway', '@graphql-hive/router-runtime'],
  modes: allModes,
  launch: (graphs, { mode }) => launchHive(graphs, mode, ['--hive-router-runtime']),
};
