import { type Refused, refuse } from './refusal.js';

/** What the head of a request is held to. */
export interface HeadLimits {
  /** Header lines. Over it: HEADERS_TOO_LARGE. */
  readonly maxHeaders: number;
  /** Length of the request target, in bytes. Over it: URL_TOO_LONG. */
  readonly maxUrlBytes: number;
}

/** The first line and the headers of a request as they came. */
export interface RawHead {
  /** Such as `1.1`. */
  readonly httpVersion: string;
  /** The request target, in the ASCII that Node's parser lets pass. */
  readonly url: string;
  readonly headerCount: number;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Once it is not sure where a request ends, nothing more may be read from its connection. */
const close = { connection: 'close' };

/**
 * Refuses heads that another server on the way could read differently than this one, and heads that are too large. What
 * Node's parser already refuses (both kinds of length, folded headers, bare line ends, blanks before colons) never comes here.
 *
 * Spec: RFC 9112 section 3.2 (one Host, and MUST have it), section 6.1 (transfer codings other than `chunked`; none in
 * HTTP/1.0), section 2.3 (versions).
 *
 * @returns undefined when it is in order; else BAD_REQUEST, HEADERS_TOO_LARGE or URL_TOO_LONG.
 */
export function checkHead(head: RawHead, limits: HeadLimits): Refused | undefined {
  const { httpVersion, headers } = head;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return refuse('BAD_REQUEST', 'The request is not HTTP/1.1', close);
  }
  if (head.headerCount > limits.maxHeaders) {
    return refuse('HEADERS_TOO_LARGE', `The request has more than ${limits.maxHeaders} headers`, close);
  }
  if (head.url.length > limits.maxUrlBytes) {
    return refuse(
      'URL_TOO_LONG',
      `The URL is over the limit of ${limits.maxUrlBytes} bytes: send the operation by POST`,
    );
  }
  const host = headers.get('host');
  if (host === undefined) {
    return httpVersion === '1.1' ? refuse('BAD_REQUEST', 'The request has no Host header', close) : undefined;
  }
  if (!/^[^\s,/\\@?#]*$/.test(host)) {
    return refuse('BAD_REQUEST', 'The Host header is not one host with or without a port', close);
  }
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined && (httpVersion === '1.0' || coding.trim().toLowerCase() !== 'chunked')) {
    return refuse('BAD_REQUEST', 'The Transfer-Encoding is not "chunked" alone, in HTTP/1.1', close);
  }
  return undefined;
}
