import { expect, test } from 'vitest';
import { formatDate, formatDateRange } from './calendar-date.js';

test('formatDate() writes a date short, long, and without its weekday', () => {
  expect(formatDate('2026-12-03', { names: 'short' })).toBe('Thu 3 Dec');
  expect(formatDate('2026-12-03', { names: 'long' })).toBe('Thursday 3 December');
  expect(formatDate('2026-12-03', { names: 'short', weekday: false })).toBe('3 Dec');
});

test('formatDateRange() names a month that both ends share once', () => {
  expect(formatDateRange('2026-11-24', '2026-11-26', { names: 'short' })).toBe('Tue 24 to Thu 26 Nov');
  expect(formatDateRange('2026-11-24', '2026-11-26', { names: 'long' })).toBe('Tuesday 24 to Thursday 26 November');
});

test('formatDateRange() names both months across the end of a month and of a year', () => {
  expect(formatDateRange('2026-11-30', '2026-12-02', { names: 'short' })).toBe('Mon 30 Nov to Wed 2 Dec');
  expect(formatDateRange('2026-12-31', '2027-01-02', { names: 'short' })).toBe('Thu 31 Dec to Sat 2 Jan');
  // The same month of two years is not one month.
  expect(formatDateRange('2026-12-31', '2027-12-31', { names: 'short' })).toBe('Thu 31 Dec to Fri 31 Dec');
});

test('formatDateRange() writes a single day once', () => {
  expect(formatDateRange('2028-02-29', '2028-02-29', { names: 'short' })).toBe('Tue 29 Feb');
});

test.each(['2026-02-30', '2026-13-01', '24.11.2026', '', '2026-11-24T10:00'])(
  'formatDateRange() refuses %j, which is not a day',
  (date) => {
    expect(() => formatDateRange(date, '2026-11-24', { names: 'short' })).toThrow(
      new TypeError(`Cannot read ${JSON.stringify(date)} as a date: it is not a day as YYYY-MM-DD`),
    );
  },
);

test('formatDateRange() refuses a range that ends before it begins', () => {
  expect(() => formatDateRange('2026-11-26', '2026-11-24', { names: 'short' })).toThrow(
    new RangeError('Cannot write the range from 2026-11-26 to 2026-11-24: it ends before it begins'),
  );
});
