import type { EndpointMatch } from '../../client-graph/endpoints/endpoint.js';
import type { Admission, RequestHead } from '../admit-request.js';
import { type CsrfMode, checkCsrf } from '../check-csrf.js';
import { readContentCoding } from '../content-coding.js';
import { parseMediaType } from '../media-type.js';
import { negotiateMediaType } from '../negotiate-media-type.js';
import { type Reading, type Refused, refuse } from '../refusal.js';
import { type EndpointFormat, endpointFormats, type ProblemMediaType } from './endpoint-format.js';

/** What the listener has to say about the request's place. */
export interface AdmitEndpointOptions {
  readonly match: EndpointMatch;
  /** Whether the listener is stopping. */
  readonly draining: boolean;
  readonly csrf: CsrfMode;
}

/** In the order of preference where the client has none. */
const answerTypes = ['application/json', 'application/xml', 'text/xml'] as const;

/**
 * Decides from its head alone whether a request to an endpoint is answered, so that nothing of a refused request's body
 * is read.
 *
 * A POST is JSON or XML, whose media types pages of other origins cannot send without a preflight; a GET is held to
 * `endpoints.csrf`.
 */
export function admitEndpoint(head: RequestHead, { match, draining, csrf }: AdmitEndpointOptions): Admission {
  if (match.kind === 'none') {
    return refuse('NOT_FOUND', 'No endpoint is at this path');
  }
  const { method, headers } = head;
  const reads = match.kind === 'document' || match.endpoint.operation.type === 'query';
  const allowed = match.kind === 'document' ? ['GET'] : reads ? ['GET', 'POST'] : ['POST'];
  if ((method !== 'GET' && method !== 'POST') || !allowed.includes(method)) {
    const allow = allowed.join(', ');
    return refuse('METHOD_NOT_ALLOWED', `This endpoint answers ${allowed.join(' and ')} only`, { allow });
  }
  if (draining) {
    return refuse('UNAVAILABLE', 'The gateway is stopping: send the request again', { connection: 'close' });
  }
  if (match.kind === 'document') {
    return { kind: 'document', document: match.document };
  }
  const mediaType = negotiateMediaType(headers.get('accept'), answerTypes);
  if (mediaType === undefined) {
    return refuse('NOT_ACCEPTABLE', `The Accept header allows none of ${answerTypes.join(', ')}`);
  }
  const body = method === 'POST' ? readBodyFormat(headers) : checkGet(headers, csrf);
  return body.kind === 'refused'
    ? body
    : {
        kind: 'endpoint',
        method,
        match,
        mediaType,
        format: endpointFormats.get(mediaType) ?? 'json',
        bodyFormat: body.value,
      };
}

/** What a problem is told in: XML to whom XML is answered, JSON to everybody else. */
export function problemTypeFor(accept: string | undefined): ProblemMediaType {
  const offers = [...answerTypes, 'application/problem+json', 'application/problem+xml'] as const;
  const chosen = negotiateMediaType(accept, offers) ?? 'application/json';
  return chosen.includes('xml') ? 'application/problem+xml' : 'application/problem+json';
}

function checkGet(headers: ReadonlyMap<string, string>, csrf: CsrfMode): Reading<EndpointFormat> {
  const given = parseMediaType(headers.get('content-type') ?? '')?.essence;
  // A media type that pages can send to other origins only after a preflight proves as much as one of the headers does.
  if (given !== undefined && endpointFormats.has(given)) {
    return { kind: 'read', value: 'json' };
  }
  return checkCsrf(headers, csrf) ?? { kind: 'read', value: 'json' };
}

function readBodyFormat(headers: ReadonlyMap<string, string>): Reading<EndpointFormat> {
  const mediaType = parseMediaType(headers.get('content-type') ?? '');
  const format = mediaType && endpointFormats.get(mediaType.essence);
  const charset = mediaType?.parameters.get('charset') ?? 'utf-8';
  if (format === undefined || (format === 'json' && !/^utf-?8$/i.test(charset))) {
    return unsupported();
  }
  const coding = readContentCoding(headers);
  return coding.kind === 'refused' ? coding : { kind: 'read', value: format };
}

function unsupported(): Refused {
  const hint = 'send JSON in UTF-8 as application/json, or XML as application/xml or text/xml';
  return refuse('UNSUPPORTED_MEDIA_TYPE', `The request’s Content-Type is not supported: ${hint}`);
}
