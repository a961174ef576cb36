import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { toInternalVariables } from '../planner/internal-variables.js';
import type { AsyncPlanner } from '../planner/planner-pool.js';
import type { Plan } from '../planner/types.js';
import { readSupergraph, type SubgraphDefinition, type Supergraph } from '../supergraph/supergraph.js';
import { type AfterMutation, runMutation } from './after-mutation.js';
import type { AnswerKeeper, AnswerKeeperParts } from './answer-keeper.js';
import {
  type AuthorizationOptions,
  type AuthorizedOperation,
  createAuthorizer,
  type Denial,
} from './authorization/authorizer.js';
import { denyFields } from './authorization/deny-fields.js';
import { compileProgram, type Program } from './compile-program.js';
import { CompletionRun } from './completion/completion.js';
import {
  conditionValues,
  conditionVariables,
  type EvaluatedOperation,
  evaluateConditions,
  printEvaluated,
} from './conditions.js';
import { EntityMemory } from './entity-memory.js';
import { ExecutionErrors } from './execution-errors.js';
import type { ExecutionOutcome, HeardSource } from './execution-outcome.js';
import type { FetchKeeper, FetchKeeperParts } from './fetch-keeper.js';
import { InFlight } from './in-flight.js';
import { createActiveLabels, type OverrideSettings } from './override-labels.js';
import { planningInline } from './planning-inline.js';
import { headersKey, relevantHeaders, shareable, sharingKey } from './sharing-key.js';
import type { Source, SourceRequest } from './source.js';
import { meetsMaintenance, type StaticResponse, type StaticResponses, staticCaching } from './static-responses.js';
import { StringProof } from './string-proof.js';
import { createTypeTest } from './type-test.js';

/** Executes operations over one supergraph. */
export interface Engine {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly supergraph: Supergraph;
  /** One for each subgraph of the supergraph. */
  readonly sources: readonly Source[];
  /** Equal for headers that cannot make a difference to an answer. */
  headersKey(headers: ReadonlyMap<string, string>): string;
  /**
   * Executes an operation that is valid against `apiSchema`.
   *
   * @throws {GatewayError} OPERATION_NOT_PLANNABLE, OPERATION_TOO_COMPLEX, UNAVAILABLE; UNAUTHORIZED_OPERATION when
   *   operations with denied fields are rejected; INTERNAL_SERVER_ERROR when planning fails.
   */
  execute(operation: EngineOperation): Promise<ExecutionOutcome>;
  /**
   * Plans and compiles an operation that is valid against `apiSchema` ahead of its first request: for every value of its
   * conditions (`@skip`, `@include`) when these are few, and for callers to whom no field is denied.
   *
   * @throws {GatewayError} As `execute`.
   */
  prepare(operation: PreparedOperation): Promise<void>;
  /** Closes the sources. */
  close(): Promise<void>;
}

/** An operation to execute. */
export interface EngineOperation {
  /** Identifies the document's text; programs are cached under it and the operation's name. */
  readonly documentHash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
  readonly onDenied?: AuthorizedOperation['onDenied'];
}

/** An operation to prepare. */
export type PreparedOperation = Pick<EngineOperation, 'documentHash' | 'document' | 'operation'> & {
  /** Decides which labels of `@override(label:)` are on. */
  readonly request: SourceRequest;
};

/** A source to create: the subgraph as the supergraph names it, and the supergraph itself. */
export interface SourceDefinition extends SubgraphDefinition {
  readonly supergraph: Supergraph;
}

/** Options of `createEngine`. */
export interface EngineOptions {
  readonly supergraphSdl: string;
  /** Where the SDL came from, for messages. */
  readonly file?: string;
  readonly createSource: (definition: SourceDefinition) => Source;
  /** Plans in other threads. Default: plans on the calling thread, which a hostile operation can hold up. */
  readonly planner?: AsyncPlanner;
  /** Which labels of `@override(label:)` are on. Default: those of percent alone. */
  readonly overrides?: OverrideSettings;
  /**
   * Whether equal queries that are under way at the same time are executed once. Equal means: the same operation,
   * variables, identity and headers; see `sharingKey`. Default false.
   */
  readonly shareInFlight?: boolean;
  /** How fields with `@authenticated`, `@requiresScopes` and `@policy` are authorized. Default: filtered, no policy holds. */
  readonly authorization?: AuthorizationOptions;
  /** Makes what answers queries from earlier answers. Default: each is executed. */
  readonly keepAnswers?: (parts: AnswerKeeperParts) => AnswerKeeper;
  /** Makes what answers fetches from earlier answers of sources. Default: sources are asked. */
  readonly keepFetches?: (parts: FetchKeeperParts) => FetchKeeper;
  /** Makes what finds static responses of operations. Default: there are none. */
  readonly staticResponses?: (supergraph: Supergraph) => StaticResponses;
  /** Makes what is done before a mutation is answered. Default: nothing is. */
  readonly afterMutation?: (supergraph: Supergraph) => AfterMutation | undefined;
  /** Cap on the memory that cached programs take, estimated, in bytes. Default 64 MiB. */
  readonly maxProgramBytes?: number;
}

/** Most errors one variables object may bring. */
const maxVariableErrors = 50;

/**
 * Creates an engine.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID.
 */
export function createEngine(options: EngineOptions): Engine {
  const supergraph = readSupergraph(options.supergraphSdl, options.file === undefined ? {} : { file: options.file });
  const planner = options.planner ?? planningInline(supergraph);
  const sources = new Map(
    supergraph.subgraphs.map((subgraph) => [subgraph.name, options.createSource({ ...subgraph, supergraph })]),
  );
  const activeLabels = createActiveLabels(
    supergraph.overrideLabels,
    options.overrides ?? { labels: [], header: undefined },
  );
  const isOfType = createTypeTest(supergraph.fullSchema);
  const afterMutation = options.afterMutation?.(supergraph);
  const programs = new LRUCache<string, Program>({
    maxSize: options.maxProgramBytes ?? 64 * 1024 * 1024,
    sizeCalculation: programBytes,
  });
  const { apiSchema: schema, typedFields, interfaceObjects } = supergraph;
  const isAbstract =
    interfaceObjects.size === 0 ? undefined : (name: unknown) => typeof name === 'string' && interfaceObjects.has(name);
  const fetchKeeper = options.keepFetches?.({ supergraph, sources });

  const { accessRules: rules } = supergraph;
  const authorizer = rules && createAuthorizer({ onDenied: 'filter', ...options.authorization, rules, schema });

  const compile = async ({ evaluated, labels, denial, fetches = true }: ProgramRequest): Promise<Program> => {
    const denied = denial?.fields();
    const operation = evaluated();
    const { fetched, answered } =
      denied === undefined ? { fetched: operation, answered: operation } : denyFields(operation, denied, schema);
    const plan =
      fetches && fetched !== undefined && hasFieldsToFetch(fetched)
        ? await planner.plan(printEvaluated(fetched), {
            operationName: fetched.operation.name?.value,
            activeLabels: labels,
          })
        : nothingToFetch;
    return compileProgram({
      schema,
      ...answered,
      plan,
      sources,
      isOfType,
      isAbstract,
      typedFields,
      denied,
      fetched,
      fetchKeeper,
    });
  };
  /** Programs being compiled: the same operation is planned once, however many ask for it. */
  const compiling = new Map<string, Promise<Program>>();
  const programOf = (request: ProgramRequest): Program | Promise<Program> => {
    const { key } = request;
    const program = programs.get(key) ?? compiling.get(key);
    if (program !== undefined) {
      return program;
    }
    const compiled = compile(request)
      .then((made) => {
        programs.set(key, made);
        return made;
      })
      .finally(() => compiling.delete(key));
    compiling.set(key, compiled);
    return compiled;
  };

  const run = async (
    operation: EngineOperation,
    variables: Readonly<Record<string, unknown>>,
    wanted: ProgramRequest,
  ): Promise<ExecutionOutcome> => {
    const known = programOf(wanted);
    const program = known instanceof Promise ? await known : known;
    const { request, signal } = operation;
    const data = Object.create(null);
    const errors = new ExecutionErrors();
    const entities = operation.operation.operation === 'query' ? new EntityMemory() : undefined;
    const shared = new Set<object>();
    const internal = toInternalVariables(variables);
    const heard: HeardSource[] | undefined = (keeper ?? fetchKeeper) === undefined ? undefined : [];
    const strings = new StringProof();
    await program.step?.({ data, shared, strings, errors, variables: internal, entities, request, signal, heard });
    const written = program.complete(data, new CompletionRun(errors, variables, { shared, isPlain: strings.arePlain }));
    const { mocked } = program;
    return { kind: 'executed', data: written, errors: errors.list, ...(heard && { heard }), ...(mocked && { mocked }) };
  };
  const relevant = relevantHeaders(sources.values());
  const inFlight = options.shareInFlight === true ? new InFlight<ExecutionOutcome>() : undefined;
  const keeper = options.keepAnswers?.({ supergraph, relevantHeaders: relevant });

  const runShared = (
    operation: EngineOperation,
    variables: Readonly<Record<string, unknown>>,
    wanted: ProgramRequest,
    since = '',
  ): Promise<ExecutionOutcome> => {
    if (inFlight === undefined) {
      return run(operation, variables, wanted);
    }
    const request = shareable(operation.request, relevant);
    if (request.debug !== undefined) {
      return run({ ...operation, request }, variables, wanted);
    }
    const key = sharingKey(`${since} ${wanted.key}`, variables, request);
    return inFlight.run(key, operation.signal, (signal) => run({ ...operation, request, signal }, variables, wanted));
  };

  const staticResponses = options.staticResponses?.(supergraph);
  /** The static response of an operation, if it is to be given now. */
  const findStatic = async (
    responses: StaticResponses,
    { operation, wanted }: { readonly operation: EngineOperation; readonly wanted: ProgramRequest },
  ): Promise<StaticResponse | undefined> => {
    const response = responses.find(operation);
    if (response?.when !== 'maintenance') {
      return response;
    }
    const { plan } = await programOf(wanted);
    return meetsMaintenance(plan, responses) ? response : undefined;
  };
  const answerStatically = async (
    response: StaticResponse,
    variables: Readonly<Record<string, unknown>>,
    { wanted, clientGraph }: { readonly wanted: ProgramRequest; readonly clientGraph: string },
  ): Promise<ExecutionOutcome> => {
    const program = await programOf({ ...wanted, key: `static|${wanted.key}`, fetches: false });
    const errors = new ExecutionErrors();
    const data = program.complete(response.data, new CompletionRun(errors, variables));
    staticResponses?.given(response);
    const caching = staticCaching(response, { clientGraph, isWhole: errors.list.length === 0 });
    return { kind: 'executed', data, errors: errors.list, caching, staticResponse: response.when };
  };

  return {
    apiSchema: schema,
    supergraph,
    sources: [...sources.values()],
    headersKey: (headers) => headersKey(headers, relevant),
    async execute(operation) {
      const coerced = coerceVariables(schema, operation);
      if (coerced.kind === 'refused') {
        return coerced;
      }
      const { variables } = coerced;
      const asked = programRequest(operation, variables, activeLabels(operation.request));
      const verdict = authorizer?.authorize(operation, asked);
      const denial = verdict instanceof Promise ? await verdict : verdict;
      const wanted = denial === undefined ? asked : withDenial(asked, denial);
      const { request, signal } = operation;
      const response = staticResponses && (await findStatic(staticResponses, { operation, wanted }));
      if (response !== undefined) {
        return answerStatically(response, variables, { wanted, clientGraph: request.clientGraph });
      }
      if (operation.operation.operation !== 'query') {
        const runAlone = () => run(operation, variables, wanted);
        const { evaluated } = wanted;
        return afterMutation ? runMutation({ run: runAlone, signal, evaluated, variables }, afterMutation) : runAlone();
      }
      if (keeper === undefined) {
        const since = fetchKeeper && inFlight && (await fetchKeeper.since());
        return runShared(operation, variables, wanted, since);
      }
      const { key: programKey, evaluated } = wanted;
      return keeper.answer({ programKey, evaluated, variables, request, signal }, (own, since) =>
        runShared({ ...operation, signal: own }, variables, wanted, since),
      );
    },
    async prepare(operation) {
      const labels = activeLabels(operation.request);
      for (const variables of conditionValues(conditionVariables(operation.document, operation.operation))) {
        await programOf(programRequest(operation, variables, labels));
      }
    },
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}

/** Spec: GraphQL specification, section "Coercing Variable Values". */
function coerceVariables(
  schema: GraphQLSchema,
  { operation, variables }: EngineOperation,
):
  | { readonly kind: 'coerced'; readonly variables: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] } {
  const definitions = operation.variableDefinitions ?? [];
  const result = getVariableValues(schema, definitions, variables, { maxErrors: maxVariableErrors });
  if (result.errors !== undefined) {
    return { kind: 'refused', errors: result.errors };
  }
  const coerced: Record<string, unknown> = Object.create(null);
  for (const { variable } of definitions) {
    const name = variable.name.value;
    if (Object.hasOwn(result.coerced, name)) {
      coerced[name] = result.coerced[name];
    }
  }
  return { kind: 'coerced', variables: coerced };
}

/** A program that is wanted: one for each operation, set of override labels and values of its conditions. */
interface ProgramRequest {
  readonly key: string;
  readonly labels: readonly string[];
  readonly evaluated: () => EvaluatedOperation;
  /** What the caller may not see of it; undefined when that is nothing. */
  readonly denial?: Denial;
  /** False for a program that only writes what it is given. */
  readonly fetches?: boolean;
}

/** Callers who may see different parts of an operation never share a program, nor an answer under way. */
function withDenial(request: ProgramRequest, denial: Denial): ProgramRequest {
  return { ...request, key: `${request.key}|${denial.key}`, evaluated: () => denial.evaluated, denial };
}

function programRequest(
  { documentHash, document, operation }: Pick<EngineOperation, 'documentHash' | 'document' | 'operation'>,
  variables: Readonly<Record<string, unknown>>,
  labels: readonly string[],
): ProgramRequest {
  const isTrue = (name: string): boolean => variables[name] === true;
  const conditions = conditionVariables(document, operation).map((name) => (isTrue(name) ? '1' : '0'));
  return {
    key: [documentHash, operation.name?.value, conditions.join(''), ...labels].join(':'),
    labels,
    evaluated: () => evaluateConditions(document, operation, isTrue),
  };
}

const nothingToFetch: Plan = { node: undefined, renames: { toInternal: new Map(), toClient: new Map() } };

/** Whether anything but introspection and `__typename` is selected at the root; if not, there is nothing to plan. */
function hasFieldsToFetch({ document, operation }: EvaluatedOperation): boolean {
  const visited = new Set<string>();
  const has = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return !selection.name.value.startsWith('__');
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return has(selection.selectionSet);
      }
      const name = selection.name.value;
      if (visited.has(name)) {
        return false;
      }
      visited.add(name);
      return document.definitions.some(
        (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name && has(node.selectionSet),
      );
    });
  return has(operation.selectionSet);
}

/** An estimate: closures take a few times the text they were compiled from. */
function programBytes(program: Program): number {
  return 4096 + 8 * JSON.stringify(program.plan.node ?? null).length;
}
