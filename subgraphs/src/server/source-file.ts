import { readFile } from 'node:fs/promises';

/** Reads `subgraphs/<name>/<file>` as text; the way there is the same from `src/` and from `dist/`. */
export function readSourceFile(name: string, file: string): Promise<string> {
  return readFile(new URL(`../../${name}/${file}`, import.meta.url), 'utf8');
}
