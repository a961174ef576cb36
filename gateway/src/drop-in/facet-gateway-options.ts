import type {
  GatewayConfig,
  GraphQLDataSource,
  ServiceEndpointDefinition,
  SupergraphManager,
  SupergraphSdlHook,
} from '@apollo/gateway';
import type { z } from 'zod';
import { type PlannerConfig, plannerConfig } from '../config/planner-config.js';
import { sourcesConfig } from '../config/sources-config.js';
import { GatewayError } from '../errors/gateway-error.js';
import { type ApolloLogger, createDefaultLogger } from './apollo-logger.js';
import { findRefusedOptions } from './refused-options.js';

const allSourcesConfig = sourcesConfig.shape.all;

/** How each subgraph is called. */
type AllSourcesConfig = Readonly<z.output<typeof allSourcesConfig>>;

/** Told of each supergraph that is taken, and of the one before. */
type DidUpdateSupergraph = NonNullable<GatewayConfig['experimental_didUpdateSupergraph']>;

/** Options of `FacetGateway`: those of `ApolloGateway` that have an effect here, and two of Facet's own. */
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
  };
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
