import type { MaintenanceNotices, MaintenanceSettings } from '../assembly/live-maintenance.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { ConfigReader } from './config-reader.js';

/**
 * Which sources are in maintenance now, and how that is read again when the configuration changes.
 *
 * @param file Path of `facet.yaml`, to be watched.
 * @param read Reads it again. All of it has to be good, though nothing else of it is used.
 */
export function maintenanceSettings(
  file: string,
  config: Pick<DeepReadonly<GatewayConfig>, 'sources'>,
  read: ConfigReader,
): MaintenanceSettings {
  return {
    initial: noticesOf(config),
    file,
    reload() {
      const loaded = read();
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
