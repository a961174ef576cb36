import type { ClientAnswer } from '../client-graph/client-graph.js';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from '../errors/catalogue.js';
import { isProblemType, problemAnswer } from './endpoints/problem-answer.js';

/** A request that is answered without reaching a client graph. Built only from what the client sent. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** Response headers that belong to it, such as `allow`. Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Which rule or limit refused it, as the operator knows it, for metrics and the log; clients are not told. */
  readonly rule?: string;
}

/** A value read from the request, or why there is none. */
export type Reading<T> = { readonly kind: 'read'; readonly value: T } | Refused;

/** The refusing half of a reading. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** Makes a refusal as a reading's outcome. */
export function refuse(code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}): Refused {
  return { kind: 'refused', refusal: { code, message, headers: new Map(Object.entries(headers)) } };
}

/** Names the rule or limit that a refusal comes from; see `Refusal.rule`. */
export function refusedBy(rule: string, { refusal }: Refused): Refused {
  return { kind: 'refused', refusal: { ...refusal, rule } };
}

/**
 * The answer to a refused request: a GraphQL response without `data`.
 *
 * @param mediaType Default `application/json`, for what is refused before a media type is negotiated.
 */
export function refusalAnswer({ code, message, headers }: Refusal, mediaType?: string): ClientAnswer {
  const answer = errorAnswer(statusOf(code), { message, extensions: { code } }, mediaType);
  return { ...answer, headers: new Map([...headers, ...answer.headers]) };
}

/** An answer that holds nothing but one error: a GraphQL response, or a problem document where the media type is that of one. */
export function errorAnswer(
  status: number,
  error: { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> },
  mediaType = 'application/json',
): ClientAnswer {
  if (isProblemType(mediaType)) {
    return problemAnswer({ status, error, errors: [error] }, mediaType);
  }
  const headers = new Map([
    ['content-type', `${mediaType}; charset=utf-8`],
    // Some statuses may be kept by whoever likes to, 404 and 405 among them. Spec: RFC 9110 section 15.1.
    ['cache-control', 'no-store'],
  ]);
  return { status, headers, body: JSON.stringify({ errors: [error] }) };
}

function statusOf(code: ErrorCode): number {
  const entry: ErrorEntry = errorCatalogue[code];
  return entry.httpStatus ?? 500;
}
