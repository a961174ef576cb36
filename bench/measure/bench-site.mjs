import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeSupergraph } from '../graphs/compose.mjs';
import { atExit } from './at-exit.mjs';
import { startHelper } from './helper-process.mjs';

/**
 * What surrounds the gateways of one workload: its subgraphs and its load, which stay the same processes from one gateway
 * to the next, and its composed supergraphs.
 *
 * @typedef {object} BenchSite
 * @property {import('./helper-process.mjs').Helper} backend
 * @property {import('./helper-process.mjs').Helper} load
 * @property {ReadonlyArray<{ name: string, supergraphFile: string }>} graphs
 * @property {Readonly<Record<string, string>>} sourceUrls
 * @property {() => string} makeDir A new, empty folder.
 * @property {() => void} close
 */

/**
 * @param {import('../workloads/workload.mjs').Workload} workload
 * @param {import('./cores.mjs').Cores} cores
 * @returns {Promise<BenchSite>}
 */
export async function openSite(workload, cores) {
  const dir = mkdtempSync(path.join(tmpdir(), 'facet-bench-'));
  const removeDir = atExit(() => rmSync(dir, { recursive: true, force: true }));
  const backend = await startHelper('backend/backend-process.mjs', [workload.name], cores.subgraphs);
  const load = await startHelper('load/load-process.mjs', [workload.name], cores.load);
  const sourceUrls = backend.ready.urls;
  const graphs = Object.entries(workload.graphs).map(([name, subgraphs]) => {
    const supergraphFile = path.join(dir, `${name}.graphql`);
    writeFileSync(
      supergraphFile,
      composeSupergraph(subgraphs, (subgraph) => sourceUrls[subgraph]),
    );
    return { name, supergraphFile };
  });
  let dirs = 0;
  return {
    backend,
    load,
    graphs,
    sourceUrls,
    makeDir() {
      const made = path.join(dir, `gateway-${++dirs}`);
      mkdirSync(made);
      return made;
    },
    close() {
      load.stop();
      backend.stop();
      removeDir();
    },
  };
}
