import type { ClientAnswer } from '../../client-graph/client-graph.js';
import type { Endpoint } from '../../client-graph/endpoints/endpoint.js';
import { readReference } from '../../client-graph/operation-reference.js';
import { answerOperation, type GraphqlCall, type ServedGraph } from '../answer-request.js';
import { type GraphqlRequest, parseGetSearch } from '../parse-graphql-request.js';
import { parsePostBody } from '../parse-post-body.js';
import { type Reading, refusalAnswer, refuse } from '../refusal.js';
import { endpointAnswer, graphqlMediaType, withoutConditions } from './answer-endpoint.js';

/**
 * Answers a GraphQL over HTTP request whose client wants XML. The operation has to be that of an endpoint, named by its
 * id: of those it is known what their answers look like. They are written as the endpoint would.
 *
 * @returns The answer; NOT_ACCEPTABLE, as a problem document, for any other operation.
 * @throws Whatever the client graph throws.
 */
export async function answerAsXml(graph: ServedGraph, call: Omit<GraphqlCall, 'mediaType'>): Promise<ClientAnswer> {
  const request = call.method === 'GET' ? parseGetSearch(call.search) : readPost(call.bytes);
  if (request.kind === 'refused') {
    return refusalAnswer(request.refusal, 'application/problem+xml');
  }
  const endpoint = endpointOf(graph, call.method, request.value);
  if (endpoint === undefined) {
    const message = 'Only persisted operations that are endpoints are answered as XML: name one by its id';
    return refusalAnswer(refuse('NOT_ACCEPTABLE', message).refusal, 'application/problem+xml');
  }
  const headers = withoutConditions(call.headers);
  const answer = await answerOperation(graph, { ...call, headers, mediaType: graphqlMediaType }, request);
  const statuses = graph.endpoints?.statuses ?? new Map<string, number>();
  return endpointAnswer(answer, { endpoint, mediaType: 'application/xml', format: 'xml', statuses });
}

/** One operation: a list of them has no root element. */
function readPost(bytes: Uint8Array): Reading<GraphqlRequest> {
  const posted = parsePostBody(bytes);
  if (posted.kind === 'refused') {
    return posted;
  }
  return posted.value.kind === 'one'
    ? { kind: 'read', value: posted.value.request }
    : refuse('BAD_REQUEST', 'Batches are not answered as XML: send each operation as a request of its own');
}

function endpointOf(
  { endpoints }: ServedGraph,
  method: 'GET' | 'POST',
  { body, search }: GraphqlRequest,
): Endpoint | undefined {
  const { id, hash } = readReference({ method, headers: new Map(), body, search });
  return endpoints?.current().all.find(({ operation }) => operation.id === (id ?? hash));
}
