import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import type {
  FetchInput,
  PreparedFetch,
  Source,
  SourceAnswer,
  SourceError,
  SourceOperation,
  SourceRequest,
} from '../../executor/source.js';
import type { HttpClient } from '../../upstream/http-client.js';
import { createCallsInFlight } from './calls-in-flight.js';
import { compileConnectors } from './compile-connectors.js';
import type { ConnectorCallOptions, ConnectorSourceSettings } from './connector.js';
import { badAnswer, ConnectorFailure } from './connector-failure.js';
import type { MappingProblem } from './mapping/problem.js';
import { createOperationCalls, type OperationCalls } from './operation-calls.js';
import { createPlanShapes, type PlanShapes } from './plan-shapes.js';
import { probeSources } from './probe-sources.js';
import { connectorProtocols } from './protocols.js';
import { type ConnectorsSubgraph, readConnectors } from './read-connectors.js';
import { createFieldResolver, type ResolveContext } from './resolve-field.js';
import { extractSubgraphSchema } from './subgraph-schema.js';
import { validateConnectors } from './validate/validate-connectors.js';

/** Options of `createConnectorsSource`. */
export interface ConnectorsSourceOptions {
  /** The subgraph's name, as in the supergraph's `join__Graph`. */
  readonly name: string;
  readonly supergraph: DocumentNode;
  readonly settings: ConnectorsSettings;
  readonly httpClient: HttpClient;
  /** What `$env` reads. Default: the process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told what mappings of answers could not find, by connector. Default: nobody is. */
  readonly reportProblems?: (coordinate: string, problems: readonly MappingProblem[]) => void;
}

/** What the configuration says of one connectors subgraph: `sources.each.<name>`. */
export interface ConnectorsSettings {
  /** Deadline of one call, in milliseconds. Over it: SOURCE_TIMEOUT. */
  readonly timeoutMs: number;
  /** Most bytes of one answer. Over it: SOURCE_ANSWER_TOO_LARGE. */
  readonly maxAnswerBytes: number;
  /** By the name of the `@source` or `@soapSource`. */
  readonly connectors: Readonly<Record<string, ConnectorSourceSettings>>;
}

/**
 * Creates the source of a subgraph that is answered by connectors: an executor in this process that resolves each
 * fetch's fields and entities by HTTP and SOAP calls, as few as the connectors allow (docs/adr/0007).
 *
 * A call that fails costs the fields that needed it, at their path; the rest of the fetch is answered.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID when the subgraph has no connectors or they do not fit together; every
 *   problem is in the message.
 */
export function createConnectorsSource(options: ConnectorsSourceOptions): Source {
  const { name, supergraph, settings, httpClient } = options;
  const subgraph = readValidSubgraph(name, supergraph);
  const schema = extractSubgraphSchema(supergraph, subgraph.graph);
  const callOptions = (sourceName: string | undefined): ConnectorCallOptions => {
    const own = settingsOf(settings, sourceName);
    return {
      httpClient,
      timeoutMs: own.timeoutMs ?? settings.timeoutMs,
      maxAnswerBytes: settings.maxAnswerBytes,
      settings: own,
      environment: options.environment ?? process.env,
      reportProblems: options.reportProblems ?? (() => {}),
    };
  };
  const connectors = compileConnectors(subgraph, { protocols: connectorProtocols, schema, callOptions });
  const fieldResolver = createFieldResolver(connectors, name);
  const shapesOfPlans = new WeakMap<object, PlanShapes>();
  const shapesOf = ({ plan }: SourceOperation): PlanShapes | undefined => {
    if (plan === undefined) return undefined;
    const shapes = shapesOfPlans.get(plan) ?? createPlanShapes(schema.schema, connectors);
    shapesOfPlans.set(plan, shapes);
    return shapes;
  };
  const callsOfRequests = new WeakMap<SourceRequest, OperationCalls>();
  const callsOf = (request: SourceRequest): OperationCalls => {
    const calls = callsOfRequests.get(request) ?? createOperationCalls(request);
    callsOfRequests.set(request, calls);
    return calls;
  };
  return {
    name,
    kind: 'connectors',
    prepare: (operation) => prepare(operation, { name, schema: schema.schema, fieldResolver, callsOf, shapesOf }),
    probe: (signal) => probeSources(subgraph, { ...options, protocols: connectorProtocols }, signal),
    // The HTTP client is shared with other sources and closed by whoever created it.
    close: () => Promise.resolve(),
  };
}

function settingsOf({ connectors }: ConnectorsSettings, sourceName: string | undefined): ConnectorSourceSettings {
  return (sourceName !== undefined && Object.hasOwn(connectors, sourceName) ? connectors[sourceName] : undefined) ?? {};
}

function readValidSubgraph(name: string, supergraph: DocumentNode): ConnectorsSubgraph {
  const subgraph = readConnectors(supergraph, connectorProtocols).find((candidate) => candidate.name === name);
  if (subgraph === undefined) {
    throw new GatewayError('SUPERGRAPH_INVALID', `Subgraph "${name}" links no connector specification`, {
      source: name,
    });
  }
  const problems = validateConnectors(supergraph).filter((problem) => problem.subgraph === name);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `${problem.coordinate}: ${problem.message} (${problem.code})`);
    throw new GatewayError('SUPERGRAPH_INVALID', `Connectors of "${name}" do not fit: ${lines.join('; ')}`, {
      source: name,
    });
  }
  return subgraph;
}

interface Executor {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly fieldResolver: GraphQLFieldResolver<unknown, ResolveContext>;
  readonly callsOf: (request: SourceRequest) => OperationCalls;
  readonly shapesOf: (operation: SourceOperation) => PlanShapes | undefined;
}

function prepare(operation: SourceOperation, executor: Executor): PreparedFetch {
  const { name, schema, fieldResolver, callsOf, shapesOf } = executor;
  const document = parseOperation(operation, executor);
  const shapes = shapesOf(operation);
  shapes?.add(document);
  return async (input) => {
    const contextValue: ResolveContext = {
      calls: callsOf(input.request),
      inFlight: createCallsInFlight(),
      signal: input.signal,
      shapes,
    };
    const { data, errors } = await execute({
      schema,
      document,
      variableValues: variablesOf(input),
      contextValue,
      fieldResolver,
      typeResolver: (value) => (value as { readonly __typename?: string }).__typename,
    });
    const heard = [...contextValue.inFlight.heard()].map((cacheControl) => ({ cacheControl }));
    return {
      data,
      errors: (errors ?? []).map((error) => toSourceError(error, name)),
      ...(heard.some(({ cacheControl }) => cacheControl !== undefined) && { heard }),
    } satisfies SourceAnswer;
  };
}

function parseOperation({ text, kind }: SourceOperation, { name, schema }: Executor): DocumentNode {
  const document = parse(text, { noLocation: true });
  const [error] =
    kind === 'subscription' ? [new Error('connectors have no subscriptions')] : validate(schema, document);
  if (error === undefined) return document;
  throw new GatewayError('INTERNAL_SERVER_ERROR', `Cannot prepare a fetch from source "${name}": ${error.message}`, {
    cause: error,
    source: name,
  });
}

function variablesOf({ variables, representations }: FetchInput): Record<string, unknown> {
  if (representations === undefined) return { ...variables };
  return { ...variables, representations: JSON.parse(representations.list()) as unknown };
}

/** Errors that graphql-js finds say that a value is not what the schema promises; their messages repeat it. */
function toSourceError(error: GraphQLError, subgraph: string): SourceError {
  const { originalError, path } = error;
  const failure =
    originalError instanceof ConnectorFailure
      ? originalError
      : badAnswer(`Cannot use a mapped value of source "${subgraph}": ${error.message}`, subgraph);
  return path === undefined ? failure.error : { ...failure.error, path };
}
