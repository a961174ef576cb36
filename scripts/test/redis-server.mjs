import { CommandFailed } from '../run-command.mjs';
import { installWithApt, isExecutable, placesOnPath } from './executables.mjs';

/**
 * The last is the server, too: Debian and Ubuntu ship the one program under this name, in `redis-tools`, which unlike
 * `redis-server` starts no service. What it does goes by the name it is called with, so the tests call it `redis-server`.
 */
const NAMES = ['redis-server', 'valkey-server', 'redis-check-rdb'];

/**
 * Looks for the Redis that tests start. What needs one is named `*.redis.test.ts`, and is left out where there is none.
 *
 * @param {NodeJS.ProcessEnv} [env] `FACET_REDIS_SERVER` names the program. Default: looked for on `PATH`.
 * @returns {string | undefined} Path of a program that is a Redis server when it is called `redis-server`.
 * @throws {CommandFailed} `FACET_REDIS_SERVER` names something that cannot be run.
 */
export function findRedisServer(env = process.env) {
  const chosen = env['FACET_REDIS_SERVER'];
  if (chosen === undefined) return placesOnPath(NAMES, env).find(isExecutable);
  if (isExecutable(chosen)) return chosen;
  throw new CommandFailed(`FACET_REDIS_SERVER names "${chosen}", which cannot be run`, 1);
}

/**
 * Looks for a Redis, and installs one where that is allowed without a question (root, and apt-get).
 *
 * @param {{ env?: NodeJS.ProcessEnv, installPackage?: () => Promise<boolean> }} [options] Other than the real ones only
 *   in tests.
 * @returns {Promise<string | undefined>} See `findRedisServer()`. Undefined when there is none, offline for one: that
 *   keeps no other test from running.
 * @throws {CommandFailed} See `findRedisServer()`.
 */
export async function installRedisServer(options = {}) {
  const { env = process.env, installPackage = () => installWithApt('redis-tools') } = options;
  const found = findRedisServer(env);
  if (found !== undefined) return found;
  try {
    await installPackage();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
  return findRedisServer(env);
}
