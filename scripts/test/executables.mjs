import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../run-command.mjs';
import { step } from '../step.mjs';

/**
 * @param {readonly string[]} names Names of programs, the preferred one first.
 * @param {NodeJS.ProcessEnv} env Its `PATH` is searched.
 * @returns {readonly string[]} Where they may be, folder by folder; not all of them exist.
 */
export function placesOnPath(names, env) {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
}

/**
 * @param {string} file
 * @returns {boolean} Whether there is such a file, and it may be run.
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run: either way not the one.
    return false;
  }
}

/**
 * Installs a package of the distribution where that is allowed without a question: as root, with apt-get, which checks
 * the distribution's signatures.
 *
 * @param {string} name Of the package.
 * @returns {Promise<boolean>} False where it may not be installed.
 * @throws {CommandFailed} apt-get failed.
 */
export async function installWithApt(name) {
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ ...args) => runCommand('/usr/bin/apt-get', ['-qq', ...args], { env });
  await step(`installing ${name} with apt-get`, async () => {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', name);
  });
  return true;
}
