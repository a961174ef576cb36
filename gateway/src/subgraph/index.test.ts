import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Packages that a module loads, its own modules followed. Imports of types alone load nothing. */
function packagesOf(file: string, seen = new Set<string>(), packages = new Set<string>()): ReadonlySet<string> {
  seen.add(file);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)';/gms,
  )) {
    if (!specifier.startsWith('.')) {
      packages.add(specifier);
      continue;
    }
    const next = resolve(dirname(file), specifier).replace(/\.js$/, '.ts');
    expect(existsSync(next), next).toBe(true);
    if (!seen.has(next)) packagesOf(next, seen, packages);
  }
  return packages;
}

describe('@facet/gateway/subgraph', () => {
  it('loads nothing of the gateway: no more than a subgraph has anyway, and jose', () => {
    const packages = packagesOf(fileURLToPath(new URL('index.ts', import.meta.url)));
    expect([...packages].toSorted()).toEqual(['graphql', 'jose', 'node:crypto', 'node:stream']);
  });
});
