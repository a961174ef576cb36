import type { SourceRequest } from '../../executor/source.js';
import type { CallInput, ConnectorCallOptions } from './connector.js';
import { createObject } from './json.js';

/** What the answer phase adds to the variables of the request phase. */
export interface AnswerFacts {
  /** HTTP status. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Iterable<readonly [string, string]>;
}

/**
 * The variables that a request's mappings may read: `$args`, `$this`, `$batch`, `$config`, `$env`, `$request`.
 *
 * Spec: Apollo Connectors, mapping variables.
 */
export function requestVariables(input: CallInput, options: ConnectorCallOptions): Map<string, unknown> {
  const variables = new Map<string, unknown>([
    ['$args', input.args],
    ['$config', options.settings.config ?? {}],
    ['$env', options.environment],
    ['$request', { headers: requestHeaders(input.request) }],
  ]);
  if (input.parent !== undefined) variables.set('$this', input.parent);
  if (input.batch !== undefined) variables.set('$batch', input.batch);
  return variables;
}

/** The same and `$status` and `$response`, which only an answer's mappings may read. */
export function answerVariables(request: ReadonlyMap<string, unknown>, answer: AnswerFacts): Map<string, unknown> {
  return new Map(request).set('$status', answer.status).set('$response', { headers: headerLists(answer.headers) });
}

/**
 * A header of the client's request. `x-correlation-id` is the id the gateway chose for the request, whether the client
 * sent one or not, so that a source's log can be joined with the gateway's.
 *
 * @param name In lower case.
 */
export function incomingHeader(request: SourceRequest, name: string): string | undefined {
  return name === 'x-correlation-id' ? request.correlationId : request.headers.get(name);
}

/** One request is asked for its headers by each of its calls, so the object is made once. */
const headersOfRequests = new WeakMap<SourceRequest, Record<string, string[]>>();

function requestHeaders(request: SourceRequest): Record<string, string[]> {
  const known = headersOfRequests.get(request);
  if (known !== undefined) return known;
  const headers = headerLists(new Map(request.headers).set('x-correlation-id', request.correlationId));
  headersOfRequests.set(request, headers);
  return headers;
}

function headerLists(headers: Iterable<readonly [string, string]>): Record<string, string[]> {
  const lists = createObject() as Record<string, string[]>;
  for (const [name, value] of headers) lists[name] = [value];
  return lists;
}
