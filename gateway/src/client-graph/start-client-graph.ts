import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError, ValidationRule } from 'graphql';
import type { ErrorLog } from '../errors/present-error.js';
import type { Engine } from '../executor/engine.js';
import type { AnswerCaching } from '../executor/execution-outcome.js';
import type { Log } from '../telemetry/logger.js';
import { admitOperation } from './admit-operation.js';
import { answerKnown } from './answer-known.js';
import { type AnsweringPolicy, defaultCost, defaultPolicy } from './answering-policy.js';
import { createApqCache, type SharedTexts } from './apq-cache.js';
import { withCachingHeaders } from './caching-headers.js';
import { type ChargeOptions, chargeOperation } from './charge-operation.js';
import { createDocumentChecks } from './check-documents.js';
import type { BatchingPolicy, ClientAnswer, ClientGraph, ClientRequest, CorsOptions } from './client-graph.js';
import type { RecordCost } from './cost-metrics.js';
import { createCriticalOperations } from './critical-operations.js';
import { createEngineGateway, type ErrorMasking, type RequestContext } from './engine-gateway.js';
import { registersTexts } from './find-operation.js';
import { guardOperations } from './guard-operations.js';
import { formatWithHttpExtension } from './http-extension.js';
import { createKnownOperations } from './known-operations.js';
import { markMocked } from './mark-mocked.js';
import { createOperationCosts } from './operation-costs.js';
import { noPersistedOperations, type PersistedOperations } from './persisted-operations.js';
import { stageAsPlugin } from './pipeline-stage.js';
import { reportOperations } from './report-operations.js';
import { type DebuggerSettings, startDebugging } from './request-debugger.js';
import { formatWithRuleCode } from './rule-code.js';
import { createSensitiveFields } from './sensitive-fields.js';
import { stringifyResult } from './stringify-result.js';
import { createValidator } from './validate-document.js';

/** Options of `startClientGraph`. */
export interface ClientGraphOptions {
  readonly name: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  /** Origins that browsers may call from; `*` for any. */
  readonly corsOrigins: readonly string[];
  readonly corsOptions?: CorsOptions | undefined;
  /** Executes the graph's operations. Closed by the caller, after `stop()`. */
  readonly engine: Engine;
  /** Checked after those of the GraphQL specification, such as the graph's limits. */
  readonly validationRules: readonly ValidationRule[];
  /** Default `unexpected`. */
  readonly maskErrors?: ErrorMasking;
  /** What is answered, and to whom. Default: `defaultPolicy()`. */
  readonly policy?: AnsweringPolicy;
  /** See `ClientGraph.batching`. */
  readonly batching?: BatchingPolicy;
  /** The operations that may be named by id, as they are at each request. Default none. */
  readonly persisted?: () => PersistedOperations;
  /** Texts that clients have registered at other gateways. Default: those of this process alone are known. */
  readonly sharedTexts?: SharedTexts | undefined;
  /** Who may look at what becomes of requests. Default: nobody. */
  readonly debugger?: DebuggerSettings | undefined;
  /** See `CachingHeadersOptions`. */
  readonly surrogateKeyHeader?: string | undefined;
  /** Told of what operations cost. Default: nobody is. */
  readonly recordCost?: RecordCost | undefined;
  readonly log: Log;
}

/** Starts a client graph's GraphQL pipeline: an @apollo/server that executes with the engine. */
export async function startClientGraph(options: ClientGraphOptions): Promise<ClientGraph> {
  const log = options.log.child({ clientGraph: options.name });
  const { limits, introspection, operations, cost = defaultCost } = options.policy ?? defaultPolicy();
  const checkDocument = createDocumentChecks({ limits, normalize: operations.require !== 'any' });
  const admitting = { operations, persisted: options.persisted ?? (() => noPersistedOperations), checkDocument, log };
  const apqCache = createApqCache({
    shared: options.sharedTexts,
    admits(text) {
      const { refused, invalid } = checkDocument(text);
      return refused.length === 0 && invalid === undefined;
    },
  });
  const { inExtensions, ...estimating } = cost;
  const charging: ChargeOptions = {
    costs: createOperationCosts({
      schema: options.engine.apiSchema,
      costs: options.engine.supergraph.costDirectives,
      ...estimating,
    }),
    maxCost: limits.maxCost,
    warnOnly: limits.warnOnly.includes('maxCost'),
    inExtensions,
    record: options.recordCost,
  };
  const known = createKnownOperations(createValidator(options.engine.apiSchema, options.validationRules));
  const maskErrors = options.maskErrors ?? 'unexpected';
  const stages = [
    guardOperations({ limits, introspection, checkDocument, charge: () => chargeOperation(charging) }),
    reportOperations(createSensitiveFields(options.engine.supergraph)),
  ];
  const answering = { engine: options.engine, maskErrors, stages, formatError, stringify: stringifyResult };
  const server = new ApolloServer<RequestContext>({
    gateway: createEngineGateway(options.engine, maskErrors),
    validationRules: [...options.validationRules],
    validationOptions: { maxErrors: limits.maxErrors },
    // Who may is decided for each request: see `guard-operations.ts`.
    introspection: true,
    persistedQueries: registersTexts(operations) ? { cache: apqCache } : false,
    // It only hands on what this returns.
    stringifyResult: (result) => stringifyResult(result) as string,
    formatError,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // What these would send leaves the house, switched on by environment variables alone.
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ...[known.stage, ...stages].map(stageAsPlugin),
    ],
    logger: log,
  });
  await server.start();
  return {
    name: options.name,
    path: options.path,
    corsOrigins: options.corsOrigins,
    corsOptions: options.corsOptions,
    ...(options.batching && { batching: options.batching }),
    critical: createCriticalOperations(new Set(operations.critical), admitting.persisted),
    headersKey: options.engine.headersKey,
    async answer(sent, context) {
      const judged = admitOperation(sent, context, admitting);
      const admitted = judged instanceof Promise ? await judged : judged;
      if (admitted.kind === 'refused') {
        return admitted.answer;
      }
      const { request, document } = admitted;
      const debug = startDebugging(options.debugger, request.headers);
      const sourceRequest = {
        clientGraph: options.name,
        correlationId: context.correlationId,
        headers: request.headers,
        identity: context.identity,
        debug,
      };
      let caching: AnswerCaching | undefined;
      let mocked: readonly string[] | undefined;
      const requestContext: RequestContext = {
        request: sourceRequest,
        signal: context.signal,
        onCaching(found) {
          caching = found;
        },
        onMocked(sources) {
          mocked = sources;
        },
        debug,
        log: errorLog(log, context.correlationId),
        onOperation: context.onOperation,
        onBlocked: context.onBlocked,
        admitResolved: context.admitResolved,
      };
      const knownOperation = known.find(request, document);
      const mediaType = request.headers.get('accept') ?? 'application/json';
      const answered =
        knownOperation === undefined
          ? await answerUnknown(server, request, requestContext)
          : await answerKnown(knownOperation, { context: requestContext, mediaType }, answering);
      const answer = markMocked(answered, mocked);
      const identified = context.identity.proof !== 'none';
      if (debug !== undefined) {
        // What a developer is shown must be kept by no cache on the way.
        return { ...answer, headers: new Map(answer.headers).set('cache-control', 'no-store') };
      }
      return caching === undefined
        ? answer
        : withCachingHeaders(answer, request, {
            caching,
            identified,
            surrogateKeyHeader: options.surrogateKeyHeader,
          });
    },
    sources: () => options.engine.sources,
    stop: () => server.stop(),
  };
}

/** A log that names the request, made only when something is logged: most requests log no error. */
function errorLog(log: Log, correlationId: string): ErrorLog {
  const child = (): Log => log.child({ correlationId });
  return {
    warn: (fields, message) => child().warn(fields, message),
    error: (fields, message) => child().error(fields, message),
  };
}

/** Has Apollo Server find out what is to be said of a request that is not plainly for a valid document, and answer it. */
async function answerUnknown(
  server: ApolloServer<RequestContext>,
  { method, headers, search, body }: ClientRequest,
  context: RequestContext,
): Promise<ClientAnswer> {
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers: toHeaderMap(headers), search, body },
    context: () => Promise.resolve(context),
  });
  return {
    status: response.status ?? 200,
    headers: response.headers,
    body: response.body.kind === 'complete' ? response.body.string : response.body.asyncIterator,
  };
}

function toHeaderMap(headers: ReadonlyMap<string, string>): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of headers) {
    map.set(name, value);
  }
  return map;
}

function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  return formatWithRuleCode(formatWithHttpExtension(formatted, error), error);
}
