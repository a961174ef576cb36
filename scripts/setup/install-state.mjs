import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workspaceNames } from '../repository.mjs';

/** Written when an install is complete; goes away with `node_modules`, as `npm ci` deletes it first. */
const STAMP = 'node_modules/.facet-install.json';

/**
 * @param {string} dir The repository.
 * @returns {boolean} Whether `node_modules` holds what package-lock.json asks for, for this machine and Node.
 */
export function isInstalled(dir) {
  const stamp = readJson(path.join(dir, STAMP));
  const wanted = wantedStamp(dir);
  if (stamp === undefined) return lockfileHolds(dir);
  if (stamp.machine !== wanted.machine) return false;
  return stamp.wanted === wanted.wanted || lockfileHolds(dir);
}

/**
 * Records that `node_modules` is complete.
 *
 * @param {string} dir The repository.
 */
export function recordInstalled(dir) {
  writeFileSync(path.join(dir, STAMP), JSON.stringify(wantedStamp(dir)));
}

/** @param {string} dir */
function wantedStamp(dir) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...manifests(dir)]) hash.update(readFileSync(path.join(dir, file)));
  const [nodeMajor] = process.versions.node.split('.');
  return { wanted: hash.digest('hex'), machine: `${process.platform}-${process.arch}-node${nodeMajor}` };
}

/** @param {string} dir */
function manifests(dir) {
  return ['package.json', ...workspaceNames(dir).map((name) => `${name}/package.json`)];
}

/**
 * Compares what npm says it installed with the lockfile, so that an install made by hand is not thrown away.
 *
 * @param {string} dir
 */
function lockfileHolds(dir) {
  const locked = readJson(path.join(dir, 'package-lock.json'))?.packages ?? {};
  const present = readJson(path.join(dir, 'node_modules/.package-lock.json'))?.packages;
  if (present === undefined) return false;
  return Object.entries(locked).every(([where, wanted]) => {
    if (!where.startsWith('node_modules/')) return manifestMatches(dir, where, wanted);
    if (wanted.link) return existsSync(path.join(dir, where));
    return wanted.optional || present[where]?.version === wanted.version;
  });
}

/**
 * @param {string} dir
 * @param {string} where A workspace's folder, or empty for the root.
 * @param {Record<string, unknown>} locked
 */
function manifestMatches(dir, where, locked) {
  // `gateway/node_modules/x` is a nested package, not a manifest of ours.
  if (where.includes('node_modules/')) return existsSync(path.join(dir, where));
  const manifest = readJson(path.join(dir, where, 'package.json'));
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every(
    (kind) => canonical(manifest?.[kind]) === canonical(locked[kind]),
  );
}

/** @param {Record<string, string> | unknown} dependencies */
function canonical(dependencies) {
  return JSON.stringify(Object.entries(dependencies ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * @param {string} file
 * @returns {any} Its content, as whatever shape npm gave it; undefined when there is no such file.
 */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
