import path from 'node:path';
import { installed, repositoryDir, stateDir } from '../repository.mjs';
import { CommandFailed, runCommand } from '../run-command.mjs';
import { step } from '../step.mjs';
import { isInstalled, recordInstalled } from './install-state.mjs';
import { withLock } from './lock.mjs';
import { nodeVersionProblem } from './node-version.mjs';

/**
 * Makes a fresh clone ready to run: dependencies from the lockfile, then everything compiled. What is done already is
 * not done again, and of two that run at once the second waits for the first.
 *
 * @throws {CommandFailed} Node is too old, or npm or tsc failed; the message is what they said.
 */
export async function setUp() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem) throw new CommandFailed(problem, 1);
  const onWait = (/** @type {number} */ holder) =>
    process.stderr.write(`facet: waiting for the set-up that process ${holder} runs\n`);
  await withLock(path.join(stateDir, 'setup.lock'), installAndCompile, { onWait });
}

async function installAndCompile() {
  if (!isInstalled(repositoryDir)) await step('installing dependencies from package-lock.json', install);
  recordInstalled(repositoryDir);
  await step('compiling', compile);
}

async function install() {
  // Development dependencies hold the compiler, so NODE_ENV=production must not leave them out.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  if (npm && path.basename(npm) === 'npm-cli.js') {
    await runCommand(process.execPath, [npm, ...args], { cwd: repositoryDir });
  } else {
    await runCommand('npm', args, { cwd: repositoryDir });
  }
}

async function compile() {
  await runCommand(process.execPath, [installed('typescript/bin/tsc'), '-b'], { cwd: repositoryDir });
}
