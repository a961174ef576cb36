import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { repositoryDir } from '../../scripts/repository.mjs';

/**
 * What a result depends on beside the gateways.
 *
 * @typedef {object} Machine
 * @property {string} node Version of Node, of every gateway.
 * @property {string} cpu Model.
 * @property {number} cores
 * @property {string} kernel
 * @property {number} loadBefore Average number of processes that wanted a core in the last minute before the run. Above
 *   some tenths, somebody else used the machine.
 * @property {string} commit Abbreviated.
 * @property {boolean} changed Whether files under version control differed from the commit.
 */

/** @returns {Machine} */
export function describeMachine() {
  const [first, ...others] = cpus();
  return {
    node: process.version,
    cpu: first?.model ?? 'unknown',
    cores: 1 + others.length,
    kernel: release(),
    loadBefore: loadavg()[0] ?? 0,
    commit: git('rev-parse', '--short', 'HEAD'),
    changed: git('status', '--porcelain', '--untracked-files=no') !== '',
  };
}

/** @param {...string} args */
function git(...args) {
  return execFileSync('git', args, { cwd: repositoryDir, encoding: 'utf8' }).trim();
}
