// Runs a part of the tests with Node 24, whatever Node runs this: the workspaces whose work depends on the platform.
import path from 'node:path';
import { installed, repositoryDir, stateDir } from '../repository.mjs';
import { exitWith, runCommand } from '../run-command.mjs';
import { setUp } from '../setup/set-up.mjs';
import { requireChromium } from '../test/chromium.mjs';

const PROJECTS = ['gateway', 'test'];

await exitWith(async () => {
  await setUp();
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(stateDir, 'node-24');
  const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', prefix];
  await runCommand('npm', ['install', ...options, `${name}@24`]);
  const node = path.join(prefix, 'node_modules', name, 'bin', 'node');
  process.stdout.write(`Node ${await runCommand(node, ['-p', 'process.versions.node'])}`);
  const projects = PROJECTS.flatMap((project) => ['--project', project]);
  const env = { ...process.env, FACET_CHROMIUM: await requireChromium() };
  const vitest = [installed('vitest/vitest.mjs'), 'run', '--reporter=dot', ...projects];
  await runCommand(node, vitest, { cwd: repositoryDir, env, show: true });
  return 0;
});
