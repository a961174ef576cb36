import type { Metrics } from '../telemetry/metrics.js';
import type { CacheStore } from './store.js';

/** Shows what a store holds, at each scrape. */
export function registerStoreMetrics(metrics: Metrics, kind: string, store: Pick<CacheStore, 'stats'>): void {
  const labels = { store: [kind] };
  const of = { store: kind };
  const show = (name: string, help: string, read: (stats: ReturnType<CacheStore['stats']>) => number): void => {
    metrics.gauge({ name, help, labels }, (gauge) => gauge.set(of, read(store.stats())));
  };
  show('facet_cache_memory_entries', 'Entries in the memory of this process.', ({ entries }) => entries);
  show('facet_cache_memory_bytes', 'What they take, their keeping included.', ({ bytes }) => bytes);
  show('facet_cache_available', 'Whether the store is there: 1, or 0 while Redis is away.', ({ available }) =>
    available ? 1 : 0,
  );
  let seen = 0;
  metrics.counter(
    {
      name: 'facet_cache_evictions_total',
      help: 'Entries in the memory of this process that had to go for others.',
      labels,
    },
    (counter) => {
      const { evictions } = store.stats();
      counter.add(of, evictions - seen);
      seen = evictions;
    },
  );
}
