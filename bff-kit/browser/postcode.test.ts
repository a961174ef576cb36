import { expect, test } from 'vitest';
import { knownPostcode, rememberPostcode } from './postcode.js';

function memory() {
  const stored = new Map<string, string>();
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
}

const page = new URL('http://127.0.0.1:4080/products/FX-1');

test('knownPostcode() is empty at first, and then what was remembered', () => {
  const storage = memory();
  expect(knownPostcode(page, storage)).toBe('');
  rememberPostcode('10115', storage);
  expect(knownPostcode(page, storage)).toBe('10115');
});

test('knownPostcode() believes the address before the memory', () => {
  const storage = memory();
  rememberPostcode('10115', storage);
  expect(knownPostcode(new URL('?postcode=+LS1%204AP+', page), storage)).toBe('LS1 4AP');
});
