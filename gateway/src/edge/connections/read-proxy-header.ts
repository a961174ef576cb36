import type { Socket } from 'node:net';
import { parseProxyHeader } from './proxy-protocol.js';

/** What a connection's PROXY header came to; undefined when there is none that can be used, in time. */
export type ProxyHeaderReading = { readonly source: string | undefined } | undefined;

/**
 * Reads the PROXY header a connection begins with and puts back what came after it. The socket is left paused.
 *
 * @param timeoutMs For the whole header, in milliseconds.
 * @returns undefined when the header is malformed or late, or the connection ended before it was there.
 */
export function readProxyHeader(socket: Socket, timeoutMs: number): Promise<ProxyHeaderReading> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const finish = (reading: ProxyHeaderReading) => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose).off('end', onClose).off('error', onClose).pause();
      resolve(reading);
    };
    const onClose = () => finish(undefined);
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const header = parseProxyHeader(bytes);
      if (header.kind === 'malformed') {
        finish(undefined);
      } else if (header.kind === 'read') {
        finish({ source: header.source });
        if (bytes.length > header.length) {
          socket.unshift(bytes.subarray(header.length));
        }
      }
    };
    const timer = setTimeout(onClose, timeoutMs);
    socket.on('data', onData).once('close', onClose).once('end', onClose).once('error', onClose);
  });
}
