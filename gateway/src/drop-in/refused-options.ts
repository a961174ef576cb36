/** Why an option is not taken, and what to do instead. */
export interface RefusedOption {
  readonly reason: string;
  /** Values that say no more than what holds anyway. */
  readonly harmless?: readonly unknown[];
}

const toManager = 'pass it to the manager that you pass as "supergraphSdl"';
const managed = 'pass "supergraphSdl: new UplinkSupergraphManager({ apiKey, graphRef })" of @apollo/gateway';
const manual = 'pass a function as "supergraphSdl", which may call "update" later';

/** Options of `ApolloGateway` that `FacetGateway` does not have, by their path. */
export const refusedOptions: ReadonlyMap<string, RefusedOption> = new Map<string, RefusedOption>([
  ['serviceList', { reason: 'it is deprecated: pass "supergraphSdl: new IntrospectAndCompose({ subgraphs })"' }],
  ['localServiceList', { reason: 'it is deprecated: pass "supergraphSdl: new LocalCompose({ localServiceList })"' }],
  ['introspectionHeaders', { reason: toManager }],
  ['pollIntervalInMs', { reason: toManager }],
  ['fallbackPollIntervalInMs', { reason: toManager }],
  ['uplinkEndpoints', { reason: managed }],
  ['uplinkMaxRetries', { reason: managed }],
  ['schemaConfigDeliveryEndpoint', { reason: managed }],
  ['experimental_updateServiceDefinitions', { reason: manual }],
  ['experimental_updateSupergraphSdl', { reason: manual }],
  ['experimental_didResolveQueryPlan', { reason: 'plans have another shape here; "debug" logs their fetches' }],
  ['experimental_autoFragmentization', { reason: 'ApolloGateway ignores it, too', harmless: [false] }],
  ['fetcher', { reason: 'calls to subgraphs are made by their data sources: set it there, by "buildService"' }],
  [
    'serviceHealthCheck',
    { reason: 'pass "subgraphHealthCheck: true" to IntrospectAndCompose, or call "healthCheck"', harmless: [false] },
  ],
  ['telemetry', { reason: 'no spans are made here' }],
  ['validateSupergraph', { reason: 'supergraphs are always validated', harmless: [true] }],
  ['__exposeQueryPlanExperimental', { reason: 'plans are not sent to clients', harmless: [false] }],
  ['queryPlannerConfig.cache', { reason: 'plans are kept compiled, in memory: bound them by "planner.maxCacheBytes"' }],
  ['queryPlannerConfig.reuseQueryFragments', { reason: 'fetches are written without fragments', harmless: [false] }],
  ['queryPlannerConfig.generateQueryFragments', { reason: 'fetches are written without fragments', harmless: [false] }],
  ['queryPlannerConfig.typeConditionedFetching', { reason: 'ApolloGateway has it not, either', harmless: [false] }],
  ['queryPlannerConfig.incrementalDelivery.enableDefer', { reason: '@defer is not served here', harmless: [false] }],
  [
    'queryPlannerConfig.debug.bypassPlannerForSingleSubgraph',
    { reason: 'every operation is planned', harmless: [false] },
  ],
  [
    'queryPlannerConfig.debug.maxEvaluatedPlans',
    { reason: 'it does not bound planning: "planner.timeoutMs" and "planner.maxPaths" do' },
  ],
]);

/** Groups of options, whose members are judged one by one. */
const groups: ReadonlySet<string> = new Set([
  'queryPlannerConfig',
  'queryPlannerConfig.incrementalDelivery',
  'queryPlannerConfig.debug',
]);

/**
 * Finds the options that would have no effect.
 *
 * @param taken Paths of those that have one.
 * @returns A sentence for each that is refused; an option that is undefined counts as not given.
 */
export function findRefusedOptions(options: object, taken: ReadonlySet<string>, path = ''): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    if (value === undefined || taken.has(at)) {
      return [];
    }
    if (groups.has(at) && typeof value === 'object' && value !== null) {
      return findRefusedOptions(value, taken, at);
    }
    const refused = refusedOptions.get(at);
    if (refused === undefined) {
      return [`"${at}" is no option`];
    }
    return refused.harmless?.includes(value) ? [] : [`"${at}" has no effect here: ${refused.reason}`];
  });
}
