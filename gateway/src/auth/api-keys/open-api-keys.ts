import { readFileSync } from 'node:fs';
import { apiKeysFile } from '../../config/api-keys-file.js';
import { formatConfigProblem } from '../../config/config-problem.js';
import { parseConfig } from '../../config/parse-config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { watchFile } from '../../files/watch-file.js';
import type { Log } from '../../telemetry/logger.js';
import { type ApiKeys, type ApiKeysOptions, createApiKeys } from './api-keys.js';

/** How the file with API keys is read. */
export interface OpenApiKeysOptions extends ApiKeysOptions {
  readonly file: string;
  readonly log: Log;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/**
 * Reads the API keys of a file, and reads them again whenever it changes. A new content that cannot be used changes
 * nothing but the log: keys that worked go on working.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when the file cannot be used at the start.
 */
export function openApiKeys(options: OpenApiKeysOptions): ApiKeys {
  const { file, log, signal } = options;
  const reload = () => {
    current = read(options);
    log.info({ file }, 'Using new API keys');
  };
  const onError = (error: unknown) =>
    log.error({ file, err: error }, 'Cannot use the new API keys: those of before stay in use');
  // Before the file is read, so that no change is missed.
  watchFile(file, reload, { signal, onError });
  let current = read(options);
  return { check: (text) => current.check(text) };
}

function read({ file, ...options }: OpenApiKeysOptions): ApiKeys {
  const result = parseConfig(apiKeysFile, {
    file,
    text: readText(file),
    // Hashes are no secrets, and a dollar sign is no part of one.
    environment: { variables: {}, unset: 'problem' },
  });
  if (result.kind === 'refused') {
    throw new GatewayError('CONFIGURATION_INVALID', result.problems.map(formatConfigProblem).join('\n'));
  }
  return createApiKeys(result.config, options);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot read the API keys "${file}": ${String(error)}`, {
      cause: error,
    });
  }
}
