import type { Identity } from '../auth/identity.js';
import type {
  AnswerContext,
  BlockedOperation,
  ClientAnswer,
  ClientGraph,
  ResolvedOperation,
} from '../client-graph/client-graph.js';
import { batchAnswer } from './batch-answer.js';
import { correlationIdHeader } from './correlation-id.js';
import type { ResponseMediaType } from './negotiate-media-type.js';
import { type GraphqlRequest, parseGetSearch } from './parse-graphql-request.js';
import { parsePostBody } from './parse-post-body.js';
import { type Reading, type Refused, refusalAnswer } from './refusal.js';

/** The part of a client graph that the edge uses. */
export type ServedGraph = Pick<
  ClientGraph,
  'name' | 'path' | 'corsOrigins' | 'corsOptions' | 'batching' | 'endpoints' | 'critical' | 'headersKey' | 'answer'
>;

/** An admitted request with its body. */
export interface GraphqlCall {
  readonly method: 'GET' | 'POST';
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The query string without `?`. */
  readonly search: string;
  /** Empty for a GET. */
  readonly bytes: Uint8Array;
  /** What the answer is to be. */
  readonly mediaType: ResponseMediaType;
  readonly correlationId: string;
  /** Aborts when the client is gone or the listener stops waiting. */
  readonly signal: AbortSignal;
  readonly identity: Identity;
  readonly onOperation?: AnswerContext['onOperation'];
  /** Told of what the client graph refuses of an operation, or would have refused. */
  readonly onBlocked?: ((operation: GraphqlRequest, blocked: BlockedOperation) => void | Promise<void>) | undefined;
  /** Told of a body that is refused before its operations are looked at. */
  readonly onRefused?: (refused: Refused) => void | Promise<void>;
  /** Judges an operation when its client graph knows its document. */
  readonly admitResolved?:
    | ((operation: GraphqlRequest, resolved: ResolvedOperation) => Refused | undefined | Promise<Refused | undefined>)
    | undefined;
  /** Judges an operation before the client graph sees it. */
  readonly admit: (operation: GraphqlRequest) => Refused | undefined | Promise<Refused | undefined>;
}

/**
 * Reads an admitted request and has its client graph answer it.
 *
 * The client graph sees the request as the edge understood it: `Accept` is the media type that was negotiated,
 * `X-Correlation-ID` the id that was chosen, and an admitted GET has what Apollo Server's own check for CSRF asks for.
 *
 * @returns The answer with the status that its media type demands; BAD_REQUEST when the request is not well-formed.
 * @throws Whatever the client graph throws.
 */
export async function answerRequest(graph: ServedGraph, call: GraphqlCall): Promise<ClientAnswer> {
  if (call.method === 'GET') {
    return answerOperation(graph, call, parseGetSearch(call.search));
  }
  const posted = parsePostBody(call.bytes, graph.batching);
  if (posted.kind === 'refused') {
    await call.onRefused?.(posted);
    return refusalAnswer(posted.refusal, call.mediaType);
  }
  if (posted.value.kind === 'one') {
    return answerOperation(graph, call, { kind: 'read', value: posted.value.request });
  }
  const answers = posted.value.requests.map((request) => answerOperation(graph, call, request));
  return batchAnswer(await Promise.all(answers), call.mediaType);
}

/** Answers one operation: the request's, or one of its batch, whatever it came as. */
export async function answerOperation(
  graph: ServedGraph,
  call: GraphqlCall,
  request: Reading<GraphqlRequest>,
): Promise<ClientAnswer> {
  const { method, mediaType, correlationId, signal, identity, onOperation, onBlocked, admitResolved } = call;
  if (request.kind === 'refused') {
    return refusalAnswer(request.refusal, mediaType);
  }
  const judged = call.admit(request.value);
  const refused = judged instanceof Promise ? await judged : judged;
  if (refused !== undefined) {
    return refusalAnswer(refused.refusal, mediaType);
  }
  const { body, search } = request.value;
  const headers = new Map(call.headers).set('accept', mediaType).set(correlationIdHeader, correlationId);
  if (method === 'GET') {
    headers.set('apollo-require-preflight', 'true');
  }
  const answer = await graph.answer(
    { method, headers, search, body },
    {
      correlationId,
      signal,
      identity,
      onOperation,
      onBlocked: onBlocked && ((blocked) => onBlocked(request.value, blocked)),
      admitResolved: admitResolved && (async (resolved) => (await admitResolved(request.value, resolved))?.refusal),
    },
  );
  const status = statusFor(answer.status, mediaType);
  return status === answer.status ? answer : { ...answer, status };
}

/**
 * As `application/json` a well-formed request is answered with 200 even when its document does not parse or validate;
 * only as `application/graphql-response+json` is that 400.
 *
 * Spec: GraphQL over HTTP, "Status Codes" (`#sec-Status-Codes`). Everything that is not well-formed was refused before
 * a client graph saw it, so a 400 of a client graph is always about the document, the operation or its variables.
 */
function statusFor(status: number, mediaType: ResponseMediaType): number {
  return mediaType === 'application/json' && status === 400 ? 200 : status;
}
