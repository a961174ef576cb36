import { createEntityCache, type EntityCache } from '../cache/entities/entity-cache.js';
import { createPartMetrics } from '../cache/entities/entity-metrics.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { AnswerStore } from './open-client-graph.js';

/** @returns Undefined when nothing is kept of any source. */
export function openEntityCache(
  { entityCache = {} }: Pick<GatewaySettings, 'entityCache'>,
  keeping: AnswerStore | undefined,
): EntityCache | undefined {
  const sources = new Map(Object.entries(entityCache));
  if (keeping === undefined || sources.size === 0) {
    return undefined;
  }
  const { store, metrics } = keeping;
  return createEntityCache({ store, sources, metricsOf: createPartMetrics(metrics) });
}
