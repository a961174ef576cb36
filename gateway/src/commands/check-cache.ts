import type { ConfigProblem } from '../config/config-problem.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { GatewayConfig } from '../config/gateway-config.js';

/**
 * Finds what the options of `facet.yaml` about the cache make impossible together.
 *
 * @param file Path of `facet.yaml`.
 * @returns A problem when the store is in Redis, and there is no Redis.
 */
export function checkCache(
  { cache, redis }: Pick<DeepReadonly<GatewayConfig>, 'cache' | 'redis'>,
  file: string,
): readonly ConfigProblem[] {
  if (redis !== undefined) {
    return [];
  }
  return [
    ...(cache.store === 'memory'
      ? []
      : [{ file, path: 'cache.store', message: `"${cache.store}" needs Redis: name it in "redis"` }]),
    ...(cache.invalidation.channel
      ? [{ file, path: 'cache.invalidation.channel', message: 'A channel needs Redis: name it in "redis"' }]
      : []),
  ];
}
