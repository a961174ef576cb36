import type { ClientAnswer } from '../../client-graph/client-graph.js';
import {
  type Endpoint,
  type EndpointMatch,
  errorsMember,
  responseElement,
  type ServedEndpoints,
} from '../../client-graph/endpoints/endpoint.js';
import { answerOperation, type GraphqlCall, type ServedGraph } from '../answer-request.js';
import { type EndpointFormat, type ProblemMediaType, problemTypeOf } from './endpoint-format.js';
import { JsonCursor } from './json-cursor.js';
import { type AnswerError, errorsXml, problemAnswer, publicError } from './problem-answer.js';
import { chooseProblem } from './problem-status.js';
import { readEndpointRequest } from './read-endpoint-request.js';
import { writeXmlAnswer } from './write-xml-answer.js';

/** How an endpoint's answer is written. */
export interface EndpointReply {
  readonly endpoint: Endpoint;
  /** What the data is answered as. */
  readonly mediaType: string;
  readonly format: EndpointFormat;
  /** See `ServedEndpoints.statuses`. */
  readonly statuses: ServedEndpoints['statuses'];
}

/** An admitted request to an endpoint, with its body. */
export interface EndpointCall extends Omit<GraphqlCall, 'mediaType'>, Pick<EndpointReply, 'mediaType' | 'format'> {
  readonly match: Extract<EndpointMatch, { kind: 'endpoint' }>;
  readonly bodyFormat: EndpointFormat;
}

/** What client graphs answer endpoints as: only in this are statuses told apart. */
export const graphqlMediaType = 'application/graphql-response+json';

/**
 * Answers a request to an endpoint: as the GraphQL request that it stands for, by the same way as any other, its answer
 * written as plain JSON or XML.
 *
 * @throws Whatever the client graph throws.
 */
export async function answerEndpoint(graph: ServedGraph, call: EndpointCall): Promise<ClientAnswer> {
  const contentType = call.headers.get('content-type');
  const request = readEndpointRequest({ ...call, contentType });
  const headers = withoutConditions(call.headers).set('content-type', 'application/json');
  const answer = await answerOperation(graph, { ...call, headers, mediaType: graphqlMediaType }, request);
  const { match, mediaType, format } = call;
  const statuses = graph.endpoints?.statuses ?? new Map<string, number>();
  return endpointAnswer(answer, { endpoint: match.endpoint, mediaType, format, statuses });
}

/** Headers without those that are about another representation than the one that the client graph answers. */
export function withoutConditions(sent: ReadonlyMap<string, string>): Map<string, string> {
  const headers = new Map(sent);
  for (const name of ['if-none-match', 'if-match', 'if-modified-since', 'if-unmodified-since', 'range']) {
    headers.delete(name);
  }
  return headers;
}

/** Writes a GraphQL answer as the answer of an endpoint: the data, or a problem. */
export function endpointAnswer(answer: ClientAnswer, reply: EndpointReply): ClientAnswer {
  const { data, errors } = readParts(answer.body);
  const { endpoint, format, statuses } = reply;
  const whole = answer.status === 200 && data !== undefined && data !== 'null';
  if (!whole || (errors.length > 0 && endpoint.partialData === 'refuse')) {
    return withHeadersOf(answer, failure(answer, { errors, statuses, mediaType: problemTypeOf(format) }));
  }
  const body = format === 'xml' ? xmlBody(data, errors, endpoint) : jsonBody(data, errors);
  const headers = new Map([['content-type', `${reply.mediaType}; charset=utf-8`]]);
  return withHeadersOf(answer, { status: 200, headers, body });
}

interface Failure {
  readonly errors: readonly AnswerError[];
  readonly statuses: ServedEndpoints['statuses'];
  readonly mediaType: ProblemMediaType;
}

/** A request that was refused keeps its status, unless another is configured for its code. */
function failure(answer: ClientAnswer, { errors, statuses, mediaType }: Failure): ClientAnswer {
  if (errors.length === 0) {
    throw new TypeError('An answer without data has no error');
  }
  const { status, error } = chooseProblem(errors, statuses);
  const configured = statuses.get(String(error.extensions?.['code']));
  const chosen = answer.status === 200 ? status : (configured ?? answer.status);
  return problemAnswer({ status: chosen, error, errors }, mediaType);
}

/** Keeps what the answer says beside its body, such as for how long it may be cached; the body is another one. */
function withHeadersOf({ headers }: ClientAnswer, answer: ClientAnswer): ClientAnswer {
  const kept = new Map([...answer.headers].filter(([name]) => name === 'cache-control'));
  const ofBody = new Set(['content-length', 'content-encoding', 'etag', 'last-modified']);
  for (const [name, value] of headers) {
    if (!ofBody.has(name)) {
      kept.set(name, value);
    }
  }
  kept.set('content-type', answer.headers.get('content-type') ?? '');
  return { ...answer, headers: kept };
}

/** The data of a GraphQL answer as it is written, and its errors. */
function readParts(body: ClientAnswer['body']): { readonly data: string | undefined; readonly errors: AnswerError[] } {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    throw new TypeError('An endpoint was answered in parts');
  }
  const json = new JsonCursor(String(body));
  let data: string | undefined;
  let errors: AnswerError[] = [];
  json.object((name) => {
    const raw = json.raw();
    if (name === 'data') {
      data = raw;
    } else if (name === 'errors') {
      errors = JSON.parse(raw) as AnswerError[];
    }
  });
  return { data, errors };
}

function jsonBody(data: string, errors: readonly AnswerError[]): string {
  if (errors.length === 0) {
    return data;
  }
  const member = `${JSON.stringify(errorsMember)}:${JSON.stringify(errors.map(publicError))}`;
  const fields = data.trim().slice(1, -1).trim();
  return fields === '' ? `{${member}}` : `{${fields},${member}}`;
}

function xmlBody(data: string, errors: readonly AnswerError[], endpoint: Endpoint): string {
  const written = errorsXml(errors.map(publicError), 'item');
  const more = errors.length === 0 ? '' : `<${errorsMember}>${written}</${errorsMember}>`;
  return writeXmlAnswer(data, endpoint.result, { root: responseElement(endpoint), more });
}
