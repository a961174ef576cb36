import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../scripts/run-command.mjs';
import { step } from '../scripts/step.mjs';
import { gateways } from './gateways/gateways.mjs';

const peersDir = fileURLToPath(new URL('./peers/', import.meta.url));

/**
 * Installs the gateways to compare with, unless they are there at the versions that `bench/peers/package.json` says.
 *
 * @param {readonly string[]} names Gateways of this run; Facet needs nothing.
 */
export async function installPeers(names) {
  const packages = gateways.filter(({ name }) => names.includes(name)).flatMap((gateway) => gateway.packages);
  const { dependencies } = JSON.parse(readFileSync(path.join(peersDir, 'package.json'), 'utf8'));
  const isMissing = packages.some((name) => installedVersion(name) !== dependencies[name]);
  if (!isMissing) return;
  // Of all their packages none needs its install script to run.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  await step('installing the gateways to compare with', () => runCommand('npm', args, { cwd: peersDir }));
}

/**
 * @param {string} name A package in `bench/peers`.
 * @returns {string | undefined}
 */
export function installedVersion(name) {
  const file = path.join(peersDir, 'node_modules', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}
