import type { IncomingRequest } from './caller.js';
import { refusalText } from './express.js';
import { fromNodeRequest, type NodeRequest } from './node-request.js';
import { rememberCaller } from './verified-callers.js';
import type { GatewayVerifier } from './verifier.js';

/** What Yoga hands an `onRequest` hook, as far as it is needed here. */
export interface YogaRequestEvent {
  readonly request: Request;
  readonly fetchAPI: { readonly Response: typeof Response };
  /** On `node:http` it has the request as it came. */
  readonly serverContext?: unknown;
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
    async onRequest({ request, fetchAPI, endResponse, serverContext }) {
      const node = (serverContext as { readonly req?: NodeRequest } | undefined)?.req;
      const verdict = await verifier.verify(fromFetchRequest(request, { node, needsBody: verifier.needsBody }));
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

interface FetchRequestOptions {
  readonly node: NodeRequest | undefined;
  readonly needsBody: boolean;
}

function fromFetchRequest(request: Request, { node, needsBody }: FetchRequestOptions): IncomingRequest {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    target: pathname + search,
    headers: node === undefined ? joinedHeaders(request) : fromNodeRequest(node).headers,
    body: async () => (needsBody ? new Uint8Array(await request.clone().arrayBuffer()) : undefined),
  };
}

/** Two of one name come joined, which no token and no signature survives. */
function joinedHeaders({ headers }: Request): IncomingRequest['headers'] {
  return (name) => {
    const value = headers.get(name);
    return value === null ? [] : [value];
  };
}
