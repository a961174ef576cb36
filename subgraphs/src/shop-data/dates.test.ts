import { describe, expect, it } from 'vitest';
import { addDays, addWorkingDays, daysBetween, isCalendarDate } from './dates.js';

describe('addDays()', () => {
  it('crosses months, years and leap days, both ways', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });
});

describe('addWorkingDays()', () => {
  it('skips weekends, and begins on Monday when today is one', () => {
    expect(addWorkingDays('2026-09-03', 1)).toBe('2026-09-04');
    expect(addWorkingDays('2026-09-04', 1)).toBe('2026-09-07');
    expect(addWorkingDays('2026-09-05', 0)).toBe('2026-09-07');
    expect(addWorkingDays('2026-09-06', 1)).toBe('2026-09-08');
  });
});

describe('daysBetween()', () => {
  it('undoes addDays()', () => {
    expect(daysBetween('2026-01-31', addDays('2026-01-31', 400))).toBe(400);
  });
});

describe('isCalendarDate()', () => {
  it('accepts days that exist and nothing else', () => {
    expect(['2026-09-01', '2028-02-29'].filter(isCalendarDate)).toHaveLength(2);
    expect(['2026-02-29', '2026-13-01', '2026-9-1', 'soon', ''].filter(isCalendarDate)).toEqual([]);
  });
});
