import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from '@facet/schema';
import type { ClientGraphSettings, GatewaySettings } from '../assembly/gateway-settings.js';
import type { PolicySettings } from '../auth/policies/create-policy-decider.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { EnvironmentUse } from '../config/fill-references.js';
import { type GatewayConfig, gatewayDefaults } from '../config/gateway-config.js';
import type { LogConfig } from '../config/log-config.js';
import type { RulesSettings } from '../edge/rules/live-rules.js';
import { GatewayError } from '../errors/gateway-error.js';
import { answeringSettings, plainAnsweringSettings } from './answering-settings.js';
import { auditSettings } from './audit-settings.js';
import { checkCache } from './check-cache.js';
import { callersOf, checkCallers } from './check-callers.js';
import type { CommandContext } from './command-context.js';
import { type ConfigReader, createConfigReader } from './config-reader.js';
import { endpointsSettings } from './endpoints-settings.js';
import { entityCacheSettings } from './entity-cache-settings.js';
import { loadPolicies } from './load-policies.js';
import { loadProject, type Project, selectClientGraphs, supergraphFile } from './load-project.js';
import { loadResolvers } from './load-resolvers.js';
import { joinRules, type RulesResult, reloadRules } from './load-rules.js';
import { loadStaticResponses } from './load-static-responses.js';
import { maintenanceSettings } from './maintenance-settings.js';
import { shownFile, toProblem } from './print-problems.js';
import { readEnvironment } from './read-environment.js';
import { redisSettings } from './redis-settings.js';

/** What `facet serve` was called with. */
export interface ServeCommandOptions {
  readonly config: string;
  readonly only?: string;
  readonly envFile?: string;
  readonly supergraph?: string;
  readonly port?: string;
  /** False: switched off on the command line. */
  readonly shareInFlight?: boolean;
}

/** What `facet serve` is to do: serve with these settings, or say why it cannot. */
export type ServePlan =
  | { readonly kind: 'serve'; readonly settings: GatewaySettings; readonly log: LogConfig }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'usage'; readonly fault: string };

/** Where a supergraph without a client graph is served. */
const plainPath = '/graphql';

/**
 * Turns the command line, the configuration and the files it names into settings. Reads everything, opens nothing.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID when a supergraph cannot be read; CLIENT_GRAPH_INVALID when resolvers cannot
 *   be loaded; CONFIGURATION_INVALID when the environment file cannot be read.
 */
export async function planServe(options: ServeCommandOptions, context: CommandContext): Promise<ServePlan> {
  const plan = await planWithConfiguration(options, context);
  return plan.kind === 'serve' && options.shareInFlight === false
    ? { ...plan, settings: { ...plan.settings, shareInFlight: false } }
    : plan;
}

async function planWithConfiguration(options: ServeCommandOptions, context: CommandContext): Promise<ServePlan> {
  const port = parsePort(options.port);
  if (port === 'invalid') {
    return {
      kind: 'usage',
      fault: `Invalid port ${JSON.stringify(options.port)}: it must be an integer from 0 to 65535`,
    };
  }
  if (options.supergraph === undefined) {
    return planConfigured(options, { port, context });
  }
  if (options.only !== undefined) {
    return { kind: 'usage', fault: 'Cannot use --only with --supergraph: a supergraph file has no client graphs' };
  }
  return planSupergraph(options.supergraph, { port, context });
}

interface PlanOptions {
  /** Instead of the configured one. */
  readonly port: number | undefined;
  readonly context: CommandContext;
}

async function planConfigured(options: ServeCommandOptions, { port, context }: PlanOptions): Promise<ServePlan> {
  const environment = { variables: readEnvironment(options.envFile, context), unset: 'problem' } as const;
  const loaded = loadProject({ config: options.config, environment, resolvers: 'compiled' }, context);
  if (loaded.kind === 'refused') {
    return loaded;
  }
  const { project } = loaded;
  const selected = selectClientGraphs(project.clientGraphs, options.only === undefined ? [] : [options.only]);
  if ('fault' in selected) {
    return { kind: 'usage', fault: selected.fault };
  }
  const statics = new Map(selected.map((definition) => [definition.name, loadStaticResponses(definition)]));
  const problems = [
    ...[...statics.values()].flatMap((result) => (result.kind === 'refused' ? result.problems : [])),
    ...selected.flatMap((definition) => checkCallers(definition, project.config.auth)),
    ...checkCache(project.config, resolve(context.folder, options.config)),
  ];
  if (problems.length > 0) {
    return { kind: 'refused', problems: problems.map(toProblem) };
  }
  const configFile = resolve(context.folder, options.config);
  const read = createConfigReader(configFile, environment);
  const rules = planRules({ configFile, read }, project, environment);
  if (rules.kind === 'refused') {
    return { kind: 'refused', problems: rules.problems.map(toProblem) };
  }
  const clientGraphs: ClientGraphSettings[] = [];
  for (const definition of selected) {
    const answering = answeringSettings(definition, environment.variables);
    const loaded = statics.get(definition.name);
    clientGraphs.push({
      ...(await clientGraphSettings(definition, project, context)),
      ...answering,
      ...(loaded?.kind === 'loaded' && loaded.responses.length > 0 && { staticResponses: loaded.responses }),
    });
  }
  const { variables } = environment;
  const { admin } = project.config;
  const policies = await loadPolicies(project.config.authorization);
  const maintenance = maintenanceSettings(configFile, project.config, read);
  return toPlan(project.config, {
    clientGraphs,
    port,
    environment: variables,
    admin,
    rules: rules.settings,
    maintenance,
    policies,
  });
}

/** The rules as they are now, and how they are read again when one of their files changes. */
function planRules(
  { configFile, read }: { readonly configFile: string; readonly read: ConfigReader },
  { config }: Project,
  environment: EnvironmentUse,
): { readonly kind: 'planned'; readonly settings: RulesSettings } | Extract<RulesResult, { kind: 'refused' }> {
  const joined = joinRules(config, environment);
  if (joined.kind === 'refused') {
    return joined;
  }
  const files = config.rules.file === undefined ? [configFile] : [configFile, config.rules.file];
  const reload = () => reloadRules(read, environment);
  return { kind: 'planned', settings: { initial: joined.config, files, reload } };
}

async function clientGraphSettings(
  definition: ClientGraphDefinition,
  { config }: Project,
  context: CommandContext,
): Promise<ClientGraphSettings> {
  const { name, path, priority, overload, cors, errors, authorization, cache } = definition;
  const { origins: corsOrigins, ...corsOptions } = cors;
  const file = supergraphFile(config, name);
  const endpoints = endpointsSettings(definition);
  return {
    name,
    path,
    priority,
    overload,
    corsOrigins,
    corsOptions,
    callers: callersOf(definition, config.auth),
    maskErrors: errors.mask,
    authorization,
    ...(cache.answers && { answerCache: cache }),
    privateClaim: cache.privateClaim,
    validationRules: [],
    ...(endpoints && { endpoints }),
    supergraph: readSupergraphFile(file, `run "facet compose ${name}" to write it`, context),
    local: await loadResolvers(definition),
  };
}

function planSupergraph(path: string, { port, context }: PlanOptions): ServePlan {
  const supergraph = readSupergraphFile(resolve(context.folder, path), 'check the path', context);
  const graph: ClientGraphSettings = {
    name: 'supergraph',
    path: plainPath,
    corsOrigins: [],
    maskErrors: 'unexpected',
    validationRules: [],
    ...plainAnsweringSettings(context.environment),
    supergraph,
    local: undefined,
  };
  // Without a configuration only the one port that was asked for is taken.
  return toPlan(gatewayDefaults(), { clientGraphs: [graph], port, environment: context.environment, admin: undefined });
}

interface PlanParts extends Pick<GatewaySettings, 'clientGraphs' | 'environment' | 'admin' | 'maintenance'> {
  /** Instead of the configured one. */
  readonly port: number | undefined;
  /** Default: there are none. */
  readonly rules?: RulesSettings;
  /** Default: none holds. */
  readonly policies?: PolicySettings;
}

function toPlan(
  config: DeepReadonly<Omit<GatewayConfig, 'clientGraphs'>>,
  { clientGraphs, port, environment, admin, rules, maintenance, policies }: PlanParts,
): ServePlan {
  const { server, sources, planner, execution, overload, overrides, log } = config;
  const { host, maxBodyBytes, shutdownGraceMs, csrf, timeouts, limits, proxies, tls } = server;
  const settings: GatewaySettings = {
    server: {
      host,
      port: port ?? server.port,
      maxBodyBytes,
      shutdownGraceMs,
      csrf,
      graphiql: server.graphiql === 'on' || (server.graphiql === 'auto' && environment['NODE_ENV'] !== 'production'),
      timeouts: {
        headersTimeoutMs: timeouts.headersMs,
        requestTimeoutMs: timeouts.requestMs,
        keepAliveTimeoutMs: timeouts.keepAliveMs,
        sendTimeoutMs: timeouts.sendMs,
        minSendBytesPerSecond: timeouts.minSendBytesPerSecond,
      },
      limits,
      compression: server.compression,
      proxies,
      ...(tls && { tls }),
    },
    admin,
    httpClient: {
      maxConnectionsPerOrigin: sources.all.maxConnectionsPerOrigin,
      keepAliveMs: sources.all.keepAliveMs,
    },
    // What it shows is for those who write connectors, not for those who use them.
    sources: environment['NODE_ENV'] === 'production' ? { ...sources, debugger: undefined } : sources,
    environment,
    planner: { ...planner, pathsLimit: planner.maxPaths },
    shareInFlight: execution.shareInFlight,
    overload,
    overrides: { labels: overrides.labels, header: overrides.header },
    auth: config.auth,
    ...(rules && { rules }),
    ...(maintenance && { maintenance }),
    rateLimits: { ...config.rateLimits, budgets: config.cost.budgets },
    ...(config.redis && { redis: redisSettings(config.redis) }),
    cache: config.cache,
    entityCache: entityCacheSettings(sources),
    invalidation: config.cache.invalidation,
    audit: auditSettings(config.audit),
    ...(policies && { policies }),
    clientGraphs,
  };
  return { kind: 'serve', settings, log };
}

function readSupergraphFile(file: string, advice: string, context: CommandContext): ClientGraphSettings['supergraph'] {
  const shown = shownFile(file, context);
  try {
    return { file: shown, sdl: readFileSync(file, 'utf8') };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? `it does not exist, ${advice}` : String(error);
    throw new GatewayError('SUPERGRAPH_INVALID', `Cannot read the supergraph "${shown}": ${reason}`, { cause: error });
  }
}

function parsePort(text: string | undefined): number | undefined | 'invalid' {
  if (text === undefined) {
    return undefined;
  }
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : 'invalid';
}
