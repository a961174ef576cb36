import { existsSync } from 'node:fs';
import { CommandFailed } from '../scripts/run-command.mjs';
import { variantsOf } from './gateways/variant.mjs';
import { chooseCores } from './measure/cores.mjs';
import { runWorkload } from './measure/run-workload.mjs';
import { installPeers } from './peers.mjs';
import { asText, tableOf } from './report/table.mjs';
import { findWorkload } from './workloads/workloads.mjs';

const SECONDS = 2;
const WARM_UP_SECONDS = 2;

/**
 * @param {import('./options.mjs').BenchOptions} options
 * @returns {Promise<number>} The exit code: 1 when a run was void.
 */
export async function runBench(options) {
  if (!existsSync('/proc/self/stat')) throw new CommandFailed('The bench reads CPU time from /proc: it needs Linux', 1);
  await installPeers(options.gateways);
  const cores = chooseCores();
  const say = (/** @type {string} */ line) => void process.stderr.write(`facet: ${line}\n`);
  let isVoid = false;
  for (const name of options.workloads) {
    const workload = findWorkload(name);
    const result = await runWorkload(workload, {
      variants: variantsOf(options.gateways, options.modes ?? workload.modes ?? ['none']),
      rounds: options.rounds ?? workload.rounds,
      seconds: options.seconds ?? workload.seconds ?? SECONDS,
      warmUpSeconds: WARM_UP_SECONDS,
      cores,
      say,
    });
    isVoid ||= result.variants.some(({ fault }) => fault !== undefined);
    process.stdout.write(`\n${result.title}\n${asText(tableOf(result))}\n`);
  }
  return isVoid ? 1 : 0;
}
