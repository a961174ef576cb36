import { defineConfig } from 'vitest/config';

const workspaces = ['schema', 'gateway', 'subgraphs', 'bff-mobile', 'bff-web', 'test'] as const;

export default defineConfig({
  test: {
    projects: workspaces.map((name) => ({
      test: {
        name,
        root: name,
        include: ['src/**/*.test.ts', '*.test.ts', 'conformance/**/*.test.ts'],
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
