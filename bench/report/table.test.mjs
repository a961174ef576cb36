import { expect, test } from 'vitest';
import { workloadResult } from './results.test-kit.mjs';
import { asMarkdown, asText, figure, tableOf } from './table.mjs';

test.each([
  [0.39812, '0.398'],
  [3.2649, '3.26'],
  [15.52, '15.5'],
  [4321.7, '4322'],
  [0, '0'],
  [0.00012, '0.0001'],
])('figure(%d) has three significant digits and no exponent', (value, text) => {
  expect(figure(value)).toBe(text);
});

test('tableOf() shows medians, and says of a void variant that it is void', () => {
  const rows = tableOf(workloadResult('heavy', { facet: 1.234, stock: undefined }));
  expect(rows.slice(1)).toEqual([
    ['Title of facet', '1.23', '100', '100', '100', '100', '100'],
    ['Title of stock', 'void', '', '', '', '', ''],
  ]);
});

test('asText() and asMarkdown() keep columns', () => {
  const rows = [
    ['name', 'ms'],
    ['a', '10'],
    ['long name', '5'],
  ];
  expect(asText(rows)).toBe('name       ms\na          10\nlong name   5');
  expect(asMarkdown(rows)).toBe('| name | ms |\n| --- | ---: |\n| a | 10 |\n| long name | 5 |');
});
