import { expect, test } from 'vitest';
import { formatMoney, isLess, reductionPercent } from './money.js';

test('formatMoney() writes a sum as a British price tag does', () => {
  expect(formatMoney({ amount: '1129.9', currency: 'EUR' })).toBe('€1,129.90');
  expect(formatMoney({ amount: '0', currency: 'GBP' })).toBe('£0.00');
  expect(formatMoney({ amount: '-5.25', currency: 'USD' })).toBe('-US$5.25');
});

test('formatMoney() keeps digits that a float would lose', () => {
  expect(formatMoney({ amount: '90071992547409931.27', currency: 'EUR' })).toBe('€90,071,992,547,409,931.27');
});

test('formatMoney() rounds what is past the currency half up, as decimal text and not as a float', () => {
  // As a float 1.005 is a little less, and would become 1.00.
  expect(formatMoney({ amount: '1.005', currency: 'EUR' })).toBe('€1.01');
});

test.each(['', '12,90', '1e3', 'NaN', '.5', '5.', ' 5'])(
  'formatMoney() refuses %j, which is not decimal text',
  (amount) => {
    expect(() => formatMoney({ amount, currency: 'EUR' })).toThrow(
      new TypeError(`Cannot read ${JSON.stringify(amount)} as an amount: it is not a decimal number`),
    );
  },
);

test.each([
  ['84.99', '99.99', 15],
  ['99.50', '100', 1],
  ['99.51', '100.00', 0],
  ['100', '100.00', 0],
  ['120', '100', 0],
  ['0', '100', 100],
  ['0', '0', 0],
  ['90071992547409930', '180143985094819860', 50],
])('reductionPercent(%s, %s) is %i', (amount, listAmount, percent) => {
  expect(reductionPercent(amount, listAmount)).toBe(percent);
});

test('isLess() orders decimal texts by value, not by how they are written', () => {
  expect(isLess('9.9', '10')).toBe(true);
  expect(isLess('9.90', '9.9')).toBe(false);
  expect(isLess('10', '9.99')).toBe(false);
  expect(isLess('-2', '-1.5')).toBe(true);
  expect(isLess('-0.5', '0')).toBe(true);
});
