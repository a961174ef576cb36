import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from '../config/environment-references.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './command-context.js';

/**
 * The environment that a configuration's references are filled from: the process's own, and beneath it a file's.
 *
 * @param envFile File of `NAME=value` lines, as `node --env-file` reads them; undefined for none.
 * @throws {GatewayError} CONFIGURATION_INVALID when the file cannot be read.
 */
export function readEnvironment(envFile: string | undefined, context: CommandContext): Environment {
  if (envFile === undefined) {
    return context.environment;
  }
  try {
    return { ...parseEnv(readFileSync(resolve(context.folder, envFile), 'utf8')), ...context.environment };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : String(error);
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot read the environment file "${envFile}": ${reason}`, {
      cause: error,
    });
  }
}
