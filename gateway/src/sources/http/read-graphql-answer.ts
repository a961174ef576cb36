import { isAscii, isUtf8 } from 'node:buffer';
import { GatewayError } from '../../errors/gateway-error.js';
import type { SourceAnswer, SourceError, SourceObject } from '../../executor/source.js';
import type { HttpAnswer } from '../../upstream/http-client.js';

const backslash = '\\'.charCodeAt(0);

/**
 * Reads a GraphQL answer.
 *
 * Any status may carry one: servers of the GraphQL over HTTP specification answer request errors with 4xx and a body.
 * An answer without a media type is looked into (RFC 9110 section 8.3); one of another media type is not GraphQL.
 *
 * Spec: GraphQL specification, section "Response"; RFC 8259 section 8.1: JSON is exchanged in UTF-8.
 * @throws {GatewayError} SOURCE_BAD_ANSWER when the body is not JSON in UTF-8 or not a GraphQL response.
 */
export function readGraphQLAnswer(answer: HttpAnswer, source: string): SourceAnswer {
  const { body, status, headers } = answer;
  const encoding = isAscii(body) ? 'latin1' : 'utf8';
  const response = parseJson(answer, encoding, source);
  const { data, errors } = readGraphQLResponse(response, `status ${status} with JSON`, source);
  // What JSON has in ASCII and without an escape can be written without one.
  const isPlain = encoding === 'latin1' && !body.includes(backslash);
  const plainData = isPlain && data !== null ? data : undefined;
  return { data, errors, plainData, cacheControl: headers.get('cache-control') };
}

/**
 * Reads a GraphQL response that is a value already.
 *
 * @param what Names the value in messages, such as `status 200 with JSON`.
 * @throws {GatewayError} SOURCE_BAD_ANSWER when it is none.
 */
export function readGraphQLResponse(response: unknown, what: string, source: string): SourceAnswer {
  if (!isObject(response) || (response['data'] === undefined && response['errors'] === undefined)) {
    throw badAnswer(source, `${what} that is not a GraphQL response`);
  }
  const { data, errors } = response;
  if (data !== undefined && data !== null && !isObject(data)) {
    throw badAnswer(source, '"data" is not an object');
  }
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) {
    throw badAnswer(source, '"errors" is not a list');
  }
  return { data, errors: Array.isArray(errors) ? errors.map(readError) : [] };
}

/** `application/json`, `application/graphql-response+json` and what servers said before that was its name. */
const jsonType = /^application\/(?:[\w.-]+\+)?json *(?:;|$)/i;

/** @param encoding `latin1` for a body that is all ASCII: it is the same text, read faster. */
function parseJson(answer: HttpAnswer, encoding: 'latin1' | 'utf8', source: string): unknown {
  const type = answer.headers.get('content-type');
  if (type !== undefined && !jsonType.test(type)) {
    throw badAnswer(source, `status ${answer.status} with the media type ${JSON.stringify(type.slice(0, 100))}`);
  }
  if (encoding === 'utf8' && !isUtf8(answer.body)) {
    throw badAnswer(source, `status ${answer.status} with a body that is not UTF-8`);
  }
  try {
    return JSON.parse(answer.body.toString(encoding));
  } catch (error) {
    throw badAnswer(source, `status ${answer.status} with a body that is not JSON`, error);
  }
}

function readError(error: unknown): SourceError {
  if (!isObject(error)) {
    return { message: 'The source reported an error without a message' };
  }
  const { message, path, extensions } = error;
  return {
    message: typeof message === 'string' ? message : 'The source reported an error without a message',
    ...(isPath(path) ? { path } : {}),
    ...(isObject(extensions) ? { extensions: writable(extensions) } : {}),
  };
}

/** `JSON.parse()` reads what `JSON.stringify()` overflows its stack on; no extension of any use comes near this. */
const maxExtensionDepth = 100;

/** The extensions without those that could not be written into the client's answer. */
function writable(extensions: SourceObject): SourceObject {
  return Object.fromEntries(Object.entries(extensions).filter(([, value]) => isWithin(value, maxExtensionDepth)));
}

function isWithin(value: unknown, depth: number): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (depth > 0 && Object.values(value).every((child) => isWithin(child, depth - 1)))
  );
}

function isPath(value: unknown): value is ReadonlyArray<string | number> {
  return Array.isArray(value) && value.every((element) => typeof element === 'string' || typeof element === 'number');
}

function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badAnswer(source: string, what: string, cause?: unknown): GatewayError {
  return new GatewayError('SOURCE_BAD_ANSWER', `Cannot use the answer of source "${source}": ${what}`, {
    source,
    cause,
  });
}
