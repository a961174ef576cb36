import { openSite } from './bench-site.mjs';
import { measureRound } from './measure-round.mjs';
import { medianRound } from './median-round.mjs';

/** @typedef {import('../gateways/variant.mjs').Variant} Variant */
/** @typedef {import('./measure-round.mjs').RoundResult} RoundResult */

/**
 * @typedef {object} VariantResult
 * @property {string} name
 * @property {string} title
 * @property {{ name: string, title: string }} gateway
 * @property {import('../gateways/gateway.mjs').Mode} mode
 * @property {RoundResult | undefined} median Field by field; nothing when the variant is void.
 * @property {readonly RoundResult[]} rounds In the order in which they were run.
 * @property {string | undefined} fault Why it is void.
 */

/**
 * @typedef {object} WorkloadResult
 * @property {string} name
 * @property {string} title
 * @property {number} connections
 * @property {number} rounds
 * @property {number} seconds Measured in each round.
 * @property {readonly VariantResult[]} variants
 */

/**
 * Runs every variant once a round, in an order that is turned round from one round to the next, so that what changes on
 * the machine meanwhile does not always hit the same one. A variant that is void is not run again.
 *
 * @param {import('../workloads/workload.mjs').Workload} workload
 * @param {object} options
 * @param {readonly Variant[]} options.variants
 * @param {number} options.rounds
 * @param {number} options.seconds
 * @param {import('./cores.mjs').Cores} options.cores
 * @param {(line: string) => void} options.say
 * @returns {Promise<WorkloadResult>}
 */
export async function runWorkload(workload, { variants, rounds, seconds, cores, say }) {
  const results = variants.map((variant) => ({ variant, rounds: /** @type {RoundResult[]} */ ([]), fault: '' }));
  const site = await openSite(workload, cores);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const result of round % 2 === 0 ? results : results.toReversed()) {
        if (result.fault !== '') continue;
        try {
          const measured = await measureRound(site, result.variant, { seconds, core: cores.gateway });
          result.rounds.push(measured);
          say(`${workload.name} ${round + 1}/${rounds} ${result.variant.name}: ${inShort(measured)}`);
        } catch (error) {
          result.fault = error instanceof Error ? error.message : String(error);
          say(`${workload.name} ${round + 1}/${rounds} ${result.variant.name}: ${result.fault}`);
        }
      }
    }
  } finally {
    site.close();
  }
  return {
    name: workload.name,
    title: workload.title,
    connections: workload.connections,
    rounds,
    seconds,
    variants: results.map(toResult),
  };
}

/**
 * @param {{ variant: Variant, rounds: RoundResult[], fault: string }} result
 * @returns {VariantResult}
 */
function toResult({ variant: { name, title, gateway, mode }, rounds, fault }) {
  const outcome = fault === '' ? { median: medianRound(rounds), fault: undefined } : { median: undefined, fault };
  return { name, title, gateway: { name: gateway.name, title: gateway.title }, mode, ...outcome, rounds };
}

/** @param {RoundResult} measured */
function inShort({ cpuMsPerRequest, answersPerSecond, callsPerRequest, loadSideBusy }) {
  const busy = `load side ${Math.round(100 * loadSideBusy)} % of a core`;
  return `${cpuMsPerRequest.toFixed(3)} CPU ms, ${answersPerSecond.toFixed(1)}/s, ${callsPerRequest.toFixed(2)} calls, ${busy}`;
}
