import type { IncomingMessage } from 'node:http';
import type { IncomingRequest } from './caller.js';

/** A request of `node:http`; Express's and Apollo Server's are such. */
export type NodeRequest = IncomingMessage & { readonly originalUrl?: string };

const bodies = new WeakMap<object, Uint8Array>();

/**
 * Keeps the bytes of a body for signatures to be checked. Made to be handed to body parsers that take `verify`:
 * `express.json({ verify: keepBody })`.
 */
export function keepBody(request: object, _response: unknown, bytes: Uint8Array): void {
  bodies.set(request, bytes);
}

/** What a verifier needs of a request of `node:http`. */
export function fromNodeRequest(request: NodeRequest, body?: Uint8Array): IncomingRequest {
  return {
    method: request.method ?? '',
    // Express takes the path of a router off `url`.
    target: request.originalUrl ?? request.url ?? '',
    headers: (name) => headerValues(request.rawHeaders, name),
    body: () => body ?? bodies.get(request),
  };
}

/** From the headers as they came: Node drops the second of two `Authorization` without a word. */
function headerValues(rawHeaders: readonly string[], name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) {
      values.push(rawHeaders[index + 1] ?? '');
    }
  }
  return values;
}
