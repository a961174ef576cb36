import { existsSync } from 'node:fs';
import path from 'node:path';
import { installed, repositoryDir, workspaceNames } from '../repository.mjs';
import { CommandFailed, runCommand } from '../run-command.mjs';
import { checkSource } from './check-source.mjs';

/** @param {string} script A file of `node_modules` or of the repository. */
const node = (script, /** @type {string[]} */ ...args) =>
  runCommand(process.execPath, [script, ...args], { cwd: repositoryDir });

/** @type {readonly (readonly [title: string, run: () => Promise<unknown>])[]} */
const checks = [
  ['format and lint (Biome)', () => node(installed('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.')],
  ['types of tests and scripts', () => node(installed('typescript/bin/tsc'), '-p', 'tsconfig.test.json')],
  ['imports, docstrings, file lengths', checkSource],
  ['generated types of operations (npm run codegen)', checkGenerated],
  ['client graphs (facet check)', () => node('gateway/bin/facet.js', 'check')],
];

/** Each workspace that has a `codegen.ts` has what it writes, up to date. */
async function checkGenerated() {
  const generator = installed('@graphql-codegen/cli/cjs/bin.js');
  for (const workspace of workspaceNames()) {
    const cwd = path.join(repositoryDir, workspace);
    if (!existsSync(path.join(cwd, 'codegen.ts'))) continue;
    await runCommand(process.execPath, [generator, '--config', 'codegen.ts', '--check', '--silent'], { cwd });
  }
}

/**
 * Runs every static check, also after one that failed, and says of each how it went.
 *
 * @throws {CommandFailed} With what each failed check said.
 */
export async function checkAll() {
  /** @type {string[]} */
  const failures = [];
  for (const [title, run] of checks) {
    try {
      await run();
      process.stderr.write(`facet: ${title}: fine\n`);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      process.stderr.write(`facet: ${title}: failed\n`);
      failures.push(`--- ${title} ---\n${error.message}`);
    }
  }
  if (failures.length > 0) throw new CommandFailed(failures.join('\n\n'), 1);
}
