import { describe, expect, test } from 'vitest';
import { createCacheRecorder, type ExplainedFetch } from './explain.js';

const fetchOf = (entries: number): ExplainedFetch => ({
  kind: 'entities',
  source: 'products',
  type: 'Product',
  hits: entries,
  misses: 0,
  entries: Array.from({ length: entries }, (_, n) => ({ key: `entity:${n}`, status: 'hit' })),
});

describe('createCacheRecorder()', () => {
  test('shows nothing when no cache had to do with the request', () => {
    expect(createCacheRecorder({ bypass: false }).shown()).toBeUndefined();
  });

  test('shows the answer and the fetches it was told of', () => {
    const recorder = createCacheRecorder({ bypass: false });
    recorder.answer({ status: 'miss', shouldStore: true });
    recorder.fetch(fetchOf(1));
    expect(recorder.shown()).toEqual({ answer: { status: 'miss', shouldStore: true }, fetches: [fetchOf(1)] });
  });

  test('shows 50 entries of a fetch, and how many it left out', () => {
    const atTheLimit = createCacheRecorder({ bypass: false });
    atTheLimit.fetch(fetchOf(50));
    expect(atTheLimit.shown()).toEqual({ fetches: [fetchOf(50)] });
    const over = createCacheRecorder({ bypass: false });
    over.fetch(fetchOf(51));
    expect(over.shown()).toEqual({ fetches: [{ ...fetchOf(50), hits: 51 }], omitted: 1 });
  });

  test('shows 100 fetches, and how many it left out', () => {
    const recorder = createCacheRecorder({ bypass: false });
    for (let n = 0; n < 100; n += 1) recorder.fetch(fetchOf(0));
    expect(recorder.shown()?.omitted).toBeUndefined();
    recorder.fetch(fetchOf(3));
    expect(recorder.shown()).toMatchObject({ omitted: 1 });
    expect(recorder.shown()?.fetches).toHaveLength(100);
  });
});
