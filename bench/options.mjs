import { parseArgs } from 'node:util';
import { allModes } from './gateways/gateway.mjs';
import { gateways } from './gateways/gateways.mjs';
import { workloads } from './workloads/workloads.mjs';

/** @typedef {import('./gateways/gateway.mjs').Mode} Mode */

/**
 * @typedef {object} BenchOptions
 * @property {readonly string[]} workloads
 * @property {readonly string[]} gateways
 * @property {readonly Mode[] | undefined} modes Else what the workload says.
 * @property {number | undefined} seconds Measured in each round; else what the workload says.
 * @property {number | undefined} rounds Else what the workload says.
 * @property {boolean} setUp Whether to install and compile first.
 * @property {boolean} narrowed Whether anything was left out or changed, so that this is not the official run.
 */

export const usage = `Usage: npm run bench -- [options]

  --workload NAMES   of ${workloads.map(({ name }) => name).join(', ')}; default all
  --gateways NAMES   of ${gateways.map(({ name }) => name).join(', ')}; default all
  --modes NAMES      of ${allModes.join(', ')}: what concurrent requests share; default what the workload says
  --seconds N        measured in each round; default what the workload says
  --rounds N         each with every gateway; default what the workload says
  --as-built         measure what is compiled already, without looking for changes
  --help             show this

Names are separated by commas. Only a run without options is written to bench/results.`;

/**
 * @param {readonly string[]} args
 * @returns {BenchOptions}
 * @throws {RangeError} When a name is unknown or a number out of its bounds; `TypeError` for an unknown option.
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      workload: { type: 'string' },
      gateways: { type: 'string' },
      modes: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      'as-built': { type: 'boolean', default: false },
    },
  });
  const { workload, gateways: chosen, modes, seconds, rounds } = values;
  const namesOf = (/** @type {readonly { name: string }[]} */ items) => items.map(({ name }) => name);
  return {
    workloads: parseNames('workload', workload, namesOf(workloads)),
    gateways: parseNames('gateways', chosen, namesOf(gateways)),
    modes: modes === undefined ? undefined : parseNames('modes', modes, allModes),
    seconds: parseNumber('seconds', seconds, 600),
    rounds: parseNumber('rounds', rounds, 100),
    setUp: !values['as-built'],
    narrowed: [workload, chosen, modes, seconds, rounds].some((value) => value !== undefined),
  };
}

/**
 * @template {string} Name
 * @param {string} option
 * @param {string | undefined} text
 * @param {readonly Name[]} known
 * @returns {readonly Name[]}
 */
function parseNames(option, text, known) {
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !known.some((item) => item === name));
  if (unknown !== undefined) throw new RangeError(`Unknown --${option} "${unknown}": there are ${known.join(', ')}`);
  return known.filter((name) => names.includes(name));
}

/**
 * @param {string} option
 * @param {string | undefined} text
 * @param {number} max
 * @returns {number | undefined}
 */
function parseNumber(option, text, max) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new RangeError(`Invalid --${option} "${text}": it must be an integer from 1 to ${max}`);
}
