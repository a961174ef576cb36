import { createEntryMemory, type EntryMemoryOptions } from '../memory/entry-memory.js';
import type { RedisConnection } from '../redis/connection.js';
import type { RedisStore } from '../redis/redis-store.js';
import type { SharedLog } from '../redis/shared-log.js';
import type { CacheStore } from '../store.js';

/** Options of `createTieredStore`. */
export interface TieredStoreOptions extends EntryMemoryOptions {
  readonly connection: RedisConnection;
  readonly log: SharedLog;
  /** Closed with this one. */
  readonly redis: RedisStore;
}

/**
 * For how long the copy of the log counts as up to date, in milliseconds. Memory is not read past it without asking Redis
 * for what is new; an invalidation is acknowledged when the copy of every process is from after it.
 */
export const TRUST_MS = 50;

/**
 * Keeps values in memory in front of Redis. What is in memory is read only while this process is known to have heard of
 * every invalidation up to 50 ms ago, so that one reaches every process within that, missed messages or not.
 */
export function createTieredStore({ connection, log, redis, ...options }: TieredStoreOptions): CacheStore {
  const memory = createEntryMemory(options);
  const freshness = createFreshness(connection, log);
  let closed = false;
  return {
    isShared: true,
    async read(keys) {
      if (closed || !(await freshness.ensure())) {
        return { entries: keys.map(() => undefined), moment: undefined };
      }
      const entries = keys.map((key) => memory.get(key, log.copy));
      const { moment } = log.copy;
      const missing = keys.filter((_key, at) => entries[at] === undefined);
      if (missing.length === 0) {
        return { entries, moment };
      }
      const read = new Map((await redis.readFrames(missing))?.map((entry, at) => [missing[at], entry]));
      for (const [key, entry] of read) {
        if (key !== undefined && entry !== undefined) {
          memory.set({ ...entry, key }, entry.moment, entry.storedAtMs);
        }
      }
      return { entries: keys.map((key, at) => entries[at] ?? read.get(key)), moment };
    },
    async write(entries, moment) {
      if (moment !== undefined) {
        for (const entry of entries) {
          memory.set(entry, moment);
        }
        await redis.write(entries, moment);
      }
    },
    async invalidate(targets) {
      // Before Redis is asked: until it has answered, this process reads nothing from its memory.
      freshness.lose();
      const entered = await redis.invalidate(targets);
      // And again: it may have been heard of meanwhile that nothing is new.
      freshness.lose();
      if (entered) {
        await sleepFor(TRUST_MS);
      }
      return entered;
    },
    lease: (key, forMs) => redis.lease(key, forMs),
    stats: () => ({ ...memory.stats(), available: connection.available && !closed }),
    async close() {
      closed = true;
      memory.clear();
      await redis.close();
    },
  };
}

/** Until when the copy of the log may be trusted. */
function createFreshness(connection: RedisConnection, log: SharedLog) {
  let trustedUntil = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let losses = 0;

  const ask = (): Promise<void> => {
    asking ??= follow().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const follow = async (): Promise<void> => {
    // What is invalidated from here on may not be in the answer.
    const askedAt = performance.now();
    const lossesBefore = losses;
    const answer = await connection.ask(log.key, (client) => log.follow(client));
    if (answer.kind === 'done' && losses === lossesBefore) {
      trustedUntil = askedAt + TRUST_MS;
    }
  };

  return {
    /** @returns False when Redis cannot say what is new. */
    async ensure(): Promise<boolean> {
      const left = trustedUntil - performance.now();
      if (left > 0) {
        if (left < TRUST_MS / 2) {
          // Ahead of its end, so that readers seldom wait.
          void ask();
        }
        return true;
      }
      await ask();
      if (trustedUntil <= performance.now()) {
        // What was under way began before something was invalidated here.
        await ask();
      }
      return trustedUntil > performance.now();
    },
    lose() {
      losses += 1;
      trustedUntil = Number.NEGATIVE_INFINITY;
    },
  };
}

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
