import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installed, repositoryDir, stateDir } from '../repository.mjs';
import { CommandFailed, runCommand } from '../run-command.mjs';
import { requireChromium } from './chromium.mjs';
import { corpusDir } from './corpus.mjs';
import { installRedisServer } from './redis-server.mjs';
import { missingTests } from './test-count.mjs';

/**
 * Runs Vitest. Without arguments that is the whole suite, of which no test may be skipped or lost.
 *
 * @param {readonly string[]} args Passed on to Vitest.
 * @returns {Promise<number>} The exit code.
 */
export async function runTests(args) {
  const env = { ...process.env, FACET_CHROMIUM: await requireChromium() };
  if (args.length === 0 && corpusDir() === undefined) {
    process.stderr.write(
      'facet: without a corpus of real-world files (FACET_CORPUS) the *.corpus.test.ts are left out\n',
    );
  }
  if ((await installRedisServer()) === undefined) {
    process.stderr.write(
      'facet: without a redis-server (Debian: apt-get install redis-tools; or FACET_REDIS_SERVER) the *.redis.test.ts are left out\n',
    );
  }
  const results = path.join(stateDir, `test-results-${process.pid}.json`);
  const reporters = args.length > 0 ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  try {
    const vitest = [installed('vitest/vitest.mjs'), 'run', ...reporters, ...args];
    await runCommand(process.execPath, vitest, { cwd: repositoryDir, env, show: true });
    const problem = args.length > 0 ? undefined : missingTests(JSON.parse(readFileSync(results, 'utf8')));
    if (problem) process.stderr.write(`${problem}\n`);
    return problem ? 1 : 0;
  } catch (error) {
    // Vitest has said what failed; a line after its own would only push them away.
    if (error instanceof CommandFailed) return error.exitCode;
    throw error;
  } finally {
    rmSync(results, { force: true });
  }
}
