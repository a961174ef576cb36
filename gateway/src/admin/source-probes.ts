import { setMaxListeners } from 'node:events';
import type { ProbedSource } from '../client-graph/client-graph.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Log } from '../telemetry/logger.js';

/** What is known of a source from the last time it was probed. */
export interface SourceStatus {
  readonly name: string;
  readonly kind: ProbedSource['kind'];
  /** `unknown` until the first probe is back. */
  readonly status: 'ready' | 'unreachable' | 'unknown';
  /** Why it is unreachable. For operators: it may name hosts. */
  readonly lastError?: string;
  /** When the last probe was back, ISO 8601. */
  readonly checkedAt?: string;
}

/** How sources are probed. */
export interface SourceProbesOptions {
  readonly log: Log;
  /** From one round of probes to the next, in milliseconds. Default 10 000. */
  readonly intervalMs?: number;
  /** Deadline of one probe, in milliseconds. Past it the source is unreachable. Default 5 000. */
  readonly timeoutMs?: number;
}

/** The sources of a process, probed again and again. */
export interface SourceProbes {
  /**
   * Begins to probe sources, at once and then every interval. Client graphs share sources: one that is known by its name
   * is not probed twice.
   *
   * @returns When the first probe of each is back.
   */
  watch(sources: readonly ProbedSource[]): Promise<void>;
  /** The last known status. */
  statusOf(source: ProbedSource): SourceStatus;
  /** Ends all probing, also what is under way. */
  stop(): void;
}

interface Watched {
  readonly source: ProbedSource;
  status: SourceStatus;
  probing: boolean;
}

/**
 * Makes the prober. A source that becomes unreachable leaves one warning, one that comes back one line at info, however
 * many rounds lie between. Its timer does not keep the process alive.
 */
export function createSourceProbes(options: SourceProbesOptions): SourceProbes {
  const { log, intervalMs = 10_000, timeoutMs = 5_000 } = options;
  const watched = new Map<string, Watched>();
  const stopped = new AbortController();
  // One listener a source, however many there are: no leak, which is what Node would warn of.
  setMaxListeners(0, stopped.signal);

  async function probe(entry: Watched): Promise<void> {
    if (entry.probing || stopped.signal.aborted) {
      return;
    }
    entry.probing = true;
    const before = entry.status.status;
    const failure = await failureOf(entry.source, { timeoutMs, stopped: stopped.signal });
    entry.probing = false;
    if (stopped.signal.aborted) {
      return;
    }
    entry.status = statusAfter(entry.source, failure);
    logChange(log, entry.status, before);
  }

  const timer = setInterval(() => {
    for (const entry of watched.values()) {
      void probe(entry);
    }
  }, intervalMs).unref();

  return {
    async watch(sources) {
      const fresh = sources.filter(({ name }) => !watched.has(name));
      const entries = fresh.map((source): Watched => ({ source, status: unknownStatus(source), probing: false }));
      for (const entry of entries) {
        watched.set(entry.source.name, entry);
      }
      await Promise.all(entries.map(probe));
    },
    statusOf: (source) => watched.get(source.name)?.status ?? unknownStatus(source),
    stop() {
      clearInterval(timer);
      stopped.abort();
    },
  };
}

/** Probes once; a probe that heeds no signal is not waited for either. */
async function failureOf(
  source: ProbedSource,
  { timeoutMs, stopped }: { readonly timeoutMs: number; readonly stopped: AbortSignal },
): Promise<unknown> {
  const deadline = new AbortController();
  const abort = () => deadline.abort();
  const timer = setTimeout(abort, timeoutMs);
  stopped.addEventListener('abort', abort);
  const late = new Promise<never>((_resolve, reject) => {
    const message = `Cannot reach source "${source.name}": no answer to the probe in ${timeoutMs} ms`;
    const timedOut = () => reject(new GatewayError('SOURCE_TIMEOUT', message, { source: source.name }));
    deadline.signal.addEventListener('abort', timedOut, { once: true });
  });
  try {
    await Promise.race([source.probe(deadline.signal), late]);
    return undefined;
  } catch (thrown) {
    return thrown ?? new Error('The probe failed without a reason');
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener('abort', abort);
  }
}

function unknownStatus({ name, kind }: ProbedSource): SourceStatus {
  return { name, kind, status: 'unknown' };
}

function statusAfter({ name, kind }: ProbedSource, failure: unknown): SourceStatus {
  const checkedAt = new Date().toISOString();
  if (failure === undefined) {
    return { name, kind, status: 'ready', checkedAt };
  }
  const lastError = failure instanceof Error ? failure.message : String(failure);
  return { name, kind, status: 'unreachable', lastError, checkedAt };
}

function logChange(log: Log, now: SourceStatus, before: SourceStatus['status']): void {
  if (now.status === 'unreachable' && before !== 'unreachable') {
    log.warn(
      { source: now.name, reason: now.lastError },
      `Source "${now.name}" is unreachable; fields from it are null`,
    );
  }
  if (now.status === 'ready' && before === 'unreachable') {
    log.info({ source: now.name }, `Source "${now.name}" is reachable again`);
  }
}
