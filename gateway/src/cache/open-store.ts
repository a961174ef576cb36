import { type CacheConfig, cacheConfig } from '../config/cache-config.js';
import type { Metrics } from '../telemetry/metrics.js';
import { createMemoryStore, MAX_REMEMBERED } from './memory/memory-store.js';
import type { RedisConnection } from './redis/connection.js';
import { createRedisStore } from './redis/redis-store.js';
import { createSharedLog } from './redis/shared-log.js';
import type { CacheStore } from './store.js';
import { registerStoreMetrics } from './store-metrics.js';
import { createTieredStore } from './tiered/tiered-store.js';

/** Which store, and how much it may take. */
export type StoreSettings = Omit<CacheConfig, 'invalidation'>;

/** Where nothing else is said: memory. */
export const defaultStore: StoreSettings = cacheConfig.parse({});

/** What `openStore` needs. */
export interface OpenStoreOptions {
  /** Needed with `redis` and `tiered`. Closed by whoever opened it, after the store. */
  readonly redis: RedisConnection | undefined;
  readonly metrics: Metrics;
}

/**
 * Opens the store that the configuration names, and shows what it holds in the metrics.
 *
 * @throws {TypeError} It needs Redis, and there is none; the configuration has refused such.
 */
export function openStore(config: StoreSettings, { redis, metrics }: OpenStoreOptions): CacheStore {
  const store = createStore(config, redis);
  registerStoreMetrics(metrics, config.store, store);
  return store;
}

function createStore({ store: kind, memory, maxEntryBytes }: StoreSettings, connection?: RedisConnection): CacheStore {
  const bounds = { maxBytes: memory.maxBytes, maxEntryBytes };
  if (kind === 'memory') {
    return createMemoryStore(bounds);
  }
  if (connection === undefined) {
    throw new TypeError(`Cannot open the store "${kind}": there is no Redis`);
  }
  const log = createSharedLog(connection, MAX_REMEMBERED);
  connection.onAvailable(() => void log.catchUp());
  const redis = createRedisStore({ connection, log, maxEntryBytes });
  return kind === 'redis' ? redis : createTieredStore({ connection, log, redis, ...bounds });
}
