import type { ClientGraphSettings } from '../assembly/gateway-settings.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { clientGraphCostConfig } from '../config/cost-config.js';
import { introspectionConfig } from '../config/introspection-config.js';
import { limitsConfig } from '../config/limits-config.js';
import { operationsConfig } from '../config/operations-config.js';

/** What of a client graph's settings says which operations are answered, and to whom. */
export type AnsweringSettings = Pick<ClientGraphSettings, 'policy' | 'batching' | 'manifests'>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a client graph's folder says of the operations it answers.
 *
 * @param environment `NODE_ENV` decides what `auto` means.
 */
export function answeringSettings(
  definition: Pick<ClientGraphDefinition, 'served' | 'limits' | 'introspection' | 'batching' | 'cost'>,
  environment: Environment,
): AnsweringSettings {
  const { served, limits, introspection, batching, cost } = definition;
  const { allow, scope, warnOnly } = introspection;
  const allowed = allow === 'always' || (allow === 'auto' && environment['NODE_ENV'] !== 'production');
  return {
    policy: {
      limits,
      introspection: { allowed, scope, warnOnly },
      operations: { require: served.require, apq: served.apq, warnOnly: served.warnOnly, critical: served.critical },
      cost,
    },
    batching,
    ...(served.manifests !== undefined && { manifests: served.manifests }),
  };
}

/** The same for a supergraph without a folder: every default. */
export function plainAnsweringSettings(environment: Environment): AnsweringSettings {
  return answeringSettings(
    {
      served: operationsConfig.parse({}),
      limits: limitsConfig.parse({}),
      introspection: introspectionConfig.parse({}),
      batching: { enabled: false, maxOperations: 1 },
      cost: clientGraphCostConfig.parse({}),
    },
    environment,
  );
}
