import { describe, expect, it } from 'vitest';
import { readFixedCases } from './cases/fixed-case.js';
import { type ExploreOutcome, explore } from './explore/explore.js';
import { freshSeed } from './explore/fresh-seed.js';
import { describeDifference } from './report/describe-difference.js';
import { composeWorld, openWorld } from './run/open-world.js';
import { isValidOperation, runCase } from './run/run-case.js';

/** So many that both runs together take about ten seconds. */
const cases = 300;
/** Slow machines need a multiple of that, and more when a difference is made smaller. */
const timeoutMs = 240_000;

describe('Facet answers as one GraphQL server does', () => {
  it.each(readFixedCases().map((one) => [one.holds, one] as const))('%s', async (_holds, { world, operation }) => {
    const composed = composeWorld(world);
    if ('problems' in composed) throw new Error(composed.problems.join('\n'));
    const open = openWorld(world, composed.supergraph);
    expect(isValidOperation(open, operation)).toBe(true);
    const { monolith, facet, differences } = await runCase(open, operation);
    expect({ differences, monolith, facet }).toEqual({ differences: [], monolith, facet });
  });

  it(
    `on ${cases} cases of a fixed seed`,
    async () => {
      const { made, composed } = await expectNoDifference(1);
      expect(composed / made).toBeGreaterThan(0.9);
    },
    timeoutMs,
  );

  const seed = freshSeed();
  it(
    `on ${cases} cases of a fresh seed, this time ${seed}`,
    async () => {
      const { made, composed } = await expectNoDifference(seed);
      // One cut in twenty is refused. Of the seven or so that this makes, one is more than a tenth.
      expect(made - composed).toBeLessThanOrEqual(2);
    },
    timeoutMs,
  );
});

async function expectNoDifference(seed: number): Promise<ExploreOutcome['counts']> {
  const outcome = await explore({ cases, seed, maxShrinks: 500 });
  expect(textOf(outcome, seed)).toBe('no difference');
  const { counts } = outcome;
  expect(counts.cases).toBeGreaterThan(cases * 0.95);
  const refused = [...counts.refused.values()].reduce((sum, count) => sum + count, 0);
  expect(refused / counts.cases).toBeLessThan(0.1);
  return counts;
}

function textOf({ difference }: ExploreOutcome, seed: number): string {
  if (difference === undefined) return 'no difference';
  const again = `npm run test:differential -- --seed ${seed} --cases ${cases}`;
  return `${describeDifference(difference)}\nAgain: ${again}`;
}
