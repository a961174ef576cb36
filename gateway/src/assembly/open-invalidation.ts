import type { InvalidationEndpointOptions } from '../admin/invalidation-endpoint.js';
import { createAfterMutations } from '../cache/invalidation/after-mutations.js';
import { createInvalidator } from '../cache/invalidation/invalidator.js';
import { createKnownNames } from '../cache/invalidation/known-names.js';
import type { CacheStore } from '../cache/store.js';
import type { AfterMutation } from '../executor/after-mutation.js';
import type { Supergraph } from '../supergraph/supergraph.js';
import type { AuditLog } from '../telemetry/audit/audit-log.js';
import type { Log } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { Opening } from './opening.js';

/** All ways to have what is cached forgotten. */
export interface Invalidation {
  /** Makes the names of a client graph known, and what is done after its mutations. */
  join(clientGraph: string, supergraph: Supergraph): AfterMutation | undefined;
  /** Listens to the channel, if it is configured. To be called when every client graph has joined. */
  listen(): Promise<void>;
  /** What the endpoint is made with; undefined when there is to be none. */
  endpoint(audit: AuditLog | undefined): InvalidationEndpointOptions | undefined;
}

/** What `openInvalidation` needs. */
export interface OpenInvalidationOptions extends Opening {
  /** Undefined when nothing is cached. */
  readonly store: CacheStore | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Opens what invalidates. @returns Undefined when nothing is cached. */
export function openInvalidation(
  { redis, invalidation }: Pick<GatewaySettings, 'redis' | 'invalidation'>,
  { store, metrics, log, releases }: OpenInvalidationOptions,
): Invalidation | undefined {
  const { sharedKey, channel = false } = invalidation ?? {};
  if (store === undefined) {
    if (sharedKey !== undefined || channel) {
      log.warn('There is nothing to invalidate: no client graph keeps answers or entities');
    }
    return undefined;
  }
  const names = createKnownNames();
  const invalidator = createInvalidator({ store, names, metrics, log });
  return {
    join(clientGraph, supergraph) {
      names.add(clientGraph, supergraph);
      return createAfterMutations(supergraph, invalidator);
    },
    async listen() {
      if (channel && redis !== undefined) {
        const { openInvalidationChannel } = await import('../cache/invalidation/invalidation-channel.js');
        const opened = openInvalidationChannel({ redis, invalidator, names, metrics, log });
        releases.push(() => opened.close());
      }
    },
    endpoint: (audit) => (sharedKey === undefined ? undefined : { sharedKey, invalidator, names, metrics, audit }),
  };
}
