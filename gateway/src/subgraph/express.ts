import type { ServerResponse } from 'node:http';
import { fromNodeRequest, type NodeRequest } from './node-request.js';
import { rememberCaller } from './verified-callers.js';
import type { GatewayVerifier } from './verifier.js';

/** Express's middleware, as far as it is needed here. */
export type Middleware = (request: NodeRequest, response: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * Middleware for Express, and for any server on `node:http` that has the like: lets through what comes from the gateway,
 * and answers 401 to the rest. `callerOf(req)` then tells who is calling.
 *
 * Signatures need the body: put it behind `express.json({ verify: keepBody })`.
 */
export function requireGateway(verifier: GatewayVerifier): Middleware {
  return (request, response, next) => {
    verifier.verify(fromNodeRequest(request)).then((verdict) => {
      if (verdict.ok) {
        rememberCaller(request, verdict.caller);
        next();
        return;
      }
      response.writeHead(verdict.status, {
        'content-type': 'application/json',
        ...(verdict.status === 401 ? { 'www-authenticate': verdict.challenge } : {}),
      });
      response.end(refusalText);
    }, next);
  };
}

/** What refused requests are answered with, whatever the reason is: it is for the log of the source. */
export const refusalText = JSON.stringify({
  errors: [{ message: 'This source answers its gateway only', extensions: { code: 'UNAUTHENTICATED' } }],
});
