import { describe, expect, it, vi } from 'vitest';
import { remember } from './remember.js';

describe('remember()', () => {
  it('reads each value once', () => {
    const read = vi.fn((value: string) => value.length || undefined);
    const length = remember(read);
    expect([length('ab'), length('ab'), length(''), length('')]).toEqual([2, 2, undefined, undefined]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('remembers neither many values nor long ones', () => {
    const read = vi.fn((value: string) => value.length);
    const length = remember(read);
    for (let i = 0; i < 300; i++) {
      length(`v${i}`);
    }
    length('v0');
    length('x'.repeat(257));
    length('x'.repeat(257));
    expect(read).toHaveBeenCalledTimes(303);
  });
});
