import type { ValidationRule } from 'graphql';
import { createAdminListener } from './admin/admin-listener.js';
import { createJwksListener } from './admin/jwks-listener.js';
import { createReadiness, type Readiness } from './admin/readiness.js';
import { type AuthenticatorOptions, type CallerPolicy, createAuthenticator } from './auth/authenticator.js';
import { createSourceClients, type SourceClients } from './auth/for-sources/source-clients.js';
import { createPolicyDecider, type PolicySettings, undecidedPolicies } from './auth/policies/create-policy-decider.js';
import type { PolicyDecider } from './auth/policies/policy-decider.js';
import { type AnswerCacheOptions, createAnswerCache } from './cache/answers/answer-cache.js';
import { createAnswerMetrics } from './cache/answers/answer-metrics.js';
import { defaultStore, openStore, type StoreSettings } from './cache/open-store.js';
import { connectRedis, type RedisConnection, type RedisConnectionOptions } from './cache/redis/connection.js';
import type { AnsweringPolicy } from './client-graph/answering-policy.js';
import type { BatchingPolicy, ClientGraph, CorsOptions } from './client-graph/client-graph.js';
import { createCostMetrics, type RecordCost } from './client-graph/cost-metrics.js';
import { type EndpointsSettings, openEndpoints } from './client-graph/endpoints/open-endpoints.js';
import {
  openPersistedManifests,
  type PersistedManifests,
  type PersistedManifestsOptions,
} from './client-graph/persisted-manifests.js';
import type { PersistedOperations } from './client-graph/persisted-operations.js';
import { startClientGraph } from './client-graph/start-client-graph.js';
import { warmUp } from './client-graph/warm-up.js';
import { auditVisits, createAuditGate } from './edge/audit-visits.js';
import { reportConnectionRefusals } from './edge/connections/connection-refusals.js';
import type { Gate } from './edge/gate.js';
import { createIdentityGate } from './edge/identity-gate.js';
import type { ListenerAddress } from './edge/listener.js';
import { createOverloadGate } from './edge/overload-gate.js';
import { createPublicListener, type PublicListenerOptions } from './edge/public-listener.js';
import { openRateLimits, type RateLimitSettings } from './edge/rate-limits/open-rate-limits.js';
import { recordBlocked } from './edge/record-blocked.js';
import { createRequestMetrics } from './edge/request-metrics.js';
import { createLiveRules, type RulesSettings } from './edge/rules/live-rules.js';
import { createRuleGates, type RuleGates } from './edge/rules/rule-gates.js';
import type { VisitObserver } from './edge/visit.js';
import { observeWithAll } from './edge/visit-observer.js';
import type { OnDenied } from './executor/authorization/authorizer.js';
import { createEngine, type EngineOptions } from './executor/engine.js';
import type { OverrideSettings } from './executor/override-labels.js';
import { createLazyPlanner } from './planner/lazy-planner.js';
import { createPlannerPool, type PlannerPool, type PlannerPoolOptions } from './planner/planner-pool.js';
import { createSource, type SourceSettings } from './sources/create-source.js';
import type { LocalSourceOptions } from './sources/local/local-source.js';
import { type AuditSettings, openAuditLog } from './telemetry/audit/open-audit-log.js';
import { createBlockedRequests } from './telemetry/blocked-requests.js';
import type { Log } from './telemetry/logger.js';
import { createMetrics, type Metrics } from './telemetry/metrics.js';
import { registerProcessMetrics } from './telemetry/process-metrics.js';
import {
  createExecutionQueue,
  type ExecutionQueue,
  type ExecutionQueueOptions,
  type Priority,
} from './traffic/overload/execution-queue.js';
import { createLoopUtilization } from './traffic/overload/loop-utilization.js';
import { registerOverloadMetrics } from './traffic/overload/overload-metrics.js';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './upstream/http-client.js';

/** Everything a gateway is built from: validated, and with nothing left to look up. */
export interface GatewaySettings {
  readonly server: Omit<PublicListenerOptions, 'clientGraphs' | 'log' | 'gates' | 'observer'>;
  /** Undefined: no admin listener is opened. */
  readonly admin: { readonly host: string; readonly port: number } | undefined;
  readonly httpClient: HttpClientOptions;
  readonly sources: SourceSettings;
  /** What `$env` of connectors reads. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly planner: PlannerSettings;
  /** What happens when more is asked than the process can serve. Default: `defaultOverload`. */
  readonly overload?: OverloadSettings;
  /** See `EngineOptions.shareInFlight`. Default false. */
  readonly shareInFlight?: boolean;
  /** Which labels of `@override(label:)` are on. Default: those of percent alone. */
  readonly overrides?: OverrideSettings;
  /** Where it is recorded who asked for what. Default: nowhere. */
  readonly audit?: AuditSettings | undefined;
  /** Which requests are let in. Default: all. */
  readonly rules?: RulesSettings;
  /** How often requests may come, and what operations may cost together. Default: there are no limits. */
  readonly rateLimits?: RateLimitSettings;
  /** Where answers are kept. Default: in memory, where a client graph keeps some. */
  readonly cache?: StoreSettings;
  /** The Redis that gateways share. Default: each is by itself. */
  readonly redis?: RedisSettings;
  /** How callers prove who they are. Default: everybody is anonymous. */
  readonly auth?: AuthenticatorOptions['config'];
  /** Who decides what `@policy` names. Default: nobody, so that no policy holds. */
  readonly policies?: PolicySettings;
  /** At least one; names and paths unique. */
  readonly clientGraphs: readonly ClientGraphSettings[];
}

/** See `ExecutionQueueOptions`. */
export type OverloadSettings = Pick<ExecutionQueueOptions, 'minRunning' | 'maxWaiting' | 'maxWaitMs'>;

const defaultOverload: OverloadSettings = { minRunning: 8, maxWaiting: 1000, maxWaitMs: 2000 };

/** See `RedisConnectionOptions`. */
export type RedisSettings = Omit<RedisConnectionOptions, 'onChange'>;

/** How operations are planned. */
export interface PlannerSettings extends PlannerPoolOptions {
  /** Memory for compiled plans, estimated, in bytes, for each client graph. */
  readonly maxCacheBytes: number;
  /** How long a client graph may take to plan its persisted operations before it is served, in milliseconds. Default 0. */
  readonly warmUpMs?: number;
}

/** One client graph to serve. */
export interface ClientGraphSettings {
  readonly name: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  /** Whether its operations go before others' when not all can be served in time. Default `normal`. */
  readonly priority?: Priority;
  /** Origins that browsers may call from; `*` for any. */
  readonly corsOrigins: readonly string[];
  readonly corsOptions?: CorsOptions | undefined;
  /** Who may call it. Default: everybody who sends no credentials, or right ones. */
  readonly callers?: Omit<CallerPolicy, 'clientGraph'>;
  readonly maskErrors: 'unexpected' | 'none';
  /** What happens to operations with fields that their callers may not see. Default `filter`. */
  readonly onDenied?: OnDenied;
  /** Which operations are answered, and to whom. Default: `defaultPolicy()`. */
  readonly policy?: AnsweringPolicy;
  /** Whether requests may be lists of operations. Default: they may not. */
  readonly batching?: BatchingPolicy;
  /** Which answers are kept. Default: none. */
  readonly answerCache?: AnswerCacheSettings;
  /** Folder of the operation manifests, watched. Default: none. */
  readonly manifests?: string;
  /** Persisted operations as plain endpoints. Default: there are none. */
  readonly endpoints?: EndpointsSettings;
  /** Rules that operations keep beside GraphQL's own. */
  readonly validationRules: readonly ValidationRule[];
  readonly supergraph: { readonly file: string; readonly sdl: string };
  /** Its own subgraph, when it has one. */
  readonly local: LocalSourceOptions | undefined;
}

/** How answers of a client graph are kept. */
export interface AnswerCacheSettings extends Omit<AnswerCacheOptions, 'clientGraph' | 'store' | 'metrics' | 'now'> {
  /** See `ClientGraphOptions.surrogateKeyHeader`. */
  readonly surrogateKeyHeader?: string | undefined;
}

/** What a gateway is handed by the process it runs in. */
export interface GatewayDependencies {
  readonly log: Log;
}

/** Where a gateway listens. */
export interface GatewayAddresses {
  readonly public: ListenerAddress;
  /** Undefined when there is no admin listener. */
  readonly admin: ListenerAddress | undefined;
  /** Of the keys that tokens for sources are signed with; undefined when no source gets such. */
  readonly jwks: ListenerAddress | undefined;
}

/** A gateway that can be started and stopped, once each. */
export interface Gateway {
  /**
   * Builds the client graphs, then opens the listeners. When any of it fails, what was opened before is closed again.
   *
   * @throws {GatewayError} SUPERGRAPH_INVALID, CLIENT_GRAPH_INVALID, PORT_UNAVAILABLE.
   */
  start(): Promise<GatewayAddresses>;
  /** Lets requests in flight finish within the grace, then frees everything. Also fine while starting, or twice. */
  stop(): Promise<void>;
}

/** Frees one thing that was opened. */
type Release = () => Promise<void>;

/** Creates a gateway; nothing is opened before `start()`. */
export function createGateway(settings: GatewaySettings, { log }: GatewayDependencies): Gateway {
  const releases: Release[] = [];
  let stopped: Promise<void> | undefined;

  async function open(): Promise<GatewayAddresses> {
    const metrics = createMetrics();
    const stopProcessMetrics = registerProcessMetrics(metrics);
    releases.push(async () => stopProcessMetrics());
    const httpClient = createHttpClient(settings.httpClient);
    releases.push(() => httpClient.close());
    const sourceClients = await createSourceClients(settings.sources, {
      httpClient,
      httpClientOptions: settings.httpClient,
      log,
    });
    releases.push(() => sourceClients.close());
    // Before the sources are asked for anything: they need the keys to know who asks.
    const jwks = await openJwksListener(sourceClients, { settings, releases });
    const overload = settings.overload ?? defaultOverload;
    const queue = createExecutionQueue({ ...overload, utilization: createLoopUtilization() });
    registerOverloadMetrics(metrics, queue);
    releases.push(async () => queue.close());
    const planners = createPlannerPool(settings.planner);
    releases.push(() => planners.close());
    const policies = createPolicyDecider(settings.policies ?? {}, { httpClient, log });
    const redis = await openRedis(settings, { log, releases });
    const keeping = openAnswerStore(settings, { redis: redis?.connection, metrics, releases });
    const graphNames = settings.clientGraphs.map(({ name }) => name);
    const recordCostOf = createCostMetrics(metrics, graphNames);
    const clientGraphs: ClientGraph[] = [];
    for (const clientGraph of settings.clientGraphs) {
      clientGraphs.push(
        await openClientGraph(clientGraph, {
          settings,
          sourceClients,
          planners,
          policies,
          keeping,
          recordCost: recordCostOf(clientGraph.name),
          log,
          releases,
        }),
      );
    }
    const identityGate = openIdentityGate(settings, { httpClient, log, releases });
    const readiness = watchSources(clientGraphs, { log, releases });
    const names = clientGraphs.map(({ name }) => name);
    const blocked = createBlockedRequests({ metrics, log, clientGraphs: names });
    const audit = settings.audit && (await openAuditLog(settings.audit, { log, metrics }));
    releases.push(async () => audit?.close());
    const observer = observeWithAll([
      createRequestMetrics(metrics, names),
      recordBlocked(blocked),
      ...(audit ? [auditVisits(audit)] : []),
    ]);
    const limits = settings.rateLimits && openRateLimits(settings.rateLimits, { redis, metrics, observer });
    const rules = openRuleGates(settings, { log, metrics, observer, releases });
    const listener = createPublicListener({
      ...settings.server,
      clientGraphs,
      // In their order: whether there is time, rules on addresses and headers, who is calling, rules on operations.
      gates: [
        openOverloadGate(settings, queue),
        rules.before,
        identityGate,
        rules.after,
        ...(limits ? [limits] : []),
        ...(audit ? [createAuditGate(audit)] : []),
      ],
      turns: { queue, priorities: prioritiesOf(settings), sharesEqual: settings.shareInFlight ?? false },
      log,
      observer,
      onConnectionRefused: reportConnectionRefusals({ metrics, log }),
    });
    // Registered before it is open: one that failed half-way is closed, too.
    releases.push(() => listener.stop());
    const address = await listener.start();
    const admin = settings.admin && (await openAdminListener(settings.admin, { readiness, metrics, releases }));
    releases.push(async () => readiness.drain());
    return { public: address, admin, jwks };
  }

  const stop = (): Promise<void> => {
    stopped ??= releaseAll(releases);
    return stopped;
  };

  return {
    async start() {
      try {
        return await open();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

function openOverloadGate(settings: GatewaySettings, queue: ExecutionQueue): Gate {
  const { maxWaitMs } = settings.overload ?? defaultOverload;
  return createOverloadGate({ queue, maxWaitMs, priorities: prioritiesOf(settings) });
}

function prioritiesOf({ clientGraphs }: GatewaySettings): ReadonlyMap<string, Priority> {
  return new Map(clientGraphs.map(({ name, priority }) => [name, priority ?? 'normal']));
}

interface Opening {
  /** Added to. */
  readonly releases: Release[];
}

interface OpenClientGraphOptions extends Opening {
  readonly settings: GatewaySettings;
  readonly sourceClients: SourceClients;
  readonly planners: PlannerPool;
  readonly policies: PolicyDecider;
  readonly keeping: AnswerStore | undefined;
  readonly recordCost: RecordCost;
  readonly log: Log;
}

async function openClientGraph(
  clientGraph: ClientGraphSettings,
  { settings, sourceClients, planners, policies, keeping, recordCost, log, releases }: OpenClientGraphOptions,
): Promise<ClientGraph> {
  const { supergraph, local } = clientGraph;
  const { sources, environment } = settings;
  const planner = createLazyPlanner(planners, supergraph.sdl);
  const engine = createEngine({
    supergraphSdl: supergraph.sdl,
    file: supergraph.file,
    createSource(subgraph) {
      const httpClient = sourceClients.of(subgraph.name);
      return createSource(subgraph, { settings: sources, local, environment, httpClient, log });
    },
    planner,
    ...(settings.overrides === undefined ? {} : { overrides: settings.overrides }),
    shareInFlight: settings.shareInFlight ?? false,
    authorization: { onDenied: clientGraph.onDenied ?? 'filter', policies },
    maxProgramBytes: settings.planner.maxCacheBytes,
    ...keepAnswers(clientGraph, keeping),
  });
  releases.push(() => engine.close());
  warnOfUndecided(
    engine.supergraph.accessRules?.policies ?? [],
    settings,
    log.child({ clientGraph: clientGraph.name }),
  );
  // After the engine, which says best what is wrong with a supergraph.
  await planner.open();
  const { threads: concurrency, warmUpMs = 0 } = settings.planner;
  const planAhead = ({ operations }: PersistedOperations): Promise<void> =>
    warmUp({ clientGraph: clientGraph.name, engine, operations, warmUpMs, concurrency, log });
  const manifests = openManifests(clientGraph, { log, releases, onChange: planAhead });
  const started = await startClientGraph({
    ...clientGraph,
    surrogateKeyHeader: clientGraph.answerCache?.surrogateKeyHeader,
    engine,
    debugger: settings.sources.debugger,
    recordCost,
    log,
    persisted: () => manifests.current,
  });
  releases.push(() => started.stop());
  await planAhead(manifests.current);
  const { endpoints: settled } = clientGraph;
  const made = { name: clientGraph.name, schema: engine.apiSchema, persisted: () => manifests.current, log };
  return settled === undefined ? started : { ...started, endpoints: openEndpoints(settled, made) };
}

/** Not refused: denying what nobody decides is safe, and the supergraph may come from another team. */
function warnOfUndecided(names: readonly string[], { policies }: GatewaySettings, log: Log): void {
  const undecided = undecidedPolicies(names, policies ?? {});
  if (undecided.length > 0) {
    log.warn({ policies: undecided }, 'Policies that the supergraph names are decided by nobody, so they do not hold');
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

interface OpenIdentityGateOptions extends Opening {
  readonly httpClient: HttpClient;
  readonly log: Log;
}

/** Has what the first token needs fetched ahead of it, unwaited for: an issuer that is away keeps nobody else out. */
function openIdentityGate(
  { auth, clientGraphs }: GatewaySettings,
  { httpClient, log, releases }: OpenIdentityGateOptions,
): Gate {
  const authenticator = createAuthenticator({ httpClient, log, ...(auth && { config: auth }) });
  releases.push(async () => authenticator.close());
  void authenticator.prepare();
  const everybody = { anonymous: true, audience: [], scopes: [] };
  return createIdentityGate(
    authenticator,
    new Map(clientGraphs.map(({ name, callers = everybody }) => [name, { clientGraph: name, ...callers }])),
  );
}

/** The store, and where it counts. */
interface AnswerStore extends Pick<AnswerCacheOptions, 'store'> {
  readonly metrics: Metrics;
}

/** Opens the store when some client graph keeps answers in it. */
function openAnswerStore(
  { cache, clientGraphs }: GatewaySettings,
  { redis, metrics, releases }: Opening & { readonly redis: RedisConnection | undefined; readonly metrics: Metrics },
): AnswerStore | undefined {
  if (!clientGraphs.some(({ answerCache }) => answerCache !== undefined)) {
    return undefined;
  }
  const store = openStore(cache ?? defaultStore, { redis, metrics });
  releases.push(() => store.close());
  return { store, metrics };
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

/** Opens the connection to Redis; it serves whether or not the server is there. */
async function openRedis(
  { redis }: GatewaySettings,
  { log, releases }: Opening & { readonly log: Log },
): Promise<{ readonly connection: RedisConnection; readonly cluster: boolean } | undefined> {
  if (redis === undefined) {
    return undefined;
  }
  const connection = connectRedis({
    ...redis,
    onChange: (change) =>
      change.available ? log.info('Redis is there') : log.warn({ reason: change.reason }, 'Redis is away'),
  });
  releases.push(() => connection.close());
  await connection.opened();
  if (!connection.available) {
    log.warn('Redis does not answer: until it does, this process serves without');
  }
  return { connection, cluster: redis.address.kind === 'cluster' };
}

interface OpenRuleGatesOptions extends Opening {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly observer: VisitObserver;
}

/** Keeps the rules, as their files have them. */
function openRuleGates(
  { rules }: GatewaySettings,
  { log, metrics, observer, releases }: OpenRuleGatesOptions,
): RuleGates {
  const stopped = new AbortController();
  releases.push(async () => stopped.abort());
  const none: RulesSettings = { initial: [], files: [], reload: () => ({ kind: 'refused', problems: [] }) };
  return createRuleGates({ rules: createLiveRules(rules ?? none, { log, metrics, signal: stopped.signal }), observer });
}

/** Publishes the keys that tokens for sources are signed with, when there are some. */
async function openJwksListener(
  { signingKeys }: SourceClients,
  { settings, releases }: Opening & { readonly settings: GatewaySettings },
): Promise<ListenerAddress | undefined> {
  const { tokens } = settings.sources;
  if (signingKeys === undefined || tokens === undefined) {
    return undefined;
  }
  const listener = createJwksListener({
    ...tokens.jwks,
    keys: () => signingKeys.published(),
    // A key is known everywhere well before it signs.
    maxAgeSeconds: Math.min(300, Math.ceil(tokens.publishAheadSeconds / 2)),
  });
  releases.push(() => listener.stop());
  return listener.start();
}

/** Probes every source from now on; one that cannot be reached is warned of, and stops nothing. */
function watchSources(
  clientGraphs: readonly ClientGraph[],
  { log, releases }: Opening & { readonly log: Log },
): Readiness {
  const readiness = createReadiness({ expected: clientGraphs.map(({ name }) => name), log });
  releases.push(async () => readiness.stop());
  for (const clientGraph of clientGraphs) {
    // Not waited for: the gateway can answer, if only in part, while a source is slow to be probed.
    void readiness.loaded(clientGraph);
  }
  return readiness;
}

async function openAdminListener(
  address: { readonly host: string; readonly port: number },
  { readiness, metrics, releases }: Opening & { readonly readiness: Readiness; readonly metrics: Metrics },
): Promise<ListenerAddress> {
  const listener = createAdminListener({ ...address, readiness, metrics });
  // Closed last, not first: load balancers are told of the drain while requests in flight finish.
  releases.unshift(() => listener.stop());
  return listener.start();
}

/** From the end: last opened, first closed, so that requests end before what they are answered with. */
async function releaseAll(releases: Release[]): Promise<void> {
  for (let release = releases.pop(); release !== undefined; release = releases.pop()) {
    await release();
  }
}
