import type { SourceRequest } from './source.js';

/**
 * Headers that cannot change an answer: they name the request, or describe the connection and the body that came on it.
 * All others count, since a source, a connector or a resolver may read any of them.
 */
const irrelevantHeaders: ReadonlySet<string> = new Set([
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'content-length',
  'connection',
  'keep-alive',
  'accept-encoding',
]);

/**
 * What two queries must have in common for one answer to serve both: the operation (with its override labels), the
 * variables and the identity, and every header that may matter, credentials and cookies
 * among them. The client graph and the version of the
 * supergraph are the engine's own.
 *
 * @param program Identifies the operation.
 */
export function sharingKey(
  program: string,
  variables: Readonly<Record<string, unknown>>,
  { clientGraph, headers, identity }: SourceRequest,
): string {
  const relevant: string[] = [];
  for (const [name, value] of headers) {
    if (!irrelevantHeaders.has(name)) {
      relevant.push(name, value);
    }
  }
  return JSON.stringify([program, clientGraph, identity.key, variables, relevant]);
}
