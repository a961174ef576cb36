import { parseJsonText } from './parse-json.js';
import { type Reading, type Refused, refuse } from './refusal.js';

/** A well-formed GraphQL over HTTP request, in the shape that a client graph takes it. */
export interface GraphqlRequest {
  /** The parsed body of a POST; undefined for a GET. */
  readonly body: unknown;
  /** The query string without `?`. */
  readonly search: string;
  /** For the log. */
  readonly operationName: string | undefined;
}

/**
 * How deep `variables` and `extensions` may nest. Input types are a few levels deep; what reads them later recurses, and
 * a megabyte of brackets must not reach its stack.
 */
export const maxJsonDepth = 200;

/** The parameters that may be given once at most in a query string. */
const parameterNames = ['query', 'documentId', 'operationName', 'variables', 'extensions'] as const;

type Parameters = Readonly<Record<(typeof parameterNames)[number], unknown>>;

/**
 * Reads the body of a POST, or one item of a batch. Properties other than those of the specification are let through:
 * the client graph decides.
 *
 * Spec: GraphQL over HTTP, "JSON Encoding" (`#sec-JSON-Encoding`); `null` for an optional parameter is the same as none.
 *
 * @param body The parsed JSON.
 * @returns The request, or BAD_REQUEST saying what is wrong with it.
 */
export function readRequestBody(body: unknown): Reading<GraphqlRequest> {
  if (!isObject(body)) {
    return refuse('BAD_REQUEST', 'The request body must be a JSON object such as {"query": "{ __typename }"}');
  }
  // Clients that knew persisted operations before there was `documentId` send `id`; of others it may be anything.
  const id = ownValue(body, 'id');
  const parameters: Parameters = {
    query: ownValue(body, 'query'),
    documentId: ownValue(body, 'documentId') ?? (typeof id === 'string' ? id : undefined),
    operationName: ownValue(body, 'operationName'),
    variables: ownValue(body, 'variables'),
    extensions: ownValue(body, 'extensions'),
  };
  return (
    checkParameters(parameters) ?? { kind: 'read', value: { body, search: '', operationName: nameIn(parameters) } }
  );
}

/**
 * Reads the query string of a GET.
 *
 * Spec: GraphQL over HTTP, "GET" (`#sec-GET`): the empty string for an optional parameter is the same as none. That a GET
 * runs no mutation is held by the client graph, which knows the operation: it answers 405.
 *
 * @param search Without `?`.
 * @returns The request, or BAD_REQUEST saying what is wrong with it.
 */
export function parseGetSearch(search: string): Reading<GraphqlRequest> {
  if (!isPercentEncodedUtf8(search)) {
    return refuse('BAD_REQUEST', 'The query string is not percent-encoded UTF-8');
  }
  const given = new URLSearchParams(search);
  const repeated = parameterNames.find((name) => given.getAll(name).length > 1);
  if (repeated !== undefined) {
    return refuse('BAD_REQUEST', `The parameter "${repeated}" is given more than once`);
  }
  for (const name of ['documentId', 'operationName', 'variables', 'extensions']) {
    if (given.get(name) === '') {
      given.delete(name);
    }
  }
  const json = readJsonParameters(given);
  if (json.kind === 'refused') {
    return json;
  }
  const parameters: Parameters = {
    query: given.get('query'),
    documentId: given.get('documentId') ?? given.get('id'),
    operationName: given.get('operationName'),
    variables: json.value.get('variables'),
    extensions: json.value.get('extensions'),
  };
  return (
    checkParameters(parameters) ?? {
      kind: 'read',
      value: { body: undefined, search: given.toString(), operationName: nameIn(parameters) },
    }
  );
}

/** Reads `variables` and `extensions`, and takes those away that are `null`, which is the same as none. */
function readJsonParameters(given: URLSearchParams): Reading<ReadonlyMap<string, unknown>> {
  const read = new Map<string, unknown>();
  for (const name of ['variables', 'extensions']) {
    const text = given.get(name);
    if (text === null) {
      continue;
    }
    const json = parseJsonText(text, `The parameter "${name}"`);
    if (json.kind === 'refused') {
      return json;
    }
    if (json.value === null) {
      given.delete(name);
    }
    read.set(name, json.value);
  }
  return { kind: 'read', value: read };
}

/** The rules that hold for POST and GET alike. */
function checkParameters(parameters: Parameters): Refused | undefined {
  for (const name of ['query', 'documentId', 'operationName'] as const) {
    const value = parameters[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') {
      return refuse('BAD_REQUEST', `The parameter "${name}" must be a string: it is ${kindOf(value)}`);
    }
  }
  for (const name of ['variables', 'extensions'] as const) {
    const value = parameters[name] ?? undefined;
    if (value !== undefined && !isObject(value)) {
      return refuse('BAD_REQUEST', `The parameter "${name}" must be an object: it is ${kindOf(value)}`);
    }
    if (nestsDeeperThan(value, maxJsonDepth)) {
      return refuse('BAD_REQUEST', `The parameter "${name}" nests deeper than ${maxJsonDepth} levels`);
    }
  }
  return checkOperationIsNamed(parameters);
}

/** An operation comes as text, by the id of a persisted one, or by the hash of a text in `extensions.persistedQuery`. */
function checkOperationIsNamed({ query, documentId, extensions }: Parameters): Refused | undefined {
  const persisted = isObject(extensions) && Object.hasOwn(extensions, 'persistedQuery');
  return typeof query === 'string' || typeof documentId === 'string' || persisted
    ? undefined
    : refuse('BAD_REQUEST', 'The request has no "query": a string with the text of a GraphQL operation');
}

function ownValue(body: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(body, name) ? body[name] : undefined;
}

/** The operation's name, when it could be one: the log takes nothing else from clients. */
function nameIn({ operationName: name }: Parameters): string | undefined {
  return typeof name === 'string' && /^[_A-Za-z][_0-9A-Za-z]{0,127}$/.test(name) ? name : undefined;
}

function nestsDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return levels === 0 || Object.values(value).some((item) => nestsDeeperThan(item, levels - 1));
}

/** `URLSearchParams` replaces what it cannot decode; here it is refused, so that no text changes on the way. */
function isPercentEncodedUtf8(search: string): boolean {
  try {
    decodeURIComponent(search);
    return true;
  } catch {
    // A URIError says no more than this.
    return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
