import { GatewayError } from '../../errors/gateway-error.js';
import type { FetchInput, PreparedFetch, Source, SourceAnswer, SourceOperation } from '../../executor/source.js';
import type { Caller, HttpCall, HttpClient } from '../../upstream/http-client.js';
import { readGraphQLAnswer } from './read-graphql-answer.js';

/** Settings of a GraphQL subgraph reached over HTTP. */
export interface HttpSourceOptions {
  readonly name: string;
  readonly url: string;
  /** Deadline of one fetch, in milliseconds. */
  readonly timeoutMs: number;
  /** Cap on one answer, in bytes. */
  readonly maxAnswerBytes: number;
  /** Most entities of one request, >= 1. */
  readonly maxBatchSize: number;
  readonly client: HttpClient;
}

/** The same with its URL parsed, once for all calls. */
interface HttpTarget extends Omit<HttpSourceOptions, 'url'> {
  readonly url: URL;
}

const probeBody = '{"query":"{__typename}"}';

/**
 * A GraphQL subgraph over HTTP: every fetch is one POST.
 *
 * Spec: https://graphql.github.io/graphql-over-http/draft/, sections "POST" and "Processing the response".
 */
export function createHttpSource(options: HttpSourceOptions): Source {
  const target: HttpTarget = { ...options, url: new URL(options.url) };
  return {
    name: options.name,
    kind: 'http',
    callerHeaders: options.client.callerHeaders ?? new Set(),
    maxBatchSize: options.maxBatchSize,
    prepare: (operation) => prepare(operation, target),
    async probe(signal) {
      await post(probeBody, { caller: undefined, signal }, target);
    },
    // Connections belong to the client, which other sources share.
    close: () => Promise.resolve(),
  };
}

/** Builds the body's fixed part once; only variables are left open. */
function prepare(operation: SourceOperation, target: HttpTarget): PreparedFetch {
  const name = operation.name === undefined ? '' : `,"operationName":${JSON.stringify(operation.name)}`;
  // Printed texts may have two bytes per character without need (see `internNames`), and every body would with them.
  const head = Buffer.from(`{"query":${JSON.stringify(operation.text)}${name}`).toString();
  return (input) =>
    post(
      `${head}${variablesText(operation.variableNames, input)}}`,
      { caller: input.request, signal: input.signal },
      target,
    );
}

function variablesText(names: readonly string[], input: FetchInput): string {
  const members: string[] = [];
  for (const name of names) {
    const value = input.variables[name];
    if (value !== undefined) {
      members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
    }
  }
  if (input.representations !== undefined) {
    members.push(`"representations":${input.representations.list()}`);
  }
  return members.length === 0 ? '' : `,"variables":{${members.join(',')}}`;
}

const contentType = 'application/json';
const accept = 'application/graphql-response+json, application/json;q=0.9';

function protocolHeaders(caller: Caller | undefined): HttpCall['headers'] {
  return caller === undefined
    ? { 'content-type': contentType, accept }
    : { 'content-type': contentType, accept, 'x-correlation-id': caller.correlationId };
}

interface PostContext {
  readonly caller: Caller | undefined;
  readonly signal: AbortSignal;
}

async function post(body: string, context: PostContext, options: HttpTarget): Promise<SourceAnswer> {
  const answer = await options.client.request({
    method: 'POST',
    url: options.url,
    headers: protocolHeaders(context.caller),
    body,
    timeoutMs: options.timeoutMs,
    maxAnswerBytes: options.maxAnswerBytes,
    signal: context.signal,
    source: options.name,
    caller: context.caller,
  });
  if (answer.status === 401 || answer.status === 403) {
    throw new GatewayError(
      'SOURCE_AUTHENTICATION_FAILED',
      `Cannot fetch from source "${options.name}": it answered ${answer.status}`,
      { source: options.name },
    );
  }
  return readGraphQLAnswer(answer, options.name);
}
