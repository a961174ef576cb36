import { expect, it } from 'vitest';
import { explore } from './explore/explore.js';

it('the differential test makes graphs that composition accepts, and operations that run on both sides', async () => {
  const { counts } = await explore({ cases: 150, seed: 1, maxShrinks: 0 });
  expect(counts.made).toBeGreaterThan(0);
  expect(counts.composed / counts.made).toBeGreaterThan(0.9);
  expect(counts.cases).toBeGreaterThan(0);
}, 120_000);

// What it finds is not worked off yet; README.md here says what is known.
it.todo('Facet answers as one GraphQL server does, on some hundred cases of any seed');
it.todo('a field beside one that is left out by @include, and that requires another, is still answered');
