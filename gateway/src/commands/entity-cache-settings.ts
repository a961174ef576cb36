import type { GatewaySettings } from '../assembly/gateway-settings.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { SourcesConfig } from '../config/sources-config.js';

/** What is kept of which sources. */
export function entityCacheSettings({
  each,
}: Pick<DeepReadonly<SourcesConfig>, 'each'>): NonNullable<GatewaySettings['entityCache']> {
  return Object.fromEntries(Object.entries(each).flatMap(([name, { cache }]) => (cache ? [[name, cache]] : [])));
}
