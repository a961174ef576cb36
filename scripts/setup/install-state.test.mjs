import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled, recordInstalled } from './install-state.mjs';

let dir = '';

/**
 * @param {string} file
 * @param {unknown} content
 */
function write(file, content) {
  const target = path.join(dir, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, JSON.stringify(content));
}

/** @param {string} version */
function lockfile(version) {
  return {
    packages: {
      '': { dependencies: { left: '^1.0.0' } },
      one: { dependencies: { left: '^1.0.0' } },
      'node_modules/left': { version },
      'node_modules/left-darwin': { version, optional: true },
      'node_modules/one': { link: true },
    },
  };
}

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-install-'));
  write('package.json', { workspaces: ['one'], dependencies: { left: '^1.0.0' } });
  write('one/package.json', { dependencies: { left: '^1.0.0' } });
  write('package-lock.json', lockfile('1.0.0'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** What npm leaves behind when it has installed the lockfile. */
function npmInstalls() {
  mkdirSync(path.join(dir, 'node_modules/one'), { recursive: true });
  write('node_modules/.package-lock.json', { packages: { 'node_modules/left': { version: '1.0.0' } } });
}

test('isInstalled() is false in a fresh clone', () => {
  expect(isInstalled(dir)).toBe(false);
});

test('isInstalled() is true after a recorded install', () => {
  mkdirSync(path.join(dir, 'node_modules'));
  recordInstalled(dir);
  expect(isInstalled(dir)).toBe(true);
});

test('isInstalled() is false when the lockfile changed since', () => {
  mkdirSync(path.join(dir, 'node_modules'));
  recordInstalled(dir);
  write('package-lock.json', lockfile('1.0.1'));
  expect(isInstalled(dir)).toBe(false);
});

test('isInstalled() accepts what npm installed by hand', () => {
  npmInstalls();
  expect(isInstalled(dir)).toBe(true);
});

test('isInstalled() is false when a workspace asks for a package that the lockfile does not have', () => {
  npmInstalls();
  write('one/package.json', { dependencies: { left: '^1.0.0', right: '^2.0.0' } });
  expect(isInstalled(dir)).toBe(false);
});

test('isInstalled() is false when node_modules was made for another machine or Node', () => {
  npmInstalls();
  write('node_modules/.facet-install.json', { wanted: 'anything', machine: 'linux-x64-node18' });
  expect(isInstalled(dir)).toBe(false);
});
