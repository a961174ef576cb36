import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ClientRequest } from './client-graph.js';
import type { PipelineRequest, PipelineStage } from './pipeline-stage.js';

/** A request whose document was found valid before, with the operation it asks for. */
export interface KnownOperation {
  readonly source: string;
  /** SHA-256 of the source, hexadecimal. */
  readonly queryHash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly request: PipelineRequest['request'];
}

/** The documents that a client graph has found valid. */
export interface KnownOperations {
  /** Remembers the document of each request that gets as far. */
  readonly stage: PipelineStage;
  /**
   * @param parsed What the request's text parses to, where that is at hand. Is validated and remembered if the text is
   *   not known yet.
   * @returns Undefined when there is anything about the request that only the whole pipeline can tell, such as why its
   *   document is not valid.
   */
  find(request: ClientRequest, parsed?: DocumentNode): KnownOperation | undefined;
}

/** Characters of documents that are kept, some 60 MB with what belongs to them. */
const maxKeptChars = 4 * 1024 * 1024;

interface KnownDocument {
  readonly queryHash: string;
  readonly document: DocumentNode;
  /** By name. */
  readonly operations: ReadonlyMap<string | undefined, OperationDefinitionNode>;
}

/**
 * Makes the memory of valid documents, by text. Those used longest ago go first.
 *
 * @param isValid Whether a document is valid against the client graph's schema, and by its own rules.
 */
export function createKnownOperations(isValid: (document: DocumentNode) => boolean): KnownOperations {
  const kept = new LRUCache<string, KnownDocument>({
    maxSize: maxKeptChars,
    sizeCalculation: (_known, text) => text.length + 256,
  });
  const learn = (text: string, document: DocumentNode): KnownDocument | undefined => {
    if (!isValid(document)) {
      return undefined;
    }
    const queryHash = createHash('sha256').update(text).digest('hex');
    const known = { queryHash, document, operations: operationsOf(document) };
    kept.set(text, known);
    return known;
  };
  return {
    stage: () => ({
      didResolveOperation({ source, queryHash, document }) {
        if (!kept.has(source)) {
          kept.set(source, { queryHash, document, operations: operationsOf(document) });
        }
      },
    }),
    find(sent, parsed) {
      const request = readRequest(sent);
      const text = request?.query;
      const known = text === undefined ? undefined : (kept.get(text) ?? (parsed && learn(text, parsed)));
      const operation = known?.operations.get(request?.operationName ?? undefined);
      if (request?.query === undefined || known === undefined || operation === undefined) {
        return undefined;
      }
      if (sent.method === 'GET' && operation.operation !== 'query') {
        return undefined;
      }
      const { queryHash, document } = known;
      return { source: request.query, queryHash, document, operation, request };
    },
  };
}

/** The only operation of a document needs no name. */
function operationsOf({ definitions }: DocumentNode): KnownDocument['operations'] {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const named = operations.map((operation) => [operation.name?.value, operation] as const);
  const [only, ...others] = operations;
  return new Map(only !== undefined && others.length === 0 ? [...named, [undefined, only]] : named);
}

/** The parameters of a well-formed request; undefined for one with parameters that its client's texts are registered by. */
function readRequest({ method, body, search, headers }: ClientRequest): PipelineRequest['request'] | undefined {
  if (method === 'POST') {
    return isObject(body) ? toRequest(body) : undefined;
  }
  const given = new URLSearchParams(search);
  const names = [...given.keys()];
  if (headers.has('content-type') || given.get('operationName') === '' || new Set(names).size < names.length) {
    return undefined;
  }
  const json = (name: string): unknown => (given.get(name) ? JSON.parse(given.get(name) ?? '') : undefined);
  return toRequest({
    query: given.get('query'),
    operationName: given.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function toRequest(given: Readonly<Record<string, unknown>>): PipelineRequest['request'] | undefined {
  const { query, operationName, variables, extensions } = given;
  if (typeof query !== 'string' || (isObject(extensions) && extensions['persistedQuery'] !== undefined)) {
    return undefined;
  }
  const request: PipelineRequest['request'] = { query };
  if (typeof operationName === 'string') {
    request.operationName = operationName;
  }
  if (isObject(variables)) {
    request.variables = variables;
  }
  if (isObject(extensions)) {
    request.extensions = extensions;
  }
  return request;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
