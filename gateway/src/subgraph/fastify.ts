import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Verdict } from './caller.js';
import { refusalText } from './express.js';
import { fromNodeRequest } from './node-request.js';
import { rememberCaller } from './verified-callers.js';
import type { GatewayVerifier } from './verifier.js';

/** Fastify's request, as far as it is needed here. */
export interface FastifyLikeRequest {
  readonly raw: IncomingMessage;
}

/** Fastify's reply, as far as it is needed here. */
export interface FastifyLikeReply {
  code(status: number): this;
  header(name: string, value: string): this;
  type(mediaType: string): this;
  send(body: string): this;
}

/** An `onRequest` hook. */
export type OnRequestHook = (request: FastifyLikeRequest, reply: FastifyLikeReply) => Promise<unknown>;

/** A `preParsing` hook. */
export type PreParsingHook = (
  request: FastifyLikeRequest,
  reply: FastifyLikeReply,
  payload: AsyncIterable<Uint8Array | string>,
) => Promise<unknown>;

/**
 * An `onRequest` hook for Fastify, of a route or of all: lets through what comes from the gateway, and answers 401 to the
 * rest. `callerOf(request)` then tells who is calling.
 *
 * @throws {TypeError} when signatures are to be checked: these need the body, see `gatewayBodyHook`.
 */
export function gatewayHook(verifier: GatewayVerifier): OnRequestHook {
  if (verifier.needsBody) {
    throw new TypeError('Cannot check signatures before the body is read: use gatewayBodyHook as preParsing');
  }
  return async (request, reply) => {
    const verdict = await verifier.verify(fromNodeRequest(request.raw));
    return admit(request, reply, verdict);
  };
}

/**
 * The same as a `preParsing` hook, which has the body's bytes, so that signatures can be checked.
 *
 * @param options.maxBodyBytes Largest body that is read, in bytes; over it the request is refused. Default 1 MiB.
 */
export function gatewayBodyHook(
  verifier: GatewayVerifier,
  { maxBodyBytes = 1_048_576 }: { readonly maxBodyBytes?: number } = {},
): PreParsingHook {
  return async (request, reply, payload) => {
    const body = await readBody(payload, maxBodyBytes);
    if (body === undefined) {
      return reply.code(413).type('application/json').send(refusalText);
    }
    const verdict = await verifier.verify(fromNodeRequest(request.raw, body));
    // Fastify compares it with `Content-Length`.
    const stream = Object.assign(Readable.from(body.length === 0 ? [] : [body]), {
      receivedEncodedLength: body.length,
    });
    return admit(request, reply, verdict) ?? stream;
  };
}

/** @returns The reply when it is sent; undefined to go on. */
function admit(request: FastifyLikeRequest, reply: FastifyLikeReply, verdict: Verdict): FastifyLikeReply | undefined {
  if (verdict.ok) {
    rememberCaller(request, verdict.caller);
    return undefined;
  }
  if (verdict.status === 401) {
    reply.header('www-authenticate', verdict.challenge);
  }
  return reply.code(verdict.status).type('application/json').send(refusalText);
}

async function readBody(payload: AsyncIterable<Uint8Array | string>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of payload) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      return undefined;
    }
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks);
}
