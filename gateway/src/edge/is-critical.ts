import type { CriticalOperations } from '../client-graph/client-graph.js';
import type { Visit } from './visit.js';

/** Bodies up to this size are looked into, in bytes: one that has an id instead of a text is small. */
const maxBytes = 16_384;

/**
 * Whether a request is for critical operations of its client graph, and for nothing else. Read ahead of everything that is
 * checked later, so whatever is not plainly one is none: a body that is compressed, large or not well-formed.
 *
 * @param body As it was received; nothing for a GET.
 */
export function isCritical({ graph, endpoint, method, headers, search }: Visit, body: unknown): boolean {
  const critical = graph?.critical;
  if (critical === undefined) {
    return false;
  }
  if (endpoint !== undefined) {
    return endpoint.kind === 'endpoint' && critical.hasName(endpoint.endpoint.operation.name);
  }
  try {
    if (method === 'GET') {
      return critical.isNamedBy({ method, headers, search, body: undefined });
    }
    return !headers.has('content-encoding') && Buffer.isBuffer(body) && isCriticalBody(body, { headers, critical });
  } catch {
    // No JSON: whoever reads it next says so.
    return false;
  }
}

function isCriticalBody(
  bytes: Buffer,
  { headers, critical }: { readonly headers: Visit['headers']; readonly critical: CriticalOperations },
): boolean {
  if (bytes.length > maxBytes) {
    return false;
  }
  const parsed: unknown = JSON.parse(bytes.toString('utf8'));
  const requests: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return (
    requests.length > 0 && requests.every((body) => critical.isNamedBy({ method: 'POST', headers, search: '', body }))
  );
}
