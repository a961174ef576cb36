import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';
import { workspaceNames } from '../repository.mjs';

const SOURCE = /\.(ts|tsx|mjs)$/;
const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.facet']);

/**
 * One import of a module, of values or of types alone.
 *
 * @typedef {{ readonly specifier: string, readonly line: number }} Import
 */

/**
 * One source file.
 *
 * @typedef {object} Module
 * @property {string} file Relative to the repository, with forward slashes.
 * @property {string} text
 * @property {readonly any[]} body Its top-level statements, as an ESTree with TypeScript nodes.
 * @property {readonly { start: number, end: number, value: string }[]} comments
 * @property {readonly Import[]} imports
 */

/**
 * Reads and parses every source file of the workspaces and of `scripts`. Compiled and generated files are left out.
 *
 * @param {string} dir The repository.
 * @returns {ReadonlyMap<string, Module>} By file.
 * @throws {SyntaxError} When a file does not parse.
 */
export function readModules(dir) {
  /** @type {Map<string, Module>} */
  const modules = new Map();
  for (const folder of [...workspaceNames(dir), 'scripts']) {
    for (const file of sourceFiles(dir, folder)) modules.set(file, readModule(dir, file));
  }
  return modules;
}

/**
 * @param {string} dir
 * @param {string} folder
 * @returns {string[]}
 */
function sourceFiles(dir, folder) {
  return readdirSync(path.join(dir, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourceFiles(dir, file);
    return SOURCE.test(entry.name) ? [file] : [];
  });
}

/**
 * @param {string} dir
 * @param {string} file
 * @returns {Module}
 */
function readModule(dir, file) {
  const text = readFileSync(path.join(dir, file), 'utf8');
  const { program, comments, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new SyntaxError(`${file}: ${error.message}`);
  /** @type {Import[]} */
  const imports = [];
  collectImports(program, (specifier, offset) => imports.push({ specifier, line: lineOf(text, offset) }));
  return { file, text, body: program.body, comments, imports };
}

/**
 * Finds `import … from`, `export … from`, `import(…)` and the type `import('…').T`: each node that names a module has it
 * in `source`.
 *
 * @param {any} node
 * @param {(specifier: string, offset: number) => void} report
 */
function collectImports(node, report) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) collectImports(item, report);
    return;
  }
  if (node.source?.type === 'Literal' && typeof node.source.value === 'string') report(node.source.value, node.start);
  for (const child of Object.values(node)) collectImports(child, report);
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {number} Counted from 1.
 */
export function lineOf(text, offset) {
  return text.slice(0, offset).split('\n').length;
}

/**
 * @param {string} file
 * @returns {boolean} Whether it is a test, or what only tests of its folder use (`*.test-kit.ts`).
 */
export function isTest(file) {
  return /(\.test(-kit)?\.(ts|mjs)$)|(\/test-kit\/)/.test(file) || file.startsWith('test/');
}
