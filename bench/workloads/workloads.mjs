import { chain } from './chain.mjs';
import { coldPlans } from './cold-plans.mjs';
import { heavy } from './heavy.mjs';
import { largeAnswer } from './large-answer.mjs';
import { lists } from './list.mjs';
import { oneField } from './one-field.mjs';
import { twoGraphs } from './two-graphs.mjs';
import { wide } from './wide.mjs';

/** @typedef {import('./workload.mjs').Workload} Workload */

/** @type {readonly Workload[]} In the order in which they are run and shown. */
export const workloads = [heavy, oneField, ...lists, chain, wide, largeAnswer, coldPlans, twoGraphs];

/**
 * @param {string} name
 * @returns {Workload}
 * @throws {RangeError} When there is none of that name.
 */
export function findWorkload(name) {
  const found = workloads.find((workload) => workload.name === name);
  if (found) return found;
  throw new RangeError(`Unknown workload "${name}": there are ${workloads.map((known) => known.name).join(', ')}`);
}
