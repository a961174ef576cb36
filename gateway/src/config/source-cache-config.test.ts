import { describe, expect, test } from 'vitest';
import { sourceCacheConfig } from './source-cache-config.js';

describe('sourceCacheConfig', () => {
  test('keeps nothing that nobody asked for: no age, and what has only the default one is private', () => {
    expect(sourceCacheConfig.parse({ entities: true })).toEqual({
      entities: true,
      rootFields: false,
      defaultMaxAgeSeconds: 0,
      defaultScope: 'PRIVATE',
      maxAgeSeconds: 86_400,
      negativeMaxAgeSeconds: 0,
      staleWhileRevalidateSeconds: 0,
      staleIfErrorSeconds: 0,
      vary: [],
    });
  });

  test('refuses what would keep nothing', () => {
    expect(sourceCacheConfig.safeParse({ defaultMaxAgeSeconds: 60 }).error?.issues[0]?.message).toBe(
      'Keeps nothing: neither `entities` nor `rootFields` is true',
    );
  });

  test.each([
    { defaultMaxAge: 60 },
    { maxAgeSeconds: 0 },
    { maxAgeSeconds: 2_592_001 },
    { negativeMaxAgeSeconds: 86_401 },
    { staleIfErrorSeconds: -1 },
    { defaultScope: 'public' },
    { vary: ['no header'] },
  ])('refuses %j', (option) => {
    expect(sourceCacheConfig.safeParse({ entities: true, ...option }).success).toBe(false);
  });
});
