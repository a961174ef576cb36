import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis } from 'ioredis';
import { parseRedisUrl, type RedisAddress, type RedisUrl, safeOptions } from './client-options.js';

/** The library's client: of one server, or of a cluster. Used inside of `RedisConnection.ask` only. */
export type RedisClient = Redis | Cluster;

/** Options of `createRedisClient`. */
export interface RedisClientOptions {
  readonly address: RedisAddress;
  /** For `rediss:` URLs: authorities, a client certificate. Default: what Node trusts. */
  readonly tls?: ConnectionOptions | undefined;
}

/**
 * Makes a client that begins to connect at once, and goes on trying.
 *
 * @throws {TypeError} A URL cannot be read; the configuration has refused such.
 */
export function createRedisClient({ address, tls }: RedisClientOptions): RedisClient {
  switch (address.kind) {
    case 'single': {
      const { secure, ...server } = read(address.url);
      return new Redis({ ...safeOptions(secure ? (tls ?? {}) : undefined), ...server });
    }
    case 'cluster':
      return createCluster(address.urls.map(read), tls);
    case 'sentinel': {
      const sentinels = address.urls.map(read);
      const [first] = sentinels;
      const secure = first?.secure ?? false;
      const { username, password, db } = address;
      return new Redis({
        ...safeOptions(secure ? (tls ?? {}) : undefined),
        ...(secure && { enableTLSForSentinelMode: true, sentinelTLS: tls ?? {} }),
        sentinelUsername: first?.username,
        sentinelPassword: first?.password,
        username,
        password,
        db,
        name: address.primary,
        sentinels: sentinels.map(({ host, port }) => ({ host, port })),
        sentinelCommandTimeout: 500,
        sentinelRetryStrategy: (times) => Math.min(50 * times, 1000),
        // Tells of a failover at once, where the old primary would hold its connections.
        failoverDetector: true,
      });
    }
  }
}

function createCluster(nodes: readonly RedisUrl[], tls: ConnectionOptions | undefined): Cluster {
  const [first] = nodes;
  // These are the cluster's to say.
  const {
    enableOfflineQueue: _queue,
    retryStrategy: _retry,
    ...redisOptions
  } = safeOptions(first?.secure ? (tls ?? {}) : undefined);
  return new Cluster(
    nodes.map(({ host, port }) => ({ host, port })),
    {
      redisOptions: { ...redisOptions, username: first?.username, password: first?.password },
      enableOfflineQueue: false,
      clusterRetryStrategy: (times) => Math.min(50 * times, 1000),
      slotsRefreshTimeout: 1000,
      slotsRefreshInterval: 5000,
      // Once: the library closes connections of its own when it begins.
      retryDelayOnFailover: 50,
      // Whoever asks is told at once; it is our breakers that try again.
      retryDelayOnClusterDown: 0,
      // Names in certificates are looked at by TLS itself, which needs the name and not its address.
      ...(first?.secure && { dnsLookup: (host, callback) => callback(null, host) }),
    },
  );
}

function read(text: string): RedisUrl {
  const url = parseRedisUrl(text);
  if (url === undefined) {
    throw new TypeError('Cannot read a URL of Redis: expected redis://host:port or rediss://host:port');
  }
  return url;
}
