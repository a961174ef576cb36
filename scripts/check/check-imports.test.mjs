import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkImports } from './check-imports.mjs';
import { readModules } from './read-modules.mjs';

const rules = {
  workspaces: { gateway: ['@facet/schema'], schema: [] },
  gateway: { errors: [], planner: ['errors'], sources: ['planner/source.ts'], edge: ['planner', 'errors'] },
};
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-imports-'));
  write('package.json', '{ "workspaces": ["gateway", "schema"], "devDependencies": { "vitest": "4" } }');
  write('gateway/package.json', '{ "dependencies": { "@facet/schema": "1", "graphql": "16" } }');
  write('schema/package.json', '{}');
  write('scripts/none.mjs', '');
  write('gateway/src/errors/codes.ts', 'export type Code = string;');
});
afterEach(() => rmSync(dir, { recursive: true }));

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
  writeFileSync(path.join(dir, file), text);
}

function problems() {
  return checkImports(dir, readModules(dir), rules);
}

test('checkImports() finds nothing where every import follows the layers', () => {
  write(
    'gateway/src/planner/plan.ts',
    "import { readFile } from 'node:fs';\nimport type { Code } from '../errors/codes.js';",
  );
  write('gateway/src/edge/serve.ts', "import { parse } from 'graphql';\nimport { plan } from '../planner/plan.js';");
  expect(problems()).toEqual([]);
});

test('checkImports() refuses an import against the layers', () => {
  write('gateway/src/edge/serve.ts', 'export const serve = 1;');
  write('gateway/src/planner/plan.ts', "\nimport { serve } from '../edge/serve.js';");
  expect(problems()).toEqual([
    'gateway/src/planner/plan.ts:2: "planner" must not import "edge/serve.ts"; it may import errors',
  ]);
});

test.each([
  ['a type import', "import type { Serve } from '../edge/serve.js';"],
  ['an inline type import', "import { type Serve } from '../edge/serve.js';"],
  ['an import in a type', "export type T = import('../edge/serve.js').Serve;"],
  ['a re-export', "export * from '../edge/serve.js';"],
  ['a dynamic import', "export const serve = () => import('../edge/serve.js');"],
])('checkImports() sees %s', (_, text) => {
  write('gateway/src/edge/serve.ts', 'export type Serve = 1;');
  write('gateway/src/planner/plan.ts', text);
  expect(problems()).toHaveLength(1);
});

test('checkImports() allows a single file of a layer where only that is named', () => {
  write('gateway/src/planner/source.ts', 'export type Source = 1;');
  write('gateway/src/planner/plan.ts', 'export type Plan = 1;');
  write('gateway/src/sources/http.ts', "import type { Source } from '../planner/source.js';");
  expect(problems()).toEqual([]);
  write('gateway/src/sources/http.ts', "import type { Plan } from '../planner/plan.js';");
  expect(problems()).toEqual([
    'gateway/src/sources/http.ts:1: "sources" must not import "planner/plan.ts"; it may import planner/source.ts',
  ]);
});

test('checkImports() refuses a folder that no rule names', () => {
  write('gateway/src/helpers/all.ts', "import type { Code } from '../errors/codes.js';");
  expect(problems()).toEqual([
    'gateway/src/helpers/all.ts:1: "helpers" has no rule; add it to scripts/check/layer-rules.mjs',
  ]);
});

test('checkImports() lets a unit test reach any layer of its workspace, and no other workspace by path', () => {
  write('gateway/src/edge/serve.ts', 'export const serve = 1;');
  write(
    'gateway/src/planner/plan.test.ts',
    "import { test } from 'vitest';\nimport { serve } from '../edge/serve.js';",
  );
  expect(problems()).toEqual([]);
  write('schema/src/compose.test.ts', "import { serve } from '../../gateway/src/edge/serve.js';");
  expect(problems()).toEqual([
    'schema/src/compose.test.ts:1: imports "gateway/src/edge/serve.ts" by path; another workspace is imported by its package name',
  ]);
});

test('checkImports() refuses a workspace and a package that are not to be had', () => {
  write('schema/src/compose.ts', "import { a } from '@facet/gateway';\nimport { b } from 'graphql/language';");
  expect(problems()).toEqual([
    'schema/src/compose.ts:1: "schema" must not import "@facet/gateway"',
    'schema/src/compose.ts:2: imports "graphql", which schema/package.json does not name',
  ]);
});

test('checkImports() finds a circle, of types too', () => {
  write('gateway/src/planner/a.ts', "import { b } from './b.js';");
  write('gateway/src/planner/b.ts', "import type { C } from './c.js';");
  write('gateway/src/planner/c.ts', "import type { A } from './a.js';");
  expect(problems()).toEqual([
    'gateway/src/planner/a.ts:1: import cycle: gateway/src/planner/a.ts -> gateway/src/planner/b.ts -> gateway/src/planner/c.ts -> gateway/src/planner/a.ts',
  ]);
});
