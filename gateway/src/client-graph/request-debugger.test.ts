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
    expect(recorder?.shown()).toMatchObject({ connectors: { calls: { length: 100 } } });
    expect(recorder?.shown().connectors).not.toHaveProperty('omitted');
    recorder?.record({ call: 100 });
    expect(recorder?.shown()).toMatchObject({ connectors: { calls: { length: 100 }, omitted: 1 } });
  });

  it('has caches passed by when the request has Cache-Control: no-cache', () => {
    const bypass = (cacheControl: string) =>
      startDebugging(
        settings,
        new Map([
          ['facet-debug', settings.value],
          ['cache-control', cacheControl],
        ]),
      )?.cache?.bypass;
    expect([bypass('max-age=0, No-Cache'), bypass('no-cache'), bypass('max-age=0'), bypass('')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
