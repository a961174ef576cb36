import type { SourceClients } from '../auth/for-sources/source-clients.js';
import { undecidedPolicies } from '../auth/policies/create-policy-decider.js';
import type { PolicyDecider } from '../auth/policies/policy-decider.js';
import { type AnswerCacheOptions, createAnswerCache } from '../cache/answers/answer-cache.js';
import { createAnswerMetrics } from '../cache/answers/answer-metrics.js';
import type { EntityCache } from '../cache/entities/entity-cache.js';
import { createOperationTexts, type OperationTexts } from '../cache/operation-texts.js';
import type { ClientGraph } from '../client-graph/client-graph.js';
import type { RecordCost } from '../client-graph/cost-metrics.js';
import { openEndpoints } from '../client-graph/endpoints/open-endpoints.js';
import {
  openPersistedManifests,
  type PersistedManifests,
  type PersistedManifestsOptions,
} from '../client-graph/persisted-manifests.js';
import type { PersistedOperations } from '../client-graph/persisted-operations.js';
import { startClientGraph } from '../client-graph/start-client-graph.js';
import { createStaticResponses, findStaticProblems } from '../client-graph/static-responses/static-responses.js';
import { warmUp } from '../client-graph/warm-up.js';
import { GatewayError } from '../errors/gateway-error.js';
import { createEngine, type EngineOptions } from '../executor/engine.js';
import { createLazyPlanner } from '../planner/lazy-planner.js';
import type { PlannerPool } from '../planner/planner-pool.js';
import { createSource } from '../sources/create-source.js';
import { loadConnectors } from '../sources/load-connectors.js';
import { type Maintenance, withMaintenance } from '../sources/maintenance/maintenance.js';
import type { AccessRules } from '../supergraph/access/access-rules.js';
import type { Log } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { endpointCallers } from './endpoint-callers.js';
import { type ClientGraphSettings, type GatewaySettings, sharesStore } from './gateway-settings.js';
import type { Invalidation } from './open-invalidation.js';
import type { Opening } from './opening.js';

/** The store, and where it counts. */
export interface AnswerStore extends Pick<AnswerCacheOptions, 'store'> {
  readonly metrics: Metrics;
}

/** What a client graph is opened with. */
export interface OpenClientGraphOptions extends Opening {
  readonly settings: GatewaySettings;
  readonly sourceClients: SourceClients;
  readonly planners: PlannerPool;
  readonly policies: PolicyDecider;
  readonly keeping: AnswerStore | undefined;
  /** Undefined: nothing is kept of sources. */
  readonly entityCache: EntityCache | undefined;
  readonly invalidation: Invalidation | undefined;
  /** Which sources are not to be called. Undefined: none ever is. */
  readonly maintenance: Maintenance | undefined;
  readonly metrics: Metrics;
  readonly recordCost: RecordCost;
  readonly log: Log;
}

/** Opens one client graph: its engine, its manifests, its pipeline. */
export async function openClientGraph(
  clientGraph: ClientGraphSettings,
  {
    settings,
    sourceClients,
    planners,
    policies,
    keeping,
    entityCache,
    invalidation,
    maintenance,
    metrics,
    recordCost,
    log,
    releases,
  }: OpenClientGraphOptions,
): Promise<ClientGraph> {
  const { supergraph, local } = clientGraph;
  const { sources, environment } = settings;
  const planner = createLazyPlanner(planners, supergraph.sdl);
  const connectors = await loadConnectors(supergraph.sdl);
  const engine = createEngine({
    supergraphSdl: supergraph.sdl,
    file: supergraph.file,
    createSource(subgraph) {
      const httpClient = sourceClients.of(subgraph.name);
      const source = createSource(subgraph, { settings: sources, local, environment, httpClient, connectors, log });
      return maintenance === undefined ? source : withMaintenance(source, { maintenance });
    },
    planner,
    ...(settings.overrides === undefined ? {} : { overrides: settings.overrides }),
    shareInFlight: settings.shareInFlight ?? false,
    authorization: { onDenied: 'filter', ...clientGraph.authorization, policies },
    maxProgramBytes: settings.planner.maxCacheBytes,
    ...keepAnswers(clientGraph, keeping),
    ...(entityCache && { keepFetches: entityCache.keeperOf({ privateClaim: clientGraph.privateClaim }) }),
    ...(invalidation && { afterMutation: (made) => invalidation.join(clientGraph.name, made) }),
    ...answerStatically(clientGraph, { maintenance, metrics, log }),
  });
  releases.push(() => engine.close());
  warnOfAccess(engine.supergraph.accessRules, {
    policies: settings.policies,
    warnOnly: clientGraph.authorization?.warnOnly,
    log: log.child({ clientGraph: clientGraph.name }),
  });
  // After the engine, which says best what is wrong with a supergraph.
  await planner.open();
  const { threads: concurrency, warmUpMs = 0 } = settings.planner;
  const planAhead = ({ operations }: PersistedOperations): Promise<void> =>
    warmUp({ clientGraph: clientGraph.name, engine, operations, warmUpMs, concurrency, log });
  const manifests = openManifests(clientGraph, { log, releases, onChange: planAhead });
  warnOfUnknown(
    clientGraph.policy?.operations.critical ?? [],
    manifests.current,
    log.child({ clientGraph: clientGraph.name }),
  );
  const started = await startClientGraph({
    ...clientGraph,
    surrogateKeyHeader: clientGraph.answerCache?.surrogateKeyHeader,
    engine,
    debugger: settings.sources.debugger,
    sharedTexts: shareTexts(clientGraph, { settings, keeping }),
    recordCost,
    log,
    persisted: () => manifests.current,
  });
  releases.push(() => started.stop());
  await planAhead(manifests.current);
  const { endpoints: settled } = clientGraph;
  const callers = endpointCallers(clientGraph, settings);
  const made = { name: clientGraph.name, schema: engine.apiSchema, callers, persisted: () => manifests.current, log };
  return settled === undefined ? started : { ...started, endpoints: openEndpoints(settled, made) };
}

interface WarnOfAccessOptions {
  readonly policies: GatewaySettings['policies'];
  readonly warnOnly: boolean | undefined;
  readonly log: Log;
}

/**
 * Tells the operator what is not as directives in the supergraph ask for. It is not refused: denying what nobody decides
 * is safe, and the supergraph may come from another team.
 */
function warnOfAccess(rules: AccessRules | undefined, { policies, warnOnly = false, log }: WarnOfAccessOptions): void {
  if (rules !== undefined && warnOnly) {
    log.warn('Fields that the supergraph protects are answered all the same: "authorization.warnOnly" is on');
  }
  const undecided = undecidedPolicies(rules?.policies ?? [], policies ?? {});
  if (undecided.length > 0) {
    log.warn({ policies: undecided }, 'Policies that the supergraph names are decided by nobody, so they do not hold');
  }
}

/** Not refused: the manifest of a new release may come later. */
function warnOfUnknown(critical: readonly string[], { operations }: PersistedOperations, log: Log): void {
  const known = new Set(operations.map(({ name }) => name));
  const unknown = critical.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    log.warn(
      { operations: unknown },
      'Operations that are to be critical are in no manifest, so nothing goes first for them',
    );
  }
}

interface OpenManifestsOptions extends Opening, Pick<PersistedManifestsOptions, 'onChange'> {
  readonly log: Log;
}

/** Reads the operation manifests of a client graph, and goes on reading them when they change. */
function openManifests(
  { name, manifests }: ClientGraphSettings,
  { log, releases, onChange }: OpenManifestsOptions,
): PersistedManifests {
  const ending = new AbortController();
  releases.push(async () => ending.abort());
  return openPersistedManifests(manifests, { log: log.child({ clientGraph: name }), signal: ending.signal, onChange });
}

/** How the engine of a client graph keeps answers. */
function keepAnswers(
  { name, answerCache }: ClientGraphSettings,
  keeping: AnswerStore | undefined,
): Pick<EngineOptions, 'keepAnswers'> {
  if (answerCache === undefined || keeping === undefined) {
    return {};
  }
  const { store, metrics } = keeping;
  const options = { ...answerCache, store, clientGraph: name, metrics: createAnswerMetrics(metrics, name) };
  return { keepAnswers: (parts) => createAnswerCache(parts, options) };
}

/** What a client registers is known to all gateways where they share a store. In memory there is nothing to share. */
function shareTexts(
  { name }: ClientGraphSettings,
  { settings, keeping }: Pick<OpenClientGraphOptions, 'settings' | 'keeping'>,
): OperationTexts | undefined {
  return keeping === undefined || !sharesStore(settings)
    ? undefined
    : createOperationTexts(keeping.store, { clientGraph: name });
}

/**
 * How the engine of a client graph answers operations without their sources.
 *
 * @throws {GatewayError} CLIENT_GRAPH_INVALID when a static response does not fit its operation.
 */
function answerStatically(
  { name, staticResponses: responses, supergraph }: ClientGraphSettings,
  { maintenance, metrics, log }: Pick<OpenClientGraphOptions, 'maintenance' | 'metrics' | 'log'>,
): Pick<EngineOptions, 'staticResponses'> {
  if (responses === undefined || responses.length === 0) {
    return {};
  }
  const isInMaintenance = (source: string): boolean => maintenance?.of(source) !== undefined;
  return {
    staticResponses({ apiSchema: schema }) {
      const problems = findStaticProblems(responses, schema);
      if (problems.length > 0) {
        throw new GatewayError('CLIENT_GRAPH_INVALID', `Cannot serve "${supergraph.file}": ${problems.join('. ')}`);
      }
      const child = log.child({ clientGraph: name });
      return createStaticResponses(responses, { clientGraph: name, schema, isInMaintenance, metrics, log: child });
    },
  };
}
