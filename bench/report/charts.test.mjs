import { expect, test } from 'vitest';
import { drawCharts } from './charts.mjs';
import { workloadResult } from './results.test-kit.mjs';

const gateways = ['facet', 'stock'];
const sizes = new Map([
  ['list-10', 10],
  ['list-100', 100],
]);

test('drawCharts() draws what was measured, and only that, with its texts escaped', () => {
  const charts = drawCharts(
    [
      workloadResult('heavy', { facet: 2, stock: 20, 'facet+sharing': undefined }),
      workloadResult('chain', { facet: 1, stock: 4 }),
      workloadResult('list-10', { facet: 1, stock: 4 }),
      workloadResult('list-100', { facet: 3, stock: undefined }),
    ],
    { gateways, sizes },
  );
  expect([...charts.keys()]).toEqual(['heavy.svg', 'workloads.svg', 'sizes.svg']);
  for (const svg of charts.values()) {
    expect(svg).not.toMatch(/<facet>|NaN|undefined/);
  }
  expect(charts.get('heavy.svg')).toContain('>&#60;facet&#62;</text>');
  expect(charts.get('heavy.svg')?.match(/<rect class="fill-/g)).toHaveLength(2);
  expect(charts.get('sizes.svg')?.match(/<circle /g)).toHaveLength(3);
});

test('drawCharts() draws bars as long as their values', () => {
  const [svg = ''] = drawCharts([workloadResult('heavy', { facet: 2, stock: 20 })], { gateways, sizes }).values();
  const widths = [...svg.matchAll(/class="fill-\d" [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(10, 1);
});

test('drawCharts() draws nothing of a run in which everything was void', () => {
  expect(drawCharts([workloadResult('heavy', { facet: undefined })], { gateways, sizes }).size).toBe(0);
});
