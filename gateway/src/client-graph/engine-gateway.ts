import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type DocumentNode, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { type ErrorEntry, errorCatalogue } from '../errors/catalogue.js';
import { GatewayError } from '../errors/gateway-error.js';
import { type ErrorLog, presentError } from '../errors/present-error.js';
import type { WrittenData } from '../executor/completion/written-data.js';
import type { Engine } from '../executor/engine.js';
import type { ExecutionError } from '../executor/execution-errors.js';
import type { AnswerCaching, ExecutedOutcome } from '../executor/execution-outcome.js';
import type { SourceRequest } from '../executor/source.js';
import { createAnswerData } from './answer-data.js';
import { blockedByAuthorization } from './blocked-operation.js';
import type { AnswerContext } from './client-graph.js';
import { createSourceGraphqlError } from './http-extension.js';
import { createFailurePresenter } from './present-failures.js';
import type { DebugRecorder } from './request-debugger.js';

/** Apollo Server's context value for one request. */
export interface RequestContext {
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
  readonly log: ErrorLog;
  /** Set when a developer looks on. */
  readonly debug?: DebugRecorder | undefined;
  /** Told how an executed query’s answer may be kept, where answers are kept at all. */
  readonly onCaching?: (caching: AnswerCaching) => void;
  /** Told which sources of the answer are mocked, when there are some. */
  readonly onMocked?: (sources: readonly string[]) => void;
  /** See `AnswerContext.onOperation`. */
  readonly onOperation?: AnswerContext['onOperation'];
  /** See `AnswerContext.admitResolved`. */
  readonly admitResolved?: AnswerContext['admitResolved'];
  /** See `AnswerContext.onBlocked`. */
  readonly onBlocked?: AnswerContext['onBlocked'];
}

/**
 * Which errors of sources have their message withheld: `unexpected`, those without a code of their own, since frameworks
 * send whatever was thrown that way; or `none`.
 */
export type ErrorMasking = 'unexpected' | 'none';

/** What @apollo/server calls a gateway: a schema and an executor. */
export type ApolloServerGateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** Shows an engine to @apollo/server as the gateway it executes with. */
export function createEngineGateway(engine: Engine, maskErrors: ErrorMasking): ApolloServerGateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: engine.apiSchema, coreSupergraphSdl: engine.supergraph.sdl });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: (incoming) =>
          executeIncoming(incoming, {
            engine,
            context: incoming.context as unknown as RequestContext,
            maskErrors,
            createData: createAnswerData,
          }),
      }),
    // The engine is closed by whoever made it, after the last request.
    stop: () => Promise.resolve(),
  };
}

/** What of Apollo Server's request is executed. */
export interface IncomingOperation {
  readonly queryHash: string;
  readonly document: DocumentNode;
  /** Apollo Server leaves it to the gateway to find that there is none. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly request: {
    readonly operationName?: string | undefined;
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
  };
}

/** What executes it, and how its answer is to look. */
export interface ExecuteIncomingOptions {
  readonly engine: Engine;
  readonly context: RequestContext;
  readonly maskErrors: ErrorMasking;
  /** Makes `data` of an answer that is an object. */
  readonly createData: (data: WrittenData) => Record<string, unknown>;
}

/**
 * Executes an operation that Apollo Server has parsed and validated.
 *
 * @throws {GraphQLError} What ends the request, with its status for Apollo Server in `extensions.http`.
 */
export async function executeIncoming(
  { queryHash, document, operation, request }: IncomingOperation,
  { engine, context, maskErrors, createData }: ExecuteIncomingOptions,
): Promise<ExecutionResult<Record<string, unknown>>> {
  if (operation === undefined) {
    return { errors: [operationNotFound(request.operationName)] };
  }
  const { signal, log } = context;
  try {
    const variables = request.variables ?? {};
    const outcome = await engine.execute({
      documentHash: queryHash,
      document,
      operation,
      variables,
      request: context.request,
      signal,
      onDenied: context.onBlocked && ((notice) => context.onBlocked?.(blockedByAuthorization(notice))),
    });
    if (outcome.kind === 'refused') {
      return { errors: outcome.errors };
    }
    if (outcome.caching !== undefined) {
      context.onCaching?.(outcome.caching);
    }
    const data = outcome.data.isNull ? null : createData(outcome.data);
    if (outcome.mocked !== undefined) {
      context.onMocked?.(outcome.mocked);
    }
    const extensions = extensionsOf(context, outcome);
    return outcome.errors.length === 0
      ? { data, ...extensions }
      : { data, errors: toGraphQLErrors(outcome.errors, maskErrors, log), ...extensions };
  } catch (error) {
    throw toRequestError(error, log);
  }
}

/** What an answer says beside its data and errors. */
function extensionsOf(
  { debug }: RequestContext,
  outcome: ExecutedOutcome,
): { readonly extensions?: Record<string, unknown> } {
  const { mocked, staticResponse } = outcome;
  const shown = debug?.shown();
  const ageSeconds = staleAgeOf(outcome);
  const extensions = {
    ...shown,
    ...(mocked && { mock: { sources: mocked } }),
    ...(staticResponse && { staticResponse }),
    ...(ageSeconds !== undefined && { cache: { stale: true, ageSeconds, ...shown?.cache } }),
  };
  return Object.keys(extensions).length === 0 ? {} : { extensions };
}

/** The age of the oldest thing in an answer that stands in for what a source could not give; undefined when there is none. */
function staleAgeOf({ caching, heard = [] }: ExecutedOutcome): number | undefined {
  if (caching?.becauseOfError) {
    return caching.ageSeconds;
  }
  return heard.reduce<number | undefined>(
    (oldest, { staleAgeSeconds: age }) => (age === undefined ? oldest : Math.max(oldest ?? 0, age)),
    undefined,
  );
}

function toGraphQLErrors(
  errors: readonly ExecutionError[],
  maskErrors: ErrorMasking,
  log: ErrorLog,
): readonly GraphQLError[] {
  const judged = errors.map((error) => ({ error, failure: error.failure ?? maskedFailure(error, maskErrors) }));
  const failures = judged.flatMap(({ failure }) => failure ?? []);
  const presentFailure = createFailurePresenter(failures, log);
  return judged.map(({ error, failure }) => {
    const path = error.path === undefined || error.path.length === 0 ? undefined : error.path;
    const { message, extensions } =
      failure === undefined
        ? presentError(
            new GraphQLError(error.message, { extensions: shownExtensions(error.extensions, maskErrors) }),
            log,
          )
        : presentFailure(failure);
    return createSourceGraphqlError(message, { path, extensions });
  });
}

/** A connector's errors say which field they arose at; a contract may hide that field from this client. */
function shownExtensions(
  extensions: ExecutionError['extensions'],
  maskErrors: ErrorMasking,
): ExecutionError['extensions'] {
  if (maskErrors === 'none' || extensions?.['connector'] === undefined) {
    return extensions;
  }
  const { service: _service, connector: _connector, ...shown } = extensions;
  return shown;
}

/** Spec: GraphQL, `GetOperation()`: a request error. Apollo Server answers errors without data with 400. */
function operationNotFound(name: string | undefined): GraphQLError {
  const message =
    name === undefined
      ? 'The document has several operations: name the one to run in "operationName"'
      : `The document has no operation named "${name}"`;
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

/** A failure in the place of a source's error that was not written for clients. */
function maskedFailure(error: ExecutionError, maskErrors: ErrorMasking): GatewayError | undefined {
  const code = error.extensions?.['code'];
  if (maskErrors === 'none' || error.source === undefined || (code !== undefined && code !== 'INTERNAL_SERVER_ERROR')) {
    return undefined;
  }
  return new GatewayError('SOURCE_FAILED', `Source "${error.source}" reported: ${error.message}`, {
    source: error.source,
  });
}

/** An error that ends the request; Apollo Server takes the status from `extensions.http` and removes it. */
function toRequestError(error: unknown, log: ErrorLog): GraphQLError {
  const { message, extensions } = presentError(error, log);
  const entry: ErrorEntry | undefined = error instanceof GatewayError ? errorCatalogue[error.code] : undefined;
  return new GraphQLError(message, {
    extensions: { ...extensions, http: { status: entry?.httpStatus ?? 500 } },
  });
}
