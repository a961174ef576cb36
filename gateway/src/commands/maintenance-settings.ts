import type { MaintenanceNotices, MaintenanceSettings } from '../assembly/live-maintenance.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { EnvironmentUse } from '../config/fill-references.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import { loadGatewayConfig } from '../config/load-config.js';

/**
 * Which sources are in maintenance now, and how that is read again when the configuration changes.
 *
 * @param file Path of `facet.yaml`. All of it has to be good to be read again, though nothing else of it is used.
 */
export function maintenanceSettings(
  file: string,
  config: Pick<DeepReadonly<GatewayConfig>, 'sources'>,
  environment: EnvironmentUse,
): MaintenanceSettings {
  return {
    initial: noticesOf(config),
    file,
    reload() {
      const loaded = loadGatewayConfig(file, environment);
      return loaded.kind === 'refused' ? loaded : { kind: 'loaded', notices: noticesOf(loaded.config) };
    },
  };
}

function noticesOf({ sources }: Pick<DeepReadonly<GatewayConfig>, 'sources'>): MaintenanceNotices {
  return new Map(
    Object.entries(sources.each).flatMap(([name, { maintenance }]) => {
      if (!maintenance?.enabled) {
        return [];
      }
      const { message, until } = maintenance;
      return [[name, { message, untilMs: until === undefined ? undefined : Date.parse(until) }]];
    }),
  );
}
