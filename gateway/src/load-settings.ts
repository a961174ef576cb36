import type { Problem } from '@facet/schema';
import type { GatewaySettings } from './assembly/gateway-settings.js';
import { processContext } from './commands/command-context.js';
import { planServe } from './commands/serve-plan.js';
import type { LogConfig } from './config/log-config.js';

/** Where `loadGatewaySettings` looks. */
export interface LoadSettingsOptions {
  /** Path of `facet.yaml`. */
  readonly config: string;
  /** File with environment variables; those of `environment` win. */
  readonly envFile?: string;
  /** What `${NAME}` in the configuration means. Default: this process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Only this client graph; default all. */
  readonly only?: string;
}

/** What a configuration comes to: settings for `createGateway`, or all that is wrong with it. */
export type LoadedSettings =
  | { readonly kind: 'loaded'; readonly settings: GatewaySettings; readonly log: LogConfig }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * Reads `facet.yaml` and everything it names, as `facet serve` does; nothing is opened.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID, CLIENT_GRAPH_INVALID or CONFIGURATION_INVALID when a file cannot be read.
 * @throws {RangeError} When `only` names no client graph.
 */
export async function loadGatewaySettings(options: LoadSettingsOptions): Promise<LoadedSettings> {
  const { environment = process.env, ...rest } = options;
  const plan = await planServe(rest, { ...processContext(), environment });
  switch (plan.kind) {
    case 'serve':
      return { kind: 'loaded', settings: plan.settings, log: plan.log };
    case 'refused':
      return plan;
    case 'usage':
      throw new RangeError(plan.fault);
  }
}
