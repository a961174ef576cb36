import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestProject, shopFiles, type TestProject } from './project.test-kit.js';

let project: TestProject;
beforeEach(() => {
  project = createTestProject();
  project.write({
    'products.graphql': [
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@cost", "@listSize"])',
      'type Query {',
      '  product(sku: ID!): Product @tag(name: "public")',
      '  top(first: Int): [Product!] @listSize(slicingArguments: ["first"], assumedSize: 50) @tag(name: "public")',
      '}',
      'type Product @key(fields: "sku") @cost(weight: 2) {',
      '  sku: ID! @tag(name: "public")',
      '  name: String! @tag(name: "public")',
      '  margin: Int!',
      '}',
      '',
    ].join('\n'),
    'bff-shop/operations/top.graphql': [
      'query Top($first: Int!, $names: Boolean = false) {',
      '  top(first: $first) { sku same: sku @include(if: $names) }',
      '}',
      'query Five { top(first: 5) { sku } }',
      '',
    ].join('\n'),
  });
});
afterEach(() => project.remove());

function configure(lines: string): void {
  project.write({ 'bff-shop/facet.bff.yaml': `${shopFiles['bff-shop/facet.bff.yaml']}${lines}\n` });
}

const check = async (...args: readonly string[]) => {
  await project.run('compose');
  return project.run('check', ...args);
};
const baseline = () => JSON.parse(readFileSync(join(project.folder, 'bff-shop/operation-costs.json'), 'utf8'));
const costs = '  Five: cost 10\n  Product: cost 2\n  Top: cost 100\n';

describe('facet check', () => {
  it('prints what each operation costs, with unknown variables as the schema assumes', async () => {
    expect(await check()).toEqual({ exitCode: 0, out: `shop: fine\n${costs}`, err: '' });
  });

  it('writes what operations cost, and passes growth up to cost.maxGrowthPercent', async () => {
    configure('cost: { maxGrowthPercent: 20 }');
    expect(await check('--write-costs')).toEqual({ exitCode: 0, out: `shop: fine\n${costs}`, err: '' });
    expect(baseline()).toEqual({ operations: { Five: 10, Product: 2, Top: 100 } });
    project.write({
      'bff-shop/operations/top.graphql': 'query Five { top(first: 6) { sku } } query New { top(first: 9) { sku } }\n',
    });
    expect(await check()).toEqual({
      exitCode: 0,
      out: 'shop: fine\n  Five: cost 12, 10 before\n  New: cost 18\n  Product: cost 2\n',
      err: '',
    });
  });

  it('fails on growth over cost.maxGrowthPercent', async () => {
    configure('cost: { maxGrowthPercent: 20 }');
    await check('--write-costs');
    project.write({ 'bff-shop/operations/top.graphql': 'query Five { top(first: 7) { sku } }\n' });
    const run = await check();
    expect(run).toMatchObject({ exitCode: 1, out: '' });
    expect(run.err).toContain(
      'COST_GROWN  The operation "Five" costs 14, before it was 10: at most 20 % more is allowed by cost.maxGrowthPercent  (shop)',
    );
  });

  it.each([
    ['MISSING', undefined],
    ['INVALID', '{"operations": []}'],
    ['INVALID', '{'],
  ])('fails with COST_BASELINE_%s and says what to do when the baseline is %s', async (code, text) => {
    configure('cost: { maxGrowthPercent: 20, baseline: ./costs.json }');
    if (text !== undefined) {
      project.write({ 'bff-shop/costs.json': text });
    }
    const run = await check();
    expect(run.exitCode).toBe(1);
    expect(run.err).toContain(`bff-shop/costs.json  COST_BASELINE_${code}`);
    expect(run.err).toContain('run "facet check --write-costs" and commit the file');
  });

  it('fails on an operation over limits.maxCost, and on a slicing argument that is missing', async () => {
    project.write({ 'bff-shop/operations/none.graphql': 'query None { top { sku } }\n' });
    project.write({
      'bff-shop/facet.bff.yaml': (shopFiles['bff-shop/facet.bff.yaml'] ?? '').replace(
        'maxDepth: 2',
        'maxDepth: 2, maxCost: 99',
      ),
    });
    const { exitCode, err } = await check();
    expect(exitCode).toBe(1);
    expect(err).toContain('OPERATION_TOO_EXPENSIVE  The operation "Top" costs 100, at most 99 is allowed');
    expect(err).toContain(
      'SLICING_ARGUMENT_REQUIRED  The operation "None" gives 0 of the arguments first to "Query.top", which needs exactly one',
    );
    expect(err).not.toContain('"Five"');
  });
});
