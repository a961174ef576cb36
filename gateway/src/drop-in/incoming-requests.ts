import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Identity } from '../auth/identity.js';
import type { RequestContext } from '../client-graph/engine-gateway.js';
import type { ErrorLog } from '../errors/present-error.js';
import type { SourceRequest } from '../executor/source.js';
import type { ApolloRequestContext } from './apollo-types.js';

/** Name under which requests of a drop-in go; it serves one graph. */
const clientGraph = 'apollo-server';

const incoming = new WeakMap<SourceRequest, ApolloRequestContext>();

/**
 * Makes of Apollo Server's request what the engine executes with.
 *
 * Apollo Server does not tell its gateway when a client goes away, so nothing aborts; each source has its own deadline.
 */
export function toRequestContext(apollo: ApolloRequestContext, identity: Identity, log: ErrorLog): RequestContext {
  const request: SourceRequest = {
    clientGraph,
    correlationId: randomUUID(),
    headers: new Map(apollo.request.http?.headers),
    identity,
  };
  incoming.set(request, apollo);
  const { signal } = new AbortController();
  // One listener for each fetch under way, and operations may make more than Node's default of ten at once.
  setMaxListeners(0, signal);
  return {
    request,
    signal,
    log,
    onBlocked: ({ code, fields, warnOnly }) =>
      log.warn(
        { code, fields },
        warnOnly ? 'Would not be authorized without "authorization.warnOnly"' : 'The operation is not authorized',
      ),
  };
}

/** Apollo Server's request behind what a source is told of it. */
export function incomingRequest(request: SourceRequest): ApolloRequestContext {
  const found = incoming.get(request);
  if (found === undefined) {
    throw new TypeError('A source was asked for a request that did not come from Apollo Server');
  }
  return found;
}
