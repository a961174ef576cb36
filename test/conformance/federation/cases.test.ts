import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('./', import.meta.url);

/** The ids that a theme's file gives to its cases; those made of several parts are counted by their pattern. */
function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/FED-(?:[A-Z\d]+|\$\{theme\})-[\d$%][\w${}%]*/g)].map(([id]) => id);
}

it('every conformance case that was committed is still there, and no id is given twice', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && file !== 'cases.test.ts');
  const ids = files.flatMap((file) => idsIn(readFileSync(new URL(file, folder), 'utf8')));
  const committed = readFileSync(new URL('cases.txt', folder), 'utf8').trimEnd().split('\n');
  expect(ids.toSorted()).toEqual(committed);
  expect(new Set(ids).size).toBe(ids.length);
});
