import { spawnSync } from 'node:child_process';

/**
 * Which core each part is bound to; `undefined` leaves it to the system.
 *
 * @typedef {{ gateway: number | undefined, subgraphs: number | undefined, load: number | undefined }} Cores
 */

/**
 * The gateway has a core to itself. Subgraphs and load share another, or have one each where there are three.
 *
 * @returns {Cores} Nothing bound without `taskset` or with one core only.
 */
export function chooseCores() {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  const cores = status === 0 ? parseCoreList(stdout.slice(stdout.lastIndexOf(':') + 1)) : [];
  const [gateway, subgraphs, load = subgraphs] = cores;
  if (subgraphs === undefined) return { gateway: undefined, subgraphs: undefined, load: undefined };
  return { gateway, subgraphs, load };
}

/**
 * @param {string} text Such as ` 0-3,6`.
 * @returns {number[]}
 */
export function parseCoreList(text) {
  return text
    .trim()
    .split(',')
    .flatMap((part) => {
      const [first = Number.NaN, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
}

/**
 * @param {number | undefined} core
 * @param {readonly [string, ...string[]]} command
 * @returns {[string, ...string[]]} The command, bound to the core.
 */
export function onCore(core, command) {
  return core === undefined ? [...command] : ['taskset', '-c', String(core), ...command];
}
