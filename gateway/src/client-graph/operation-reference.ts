import type { ClientRequest } from './client-graph.js';

/** How a request says which operation it wants. */
export interface OperationReference {
  /** The text of a document. */
  readonly text: string | undefined;
  /** Id of a persisted operation, from `documentId` or `id`. */
  readonly id: string | undefined;
  /** Hash of a text, from `extensions.persistedQuery`: an id of a manifest, or of a text that some client registered. */
  readonly hash: string | undefined;
}

/**
 * Reads which operation a request wants, of any of the forms in which clients say it.
 *
 * Spec: GraphQL over HTTP, appendix "Persisted Documents" (`documentId`, with the prefix `sha256:` for a hash); Apollo's
 * `extensions.persistedQuery.sha256Hash`. `id` is what clients sent before there was either.
 */
export function readReference(request: ClientRequest): OperationReference {
  const { query, documentId, id, extensions } = parametersOf(request);
  const persisted = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  return {
    text: asText(query),
    id: asText(documentId)?.replace(/^sha256:/, '') ?? asText(id),
    hash: isObject(persisted) ? asText(persisted['sha256Hash']) : undefined,
  };
}

/** The request as if it had come with the text of its operation instead of an id. */
export function withText(request: ClientRequest, text: string): ClientRequest {
  if (request.method === 'POST') {
    const { documentId: _documentId, id: _id, extensions, ...rest } = isObject(request.body) ? request.body : {};
    return { ...request, body: { ...rest, ...withoutHash(extensions), query: text } };
  }
  const search = new URLSearchParams(request.search);
  const { extensions } = withoutHash(parseJson(search.get('extensions')));
  for (const name of ['documentId', 'id', 'extensions']) {
    search.delete(name);
  }
  if (extensions !== undefined) {
    search.set('extensions', JSON.stringify(extensions));
  }
  search.set('query', text);
  return { ...request, search: search.toString() };
}

interface Parameters {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly id?: unknown;
  readonly extensions?: unknown;
}

function parametersOf({ method, body, search }: ClientRequest): Parameters {
  if (method === 'POST') {
    return isObject(body) ? body : {};
  }
  const given = new URLSearchParams(search);
  return {
    query: given.get('query'),
    documentId: given.get('documentId'),
    id: given.get('id'),
    extensions: parseJson(given.get('extensions')),
  };
}

function withoutHash(extensions: unknown): { readonly extensions?: object } {
  if (!isObject(extensions)) {
    return {};
  }
  const { persistedQuery: _persistedQuery, ...rest } = extensions;
  return Object.keys(rest).length === 0 ? {} : { extensions: rest };
}

/** The edge has let nothing through that is not JSON. */
function parseJson(text: string | null): unknown {
  return text === null || text === '' ? undefined : JSON.parse(text);
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
