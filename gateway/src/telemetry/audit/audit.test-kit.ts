import { createSocket } from 'node:dgram';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createLogger } from '../logger.js';
import { createMetrics } from '../metrics.js';
import type { AuditEvent } from './audit-event.js';
import type { AuditEntry } from './audit-sink.js';

/** An event, of which only what a test is about is given. */
export function event(fields: Partial<AuditEvent> = {}): AuditEvent {
  return {
    time: '2026-11-23T07:31:02.123Z',
    event: 'operation',
    correlationId: 'c-1',
    address: '192.0.2.7',
    identity: { proof: 'none' },
    verdict: 'allowed',
    ...fields,
  };
}

/** Entries whose correlation ids are the given ones. */
export function entries(...ids: readonly string[]): AuditEntry[] {
  return ids.map((correlationId) => {
    const own = event({ correlationId });
    return { event: own, json: JSON.stringify(own) };
  });
}

/** A log whose lines are kept, and metrics. */
export function telemetry() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { lines, log, metrics: createMetrics() };
}

/** Receives datagrams, as a syslog server over UDP does. */
export async function startUdpReceiver() {
  const received: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message) => received.push(message.toString()));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { received, port: socket.address().port, stop: () => new Promise<void>((done) => socket.close(() => done())) };
}

/** Receives octet-counted messages, as a syslog server over TCP, TLS or a Unix socket does. */
export async function startStreamReceiver(at: {
  readonly port?: number;
  readonly path?: string;
  readonly tls?: TlsOptions;
}) {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const take = (socket: Socket) => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const space = rest.indexOf(' ');
        const length = Number(rest.subarray(0, space).toString());
        if (space === -1 || rest.length < space + 1 + length) {
          return;
        }
        received.push(rest.subarray(space + 1, space + 1 + length).toString());
        rest = rest.subarray(space + 1 + length);
      }
    });
  };
  const server = at.tls === undefined ? createTcpServer(take) : createTlsServer(at.tls, take);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.path === undefined ? { port: at.port ?? 0, host: '127.0.0.1' } : { path: at.path }, resolve);
  });
  const address = server.address();
  return {
    received,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async stop() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
