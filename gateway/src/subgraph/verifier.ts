import type { IncomingRequest, Verdict } from './caller.js';
import { createSignatureVerifier, type SignatureOptions } from './verify-signature.js';
import { createTokenVerifier, type TokenOptions } from './verify-token.js';

/** What a request must have to come from the gateway. With both, it must have both. */
export interface GatewayVerifierOptions {
  readonly token?: TokenOptions;
  readonly signature?: SignatureOptions;
}

/** Tells whether a request comes from the gateway, and who it says is calling. */
export interface GatewayVerifier {
  /** Never rejects for what a request has or lacks. */
  verify(request: IncomingRequest): Promise<Verdict>;
  /** Whether the body has to be there when `verify` is called. */
  readonly needsBody: boolean;
}

/**
 * Creates the verifier of one subgraph. The adapters put it before a server: `requireGateway` for Express,
 * `gatewayHook` for Fastify, `gatewayPlugin` for GraphQL Yoga, `gatewayContext` for Apollo Server.
 *
 * @throws {TypeError} when it would check nothing, or fetch keys over http.
 */
export function createGatewayVerifier({ token, signature }: GatewayVerifierOptions): GatewayVerifier {
  if (token === undefined && signature === undefined) {
    throw new TypeError('Cannot verify requests: neither "token" nor "signature" is given');
  }
  const verifySignature = signature && createSignatureVerifier(signature);
  const verifyToken = token && createTokenVerifier(token);
  return {
    needsBody: signature !== undefined,
    async verify(request) {
      const signed = await verifySignature?.(request);
      if (verifyToken === undefined || signed?.ok === false) {
        // One of the two is there, so there is a verdict.
        return signed as Verdict;
      }
      return verifyToken(request);
    },
  };
}
