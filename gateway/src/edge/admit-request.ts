import type { EndpointDocument, EndpointMatch } from '../client-graph/endpoints/endpoint.js';
import { checkBodyType } from './check-body-type.js';
import { type CsrfMode, checkCsrf } from './check-csrf.js';
import type { EndpointFormat } from './endpoints/endpoint-format.js';
import { negotiateMediaType, type ResponseMediaType, responseMediaTypes } from './negotiate-media-type.js';
import { type Refused, refuse } from './refusal.js';
import { remember } from './remember.js';

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
}

/** What the listener has to say about the request's place. */
export interface AdmitOptions {
  /** Whether a client graph is served at the request's path. */
  readonly found: boolean;
  /** Whether the listener is stopping. */
  readonly draining: boolean;
  /** Whether browsers get GraphiQL. */
  readonly graphiql: boolean;
  readonly csrf: CsrfMode;
  /** Whether the client graph has endpoints, whose operations can be answered as XML. Default false. */
  readonly xml?: boolean;
}

/** What becomes of a request. */
export type Admission =
  | { readonly kind: 'graphql'; readonly method: 'GET' | 'POST'; readonly mediaType: ResponseMediaType }
  /** GraphQL whose answer is to be XML. */
  | { readonly kind: 'xml'; readonly method: 'GET' | 'POST' }
  | { readonly kind: 'graphiql' }
  | {
      readonly kind: 'endpoint';
      readonly method: 'GET' | 'POST';
      readonly match: Extract<EndpointMatch, { kind: 'endpoint' }>;
      readonly mediaType: string;
      /** What the answer is written in. */
      readonly format: EndpointFormat;
      readonly bodyFormat: EndpointFormat;
    }
  | { readonly kind: 'document'; readonly document: EndpointDocument }
  | Refused;

const chooseMediaType = remember((accept) => negotiateMediaType(accept, responseMediaTypes));

/** The methods a client graph answers, as `Allow` has them. */
const allowedMethods = 'GET, POST';

/**
 * Decides from a request's first line and headers alone whether it is GraphQL, so that nothing of a refused request's
 * body is read.
 *
 * Spec: GraphQL over HTTP; RFC 9110 sections 15.5.6 (`Allow` on 405) and 15.5.7 (406).
 */
export function admitRequest(head: RequestHead, options: AdmitOptions): Admission {
  if (!options.found) {
    return refuse('NOT_FOUND', 'No client graph is served at this path');
  }
  const { method, headers } = head;
  if (method !== 'GET' && method !== 'POST') {
    return refuse('METHOD_NOT_ALLOWED', 'A client graph answers GET and POST only', { allow: allowedMethods });
  }
  if (options.draining) {
    return refuse('UNAVAILABLE', 'The gateway is stopping: send the request again', { connection: 'close' });
  }
  const accept = headers.get('accept');
  if (method === 'GET' && options.graphiql) {
    if (negotiateMediaType(accept, [...responseMediaTypes, 'text/html']) === 'text/html') {
      return { kind: 'graphiql' };
    }
  }
  const mediaType = options.xml === true && prefersXml(accept) ? 'application/xml' : chooseMediaType(accept ?? '');
  if (mediaType === undefined) {
    return refuse('NOT_ACCEPTABLE', `The Accept header allows none of ${responseMediaTypes.join(', ')}`);
  }
  const refused = method === 'POST' ? checkBodyType(headers) : checkCsrf(headers, options.csrf);
  return (
    refused ?? (mediaType === 'application/xml' ? { kind: 'xml', method } : { kind: 'graphql', method, mediaType })
  );
}

/** Whether a client names XML, and nothing before it that a GraphQL response can be answered in. */
function prefersXml(accept: string | undefined): boolean {
  const offers = [...responseMediaTypes, 'application/xml'] as const;
  return accept?.includes('application/xml') === true && negotiateMediaType(accept, offers) === 'application/xml';
}
