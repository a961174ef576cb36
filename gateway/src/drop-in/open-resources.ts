import { createPolicyDecider } from '../auth/policies/create-policy-decider.js';
import type { PolicyDecider } from '../auth/policies/policy-decider.js';
import type { ErrorLog } from '../errors/present-error.js';
import { createPlannerPool, type PlannerPool } from '../planner/planner-pool.js';
import { createHttpClient } from '../upstream/http-client.js';
import type { FacetGatewaySettings } from './facet-gateway-options.js';
import { createSubgraphSources, type SubgraphSources } from './subgraph-sources.js';

/** What is open while a gateway is loaded, whatever its supergraph. */
export interface GatewayResources {
  readonly planners: PlannerPool;
  readonly policies: PolicyDecider;
  readonly subgraphs: SubgraphSources;
  /** Ends the planner threads and cuts the connections. */
  close(): Promise<void>;
}

/** Opens it; no connection is made before it is needed. */
export function openResources(settings: FacetGatewaySettings, log: ErrorLog): GatewayResources {
  const { maxConnectionsPerOrigin, keepAliveMs } = settings.sources;
  const { maxPaths, ...planner } = settings.planner;
  const httpClient = createHttpClient({ maxConnectionsPerOrigin, keepAliveMs });
  const planners = createPlannerPool({ ...planner, pathsLimit: maxPaths });
  return {
    planners,
    policies: createPolicyDecider(settings.policies, { httpClient, log }),
    subgraphs: createSubgraphSources(settings, httpClient),
    async close() {
      await planners.close();
      await httpClient.close();
    },
  };
}
