import type { IncomingRequest } from './caller.js';
import { refusalText } from './express.js';
import { rememberCaller } from './verified-callers.js';
import type { GatewayVerifier } from './verifier.js';

/** What Yoga hands an `onRequest` hook, as far as it is needed here. */
export interface YogaRequestEvent {
  readonly request: Request;
  readonly fetchAPI: { readonly Response: typeof Response };
  readonly endResponse: (response: Response) => void;
}

/** A plugin for GraphQL Yoga. */
export interface YogaPlugin {
  onRequest(event: YogaRequestEvent): Promise<void>;
}

/**
 * A plugin for GraphQL Yoga: lets through what comes from the gateway, and answers 401 to the rest.
 * `callerOf(context.request)` then tells who is calling.
 */
export function gatewayPlugin(verifier: GatewayVerifier): YogaPlugin {
  return {
    async onRequest({ request, fetchAPI, endResponse }) {
      const verdict = await verifier.verify(fromFetchRequest(request, verifier.needsBody));
      if (verdict.ok) {
        rememberCaller(request, verdict.caller);
        return;
      }
      const headers = new Headers({ 'content-type': 'application/json' });
      if (verdict.status === 401) {
        headers.set('www-authenticate', verdict.challenge);
      }
      endResponse(new fetchAPI.Response(refusalText, { status: verdict.status, headers }));
    },
  };
}

function fromFetchRequest(request: Request, needsBody: boolean): IncomingRequest {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    target: pathname + search,
    // Two of one name come joined, which no token and no signature survives.
    headers: (name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [value];
    },
    body: async () => (needsBody ? new Uint8Array(await request.clone().arrayBuffer()) : undefined),
  };
}
