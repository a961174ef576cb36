import { stringify } from 'yaml';
import { createApiKey } from '../auth/api-keys/api-key-secret.js';
import { apiKeysFile } from '../config/api-keys-file.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { printUsageFault } from './print-failure.js';

/** What `facet keys create` was called with. */
export interface CreateKeyOptions {
  readonly id: string;
  readonly client?: string;
  readonly scope?: readonly string[];
  readonly clientGraph?: readonly string[];
  readonly expires?: string;
}

/**
 * `facet keys create`: makes an API key. The key goes to standard error, once, and the entry for the file with the hashes
 * to standard output, so that `>>` keeps the one and not the other.
 *
 * @returns The exit code.
 */
export function createKey(options: CreateKeyOptions, context: CommandContext): number {
  const { id, client, scope = [], clientGraph = [], expires } = options;
  const { key, hash } = createApiKey(id);
  const entry = {
    hash,
    ...(client === undefined ? {} : { client }),
    ...(scope.length === 0 ? {} : { scopes: scope }),
    ...(expires === undefined ? {} : { expires }),
    clientGraphs: clientGraph,
  };
  const checked = apiKeysFile.safeParse({ keys: { [id]: entry } });
  if (!checked.success) {
    return printUsageFault(faultOf(String(checked.error.issues[0]?.path.at(-1))), context);
  }
  context.err(`API key, shown this once: ${key}\n`);
  // Indented as it stands under `keys:`.
  context.out(stringify({ keys: { [id]: entry } }).replace(/^keys:\n/, ''));
  return exitCodes.fine;
}

function faultOf(option: string): string {
  switch (option) {
    case 'client':
      return 'Invalid --client: it must be 1 to 128 printable ASCII characters';
    case 'expires':
      return 'Invalid --expires: it must be a time such as 2027-01-01T00:00:00Z';
    case 'clientGraphs':
      return 'Missing --client-graph: name those that the key may call, or "*" for all';
    default:
      return 'Invalid id: it must be lower-case letters, digits and hyphens, at most 64';
  }
}
