import {
  callerOf,
  createGatewayVerifier,
  type GatewayVerifier,
  gatewayHook,
  type OnRequestHook,
} from '@facet/gateway/subgraph';
import type { Identify } from './caller.js';

/** The gateway that a source answers. */
export interface TrustedGateway {
  /** What it calls itself in its tokens. Default `facet-gateway`. */
  readonly issuer?: string | undefined;
  /** Where it publishes its keys, or who will know. Default: where the example's gateway does. */
  readonly jwks?: string | (() => Promise<string>) | undefined;
}

/** How requests that a source answers are told from all others. */
export interface GatewayTrust {
  /** Runs before anything of a request is read. */
  readonly onRequest: OnRequestHook;
  readonly identify: Identify;
}

/** As in `facet.yaml`. */
export const exampleGateway = {
  issuer: 'facet-gateway',
  jwks: 'http://127.0.0.1:4002/.well-known/jwks.json',
} as const;

/**
 * Has a source answer one gateway and nobody else: requests need a token that this gateway has signed for this source. A
 * user's own token is refused like any other, since whoever has got hold of it could call the source with it.
 *
 * @param source Its name, which is the audience of its tokens.
 */
export function trustGateway(source: string, gateway: TrustedGateway = {}): GatewayTrust {
  const { issuer = exampleGateway.issuer, jwks = exampleGateway.jwks } = gateway;
  const create = (url: string): GatewayVerifier =>
    createGatewayVerifier({ token: { issuer, audience: source, jwks: url } });
  const verifier = typeof jwks === 'string' ? create(jwks) : whenKnown(async () => create(await jwks()));
  return {
    onRequest: gatewayHook(verifier),
    identify: (request) => {
      const { subject, scopes } = callerOf(request);
      return { subject, scopes };
    },
  };
}

function whenKnown(make: () => Promise<GatewayVerifier>): GatewayVerifier {
  let made: Promise<GatewayVerifier> | undefined;
  return {
    needsBody: false,
    async verify(request) {
      made ??= make();
      return (await made).verify(request);
    },
  };
}
