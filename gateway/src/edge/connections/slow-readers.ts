import type { Socket } from 'node:net';

/** How fast a client has to take its answers. */
export interface SlowReaderLimits {
  /** Before the size of what is sent counts, in milliseconds. */
  readonly sendTimeoutMs: number;
  /** Each this many bytes give one second more. At least 1. */
  readonly minSendBytesPerSecond: number;
}

/** Watches connections for clients that do not read what they are sent. */
export interface SlowReaders {
  /** Watches a connection until it closes. More than once is fine. */
  watch(socket: Socket): void;
  /** Ends the watching. */
  stop(): void;
}

/** What a connection had sent when it was last seen to move. */
interface Progress {
  readonly since: number;
  readonly sentBytes: number;
}

/**
 * Makes a watch that ends connections whose answers stay in the gateway's memory: what does not fit into the system's
 * buffers has to go out within `sendTimeoutMs` and a time that grows with its size. A deadline that any byte put off
 * would be none, as a client could take one byte a minute.
 *
 * @param intervalMs How often connections are looked at; a slow one may stay that much longer.
 * @param onSlow Told of each connection that is ended.
 */
export function watchSlowReaders(
  { sendTimeoutMs, minSendBytesPerSecond }: SlowReaderLimits,
  { intervalMs, onSlow }: { readonly intervalMs: number; readonly onSlow: (socket: Socket) => void },
): SlowReaders {
  const watched = new Map<Socket, Progress | undefined>();

  function look(socket: Socket, now: number): void {
    const waitingBytes = socket.writableLength;
    if (waitingBytes === 0) {
      watched.set(socket, undefined);
      return;
    }
    const sentBytes = socket.bytesWritten - waitingBytes;
    const before = watched.get(socket);
    if (before === undefined || sentBytes > before.sentBytes) {
      watched.set(socket, { since: now, sentBytes });
    } else if (now - before.since > sendTimeoutMs + (waitingBytes / minSendBytesPerSecond) * 1000) {
      onSlow(socket);
      socket.destroy();
    }
  }

  const timer = setInterval(() => {
    const now = performance.now();
    for (const socket of watched.keys()) {
      look(socket, now);
    }
  }, intervalMs).unref();

  return {
    watch(socket) {
      if (!watched.has(socket)) {
        watched.set(socket, undefined);
        socket.once('close', () => watched.delete(socket));
      }
    },
    stop: () => clearInterval(timer),
  };
}
