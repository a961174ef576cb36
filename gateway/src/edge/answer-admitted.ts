import type { ClientAnswer } from '../client-graph/client-graph.js';
import type { Admission } from './admit-request.js';
import { answerRequest, type GraphqlCall, type ServedGraph } from './answer-request.js';
import { answerAsXml } from './endpoints/answer-as-xml.js';
import { answerEndpoint } from './endpoints/answer-endpoint.js';

/** Admissions of requests that a client graph answers. */
export type AnsweredAdmission = Extract<Admission, { readonly method: 'GET' | 'POST' }>;

/**
 * Has a client graph answer an admitted request, as what it was admitted as.
 *
 * @throws Whatever the client graph throws.
 */
export function answerAdmitted(
  graph: ServedGraph,
  admission: AnsweredAdmission,
  call: GraphqlCall,
): Promise<ClientAnswer> {
  switch (admission.kind) {
    case 'graphql':
      return answerRequest(graph, call);
    case 'xml':
      return answerAsXml(graph, call);
    case 'endpoint':
      return answerEndpoint(graph, { ...call, ...admission });
    default:
      return admission satisfies never;
  }
}
