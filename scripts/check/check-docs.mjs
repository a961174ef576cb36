import path from 'node:path';
import { isTest, lineOf } from './read-modules.mjs';

/** @typedef {import('./read-modules.mjs').Module} Module */

/** Folders in which every exported function has a docstring, beside what the public faces export. */
const DOCUMENTED_FOLDERS = ['gateway/src/planner/', 'gateway/src/executor/', 'gateway/src/edge/'];

/**
 * Checks that each export of a workspace's public face (`src/index.ts`) and each exported function of the planner, the
 * executor and the edge has a docstring right before its declaration.
 *
 * @param {ReadonlyMap<string, Module>} modules
 * @returns {readonly string[]} Problems, each with file and line.
 */
export function checkDocs(modules) {
  /** @type {Set<string>} */
  const problems = new Set();
  for (const module of modules.values()) {
    if (module.file.endsWith('/src/index.ts')) {
      for (const name of publicNames(module, problems)) requireDoc(modules, module, name, problems);
    } else if (!isTest(module.file) && DOCUMENTED_FOLDERS.some((folder) => module.file.startsWith(folder))) {
      for (const name of exportedFunctions(module)) requireDoc(modules, module, name, problems);
    }
  }
  return [...problems];
}

/**
 * @param {Module} face
 * @param {Set<string>} problems
 * @returns {string[]}
 */
function publicNames(face, problems) {
  return face.body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') {
      problems.add(`${face.file}:${lineOf(face.text, statement.start)}: lists its exports one by one, not with "*"`);
    }
    if (statement.type !== 'ExportNamedDeclaration') return [];
    return [...declaredNames(statement), ...statement.specifiers.map((/** @type {any} */ item) => item.exported.name)];
  });
}

/**
 * @param {Module} module
 * @returns {string[]}
 */
function exportedFunctions(module) {
  return module.body
    .filter(({ type, declaration }) => type === 'ExportNamedDeclaration' && declaration?.type === 'FunctionDeclaration')
    .flatMap(declaredNames);
}

/**
 * @param {any} statement An export statement.
 * @returns {string[]} Names that it declares itself.
 */
function declaredNames({ declaration }) {
  if (!declaration) return [];
  if (declaration.declarations) return declaration.declarations.map((/** @type {any} */ item) => item.id.name);
  return [declaration.id.name];
}

/**
 * Follows re-exports to the declaration.
 *
 * @param {ReadonlyMap<string, Module>} modules
 * @param {Module} module
 * @param {string} name
 * @param {Set<string>} problems
 */
function requireDoc(modules, module, name, problems) {
  for (const statement of module.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    if (declaredNames(statement).includes(name)) {
      if (!hasDoc(module, statement.start)) {
        problems.add(`${module.file}:${lineOf(module.text, statement.start)}: "${name}" has no docstring`);
      }
      return;
    }
    const specifier = statement.specifiers.find((/** @type {any} */ item) => item.exported.name === name);
    if (!specifier) continue;
    const source = statement.source?.value ?? importSource(module, specifier.local.name);
    const target = source?.startsWith('.') && modules.get(resolveFile(module.file, source));
    // What a package of others exports is documented there.
    if (target) requireDoc(modules, target, specifier.local.name, problems);
    else if (!source) requireLocalDoc(module, specifier.local.name, problems);
    return;
  }
}

/**
 * @param {Module} module
 * @param {string} local
 * @returns {string | undefined} Where an imported name comes from.
 */
function importSource(module, local) {
  const found = module.body.find(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      statement.specifiers.some((/** @type {any} */ item) => item.local.name === local),
  );
  return found?.source.value;
}

/**
 * @param {Module} module
 * @param {string} name Declared without `export` and exported by a list.
 * @param {Set<string>} problems
 */
function requireLocalDoc(module, name, problems) {
  const declaration = module.body.find((statement) => declaredNames({ declaration: statement }).includes(name));
  if (declaration && !hasDoc(module, declaration.start)) {
    problems.add(`${module.file}:${lineOf(module.text, declaration.start)}: "${name}" has no docstring`);
  }
}

/**
 * Whether a docstring stands right before a declaration; other comments, such as one for the linter, may stand between.
 *
 * @param {Module} module
 * @param {number} start Of the declaration.
 */
function hasDoc({ comments, text }, start) {
  let next = start;
  for (const comment of comments.filter(({ end }) => end <= start).reverse()) {
    if (text.slice(comment.end, next).trim() !== '') return false;
    if (comment.value.startsWith('*')) return true;
    next = comment.start;
  }
  return false;
}

/**
 * @param {string} from
 * @param {string} source
 */
function resolveFile(from, source) {
  return path.posix.join(path.posix.dirname(from), source).replace(/\.js$/, '.ts');
}
