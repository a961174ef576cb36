import { describe, expect, it } from 'vitest';
import { startDebugging } from './request-debugger.js';

const settings = { header: 'Facet-Debug', value: 'a-secret-of-developers' };

describe('startDebugging()', () => {
  it('starts for the configured header with the configured value only', () => {
    expect(startDebugging(settings, new Map([['facet-debug', settings.value]]))).toBeDefined();
    for (const value of ['', 'true', `${settings.value} `, settings.value.slice(1)]) {
      expect(startDebugging(settings, new Map([['facet-debug', value]]))).toBeUndefined();
    }
    expect(startDebugging(settings, new Map())).toBeUndefined();
    expect(startDebugging(undefined, new Map([['facet-debug', settings.value]]))).toBeUndefined();
  });

  it('shows 100 calls, and the number of those over it', () => {
    const recorder = startDebugging(settings, new Map([['facet-debug', settings.value]]));
    for (let call = 0; call < 100; call += 1) recorder?.record({ call });
    expect(recorder?.shown()).toMatchObject({ calls: { length: 100 } });
    expect(recorder?.shown()).not.toHaveProperty('omitted');
    recorder?.record({ call: 100 });
    expect(recorder?.shown()).toMatchObject({ calls: { length: 100 }, omitted: 1 });
  });
});
