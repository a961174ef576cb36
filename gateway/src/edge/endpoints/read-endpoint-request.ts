import type { EndpointMatch } from '../../client-graph/endpoints/endpoint.js';
import { type GraphqlRequest, parseGetSearch, readRequestBody } from '../parse-graphql-request.js';
import type { Reading } from '../refusal.js';
import type { EndpointFormat } from './endpoint-format.js';
import { readBodyVariables } from './read-body-variables.js';
import { pathVariables, readQueryVariables } from './read-query-variables.js';

/** A request to an endpoint, as it was sent. */
export interface EndpointRequest {
  readonly method: 'GET' | 'POST';
  readonly match: Extract<EndpointMatch, { kind: 'endpoint' }>;
  /** The query string without `?`. */
  readonly search: string;
  /** Empty for a GET. */
  readonly bytes: Uint8Array;
  readonly bodyFormat: EndpointFormat;
  /** Value of the Content-Type header. */
  readonly contentType: string | undefined;
}

/**
 * Turns a request to an endpoint into the GraphQL over HTTP request that it stands for: its operation by id, and its
 * variables by their types. From there on it is a request like any other.
 *
 * @returns The request, or BAD_REQUEST saying what is wrong with it.
 */
export function readEndpointRequest(request: EndpointRequest): Reading<GraphqlRequest> {
  const { endpoint, pathValues } = request.match;
  const { id, name } = endpoint.operation;
  const query = readQueryVariables(request.search, endpoint, request.method);
  if (query.kind === 'refused') {
    return query;
  }
  const body = request.method === 'GET' ? query : readBodyVariables(request, endpoint);
  if (body.kind === 'refused') {
    return body;
  }
  const variables = Object.fromEntries([...pathVariables(pathValues, endpoint), ...query.value, ...body.value]);
  if (request.method === 'POST') {
    return readRequestBody({ id, operationName: name, variables });
  }
  const search = new URLSearchParams({ id, operationName: name, variables: JSON.stringify(variables) });
  return parseGetSearch(search.toString());
}
