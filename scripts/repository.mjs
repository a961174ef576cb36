import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's own folder, absolute. */
export const repositoryDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What is kept between runs and belongs in no commit: locks, test results. */
export const stateDir = path.join(repositoryDir, '.facet');

/**
 * @param {string} [dir] Default: this repository.
 * @returns {readonly string[]} The workspaces' folder names, in the order of `package.json`.
 */
export function workspaceNames(dir = repositoryDir) {
  return JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')).workspaces;
}

/**
 * @param {...string} segments A path inside `node_modules`.
 * @returns {string} That path, absolute, so that tools are run without npx and its start-up time.
 */
export function installed(...segments) {
  return path.join(repositoryDir, 'node_modules', ...segments);
}
