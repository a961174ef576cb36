import type { GraphQLError } from 'graphql';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from '../errors/catalogue.js';
import type { ClientAnswer, ClientRequest } from './client-graph.js';

/** An error as it stands in an answer. */
export interface RefusalError {
  readonly message: string;
  readonly locations?: GraphQLError['locations'];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: ErrorCode };
}

/**
 * The answer to an operation that is refused before it is validated: errors without data, in the media type that was
 * negotiated, with the status of the first error's code.
 */
export function refusedAnswer(request: ClientRequest, errors: readonly RefusalError[]): ClientAnswer {
  const code = errors[0]?.extensions.code;
  const entry: ErrorEntry | undefined = code === undefined ? undefined : errorCatalogue[code];
  const mediaType = request.headers.get('accept') ?? 'application/json';
  return {
    status: entry?.httpStatus ?? 400,
    headers: new Map([
      ['content-type', `${mediaType}; charset=utf-8`],
      // An id may be in a manifest a moment later.
      ['cache-control', 'no-store'],
    ]),
    body: JSON.stringify({ errors }),
  };
}
