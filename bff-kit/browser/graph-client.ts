import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/**
 * An operation as text that carries the types of its answer and variables, and its id if it has one in the app's operation
 * manifest.
 */
export type GraphDocument<Data, Variables> = DocumentTypeDecoration<Data, Variables> & {
  toString(): string;
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined;
};

/** One error of an answer. */
export interface GraphError {
  readonly message: string;
  /** Where in the answer something is missing; absent when the whole operation failed. */
  readonly path?: ReadonlyArray<string | number>;
  readonly extensions?: { readonly code?: string } & Readonly<Record<string, unknown>>;
}

/** What came back: data, errors, or (for partial data) both. */
export interface GraphAnswer<Data> {
  readonly data: Data | null;
  readonly errors: readonly GraphError[];
}

/** Sends operations to one client graph. */
export interface GraphClient {
  /** Never rejects, but when `signal` aborts: a graph that cannot be reached is an error in the answer. */
  request<Data, Variables>(
    document: GraphDocument<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<Data>>;
}

/**
 * Creates a client of one client graph. Sends the id of an operation that has one, and the text of others.
 *
 * Spec: GraphQL over HTTP, section "Request", by POST, and appendix "Persisted Documents".
 *
 * @param endpoint The client graph's address.
 * @param send Default: the browser's `fetch`.
 */
export function createGraphClient(endpoint: string, send: typeof fetch = (...call) => fetch(...call)): GraphClient {
  return {
    async request<Data, Variables>(
      document: GraphDocument<Data, Variables>,
      variables: Variables,
      signal?: AbortSignal,
    ) {
      try {
        const response = await send(endpoint, {
          method: 'POST',
          headers: {
            accept: 'application/graphql-response+json, application/json;q=0.9',
            'content-type': 'application/json',
          },
          body: JSON.stringify({ ...named(document), variables }),
          ...(signal && { signal }),
        });
        return readAnswer<Data>(await response.json());
      } catch (error) {
        signal?.throwIfAborted();
        return unreachable(error);
      }
    },
  };
}

function named(
  document: Pick<GraphDocument<never, never>, 'toString' | '__meta__'>,
): { readonly documentId: string } | { readonly query: string } {
  const id = document.__meta__?.['id'];
  return typeof id === 'string' ? { documentId: `sha256:${id}` } : { query: document.toString() };
}

/**
 * The first error at or below a place of the answer.
 *
 * @param path Such as `['productPage', 'product', 'availability']`.
 */
export function errorAt(errors: readonly GraphError[], path: ReadonlyArray<string | number>): GraphError | undefined {
  return errors.find((error) => path.every((segment, index) => error.path?.[index] === segment));
}

/** The type parameter is what the code generator made for the document: nobody checks the graph's answer again here. */
function readAnswer<Data>(body: unknown): GraphAnswer<Data> {
  const { data = null, errors = [] } = body as { data?: Data | null; errors?: readonly GraphError[] };
  return { data, errors };
}

function unreachable(cause: unknown): GraphAnswer<never> {
  const message = 'The shop cannot be reached. Please try again in a moment.';
  return { data: null, errors: [{ message, extensions: { code: 'UNREACHABLE', cause: String(cause) } }] };
}
