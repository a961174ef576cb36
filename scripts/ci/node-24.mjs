// Runs a part of the tests with Node 24, whatever Node runs this: the workspace whose work depends on the platform, without
// what takes minutes and depends on it least, the corpus of real-world files and the faults of Redis.
import path from 'node:path';
import { installed, repositoryDir, stateDir } from '../repository.mjs';
import { exitWith, runCommand } from '../run-command.mjs';
import { setUp } from '../setup/set-up.mjs';
import { requireChromium } from '../test/chromium.mjs';

const PROJECTS = ['gateway'];
const LEFT_OUT = '**/*.redis.test.ts';

await exitWith(async () => {
  await setUp();
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(stateDir, 'node-24');
  const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', prefix];
  await runCommand('npm', ['install', ...options, `${name}@24`]);
  const node = path.join(prefix, 'node_modules', name, 'bin', 'node');
  process.stdout.write(`Node ${await runCommand(node, ['-p', 'process.versions.node'])}`);
  const projects = PROJECTS.flatMap((project) => ['--project', project]);
  const env = { ...process.env, FACET_CHROMIUM: await requireChromium(), FACET_CORPUS: path.join(stateDir, 'none') };
  const vitest = [installed('vitest/vitest.mjs'), 'run', '--reporter=dot', '--exclude', LEFT_OUT, ...projects];
  await runCommand(node, vitest, { cwd: repositoryDir, env, show: true });
  return 0;
});
