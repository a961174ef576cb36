import { existsSync } from 'node:fs';
import { CommandFailed } from '../scripts/run-command.mjs';
import { gateways } from './gateways/gateways.mjs';
import { variantsOf } from './gateways/variant.mjs';
import { chooseCores } from './measure/cores.mjs';
import { describeMachine } from './measure/machine.mjs';
import { runWorkload } from './measure/run-workload.mjs';
import { installedVersion, installPeers } from './peers.mjs';
import { checkBars } from './report/bars.mjs';
import { writeResults } from './report/results.mjs';
import { asText, tableOf } from './report/table.mjs';
import { findWorkload } from './workloads/workloads.mjs';

const SECONDS = 2;

/**
 * Runs the workloads that were chosen, shows and keeps what came out. Bars that are missed are said, and fail nothing.
 *
 * @param {import('./options.mjs').BenchOptions} options
 * @returns {Promise<number>} The exit code: 1 when a run was void.
 * @throws {CommandFailed} On anything but Linux.
 */
export async function runBench(options) {
  if (!existsSync('/proc/self/stat')) throw new CommandFailed('The bench reads CPU time from /proc: it needs Linux', 1);
  await installPeers(options.gateways);
  const machine = describeMachine();
  const cores = chooseCores();
  const workloads = [];
  for (const name of options.workloads) {
    const result = await runOne(findWorkload(name), options, cores);
    process.stdout.write(`\n${result.title}\n${asText(tableOf(result))}\n\n`);
    workloads.push(result);
  }
  const bars = checkBars(workloads);
  const shown = bars.filter(({ outcome }) => outcome !== 'not measured');
  process.stdout.write(
    `${asText(
      shown.map(({ outcome, name, figures }) => [outcome, name, figures]),
      'left',
    )}\n\n`,
  );
  const takenAt = new Date().toISOString();
  const versions = versionsOf(options.gateways);
  const where = writeResults(
    { version: 1, takenAt, machine, boundTo: cores, versions, bars, workloads },
    { official: !options.narrowed },
  );
  say(`results are in ${where}`);
  return workloads.some(({ variants }) => variants.some(({ fault }) => fault !== undefined)) ? 1 : 0;
}

/**
 * @param {import('./workloads/workload.mjs').Workload} workload
 * @param {import('./options.mjs').BenchOptions} options
 * @param {import('./measure/cores.mjs').Cores} cores
 */
function runOne(workload, options, cores) {
  return runWorkload(workload, {
    variants: variantsOf(options.gateways, options.modes ?? workload.modes ?? ['none']),
    rounds: options.rounds ?? workload.rounds,
    seconds: options.seconds ?? workload.seconds ?? SECONDS,
    cores,
    say,
  });
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`facet: ${line}\n`);
}

/**
 * @param {readonly string[]} names Gateways.
 * @returns {Record<string, string>} By package.
 */
function versionsOf(names) {
  const packages = gateways.filter(({ name }) => names.includes(name)).flatMap((gateway) => gateway.packages);
  return Object.fromEntries([...new Set(packages)].map((name) => [name, installedVersion(name) ?? 'unknown']));
}
