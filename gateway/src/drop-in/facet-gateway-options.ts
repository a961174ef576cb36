import type {
  GatewayConfig,
  GraphQLDataSource,
  ServiceEndpointDefinition,
  SupergraphManager,
  SupergraphSdlHook,
} from '@apollo/gateway';
import type { z } from 'zod';
import type { PolicySettings } from '../auth/policies/create-policy-decider.js';
import { httpPoliciesConfig } from '../config/authorization-config.js';
import { type PlannerConfig, plannerConfig } from '../config/planner-config.js';
import { sourcesConfig } from '../config/sources-config.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { OnDenied } from '../executor/authorization/authorizer.js';
import { type ApolloLogger, createDefaultLogger } from './apollo-logger.js';
import type { Identify } from './caller.js';
import { findRefusedOptions } from './refused-options.js';

const allSourcesConfig = sourcesConfig.shape.all;

/** How each subgraph is called. */
type AllSourcesConfig = Readonly<z.output<typeof allSourcesConfig>>;

/** Told of each supergraph that is taken, and of the one before. */
type DidUpdateSupergraph = NonNullable<GatewayConfig['experimental_didUpdateSupergraph']>;

/** Options of `FacetGateway`: those of `ApolloGateway` that have an effect here, and four of Facet's own. */
export interface FacetGatewayOptions {
  /**
   * The composed supergraph: its SDL; or a manager, such as `IntrospectAndCompose`; or a manager's function. Managers get
   * `update`, `healthCheck` and `getDataSource`.
   */
  readonly supergraphSdl: string | SupergraphManager | SupergraphSdlHook;
  /** Makes the data source of a subgraph, once for each name and URL. Default: Facet's own HTTP source. */
  readonly buildService?: ((definition: ServiceEndpointDefinition) => GraphQLDataSource) | undefined;
  /** Default: the console, with warnings and errors only unless `debug` is set. */
  readonly logger?: ApolloLogger | undefined;
  /** Whether the fetches of each new plan are logged, at debug. Default false. */
  readonly debug?: boolean | undefined;
  readonly queryPlannerConfig?:
    | {
        /** Whether `process()` of data sources gets `document`. Default false. */
        readonly exposeDocumentNodeInFetchNode?: boolean | undefined;
        readonly debug?: { readonly pathsLimit?: number | undefined } | undefined;
      }
    | undefined;
  /** Called after each supergraph that is taken, the first included. */
  readonly experimental_didUpdateSupergraph?: DidUpdateSupergraph | undefined;
  /** The same as `planner.maxCacheBytes`, in MiB. */
  readonly experimental_approximateQueryPlanStoreMiB?: number | undefined;
  /** Facet's own: how operations are planned; options, bounds and defaults are those of `planner` in `facet.yaml`. */
  readonly planner?: z.input<typeof plannerConfig> | undefined;
  /** Facet's own: how subgraphs are called; options, bounds and defaults are those of `sources.all` in `facet.yaml`. */
  readonly sources?: z.input<typeof allSourcesConfig> | undefined;
  /**
   * Facet's own: who is calling, from Apollo Server's context; null or undefined for an anonymous caller. What it throws
   * ends the request. Default: everybody is anonymous, so that protected fields are denied.
   */
  readonly identity?: ((context: never) => ReturnType<Identify>) | undefined;
  /** Facet's own: what callers may see; see `authorization` in `facet.bff.yaml` and `facet.yaml`. */
  readonly authorization?:
    | {
        /** Default `filter`. */
        readonly onDenied?: OnDenied | undefined;
        /** Default false. */
        readonly warnOnly?: boolean | undefined;
        readonly policies?: PolicyOptions | undefined;
      }
    | undefined;
}

interface PolicyOptions extends Omit<PolicySettings, 'http'> {
  readonly http?: z.input<typeof httpPoliciesConfig>;
}

/** The options, checked, with every default filled in. */
export interface FacetGatewaySettings {
  readonly manager: SupergraphManager;
  readonly buildService: FacetGatewayOptions['buildService'];
  readonly logger: ApolloLogger;
  readonly debug: boolean;
  readonly exposeDocuments: boolean;
  readonly didUpdateSupergraph: DidUpdateSupergraph | undefined;
  readonly planner: PlannerConfig;
  readonly sources: AllSourcesConfig;
  readonly identity: Identify | undefined;
  readonly onDenied: OnDenied;
  readonly warnOnly: boolean;
  readonly policies: PolicySettings;
}

const taken: ReadonlySet<string> = new Set([
  'supergraphSdl',
  'buildService',
  'logger',
  'debug',
  'queryPlannerConfig.exposeDocumentNodeInFetchNode',
  'queryPlannerConfig.debug.pathsLimit',
  'experimental_didUpdateSupergraph',
  'experimental_approximateQueryPlanStoreMiB',
  'planner',
  'sources',
  'identity',
  'authorization',
]);

/**
 * Checks the options: none is ignored.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID with everything that is wrong, a line for each.
 */
export function readFacetGatewayOptions(options: FacetGatewayOptions): FacetGatewaySettings {
  const { supergraphSdl, buildService, logger, debug = false, queryPlannerConfig } = options;
  const problems = [...findRefusedOptions(options, taken)];
  const manager = toManager(supergraphSdl);
  if (manager === undefined) {
    problems.push('"supergraphSdl" must be the SDL, a manager with "initialize", or a function');
  }
  if (buildService !== undefined && typeof buildService !== 'function') {
    problems.push('"buildService" must be a function');
  }
  const planner = readConfig('planner', plannerConfig, { value: plannerOptions(options, problems), problems });
  const authorization = readAuthorization(options, problems);
  const sources = readConfig('sources', allSourcesConfig, { value: options.sources ?? {}, problems });
  if (problems.length > 0 || manager === undefined || planner === undefined || sources === undefined) {
    throw new GatewayError(
      'CONFIGURATION_INVALID',
      `Cannot use the options of FacetGateway:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return {
    manager,
    buildService,
    logger: logger ?? createDefaultLogger(debug),
    debug,
    exposeDocuments: queryPlannerConfig?.exposeDocumentNodeInFetchNode ?? false,
    didUpdateSupergraph: options.experimental_didUpdateSupergraph,
    planner,
    sources,
    // The caller of its own server knows what its context is.
    identity: options.identity as Identify | undefined,
    ...authorization,
  };
}

function readAuthorization(
  { identity, authorization }: FacetGatewayOptions,
  problems: string[],
): Pick<FacetGatewaySettings, 'onDenied' | 'warnOnly' | 'policies'> {
  const { onDenied = 'filter', warnOnly = false, policies = {}, ...others } = authorization ?? {};
  const { functions = {}, timeoutMs = 1000, http, ...unknown } = policies;
  if (identity !== undefined && typeof identity !== 'function') {
    problems.push('"identity" must be a function');
  }
  if (onDenied !== 'filter' && onDenied !== 'reject') {
    problems.push('"authorization.onDenied" must be "filter" or "reject"');
  }
  if (typeof warnOnly !== 'boolean') {
    problems.push('"authorization.warnOnly" must be true or false');
  }
  if (!Object.values(functions).every((decide) => typeof decide === 'function')) {
    problems.push('"authorization.policies.functions" must be an object of functions');
  }
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 60_000) {
    problems.push('"authorization.policies.timeoutMs" must be an integer from 1 to 60000');
  }
  for (const name of Object.keys(others)) {
    problems.push(`"authorization.${name}" is no option`);
  }
  for (const name of Object.keys(unknown)) {
    problems.push(`"authorization.policies.${name}" is no option`);
  }
  const checked = http && readConfig('authorization.policies.http', httpPoliciesConfig, { value: http, problems });
  return { onDenied, warnOnly, policies: { functions, timeoutMs, ...(checked && { http: checked }) } };
}

function toManager(given: FacetGatewayOptions['supergraphSdl']): SupergraphManager | undefined {
  if (typeof given === 'string') {
    return { initialize: () => Promise.resolve({ supergraphSdl: given }) };
  }
  if (typeof given === 'function') {
    return { initialize: given };
  }
  return typeof given?.initialize === 'function' ? given : undefined;
}

/** Apollo's names for two options of the planner, under Facet's. */
function plannerOptions(options: FacetGatewayOptions, problems: string[]): object {
  const { planner = {}, queryPlannerConfig, experimental_approximateQueryPlanStoreMiB: storeMiB } = options;
  const renamed: Record<string, unknown> = {};
  const pathsLimit = queryPlannerConfig?.debug?.pathsLimit;
  if (pathsLimit !== undefined) {
    renamed['maxPaths'] = pathsLimit;
  }
  if (storeMiB !== undefined) {
    renamed['maxCacheBytes'] = storeMiB * 1_048_576;
  }
  for (const name of Object.keys(renamed)) {
    if (Object.hasOwn(planner, name)) {
      problems.push(`"planner.${name}" is given twice, the second time under ApolloGateway's name`);
    }
  }
  return { ...planner, ...renamed };
}

interface ReadConfigOptions {
  readonly value: unknown;
  /** Added to. */
  readonly problems: string[];
}

function readConfig<S extends z.ZodType>(
  name: string,
  schema: S,
  { value, problems }: ReadConfigOptions,
): z.output<S> | undefined {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  problems.push(...result.error.issues.map(({ path, message }) => `"${[name, ...path].join('.')}": ${message}`));
  return undefined;
}
