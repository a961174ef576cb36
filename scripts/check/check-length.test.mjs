import { expect, test } from 'vitest';
import { checkLength } from './check-length.mjs';

/**
 * @param {string} file
 * @param {string} text
 */
function problems(file, text) {
  return checkLength(new Map([[file, { file, text, body: [], comments: [], imports: [] }]]));
}

test('checkLength() accepts 400 lines', () => {
  expect(problems('gateway/src/a.ts', 'x\n'.repeat(400))).toEqual([]);
});

test('checkLength() refuses 401 lines', () => {
  expect(problems('gateway/src/a.ts', 'x\n'.repeat(401))).toEqual([
    'gateway/src/a.ts:400: has 401 lines; split it, or say why not in a first line "// Long file: ..."',
  ]);
});

test('checkLength() accepts more with a reason at the top, and in tests', () => {
  expect(problems('gateway/src/a.ts', `// Long file: one exhaustive table.\n${'x\n'.repeat(500)}`)).toEqual([]);
  expect(problems('gateway/src/a.test.ts', 'x\n'.repeat(500))).toEqual([]);
});
