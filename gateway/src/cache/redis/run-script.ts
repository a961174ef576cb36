import { createHash } from 'node:crypto';
import type { RedisClient } from './create-client.js';

/** A Lua script that runs in Redis as one step. */
export interface RedisScript {
  readonly lua: string;
  /** By which the server knows it once it has seen it. */
  readonly sha: string;
}

/** Makes a script; its text is sent to each server once, and after that its digest. */
export function redisScript(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/**
 * Runs a script, inside of `RedisConnection.ask`.
 *
 * @param key Its one key, which says where in a cluster it runs.
 * @returns What the script returns; numbers beyond 32 bits are better returned as text.
 * @throws {Error} The library's errors.
 */
export async function runScript(
  client: RedisClient,
  { lua, sha }: RedisScript,
  { key, args }: { readonly key: string; readonly args: readonly (string | number)[] },
): Promise<unknown> {
  try {
    return await client.evalsha(sha, 1, key, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) {
      throw error;
    }
    return client.eval(lua, 1, key, ...args);
  }
}
