import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { AuditEntry, AuditSink } from './audit-sink.js';

/** Between attempts to write, in milliseconds: doubled from the first to the last. */
const firstRetryMs = 250;
const lastRetryMs = 30_000;
/** Entries written at once: enough to make little of each write, few enough to be written soon. */
const maxBatch = 500;
/** What an entry takes beside its text, estimated, in bytes. */
const entryOverheadBytes = 500;

/** What bounds a queue. */
export interface SinkQueueOptions {
  /** Memory for entries that wait, estimated, in bytes. */
  readonly maxBytes: number;
  /**
   * How much more may wait than `maxBytes`, in bytes: for operations that were let in while there was room. 0 when nobody
   * is kept waiting.
   */
  readonly reserveBytes: number;
  /** How long `close()` waits for what is queued, in milliseconds. What is left then is dropped, counted. */
  readonly closeMs: number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The queue before one sink: writers wait for no disk and no network. */
export interface SinkQueue {
  /** Takes an entry, or drops it and counts that. */
  push(entry: AuditEntry): void;
  /** Whether there is room within `maxBytes`. */
  hasRoom(): boolean;
  /** Resolves when there is room, or when the signal aborts. */
  whenRoom(signal: AbortSignal): Promise<void>;
  /** Writes what is queued, then closes the sink. */
  close(): Promise<void>;
}

/** Makes the queue of a sink. A sink that fails is tried again, with growing pauses, until it works or all is closed. */
export function createSinkQueue(sink: AuditSink, options: SinkQueueOptions): SinkQueue {
  const { maxBytes, reserveBytes, closeMs, log } = options;
  const counters = queueMetrics(options.metrics);
  const closing = new AbortController();
  const waiting = new Set<() => void>();
  let entries: AuditEntry[] = [];
  let bytes = 0;
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    let failures = 0;
    while (entries.length > 0 && !closing.signal.aborted) {
      const batch = entries.slice(0, maxBatch);
      try {
        await sink.write(batch, closing.signal);
        take(batch);
        failures = 0;
      } catch (err) {
        counters.failures.add({ sink: sink.name });
        if (failures === 0 && !closing.signal.aborted) {
          log.error({ err, sink: sink.name }, 'Audit events cannot be written: they are kept, and tried again');
        }
        const pauseMs = Math.min(lastRetryMs, firstRetryMs * 2 ** failures);
        failures++;
        // Rejects only when closed, which ends the loop.
        await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  function take(batch: readonly AuditEntry[]): void {
    entries = entries.slice(batch.length);
    bytes -= batch.reduce((sum, entry) => sum + sizeOf(entry), 0);
    counters.bytes.set({ sink: sink.name }, bytes);
    if (bytes < maxBytes) {
      for (const wake of waiting) {
        wake();
      }
    }
  }

  return {
    push(entry) {
      const size = sizeOf(entry);
      if (closing.signal.aborted || bytes + size > maxBytes + reserveBytes) {
        counters.dropped.add({ sink: sink.name });
        return;
      }
      entries.push(entry);
      bytes += size;
      counters.bytes.set({ sink: sink.name }, bytes);
      writing ??= drain().finally(() => {
        writing = undefined;
      });
    },
    hasRoom: () => bytes < maxBytes,
    async whenRoom(signal) {
      while (bytes >= maxBytes && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            waiting.delete(done);
            signal.removeEventListener('abort', done);
            resolve();
          };
          waiting.add(done);
          signal.addEventListener('abort', done);
        });
      }
    },
    async close() {
      const deadline = setTimeout(() => closing.abort(), closeMs);
      await writing;
      clearTimeout(deadline);
      closing.abort();
      if (entries.length > 0) {
        counters.dropped.add({ sink: sink.name }, entries.length);
        log.error(
          { sink: sink.name, events: entries.length },
          'Audit events are lost: they could not be written in time',
        );
      }
      await sink.close();
    },
  };
}

function sizeOf({ json }: AuditEntry): number {
  return json.length + entryOverheadBytes;
}

function queueMetrics(metrics: Metrics) {
  const sink = ['file', 'syslog'];
  return {
    dropped: metrics.counter({
      name: 'facet_audit_dropped_total',
      help: 'Audit events that were not written, as there was no room for them.',
      labels: { sink },
    }),
    failures: metrics.counter({
      name: 'facet_audit_write_failures_total',
      help: 'Attempts to write audit events that failed; the events are kept and tried again.',
      labels: { sink },
    }),
    bytes: metrics.gauge({
      name: 'facet_audit_queue_bytes',
      help: 'Memory that audit events take while they wait to be written, estimated, in bytes.',
      labels: { sink },
    }),
  };
}
