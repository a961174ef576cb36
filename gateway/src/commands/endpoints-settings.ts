import type { EndpointsSettings } from '../client-graph/endpoints/open-endpoints.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { manifestFile } from '../client-graph/read-manifests.js';

/** What a client graph's folder says of its endpoints; undefined when there are none. */
export function endpointsSettings({
  endpoints,
  served,
}: Pick<ClientGraphDefinition, 'endpoints' | 'served'>): EndpointsSettings | undefined {
  const app = endpoints?.app ?? served.app;
  if (endpoints === undefined || app === undefined || served.manifests === undefined) {
    return undefined;
  }
  const { path, expose, routes, partialData, statuses, csrf, documents } = endpoints;
  return {
    path,
    manifest: manifestFile(served.manifests, app),
    expose,
    routes: new Map(Object.entries(routes)),
    partialData,
    statuses: new Map(Object.entries(statuses)),
    csrf,
    documents,
  };
}
