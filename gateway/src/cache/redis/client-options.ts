import type { ConnectionOptions } from 'node:tls';
import type { RedisOptions } from 'ioredis';

/** Where a Redis is, in one of the three ways it is run. */
export type RedisAddress =
  | { readonly kind: 'single'; readonly url: string }
  | { readonly kind: 'cluster'; readonly urls: readonly string[] }
  | {
      readonly kind: 'sentinel';
      /** Of the sentinels. */
      readonly urls: readonly string[];
      /** What the sentinels call the primary. */
      readonly primary: string;
      readonly username?: string | undefined;
      readonly password?: string | undefined;
      readonly db?: number | undefined;
    };

/** What a URL says about one server. */
export interface RedisUrl {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  readonly secure: boolean;
}

/**
 * @param text `redis://user:password@host:port/db`; `rediss:` with TLS.
 * @returns Undefined when it is no such URL.
 */
export function parseRedisUrl(text: string): RedisUrl | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const db = /^\/?(\d*)$/.exec(url?.pathname ?? '?')?.[1];
  if (url === undefined || db === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    return undefined;
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: Number(db),
    secure: url.protocol === 'rediss:',
  };
}

/** How long a command may take, its waiting in the client included, in milliseconds. */
export const COMMAND_TIMEOUT_MS = 200;

/**
 * What every client of ours is made with. The library's own defaults wait for a server that does not answer for as long
 * as it does not, and queue what is asked of one that is not there.
 */
export function safeOptions(tls: ConnectionOptions | undefined): Omit<RedisOptions, 'replyMapping'> {
  return {
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 500,
    // A connection that nothing comes back on is given up: its server may be gone without having said so.
    socketTimeout: 2000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(50 * times, 1000),
    // A primary that has become a replica: another one takes writes now.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 1 : false),
    ...(tls && { tls }),
  };
}
