import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { octetCounted } from './syslog-message.js';
import type { SyslogTransport } from './syslog-transport.js';

/** Where a stream of messages is sent. */
export type StreamAddress =
  | { readonly transport: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly transport: 'tls';
      readonly host: string;
      readonly port: number;
      /** Files in PEM, read for each connection, so that a new certificate needs no restart. */
      readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string };
    }
  | { readonly transport: 'unix'; readonly path: string };

/** How long a connection may take to be there, in milliseconds. */
const connectTimeoutMs = 5000;
/** How long a server may take to read what was sent, in milliseconds, before the connection is given up. */
const sendTimeoutMs = 10_000;

/**
 * Sends messages over one connection, opened when there is something to send and again after it broke.
 *
 * Spec: RFC 6587 section 3.4.1 over TCP and Unix sockets; RFC 5425 over TLS, the server's certificate verified.
 */
export function createStreamTransport(address: StreamAddress): SyslogTransport {
  let socket: Socket | undefined;

  return {
    async send(messages, signal) {
      if (socket === undefined || !socket.writable) {
        socket?.destroy();
        socket = await open(address, signal);
      }
      const bytes = Buffer.concat(messages.map(octetCounted));
      await write(socket, bytes, AbortSignal.any([signal, AbortSignal.timeout(sendTimeoutMs)]));
    },
    async close() {
      const { writable } = socket ?? {};
      if (socket !== undefined && writable) {
        const closed = new Promise<void>((resolve) => socket?.once('close', () => resolve()));
        // A server that keeps its side open is not waited for.
        socket.setTimeout(connectTimeoutMs, () => socket?.destroy());
        socket.end(() => socket?.destroy());
        await closed;
      }
      socket?.destroy();
    },
  };
}

async function open(address: StreamAddress, signal: AbortSignal): Promise<Socket> {
  const socket = connect(address);
  const ready = address.transport === 'tls' ? 'secureConnect' : 'connect';
  try {
    await settled(socket, AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]), (done) =>
      socket.once(ready, () => done()),
    );
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // Errors after this are seen by whoever writes; a server has nothing to say to us, but a close has to be read.
  socket.on('error', () => undefined);
  socket.resume();
  socket.on('end', () => socket.destroy());
  socket.setKeepAlive(true, 60_000);
  socket.unref();
  return socket;
}

function connect(address: StreamAddress): Socket {
  switch (address.transport) {
    case 'tcp':
      return connectPlain({ host: address.host, port: address.port });
    case 'unix':
      return connectPlain({ path: address.path });
    case 'tls': {
      const { host, port, files } = address;
      const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file));
      const [ca, cert, key] = [read(files.ca), read(files.cert), read(files.key)];
      const credentials = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
      // An address is no name that TLS could ask for (RFC 6066 section 3).
      return connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...credentials });
    }
    default:
      return address satisfies never;
  }
}

async function write(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
  try {
    await settled(socket, signal, (done) => socket.write(bytes, (error) => done(error ?? undefined)));
  } catch (error) {
    // Where in the bytes it broke off is not known: the next message needs a stream of its own.
    socket.destroy();
    throw error;
  }
}

/** Waits for something of a socket, or for its error, its close or the signal, whichever is first. */
function settled(socket: Socket, signal: AbortSignal, start: (done: (error?: Error) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      socket.off('error', done);
      socket.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) {
        resolve();
      } else {
        reject(error);
      }
    };
    const onClose = () => done(new Error('The connection to the syslog server was closed'));
    const onAbort = () => done(new Error('The syslog server did not answer in time'));
    if (signal.aborted) {
      onAbort();
      return;
    }
    socket.once('error', done);
    socket.once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    start(done);
  });
}
