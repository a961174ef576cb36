import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { checkDocs } from './check-docs.mjs';

/** @param {Readonly<Record<string, string>>} files */
function problems(files) {
  const modules = Object.entries(files).map(([file, text]) => {
    const { program, comments } = parseSync(file, text);
    return /** @type {const} */ ([file, { file, text, body: program.body, comments, imports: [] }]);
  });
  return checkDocs(new Map(modules));
}

test('checkDocs() accepts a public face whose exports are documented where they are declared', () => {
  const found = problems({
    'schema/src/index.ts': "export { compose } from './compose.js';\nexport type { Problem } from './problem.js';",
    'schema/src/compose.ts': '/** Composes. */\nexport async function compose() {}\nexport const inner = 1;',
    'schema/src/problem.ts': '/** What is wrong. */\ninterface Problem {}\nexport type { Problem };',
  });
  expect(found).toEqual([]);
});

test('checkDocs() names an export without a docstring, through re-exports', () => {
  const found = problems({
    'schema/src/index.ts': "export { compose as make } from './compose.js';",
    'schema/src/compose.ts': "import { inner } from './inner.js';\nexport { inner as compose };",
    'schema/src/inner.ts': '// Not a docstring.\nexport const inner = 1;',
  });
  expect(found).toEqual(['schema/src/inner.ts:2: "inner" has no docstring']);
});

test('checkDocs() does not take the docstring of the declaration before', () => {
  const found = problems({
    'schema/src/index.ts': '/** First. */\nexport const first = 1;\nexport const second = 2;',
  });
  expect(found).toEqual(['schema/src/index.ts:3: "second" has no docstring']);
});

test('checkDocs() finds a docstring before a comment for the linter', () => {
  const text = '/** Any. */\n// biome-ignore lint/suspicious/noExplicitAny: reason.\nexport type Any = any;';
  expect(problems({ 'schema/src/index.ts': text })).toEqual([]);
});

test('checkDocs() refuses a public face that exports everything', () => {
  const found = problems({ 'schema/src/index.ts': "export * from './compose.js';", 'schema/src/compose.ts': '' });
  expect(found).toEqual(['schema/src/index.ts:1: lists its exports one by one, not with "*"']);
});

test('checkDocs() asks for a docstring on exported functions of the executor', () => {
  const found = problems({
    'gateway/src/executor/run.ts': 'export function run() {}\nexport const LIMIT = 1;',
    'gateway/src/sources/run.ts': 'export function run() {}',
  });
  expect(found).toEqual(['gateway/src/executor/run.ts:1: "run" has no docstring']);
});
