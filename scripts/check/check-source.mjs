import { repositoryDir } from '../repository.mjs';
import { CommandFailed } from '../run-command.mjs';
import { checkDocs } from './check-docs.mjs';
import { checkImports } from './check-imports.mjs';
import { checkLength } from './check-length.mjs';
import { readModules } from './read-modules.mjs';

/**
 * Checks what is ours to check of the source: import directions and circles, docstrings, file lengths.
 *
 * @throws {CommandFailed} With all problems, one on a line.
 */
export async function checkSource() {
  const modules = readModules(repositoryDir);
  const problems = [...checkImports(repositoryDir, modules), ...checkDocs(modules), ...checkLength(modules)];
  if (problems.length > 0) throw new CommandFailed(problems.join('\n'), 1);
}
