import type { Source, SourceRequest } from './source.js';

/** Names in lower case of the client's headers that an answer may depend on. */
export type RelevantHeaders = ReadonlySet<string> | 'any';

/** Headers that cannot change an answer: they name the request, or describe the connection and the body that came on it. */
const irrelevantHeaders: ReadonlySet<string> = new Set([
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'content-length',
  'keep-alive',
  'accept-encoding',
]);

/** The headers that any of the sources reads: `any` as soon as one of them may read whatever there is. */
export function relevantHeaders(sources: Iterable<Source>): RelevantHeaders {
  const names = new Set<string>();
  for (const { callerHeaders = 'any' } of sources) {
    if (callerHeaders === 'any') {
      return 'any';
    }
    for (const name of callerHeaders) {
      names.add(name);
    }
  }
  return names;
}

/**
 * The request as a shared execution may see it: with no header that is not in its key, but for those that name the
 * request. So nothing that only one of two clients has sent can get into the answer of both, whatever a source does.
 */
export function shareable(request: SourceRequest, relevant: RelevantHeaders): SourceRequest {
  if (relevant === 'any') {
    return request;
  }
  const headers = new Map<string, string>();
  for (const name of relevant) {
    const value = request.headers.get(name);
    if (value !== undefined) {
      headers.set(name, value);
    }
  }
  return { ...request, headers };
}

/**
 * What two queries must have in common for one answer to serve both: the operation (with its override labels), the
 * variables, the identity, and every header that a source may be shown, credentials and cookies among them. The client
 * graph and the version of the supergraph are the engine's own.
 *
 * @param program Identifies the operation.
 * @param request What `shareable` gives.
 */
export function sharingKey(
  program: string,
  variables: Readonly<Record<string, unknown>>,
  { clientGraph, headers, identity }: SourceRequest,
): string {
  return JSON.stringify([program, clientGraph, identity.key, variables, countingHeaders(headers)]);
}

/**
 * What headers contribute to whether two requests may be answered by one execution: equal for those that cannot make a
 * difference.
 *
 * @param relevant See `relevantHeaders`.
 */
export function headersKey(headers: ReadonlyMap<string, string>, relevant: RelevantHeaders): string {
  if (relevant === 'any') {
    return JSON.stringify(countingHeaders(headers));
  }
  let key = '';
  for (const name of relevant) {
    key += `${JSON.stringify(headers.get(name) ?? null)},`;
  }
  return key;
}

function countingHeaders(headers: ReadonlyMap<string, string>): readonly string[] {
  const counting: string[] = [];
  for (const [name, value] of headers) {
    if (!irrelevantHeaders.has(name) && !isUsualConnection(name, value)) {
      counting.push(name, value);
    }
  }
  return counting;
}

/** `Connection` may name headers that must not be passed on, and so change what a source is shown. */
function isUsualConnection(name: string, value: string): boolean {
  return name === 'connection' && (value === 'keep-alive' || value === 'close');
}
