import type { GraphQLError } from 'graphql';
import { type ErrorEntry, errorCatalogue } from '../errors/catalogue.js';
import type { ClientAnswer, ClientRequest } from './client-graph.js';

/** An error as it stands in an answer. */
export interface RefusalError {
  readonly message: string;
  readonly locations?: GraphQLError['locations'];
  /** The code is one of the catalogue, or of Apollo Server's. */
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

const catalogue: ReadonlyMap<string | undefined, ErrorEntry> = new Map(Object.entries(errorCatalogue));

/**
 * The answer to an operation that is refused before it is validated: errors without data, in the media type that was
 * negotiated, with the status of the first error's code.
 */
export function refusedAnswer(request: ClientRequest, errors: readonly RefusalError[]): ClientAnswer {
  const entry = catalogue.get(errors[0]?.extensions.code);
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
