import { parseMediaType } from './media-type.js';
import { type Refused, refuse, refusedBy } from './refusal.js';

/**
 * What keeps other sites' pages from having a browser send operations by GET.
 *
 * - `preflight`: a GET needs a header that browsers send to other origins only after a preflight. Complete.
 * - `fetch-metadata`: a GET may also come without one, as GraphQL over HTTP has it, unless the browser says that another
 *   site's page caused it. Browsers say so over HTTPS and to localhost only, so plain HTTP is not covered.
 */
export type CsrfMode = 'preflight' | 'fetch-metadata';

/** Headers that browsers send to other origins only after a preflight: the two of Apollo Server, and the specification's. */
const preflightedHeaders = [
  'x-apollo-operation-name',
  'apollo-require-preflight',
  'graphql-require-preflight',
] as const;

/**
 * Refuses a GET that a page of another origin could make a browser send without a preflight.
 *
 * `Accept` proves nothing: pages may set it to any media type without a preflight.
 *
 * Spec: Fetch, "CORS-safelisted request-header"; Fetch Metadata Request Headers, `Sec-Fetch-Site`, which pages cannot set;
 * GraphQL over HTTP, "Exercise caution".
 *
 * @returns undefined when the request may run; else BAD_REQUEST, or UNSUPPORTED_MEDIA_TYPE for a GET with another Content-Type.
 */
export function checkCsrf(headers: ReadonlyMap<string, string>, mode: CsrfMode): Refused | undefined {
  const contentType = headers.get('content-type');
  if (contentType !== undefined) {
    return parseMediaType(contentType)?.essence === 'application/json'
      ? undefined
      : refuse('UNSUPPORTED_MEDIA_TYPE', 'A GET may have no Content-Type but application/json');
  }
  if (preflightedHeaders.some((name) => (headers.get(name) ?? '') !== '')) {
    return undefined;
  }
  if (mode === 'fetch-metadata' && !isOfAnotherSite(headers)) {
    return undefined;
  }
  const refused = refuse(
    'BAD_REQUEST',
    'A GET needs a header that browsers do not send to other origins unasked, against cross-site request forgery: ' +
      'add "GraphQL-Require-Preflight: true", "Apollo-Require-Preflight: true" or "Content-Type: application/json"',
  );
  return refusedBy('server.csrf', refused);
}

/** Whether a browser says so. Sites that share a registrable domain may still be different people's. */
function isOfAnotherSite(headers: ReadonlyMap<string, string>): boolean {
  const site = headers.get('sec-fetch-site');
  // Browsers older than Sec-Fetch-Site send Origin with requests of scripts to other origins.
  return site === undefined ? headers.has('origin') : site !== 'same-origin' && site !== 'none';
}
