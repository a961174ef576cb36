import { expect, test } from 'vitest';
import { createApqCache } from './apq-cache.js';

const everything = () => true;

test('createApqCache() forgets the texts used longest ago when its memory is full', async () => {
  const cache = createApqCache({ shared: undefined, admits: everything, maxBytes: 2 * 10 * 3 });
  for (const name of ['a', 'b', 'c']) {
    await cache.set(`apq:${name}`, '9 letters');
  }
  await cache.get('apq:a');
  await cache.set('apq:d', '9 letters');
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((name) => cache.get(`apq:${name}`)))).toEqual([
    '9 letters',
    undefined,
    '9 letters',
    '9 letters',
  ]);
  await cache.set('apq:e', 'x'.repeat(100));
  expect(await cache.get('apq:e')).toBeUndefined();
  expect(await cache.delete('apq:a')).toBe(true);
  expect(await cache.get('apq:a')).toBeUndefined();
});

test('createApqCache() asks what is shared once, by the hash alone, and takes only what is admitted', async () => {
  const asked: string[] = [];
  const kept: string[] = [];
  const cache = createApqCache({
    shared: {
      async find(hash) {
        asked.push(hash);
        return hash === 'none' ? undefined : `{ ${hash} }`;
      },
      async keep(hash, text) {
        kept.push(hash, text);
      },
    },
    admits: (text) => text !== '{ huge }',
  });
  expect(await cache.get('apq:one')).toBe('{ one }');
  expect(await cache.get('apq:one')).toBe('{ one }');
  expect(await cache.get('apq:huge')).toBeUndefined();
  expect(await cache.get('apq:none')).toBeUndefined();
  expect(asked).toEqual(['one', 'huge', 'none']);
  await cache.set('apq:two', '{ two }');
  expect(kept).toEqual(['two', '{ two }']);
  expect(await cache.get('apq:two')).toBe('{ two }');
  expect(asked).toHaveLength(3);
});
