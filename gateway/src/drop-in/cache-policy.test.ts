import { describe, expect, it } from 'vitest';
import { restrictCachePolicy } from './cache-policy.js';

function hintsOf(cacheControl: string | undefined): unknown[] {
  const hints: unknown[] = [];
  restrictCachePolicy({ restrict: (hint) => hints.push(hint) }, cacheControl);
  return hints;
}

describe('restrictCachePolicy()', () => {
  it.each([
    [undefined, { maxAge: 0 }],
    ['', { maxAge: 0 }],
    ['no-store', { maxAge: 0 }],
    ['no-store, max-age=60', { maxAge: 0 }],
    ['max-age=60', { maxAge: 60 }],
    ['max-age=60, public', { maxAge: 60, scope: 'PUBLIC' }],
    ['PRIVATE , Max-Age="5"', { maxAge: 5, scope: 'PRIVATE' }],
    ['public, private', { maxAge: 0, scope: 'PRIVATE' }],
    ['max-age=-1', { maxAge: 0 }],
    ['max-age=soon', { maxAge: 0 }],
    ['s-maxage=60', { maxAge: 0 }],
  ])('takes %j for %o', (cacheControl, hint) => {
    expect(hintsOf(cacheControl)).toEqual([hint]);
  });

  it('does nothing without a policy, or without the plugin that reads it', () => {
    expect(() => restrictCachePolicy(undefined, 'max-age=60')).not.toThrow();
    expect(() => restrictCachePolicy({}, 'max-age=60')).not.toThrow();
  });
});
