import { randomUUID } from 'node:crypto';
import { Cluster } from 'ioredis';
import type { CacheKey } from '../cache-key.js';
import { type CacheEntry, type CacheLease, type CacheStore, type CacheWrite, MAX_TAGS } from '../store.js';
import type { RedisConnection } from './connection.js';
import type { RedisClient } from './create-client.js';
import { decodeFrame, encodeFrame, type FramedEntry } from './frame.js';
import { redisScript, runScript } from './run-script.js';
import type { SharedLog } from './shared-log.js';

/** Options of `createRedisStore`. */
export interface RedisStoreOptions {
  /** Closed by whoever opened it, after the store. */
  readonly connection: RedisConnection;
  readonly log: SharedLog;
  /** What one value may take, in bytes, not compressed; a larger one is not kept. */
  readonly maxEntryBytes: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** A store in Redis, which also hands out what its entries are judged by. */
export interface RedisStore extends CacheStore {
  /** @returns Undefined when Redis is away; else one item per key, current and not expired. */
  readFrames(keys: readonly CacheKey[]): Promise<ReadonlyArray<FramedEntry | undefined> | undefined>;
}

/** Nothing is kept longer, so that what nobody reads any more leaves Redis: 30 days. */
const MAX_KEEP_MS = 30 * 24 * 3600 * 1000;

const releaseScript = redisScript(
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`,
);

/** Keeps values in Redis, shared with every process that uses the same prefix there. */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const { connection, log, maxEntryBytes, now = Date.now } = options;
  let closed = false;
  const nameOf = (key: CacheKey) => `${connection.prefix}${key}`;

  const judged = async (key: CacheKey, bytes: Buffer | null): Promise<FramedEntry | undefined> => {
    const entry = bytes === null ? undefined : await decodeFrame(bytes, maxEntryBytes);
    if (entry === undefined || entry.storedAtMs + entry.keepForMs <= now()) {
      return undefined;
    }
    return log.copy.isCurrent({ key, tags: entry.tags, moment: entry.moment }) ? entry : undefined;
  };

  const readFrames: RedisStore['readFrames'] = async (keys) => {
    if (closed) {
      return undefined;
    }
    const answer = await connection.ask(async (client) => {
      // Both at once. Whatever was invalidated before this is found by the first, wherever in a cluster the others are.
      const [, values] = await Promise.all([log.follow(client), getAll(client, keys.map(nameOf))]);
      return values;
    });
    return answer.kind === 'done'
      ? Promise.all(keys.map((key, at) => judged(key, answer.value[at] ?? null)))
      : undefined;
  };

  return {
    isShared: true,
    readFrames,
    async read(keys) {
      const entries = await readFrames(keys);
      return entries === undefined
        ? { entries: keys.map(() => undefined), moment: undefined }
        : { entries: entries satisfies ReadonlyArray<CacheEntry | undefined>, moment: log.copy.moment };
    },
    async write(entries, moment) {
      const kept = entries.filter((entry) => isKept(entry, maxEntryBytes));
      if (moment === undefined || kept.length === 0 || closed || !connection.available) {
        return;
      }
      const storedAtMs = now();
      const frames = await Promise.all(kept.map((entry) => encodeFrame({ ...entry, moment, storedAtMs })));
      await connection.ask((client) =>
        Promise.all(
          kept.map(({ key, keepForMs }, at) =>
            client.set(nameOf(key), frames[at] as Buffer, 'PX', Math.ceil(Math.min(keepForMs, MAX_KEEP_MS))),
          ),
        ),
      );
    },
    invalidate: ({ keys = [], tags = [] }) => log.invalidate([...keys, ...tags]),
    lease: (key, forMs) => takeLease(connection, `${connection.prefix}lease:${key}`, forMs),
    stats: () => ({ entries: 0, bytes: 0, evictions: 0, available: connection.available && !closed }),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

function isKept({ value, tags, keepForMs }: CacheWrite, maxEntryBytes: number): boolean {
  return value.byteLength <= maxEntryBytes && tags.length <= MAX_TAGS && keepForMs > 0;
}

/** One command where the keys are in one place. */
function getAll(client: RedisClient, names: readonly string[]): Promise<readonly (Buffer | null)[]> {
  if (names.length === 0) {
    return Promise.resolve([]);
  }
  return client instanceof Cluster
    ? Promise.all(names.map((name) => client.getBuffer(name)))
    : client.mgetBuffer(...names);
}

async function takeLease(connection: RedisConnection, name: string, forMs: number): Promise<CacheLease> {
  const token = randomUUID();
  const answer = await connection.ask((client) => client.set(name, token, 'PX', Math.ceil(forMs), 'NX'));
  if (answer.kind !== 'done') {
    return { kind: 'away' };
  }
  if (answer.value !== 'OK') {
    return { kind: 'taken' };
  }
  return {
    kind: 'held',
    async release() {
      // Only while it is this one's: another one may hold it when its time is over.
      await connection.ask((client) => runScript(client, releaseScript, { key: name, args: [token] }));
    },
  };
}
