import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryDir } from '../repository.mjs';

/**
 * Where the corpus is: real-world schemas, WSDLs and attack payloads of others, whose licences do not all allow them to be
 * kept here. What reads it is named `*.corpus.test.ts`, and is left out where there is no corpus.
 *
 * @param {NodeJS.ProcessEnv} [env] `FACET_CORPUS` names the folder. Default: `shared/corpus` beside the repository.
 * @returns {string | undefined} Undefined when there is none.
 */
export function corpusDir(env = process.env) {
  const dir = env['FACET_CORPUS'] ?? path.join(path.dirname(repositoryDir), 'shared', 'corpus');
  return existsSync(dir) ? dir : undefined;
}
