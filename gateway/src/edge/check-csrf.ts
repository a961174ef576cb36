import { parseMediaType } from './media-type.js';
import { type Refused, refuse } from './refusal.js';

/** Headers that browsers send to other origins only after a preflight; the two that Apollo Server asks for too. */
const preflightedHeaders = ['x-apollo-operation-name', 'apollo-require-preflight'] as const;

/**
 * Refuses a GET that a page of another origin could make a browser send without a preflight.
 *
 * Apollo Server, behind the edge, has the same rule. It lets a GET pass for any Content-Type outside of the three
 * "simple" ones and then wants `application/json`; here it is `application/json` at once, so that what passes the edge
 * passes there.
 *
 * @returns undefined when the request may run; else BAD_REQUEST, or UNSUPPORTED_MEDIA_TYPE for a GET with another Content-Type.
 */
export function checkCsrf(headers: ReadonlyMap<string, string>): Refused | undefined {
  const contentType = headers.get('content-type');
  if (contentType !== undefined) {
    return parseMediaType(contentType)?.essence === 'application/json'
      ? undefined
      : refuse('UNSUPPORTED_MEDIA_TYPE', 'A GET may have no Content-Type but application/json');
  }
  if (preflightedHeaders.some((name) => (headers.get(name) ?? '') !== '')) {
    return undefined;
  }
  return refuse(
    'BAD_REQUEST',
    'A GET needs a header that browsers do not send to other origins unasked, against cross-site request forgery: ' +
      'add "Apollo-Require-Preflight: true" or "Content-Type: application/json"',
  );
}
