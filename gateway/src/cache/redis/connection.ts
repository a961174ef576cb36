import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { isRefusal, withDeadline } from './answered.js';
import { createBreaker } from './breaker.js';
import { createClusterNodes } from './cluster-nodes.js';
import { createRedisClient, type RedisClient, type RedisClientOptions } from './create-client.js';

/** Options of `connectRedis`. */
export interface RedisConnectionOptions extends RedisClientOptions {
  /** Before every key, such as `facet:`. Processes with another prefix share nothing with this one. */
  readonly prefix: string;
  /** Told when the server goes away, with why, and when it is back. Has no passwords. */
  readonly onChange?: (change: RedisChange) => void;
}

/** The server went away, or is back; in a cluster perhaps one node alone, as `host:port`. */
export type RedisChange = { readonly node?: string } & (
  | { readonly available: true }
  | { readonly available: false; readonly reason: string }
);

/**
 * What became of commands: `done`; `refused` by the server, such as for want of memory; or `away`, when it did not answer in
 * time, cannot be reached, or is known to be away.
 */
export type RedisAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'away' };

/**
 * A connection that keeps nobody waiting. The first command that is not answered in 200 ms opens a breaker: from then on
 * nothing is sent, and everything is `away` at once, until the server answers probes again. In a cluster each node has a
 * breaker of its own.
 */
export interface RedisConnection {
  readonly prefix: string;
  /** Whether keys lie on several nodes. */
  readonly isCluster: boolean;
  /** False while the server, or a node of the cluster, is away. */
  readonly available: boolean;
  /**
   * Sends commands. Never rejects, and takes at most 200 ms.
   *
   * @param key What the commands are about, its prefix included. In a cluster: nothing else than what lies where it does.
   * @param commands Uses the client for nothing that blocks, and keeps nothing of it. What it throws beside the library's
   *   errors counts as refused.
   */
  ask<T>(key: string, commands: (client: RedisClient) => Promise<T>): Promise<RedisAnswer<T>>;
  /** Resolves when the server has answered for the first time, or after a second. For start-up only. */
  opened(): Promise<void>;
  /** @param listener Told each time that the server, or a node, is there again, or for the first time. */
  onAvailable(listener: () => void): void;
  /** Whatever is asked afterwards is `away`. */
  close(): Promise<void>;
}

/** Opens a connection. It is there at once, and `away` until the server has answered. */
export function connectRedis({ prefix, onChange, ...options }: RedisConnectionOptions): RedisConnection {
  const client = createRedisClient(options);
  const closing = new AbortController();
  const { signal } = closing;
  const listeners: (() => void)[] = [];
  let lastError = 'no connection yet';
  // Whoever asks is told; unheard, the library would write to the console.
  client.on('error', (error: Error) => {
    lastError = error.message;
  });
  const tell = (change: RedisChange): void => {
    onChange?.(change);
    if (change.available) {
      for (const listener of listeners) {
        listener();
      }
    }
  };
  const whole = createBreaker({
    probe: () => answers(client),
    signal,
    onOpened: (reason) => tell({ available: false, reason }),
    onClosed: () => tell({ available: true }),
  });
  const nodes =
    client instanceof Cluster
      ? createClusterNodes(client, {
          signal,
          onAway: (node, reason) => tell({ available: false, reason, node }),
          onBack: (node) => tell({ available: true, node }),
        })
      : undefined;

  return {
    prefix,
    isCluster: nodes !== undefined,
    get available() {
      return whole.isClosed && !signal.aborted && nodes?.allAvailable !== false;
    },
    async ask(key, commands) {
      const node = whole.isClosed ? nodes?.available(key) : undefined;
      if (!whole.isClosed || signal.aborted || (nodes !== undefined && node === undefined)) {
        return { kind: 'away' };
      }
      try {
        return { kind: 'done', value: await withDeadline(commands(client)) };
      } catch (error) {
        const { message } = error as Error; // neither the library nor we throw anything else
        if (isRefusal(error)) {
          return { kind: 'refused', reason: message };
        }
        if (node !== undefined && client.status === 'ready') {
          nodes?.failed(node, { key, reason: message });
        } else {
          whole.open(message === 'Connection is closed.' ? lastError : message);
        }
        return { kind: 'away' };
      }
    },
    onAvailable: (listener) => void listeners.push(listener),
    async opened() {
      for (let waited = 0; !whole.isClosed && waited < 1000 && !signal.aborted; waited += 10) {
        await sleep(10);
      }
    },
    async close() {
      closing.abort();
      client.disconnect();
      await Promise.all([whole.settled(), nodes?.settled()]);
    },
  };
}

/** Of a cluster: whether it is known what lies where. Its nodes are probed one by one. */
async function answers(client: RedisClient): Promise<boolean> {
  if (client.status === 'end') {
    // The library has given up for good: it does so when a failover is announced while it asks the sentinels.
    client.connect().catch(() => undefined); // 'error' is told
    return false;
  }
  if (client instanceof Cluster) {
    return client.status === 'ready';
  }
  try {
    await withDeadline(client.ping());
    return true;
  } catch {
    // That it does not is the answer.
    return false;
  }
}
