import { randomUUID } from 'node:crypto';
import type { CacheKey } from '../cache-key.js';
import { type CacheEntry, type CacheLease, type CacheStore, type CacheWrite, MAX_TAGS } from '../store.js';
import { isTimely } from '../timely.js';
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
    if (entry === undefined || !isTimely(entry, now())) {
      return undefined;
    }
    return log.copy.isCurrent({ key, tags: entry.tags, moment: entry.moment }) ? entry : undefined;
  };

  /** Undefined when Redis cannot say what has been invalidated. Values that cannot be had are null. */
  const fetchAll = async (names: readonly string[]): Promise<ReadonlyArray<Buffer | null> | undefined> => {
    if (!connection.isCluster) {
      const answer = await connection.ask(log.key, async (client) => {
        // Both at once. Whatever was invalidated before this is found by the first.
        const [, values] = await Promise.all([log.follow(client), names.length === 0 ? [] : mget(client, names)]);
        return values;
      });
      return answer.kind === 'done' ? answer.value : undefined;
    }
    const [followed, ...answers] = await Promise.all([
      connection.ask(log.key, (client) => log.follow(client)),
      ...names.map((name) => connection.ask(name, (client) => client.getBuffer(name))),
    ]);
    return followed.kind === 'done'
      ? answers.map((answer) => (answer.kind === 'done' ? answer.value : null))
      : undefined;
  };

  const readFrames: RedisStore['readFrames'] = async (keys) => {
    const values = closed ? undefined : await fetchAll(keys.map(nameOf));
    return values && Promise.all(keys.map((key, at) => judged(key, values[at] ?? null)));
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
      if (moment === undefined || kept.length === 0 || closed) {
        return;
      }
      const storedAtMs = now();
      const frames = await Promise.all(kept.map((entry) => encodeFrame({ ...entry, moment, storedAtMs })));
      const set = (client: RedisClient, { key, keepForMs }: CacheWrite, at: number) =>
        client.set(nameOf(key), frames[at] as Buffer, 'PX', Math.ceil(Math.min(keepForMs, MAX_KEEP_MS)));
      await (connection.isCluster
        ? Promise.all(kept.map((entry, at) => connection.ask(nameOf(entry.key), (client) => set(client, entry, at))))
        : connection.ask(log.key, (client) => Promise.all(kept.map((entry, at) => set(client, entry, at)))));
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

function mget(client: RedisClient, names: readonly string[]): Promise<readonly (Buffer | null)[]> {
  return client.mgetBuffer(...names);
}

async function takeLease(connection: RedisConnection, name: string, forMs: number): Promise<CacheLease> {
  const token = randomUUID();
  const answer = await connection.ask(name, (client) => client.set(name, token, 'PX', Math.ceil(forMs), 'NX'));
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
      await connection.ask(name, (client) => runScript(client, releaseScript, { key: name, args: [token] }));
    },
  };
}
