import { heavy } from './heavy.mjs';

/** @typedef {import('./workload.mjs').Workload} Workload */

/** @type {readonly Workload[]} In the order in which they are run and shown. */
export const workloads = [heavy];

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
