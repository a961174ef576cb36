import { serialize } from 'node:v8';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { internNames } from './intern-names.js';

/** By the tag of the wire format, after its two bytes of version and one of padding that may be there. */
function isWide(text: string): boolean {
  const [, , first, second] = serialize(text);
  return String.fromCharCode(first === 0 ? (second ?? 0) : (first ?? 0)) === 'c';
}

/** A name that nothing in this process has had as a key yet. */
const newName = (start: string): string => `${start}${Date.now() % 1000}`;

/** Pieces of it have two bytes per character, as it has. */
const wideSdl = (name: string): string => `"The reader’s"\ntype ${name} { id: ID }`;

it('internNames() has JSON.parse() give names with one byte per character, whatever the SDL has', () => {
  const name = newName('Narrow');
  const sdl = wideSdl(name);
  expect(isWide(sdl)).toBe(true);
  const kept = internNames(parse(sdl));
  expect(Object.keys(kept).map(isWide)).toEqual([false, false, false]);
  const [key = ''] = Object.keys({ [sdl.slice(sdl.indexOf(name), sdl.indexOf(' {'))]: 1 });
  expect([key, isWide(key), isWide(JSON.parse(`"${name}"`))]).toEqual([name, false, false]);
});
