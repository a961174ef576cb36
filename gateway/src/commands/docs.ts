import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandContext, exitCodes } from './command-context.js';
import { generatedFiles, repository } from './generated-files.js';

/**
 * `facet docs`: writes the files that are made from the code.
 *
 * @returns The exit code.
 */
export function docs(context: CommandContext): number {
  for (const { path, text } of generatedFiles()) {
    const file = join(fileURLToPath(repository), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    context.out(`wrote ${path}\n`);
  }
  return exitCodes.fine;
}
