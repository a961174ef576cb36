import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { corpusDir } from './scripts/test/corpus.mjs';
import { findRedisServer } from './scripts/test/redis-server.mjs';

const manifest: { workspaces: string[] } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const corpus = corpusDir();
const redisServer = findRedisServer();
// Left out where what they need is not there; scripts/test/run-tests.mjs says so.
const leftOut = [
  ...(corpus === undefined ? ['**/*.corpus.test.ts'] : []),
  ...(redisServer === undefined ? ['**/*.redis.test.ts'] : []),
];

export default defineConfig({
  test: {
    // Many files wait for processes and deadlines, not for the CPU.
    maxWorkers: 2,
    projects: [...manifest.workspaces, 'scripts', 'bench'].map((name) => ({
      // Vite would take graphql's ES modules where Node takes its CommonJS: two instances, which refuse each other.
      resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
      test: {
        name,
        root: name,
        include: ['**/*.test.ts', '**/*.test.mjs'],
        exclude: ['**/node_modules/**', '**/dist/**', ...leftOut],
        env: {
          ...(corpus === undefined ? {} : { FACET_CORPUS: corpus }),
          ...(redisServer === undefined ? {} : { FACET_REDIS_SERVER: redisServer }),
        },
        // Files of one worker share what they import: half of the time went into importing it anew for each of them.
        isolate: false,
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
