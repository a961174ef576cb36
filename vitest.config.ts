import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { corpusDir } from './scripts/test/corpus.mjs';

const manifest: { workspaces: string[] } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const corpus = corpusDir();

export default defineConfig({
  test: {
    projects: [...manifest.workspaces, 'scripts', 'bench'].map((name) => ({
      // Vite would take graphql's ES modules where Node takes its CommonJS: two instances, which refuse each other.
      resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
      test: {
        name,
        root: name,
        include: ['**/*.test.ts', '**/*.test.mjs'],
        exclude: ['**/node_modules/**', '**/dist/**', ...(corpus === undefined ? ['**/*.corpus.test.ts'] : [])],
        env: corpus === undefined ? {} : { FACET_CORPUS: corpus },
        // Files of one worker share what they import: half of the time went into importing it anew for each of them.
        isolate: false,
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
