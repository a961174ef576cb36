import type { IncomingMessage } from 'node:http';
import { BodyTooLargeError } from './refuse-unread-body.js';

/**
 * Reads a request's body as it came, no further than allowed.
 *
 * @param maxBytes Largest body that is read, in bytes. One that says that it is longer is not read at all.
 * @throws {BodyTooLargeError}
 * @throws {Error} When the connection ends first.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        // What still comes is dropped, until the answer is out and the connection is closed.
        request.off('data', onData);
        reject(new BodyTooLargeError());
      } else {
        chunks.push(chunk);
      }
    };
    if (Number(request.headers['content-length']) > maxBytes) {
      reject(new BodyTooLargeError());
      return;
    }
    request.on('data', onData);
    request.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes));
    });
    request.on('error', reject);
  });
}
