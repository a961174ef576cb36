import { type AdminListenerOptions, createAdminListener } from './admin/admin-listener.js';
import { createJwksListener } from './admin/jwks-listener.js';
import { createReadiness, type Readiness } from './admin/readiness.js';
import { type GatewaySettings, registersTexts, sharesStore } from './assembly/gateway-settings.js';
import { createLiveMaintenance } from './assembly/live-maintenance.js';
import { type AnswerStore, openClientGraph } from './assembly/open-client-graph.js';
import { openEntityCache } from './assembly/open-entity-cache.js';
import { openExecutionQueue } from './assembly/open-execution-queue.js';
import { openIdentityGate, openRuleGates } from './assembly/open-gates.js';
import { openInvalidation } from './assembly/open-invalidation.js';
import type { Opening, Release } from './assembly/opening.js';
import { createSourceClients, type SourceClients } from './auth/for-sources/source-clients.js';
import { createPolicyDecider } from './auth/policies/create-policy-decider.js';
import { defaultStore, openStore } from './cache/open-store.js';
import type { RedisConnection } from './cache/redis/connection.js';
import type { ClientGraph } from './client-graph/client-graph.js';
import { createCostMetrics } from './client-graph/cost-metrics.js';
import { createAnswerSizes } from './edge/answer-sizes.js';
import { auditVisits, createAuditGate } from './edge/audit-visits.js';
import { reportConnectionRefusals } from './edge/connections/connection-refusals.js';
import type { ListenerAddress } from './edge/listener.js';
import { createOverloadGate } from './edge/overload-gate.js';
import { createPublicListener } from './edge/public-listener.js';
import { openRateLimits } from './edge/rate-limits/open-rate-limits.js';
import { recordBlocked } from './edge/record-blocked.js';
import { createRequestMetrics } from './edge/request-metrics.js';
import { observeWithAll } from './edge/visit-observer.js';
import { createPlannerPool } from './planner/planner-pool.js';
import type { Maintenance } from './sources/maintenance/maintenance.js';
import { openAuditLog } from './telemetry/audit/open-audit-log.js';
import { createBlockedRequests } from './telemetry/blocked-requests.js';
import type { Log } from './telemetry/logger.js';
import { createMetrics, type Metrics } from './telemetry/metrics.js';
import { registerProcessMetrics } from './telemetry/process-metrics.js';
import { createHttpClient } from './upstream/http-client.js';
import { createSourceQueues } from './upstream/source-queues.js';

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

/** Creates a gateway; nothing is opened before `start()`. */
export function createGateway(settings: GatewaySettings, { log }: GatewayDependencies): Gateway {
  const releases: Release[] = [];
  let stopped: Promise<void> | undefined;

  async function open(): Promise<GatewayAddresses> {
    const metrics = createMetrics();
    const stopProcessMetrics = registerProcessMetrics(metrics);
    releases.push(async () => stopProcessMetrics());
    const queue = openExecutionQueue(settings, { metrics, releases });
    const httpClientOptions = { ...settings.httpClient, deliver: queue.turns.take };
    const httpClient = createHttpClient(httpClientOptions);
    releases.push(() => httpClient.close());
    const sourceClients = await createSourceClients(settings.sources, {
      httpClient,
      httpClientOptions,
      queues: createSourceQueues(metrics),
      log,
    });
    releases.push(() => sourceClients.close());
    // Before the sources are asked for anything: they need the keys to know who asks.
    const jwks = await openJwksListener(sourceClients, { settings, log, releases });
    const planners = createPlannerPool(settings.planner);
    releases.push(() => planners.close());
    const policies = createPolicyDecider(settings.policies ?? {}, { httpClient, log });
    const redis = await openRedis(settings, { log, releases });
    const keeping = openAnswerStore(settings, { redis: redis?.connection, metrics, releases });
    const entityCache = openEntityCache(settings, keeping);
    const invalidation = openInvalidation(settings, { store: keeping?.store, metrics, log, releases });
    const graphNames = settings.clientGraphs.map(({ name }) => name);
    const maintenance = openMaintenance(settings, { log, metrics, releases });
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
          entityCache,
          invalidation,
          maintenance,
          metrics,
          recordCost: recordCostOf(clientGraph.name),
          log,
          releases,
        }),
      );
    }
    await invalidation?.listen();
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
        createOverloadGate(queue, new Set(clientGraphs.filter(({ critical }) => critical).map(({ name }) => name))),
        rules.before,
        identityGate,
        rules.after,
        ...(limits ? [limits] : []),
        ...(audit ? [createAuditGate(audit)] : []),
      ],
      turns: { queue, sharesEqual: settings.shareInFlight ?? false, sizes: createAnswerSizes() },
      log,
      observer,
      onConnection: queue.turns.clientCame,
      onConnectionRefused: reportConnectionRefusals({ metrics, log }),
    });
    // Registered before it is open: one that failed half-way is closed, too.
    releases.push(() => listener.stop());
    const address = await listener.start();
    const admin =
      settings.admin &&
      (await openAdminListener(settings.admin, {
        readiness,
        metrics,
        invalidation: invalidation?.endpoint(audit),
        releases,
      }));
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

/** Opens the store when some client graph keeps answers in it, or registered texts for all gateways. */
function openAnswerStore(
  settings: GatewaySettings,
  { redis, metrics, releases }: Opening & { readonly redis: RedisConnection | undefined; readonly metrics: Metrics },
): AnswerStore | undefined {
  const { cache, clientGraphs, entityCache = {} } = settings;
  const sharesTexts = sharesStore(settings) && clientGraphs.some(registersTexts);
  const keepsAnswers = clientGraphs.some(({ answerCache }) => answerCache !== undefined);
  if (!sharesTexts && !keepsAnswers && Object.keys(entityCache).length === 0) {
    return undefined;
  }
  const store = openStore(cache ?? defaultStore, { redis, metrics });
  releases.push(() => store.close());
  return { store, metrics };
}

/** Keeps which sources are in maintenance, as the configuration has it. */
function openMaintenance(
  { maintenance }: GatewaySettings,
  { log, metrics, releases }: Opening & { readonly log: Log; readonly metrics: Metrics },
): Maintenance | undefined {
  if (maintenance === undefined) {
    return undefined;
  }
  const stopped = new AbortController();
  releases.push(async () => stopped.abort());
  return createLiveMaintenance(maintenance, { log, metrics, signal: stopped.signal });
}

/** Opens the connection to Redis; it serves whether or not the server is there. */
async function openRedis(
  { redis }: GatewaySettings,
  { log, releases }: Opening & { readonly log: Log },
): Promise<{ readonly connection: RedisConnection; readonly cluster: boolean } | undefined> {
  if (redis === undefined) {
    return undefined;
  }
  // Its library is loaded by those who have a Redis.
  const { connectRedis } = await import('./cache/redis/connection.js');
  const connection = connectRedis({
    ...redis,
    onChange: ({ node, ...change }) =>
      change.available
        ? log.info({ node }, 'Redis is there')
        : log.warn({ node, reason: change.reason }, 'Redis is away'),
  });
  releases.push(() => connection.close());
  await connection.opened();
  if (!connection.available) {
    log.warn('Redis does not answer: until it does, this process serves without');
  }
  return { connection, cluster: redis.address.kind === 'cluster' };
}

/** Publishes the keys that tokens for sources are signed with, when there are some. */
async function openJwksListener(
  { signingKeys }: SourceClients,
  { settings, log, releases }: Opening & { readonly settings: GatewaySettings; readonly log: Log },
): Promise<ListenerAddress | undefined> {
  const { tokens } = settings.sources;
  if (signingKeys === undefined || tokens === undefined) {
    return undefined;
  }
  const listener = createJwksListener({
    ...tokens.jwks,
    log,
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
  { releases, ...parts }: Opening & Pick<AdminListenerOptions, 'readiness' | 'metrics' | 'invalidation'>,
): Promise<ListenerAddress> {
  const listener = createAdminListener({ ...address, ...parts });
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
