import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, ReplyError } from 'ioredis';
import { COMMAND_TIMEOUT_MS } from './client-options.js';
import { createRedisClient, type RedisClient, type RedisClientOptions } from './create-client.js';

/** Options of `connectRedis`. */
export interface RedisConnectionOptions extends RedisClientOptions {
  /** Before every key, such as `facet:`. Processes with another prefix share nothing with this one. */
  readonly prefix: string;
  /** Told when the server goes away, with why, and when it is back. Has no passwords. */
  readonly onChange?: (change: RedisChange) => void;
}

/** The server went away, or is back. */
export type RedisChange = { readonly available: true } | { readonly available: false; readonly reason: string };

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
 * nothing is sent, and everything is `away` at once, until the server answers probes again.
 */
export interface RedisConnection {
  readonly prefix: string;
  /** False while the server is away. */
  readonly available: boolean;
  /**
   * Sends commands. Never rejects, and takes at most 200 ms.
   *
   * @param commands Uses the client for nothing that blocks, and keeps nothing of it. What it throws beside the library's
   *   errors counts as refused.
   */
  ask<T>(commands: (client: RedisClient) => Promise<T>): Promise<RedisAnswer<T>>;
  /** Resolves when the server has answered for the first time, or after a second. For start-up only. */
  opened(): Promise<void>;
  /** @param listener Told each time that the server is there again, or for the first time. */
  onAvailable(listener: () => void): void;
  /** Whatever is asked afterwards is `away`. */
  close(): Promise<void>;
}

/** How often a server that is away is asked whether it is back, in milliseconds. */
const PROBE_EVERY_MS = 200;

/** Opens a connection. It is there at once, and `away` until the server has answered. */
export function connectRedis({ prefix, onChange, ...options }: RedisConnectionOptions): RedisConnection {
  const client = createRedisClient(options);
  const closing = new AbortController();
  let available = false;
  let probing: Promise<void> | undefined;
  const listeners: (() => void)[] = [];
  let lastError = 'no connection yet';
  // Whoever asks is told; unheard, the library would write to the console.
  client.on('error', (error: Error) => {
    lastError = error.message;
  });
  client.on('ready', () => startProbing());

  function startProbing(): void {
    probing ??= probe().finally(() => {
      probing = undefined;
    });
  }

  /** Asks until the server answers, or the connection is closed. */
  async function probe(): Promise<void> {
    while (!closing.signal.aborted && !available) {
      if (await answers(client)) {
        available = true;
        onChange?.({ available });
        for (const listener of listeners) {
          listener();
        }
        return;
      }
      // Aborted only when there is nothing left to wait for.
      await sleep(PROBE_EVERY_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  }

  function giveUp(reason: string): void {
    if (available) {
      available = false;
      onChange?.({ available, reason });
    }
    startProbing();
  }

  startProbing();
  return {
    prefix,
    get available() {
      return available;
    },
    async ask(commands) {
      if (!available || closing.signal.aborted) {
        return { kind: 'away' };
      }
      try {
        return { kind: 'done', value: await withDeadline(commands(client)) };
      } catch (error) {
        const { message } = error as Error; // neither the library nor we throw anything else
        if (isRefusal(error)) {
          return { kind: 'refused', reason: message };
        }
        giveUp(message === 'Connection is closed.' ? lastError : message);
        return { kind: 'away' };
      }
    },
    onAvailable: (listener) => void listeners.push(listener),
    async opened() {
      for (let waited = 0; !available && waited < 1000 && !closing.signal.aborted; waited += 10) {
        await sleep(10);
      }
    },
    async close() {
      closing.abort();
      available = false;
      client.disconnect();
      await probing;
    },
  };
}

/** Answers of the server that say nothing is wrong with it. The others, such as that it is loading, last a while. */
function isRefusal(error: unknown): boolean {
  // The library exports its class without a type.
  const ServerError: typeof Error = ReplyError;
  return (
    error instanceof ServerError && !/^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|NOAUTH|TRYAGAIN)/.test(error.message)
  );
}

/** The library's own timeout is for one command; several, or one that is redirected in a cluster, have no more. */
async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Command timed out')), COMMAND_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function answers(client: RedisClient): Promise<boolean> {
  if (client.status === 'end') {
    // The library has given up for good: it does so when a failover is announced while it asks the sentinels.
    client.connect().catch(() => undefined); // 'error' is told
    return false;
  }
  try {
    if (client instanceof Cluster) {
      const nodes = client.nodes('master');
      await Promise.all(nodes.map((node) => withDeadline(node.ping())));
      return nodes.length > 0 && client.status === 'ready';
    }
    await withDeadline(client.ping());
    return true;
  } catch {
    // That it does not is the answer.
    return false;
  }
}
