import type { CacheStore } from '../store.js';
import { createTieredStore } from '../tiered/tiered-store.js';
import type { RedisAddress } from './client-options.js';
import { connectRedis, type RedisConnection } from './connection.js';
import { createRedisStore } from './redis-store.js';
import { createSharedLog } from './shared-log.js';

/** Options of `openStore`. */
export interface OpenStoreOptions {
  readonly kind: 'redis' | 'tiered';
  readonly address: RedisAddress;
  readonly prefix?: string;
  readonly now?: () => number;
  readonly maxRemembered?: number;
}

/** A store on a real Redis, as one gateway process has it. */
export async function openStore(
  options: OpenStoreOptions,
): Promise<{ readonly store: CacheStore; readonly connection: RedisConnection; close(): Promise<void> }> {
  const { kind, address, prefix = 'test:', maxRemembered = 10_000, now = Date.now } = options;
  const connection = connectRedis({ address, prefix });
  const log = createSharedLog(connection, maxRemembered);
  connection.onAvailable(() => void log.catchUp());
  const redis = createRedisStore({ connection, log, maxEntryBytes: 100_000, now });
  await connection.opened();
  const memory = { maxBytes: 10_000_000, maxEntryBytes: 100_000, now };
  const store = kind === 'redis' ? redis : createTieredStore({ connection, log, redis, ...memory });
  const close = async () => {
    await store.close();
    await connection.close();
  };
  return { store, connection, close };
}
