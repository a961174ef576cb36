import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeVersionProblem } from './node-version.mjs';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('nodeVersionProblem() accepts Node %s', (version) => {
  expect(nodeVersionProblem(version)).toBeUndefined();
});

test.each(['20.18.3', '18.20.8', '8.17.0'])(
  'nodeVersionProblem() says what Node %s lacks and where to get one',
  (old) => {
    expect(nodeVersionProblem(old)).toBe(
      `Facet needs Node 20.19 or newer, this is Node ${old}. Get it from https://nodejs.org/en/download`,
    );
  },
);

test('nodeVersionProblem() asks for the same as engines.node in package.json', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe('>=20.19');
});
