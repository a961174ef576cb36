import { expect, test } from 'vitest';
import { corpusDir } from './corpus.mjs';

test('corpusDir() is the folder that FACET_CORPUS names, when it is there', () => {
  expect(corpusDir({ FACET_CORPUS: import.meta.dirname })).toBe(import.meta.dirname);
  expect(corpusDir({ FACET_CORPUS: '/no/such/folder' })).toBeUndefined();
});
