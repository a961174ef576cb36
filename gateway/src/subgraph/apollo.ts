import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import type { GatewayCaller } from './caller.js';
import { fromNodeRequest, type NodeRequest } from './node-request.js';
import { rememberCaller } from './verified-callers.js';
import type { GatewayVerifier } from './verifier.js';

/** What Apollo Server hands its `context` function, as far as it is needed here. */
export interface ApolloContextArguments {
  readonly req: NodeRequest;
}

/**
 * A `context` function for Apollo Server, standalone or behind Express: for requests from the gateway it makes the context,
 * the rest is answered 401 with the code UNAUTHENTICATED.
 *
 * Signatures need the body, which only Express keeps (`express.json({ verify: keepBody })`).
 *
 * @param makeContext Makes the context of one request. Default: `{ caller }`.
 */
export function gatewayContext<Args extends ApolloContextArguments, Context = { readonly caller: GatewayCaller }>(
  verifier: GatewayVerifier,
  makeContext: (caller: GatewayCaller, args: Args) => Context | Promise<Context> = (caller) => ({ caller }) as Context,
): (args: Args) => Promise<Context> {
  return async (args) => {
    const verdict = await verifier.verify(fromNodeRequest(args.req));
    if (verdict.ok) {
      rememberCaller(args.req, verdict.caller);
      return makeContext(verdict.caller, args);
    }
    const challenge = verdict.status === 401 ? [['www-authenticate', verdict.challenge] as const] : [];
    // Apollo Server takes any map here; its own type is not worth loading it for.
    const http: unknown = { status: verdict.status, headers: new Map(challenge) };
    throw new GraphQLError('This source answers its gateway only', {
      extensions: { code: 'UNAUTHENTICATED', http } as GraphQLErrorExtensions,
    });
  };
}
