import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { GraphQLError } from 'graphql';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from './catalogue.js';
import { GatewayError } from './gateway-error.js';

/** Where failures that clients may not read are written. Any pino logger fits. */
export interface ErrorLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a client sees of an error. `path` and `locations` are the caller's to add. */
export interface PresentedError {
  readonly message: string;
  /** `code` wherever one is known; `errorId` whenever the message was withheld. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Keys under which GraphQL servers send stack traces; whatever else a source says in `extensions` is its to say. */
const withheldExtensions: ReadonlySet<string> = new Set(['stacktrace', 'exception']);

/**
 * Decides what a client sees of anything that was thrown. The only place that does.
 *
 * - A `GatewayError` whose code has audience `client`: its message and code.
 * - Any other `GatewayError`: the catalogue's `clientMessage`, the code, and an `errorId` that is also in the log.
 * - A `GraphQLError`: judged by what it wraps (`originalError`). One that wraps nothing was written for the client, by
 *   graphql-js, a source or a resolver: its message and its extensions without `stacktrace` and `exception`.
 * - Everything else: `INTERNAL_SERVER_ERROR` with an `errorId`.
 *
 * @param log Gets one line for each error whose message is withheld: `error` with the stack for faults of the gateway
 *   itself, `warn` for sources that fail.
 */
export function presentError(thrown: unknown, log: ErrorLog): PresentedError {
  const error = unwrap(thrown);
  if (error instanceof GraphQLError) {
    return { message: error.message, extensions: publicExtensions(error.extensions) };
  }
  if (error instanceof GatewayError) {
    return presentGatewayError(error, log);
  }
  return withhold('INTERNAL_SERVER_ERROR', error, log);
}

/** A source's `extensions` as a client may see them. The given object is left as it is. */
export function publicExtensions(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // fromEntries defines own properties, so that a source's `__proto__` stays a plain key.
  return Object.fromEntries(Object.entries(extensions).filter(([key]) => !withheldExtensions.has(key)));
}

/**
 * GraphQL errors are wrapped once per level they pass. The outermost of them is kept when only GraphQL errors are inside,
 * as it has the extensions of all; anything else found inside decides.
 */
function unwrap(thrown: unknown): unknown {
  let inner = thrown;
  while (inner instanceof GraphQLError && inner.originalError !== undefined) {
    inner = inner.originalError;
  }
  return inner instanceof GraphQLError ? thrown : inner;
}

function presentGatewayError(error: GatewayError, log: ErrorLog): PresentedError {
  const entry: ErrorEntry = errorCatalogue[error.code];
  if (entry.audience === 'client') {
    return { message: error.message, extensions: { code: error.code } };
  }
  // A startup code while serving is a fault of ours, and has nothing to say to clients.
  return withhold(entry.kind === 'startup' ? 'INTERNAL_SERVER_ERROR' : error.code, error, log);
}

function withhold(code: ErrorCode, error: unknown, log: ErrorLog): PresentedError {
  const entry: ErrorEntry = errorCatalogue[code];
  const errorId = randomUUID();
  if (code === 'INTERNAL_SERVER_ERROR') {
    log.error({ errorId, code, err: error }, `Internal error: ${messageOf(error)}`);
  } else {
    // Sources fail in ways that are known: the cause says enough, and a stack trace per request would drown it.
    log.warn({ errorId, code, ...failureDetails(error) }, messageOf(error));
  }
  return { message: entry.clientMessage ?? 'Internal error', extensions: { code, errorId } };
}

function failureDetails(error: unknown): object {
  if (!(error instanceof GatewayError)) {
    return {};
  }
  return {
    ...(error.source === undefined ? {} : { source: error.source }),
    ...(error.cause === undefined ? {} : { cause: messageOf(error.cause) }),
  };
}

function messageOf(error: unknown): string {
  // inspect() has an answer for every value; String() throws on objects without a prototype.
  return error instanceof Error ? error.message : inspect(error, { depth: 1 });
}
