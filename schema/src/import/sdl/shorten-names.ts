import { toPascalCase } from './names.js';

/** What generators and habits put behind the name of a type, and what says nothing about it. */
const endings = /(?<=[a-z0-9])_?(?:Object|Dto|DTO|Model|Schema|Vo|VO)$/;

/**
 * Shorter names for types: without the package in front (`com.example.Pet`) and without an ending such as `Dto`, wherever
 * no other type of the document has that name or would come to it as well.
 *
 * @returns By the name in the document; those that stay as they are are missing.
 */
export function shortenNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  const count = (name: string) => taken.set(name, (taken.get(name) ?? 0) + 1);
  const shortened = names.map((name) => [name, shorten(name)] as const);
  for (const [name, short] of shortened) {
    count(toPascalCase(name));
    if (toPascalCase(short) !== toPascalCase(name)) count(toPascalCase(short));
  }
  return new Map(shortened.filter(([name, short]) => short !== name && taken.get(toPascalCase(short)) === 1));
}

function shorten(name: string): string {
  const [last = name] = /[^.]+$/.exec(name) ?? [];
  return toPascalCase(last).replace(endings, '');
}
