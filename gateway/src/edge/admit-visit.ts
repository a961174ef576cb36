import { type Admission, admitRequest } from './admit-request.js';
import type { CsrfMode } from './check-csrf.js';
import { admitEndpoint, problemTypeFor } from './endpoints/admit-endpoint.js';
import type { Visit } from './visit.js';

/** How the listener is set up. */
export interface AdmitVisitOptions {
  /** Whether it is stopping. */
  readonly draining: boolean;
  readonly graphiql: boolean;
  /** Default `preflight`. */
  readonly csrf?: CsrfMode | undefined;
}

/** Decides what becomes of a visit by its path and head alone: GraphQL, an endpoint, or neither. */
export function admitVisit(visit: Visit, { draining, graphiql, csrf = 'preflight' }: AdmitVisitOptions): Admission {
  const { malformed, method, headers, graph, endpoint } = visit;
  if (malformed !== undefined) {
    return malformed;
  }
  return endpoint === undefined
    ? admitRequest(
        { method, headers },
        { found: graph !== undefined, draining, graphiql, csrf, xml: graph?.endpoints !== undefined },
      )
    : admitEndpoint({ method, headers }, { match: endpoint, draining, csrf: graph?.endpoints?.csrf ?? csrf });
}

/**
 * What errors are answered as: as a problem document to requests for endpoints, or for XML.
 *
 * @returns undefined for the media type of those that nothing is known of.
 */
export function errorMediaType({ admission, endpoint, headers }: Visit): string | undefined {
  if (admission?.kind === 'xml') {
    return 'application/problem+xml';
  }
  if (endpoint !== undefined) {
    return problemTypeFor(headers.get('accept'));
  }
  return admission?.kind === 'graphql' ? admission.mediaType : undefined;
}
