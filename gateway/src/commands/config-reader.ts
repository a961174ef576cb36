import type { ConfigResult } from '../config/config-problem.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { EnvironmentUse } from '../config/fill-references.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import { loadGatewayConfig } from '../config/load-config.js';
import { fileState } from '../files/watch-file.js';

/** Reads `facet.yaml` again, or says what it said when the file has not changed since. */
export type ConfigReader = () => ConfigResult<DeepReadonly<GatewayConfig>>;

/**
 * Makes the reader of one file for all who watch it, so that a change is read once.
 *
 * @param load Default `loadGatewayConfig`.
 */
export function createConfigReader(file: string, environment: EnvironmentUse, load = loadGatewayConfig): ConfigReader {
  let last: { readonly state: string; readonly result: ReturnType<ConfigReader> } | undefined;
  return () => {
    // Taken first: what is written while it is read is read again the next time.
    const state = fileState(file);
    if (last === undefined || state === undefined || last.state !== state) {
      const result = load(file, environment);
      last = state === undefined ? undefined : { state, result };
      return result;
    }
    return last.result;
  };
}
