import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { findCycles } from './find-cycles.mjs';
import { gatewayRules, workspaceRules } from './layer-rules.mjs';
import { isTest } from './read-modules.mjs';

/** @typedef {import('./read-modules.mjs').Module} Module */

/**
 * What may import what.
 *
 * @typedef {{ workspaces: Readonly<Record<string, readonly string[]>>, gateway: Readonly<Record<string, readonly string[]>> }} Rules
 */

/**
 * Checks the direction of every import, of types too: between workspaces only through public faces, inside
 * `gateway/src` only along the layers, of packages only those that the workspace's package.json names, and in no circle.
 * Tests may reach any layer of their own workspace.
 *
 * @param {string} dir The repository.
 * @param {ReadonlyMap<string, Module>} modules
 * @param {Rules} [rules]
 * @returns {readonly string[]} Problems, each with file and line.
 */
export function checkImports(dir, modules, rules = { workspaces: workspaceRules, gateway: gatewayRules }) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  const packages = declaredPackages(dir);
  for (const module of modules.values()) {
    /** @type {string[]} */
    const targets = [];
    for (const { specifier, line } of module.imports) {
      const at = `${module.file}:${line}:`;
      if (specifier.startsWith('.')) {
        const target = resolveFile(module.file, specifier);
        const problem = relativeProblem(module.file, target, rules);
        if (problem) problems.push(`${at} ${problem}`);
        targets.push(target);
      } else {
        const problem = packageProblem(module.file, specifier, packages, rules);
        if (problem) problems.push(`${at} ${problem}`);
      }
    }
    graph.set(module.file, targets);
  }
  for (const cycle of findCycles(graph))
    problems.push(`${cycle[0]}:1: import cycle: ${[...cycle, cycle[0]].join(' -> ')}`);
  return problems;
}

/**
 * @param {string} from
 * @param {string} specifier Such as `./x.js`, which names `x.ts`.
 */
function resolveFile(from, specifier) {
  return path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

/**
 * @param {string} from
 * @param {string} to
 * @param {Rules} rules
 * @returns {string | undefined}
 */
function relativeProblem(from, to, rules) {
  const [workspace = ''] = from.split('/');
  if (!to.startsWith(`${workspace}/`)) {
    // The tests of the commands that start the example, and their kit, read the repository's own scripts.
    if (workspace === 'test' && to.startsWith('scripts/')) return undefined;
    return `imports "${to}" by path; another workspace is imported by its package name`;
  }
  if (workspace !== 'gateway' || isTest(from) || !from.startsWith('gateway/src/')) return undefined;
  const source = layerOf(from);
  const target = layerOf(to);
  if (source === target) return undefined;
  const allowed = rules.gateway[source];
  if (allowed === undefined) return `"${source}" has no rule; add it to scripts/check/layer-rules.mjs`;
  if (allowed.some((entry) => entry === target || `gateway/src/${entry}` === to)) return undefined;
  return `"${source}" must not import "${to.slice('gateway/src/'.length)}"; it may import ${allowed.join(', ') || 'nothing of ours'}`;
}

/** @param {string} file Inside `gateway/src`. */
function layerOf(file) {
  return file.split('/')[2] ?? '';
}

/**
 * @param {string} from
 * @param {string} specifier
 * @param {ReadonlyMap<string, { always: ReadonlySet<string>, tests: ReadonlySet<string> }>} packages
 * @param {Rules} rules
 * @returns {string | undefined}
 */
function packageProblem(from, specifier, packages, rules) {
  if (isBuiltin(specifier)) return undefined;
  const [workspace = ''] = from.split('/');
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name.startsWith('@facet/') && !isTest(from) && !rules.workspaces[workspace]?.includes(name)) {
    return `"${workspace}" must not import "${name}"`;
  }
  const declared = packages.get(workspace) ?? packages.get('');
  const known = declared?.always.has(name) || (forDevelopment(from) && declared?.tests.has(name));
  return known ? undefined : `imports "${name}", which ${workspace}/package.json does not name`;
}

/** @param {string} file */
function forDevelopment(file) {
  return isTest(file) || file.startsWith('scripts/') || path.posix.basename(file) === 'codegen.ts';
}

/**
 * @param {string} dir
 * @returns {ReadonlyMap<string, { always: ReadonlySet<string>, tests: ReadonlySet<string> }>} By workspace; the root is ''.
 */
function declaredPackages(dir) {
  const root = readManifest(dir, '');
  const rootDevelopment = Object.keys(root.devDependencies ?? {});
  /** @type {[string, { always: Set<string>, tests: Set<string> }][]} */
  const entries = ['', ...root.workspaces].map((workspace) => {
    const manifest = readManifest(dir, workspace);
    const always = Object.keys(manifest.dependencies ?? {});
    const own = Object.keys(manifest.devDependencies ?? {});
    // A private workspace is only ever run from a clone, where its development dependencies are installed too.
    return [
      workspace,
      {
        always: new Set(manifest.private ? [...always, ...own] : always),
        tests: new Set([...own, ...rootDevelopment]),
      },
    ];
  });
  return new Map(entries);
}

/**
 * @param {string} dir
 * @param {string} workspace
 * @returns {any}
 */
function readManifest(dir, workspace) {
  return JSON.parse(readFileSync(path.join(dir, workspace, 'package.json'), 'utf8'));
}
