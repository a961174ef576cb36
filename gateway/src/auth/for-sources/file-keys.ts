import { readFile } from 'node:fs/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import { watchFile } from '../../files/watch-file.js';
import { readSigningKeys } from './read-signing-keys.js';
import type { SigningKeys } from './signing-keys.js';

/** Options of `createFileKeys`. */
export interface FileKeysOptions {
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Told when a changed file cannot be used; the keys that there are go on. */
  readonly onError: (error: unknown) => void;
  readonly onReload: () => void;
}

/**
 * Keys from a file, which is watched: the first signs, all are published. To rotate, the operator writes the next key
 * behind the first, waits until every source has read it, and then puts it first.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when there are no keys in it to begin with.
 */
export async function createFileKeys(file: string, options: FileKeysOptions): Promise<SigningKeys> {
  const { signal, onError, onReload } = options;
  const read = async () => createTextKeys(await readFile(file, 'utf8'));
  let changed: SigningKeys | undefined;
  const reload = async () => {
    changed = await read();
    onReload();
  };
  // Watched first, so that no change between reading and watching is missed.
  watchFile(file, reload, { signal, onError });
  const first = await read().catch((error: unknown) => {
    throw cannotUse('sources.tokens.keys', error);
  });
  return { current: () => (changed ?? first).current(), published: () => (changed ?? first).published() };
}

/**
 * Keys from a text, such as a variable of the environment holds.
 *
 * @throws {SyntaxError} as `readSigningKeys`.
 */
export async function createTextKeys(text: string): Promise<SigningKeys> {
  const keys = await readSigningKeys(text);
  const [first] = keys;
  if (first === undefined) {
    throw new SyntaxError('Expected a private key: got none');
  }
  return { current: () => first, published: () => keys.map(({ publicJwk }) => publicJwk) };
}

/** What is wrong with keys, as an error of the configuration. */
export function cannotUse(option: string, error: unknown): GatewayError {
  const reason = error instanceof Error ? error.message : String(error);
  return new GatewayError('CONFIGURATION_INVALID', `Cannot use the keys of ${option}: ${reason}`, { cause: error });
}
