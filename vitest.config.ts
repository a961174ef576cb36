import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const manifest: { workspaces: string[] } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default defineConfig({
  test: {
    projects: [...manifest.workspaces, 'scripts'].map((name) => ({
      test: {
        name,
        root: name,
        include: ['**/*.test.ts', '**/*.test.mjs'],
        exclude: ['**/node_modules/**', '**/dist/**'],
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
