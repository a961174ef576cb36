import { type IntervalHistogram, monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Metrics } from './metrics.js';

/** How exactly the event loop's delay is known, in milliseconds. */
const delayResolutionMs = 10;

const gcKinds = new Map([
  [1, 'minor'],
  [4, 'major'],
  [8, 'incremental'],
  [16, 'weakcb'],
]);

/**
 * Registers what is to be known of the process: CPU time, memory, the event loop's delay, garbage collection. The names
 * are those of Prometheus' own clients, so that existing dashboards show them.
 *
 * prom-client's default metrics are not used: they observe until the process ends, and a gateway can be stopped.
 *
 * @returns Ends the observing.
 */
export function registerProcessMetrics(metrics: Metrics): () => void {
  registerCpu(metrics);
  registerMemory(metrics);
  const startedAt = Date.now() / 1000 - process.uptime();
  metrics.gauge(
    { name: 'process_start_time_seconds', help: 'When the process was started, in seconds since 1970.', labels: {} },
    (gauge) => gauge.set({}, startedAt),
  );
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delay.enable();
  registerEventLoop(metrics, delay);
  const collections = observeCollections(metrics);
  return () => {
    delay.disable();
    collections.disconnect();
  };
}

function registerCpu(metrics: Metrics): void {
  let known = 0;
  metrics.counter(
    { name: 'process_cpu_seconds_total', help: 'CPU time spent, user and system, in seconds.', labels: {} },
    (counter) => {
      const { user, system } = process.cpuUsage();
      const total = (user + system) / 1e6;
      counter.add({}, Math.max(0, total - known));
      known = total;
    },
  );
}

function registerMemory(metrics: Metrics): void {
  metrics.gauge(
    { name: 'process_resident_memory_bytes', help: 'Memory of the process in RAM, in bytes.', labels: {} },
    (gauge) => gauge.set({}, process.memoryUsage.rss()),
  );
  metrics.gauge(
    {
      name: 'nodejs_memory_bytes',
      help: 'Memory of JavaScript by kind, in bytes; heap_limit is where the process ends.',
      labels: { kind: ['heap_used', 'heap_total', 'heap_limit', 'external', 'array_buffers'] },
    },
    (gauge) => {
      const { heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
      gauge.set({ kind: 'heap_used' }, heapUsed);
      gauge.set({ kind: 'heap_total' }, heapTotal);
      gauge.set({ kind: 'heap_limit' }, getHeapStatistics().heap_size_limit);
      gauge.set({ kind: 'external' }, external);
      gauge.set({ kind: 'array_buffers' }, arrayBuffers);
    },
  );
}

function registerEventLoop(metrics: Metrics, delay: IntervalHistogram): void {
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  metrics.gauge(
    {
      name: 'nodejs_eventloop_delay_seconds',
      help: 'How late the event loop was since the last scrape, in seconds.',
      labels: { quantile: ['0.5', '0.9', '0.99', 'max'] },
    },
    (gauge) => {
      gauge.set({ quantile: '0.5' }, seconds(delay.percentile(50)));
      gauge.set({ quantile: '0.9' }, seconds(delay.percentile(90)));
      gauge.set({ quantile: '0.99' }, seconds(delay.percentile(99)));
      gauge.set({ quantile: 'max' }, seconds(delay.max));
      delay.reset();
    },
  );
  let last = performance.eventLoopUtilization();
  metrics.gauge(
    {
      name: 'nodejs_eventloop_utilization_ratio',
      help: 'How much of the time since the last scrape the event loop was busy, 0 to 1.',
      labels: {},
    },
    (gauge) => {
      const now = performance.eventLoopUtilization();
      gauge.set({}, performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
  );
}

function observeCollections(metrics: Metrics): PerformanceObserver {
  const pauses = metrics.histogram({
    name: 'nodejs_gc_duration_seconds',
    help: 'Pauses of garbage collection, in seconds.',
    labels: { kind: [...gcKinds.values()] },
    buckets: [0.001, 0.01, 0.1, 1],
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // Entries of type gc have this detail; the type knows only what all entries have.
      const { detail } = entry as { readonly detail?: { readonly kind?: number } };
      pauses.record({ kind: gcKinds.get(detail?.kind ?? 0) ?? 'other' }, entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return observer;
}
