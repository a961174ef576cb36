import { type ConfigProblem, formatConfigProblem } from '../config/config-problem.js';
import { watchFile } from '../files/watch-file.js';
import type { Maintenance, MaintenanceNotice } from '../sources/maintenance/maintenance.js';
import type { Log } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';

/** The sources that are to be in maintenance, by name. */
export type MaintenanceNotices = ReadonlyMap<string, MaintenanceNotice>;

/** Where it is written which sources are in maintenance. */
export interface MaintenanceSettings {
  /** Those that are at the start. */
  readonly initial: MaintenanceNotices;
  /** The file, watched. */
  readonly file: string;
  /** Reads the file again. */
  readonly reload: () =>
    | { readonly kind: 'loaded'; readonly notices: MaintenanceNotices }
    | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };
}

/** What live maintenance needs beside its settings. */
export interface LiveMaintenanceOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** See `WatchFileOptions.settleMs`. */
  readonly settleMs?: number;
}

/** Names of sources are the configuration's, and few. */
const SOURCES = { max: 1000 };

/**
 * Keeps which sources are in maintenance as the file has it. A file that cannot be used changes nothing, and each problem
 * leaves a line at error. A maintenance whose end has come is over, whether or not the file still has it.
 */
export function createLiveMaintenance(settings: MaintenanceSettings, options: LiveMaintenanceOptions): Maintenance {
  const { log, metrics, signal, now = Date.now, settleMs } = options;
  let current: MaintenanceNotices = new Map();

  function of(source: string): MaintenanceNotice | undefined {
    const notice = current.get(source);
    return notice === undefined || (notice.untilMs !== undefined && notice.untilMs <= now()) ? undefined : notice;
  }

  function change(notices: MaintenanceNotices): void {
    const before = current;
    current = notices;
    for (const [source, { untilMs }] of notices) {
      const until = untilMs === undefined ? undefined : new Date(untilMs).toISOString();
      if (!before.has(source)) {
        log.warn({ source, until }, 'A source is in maintenance: it is not called');
      }
    }
    for (const source of before.keys()) {
      if (!notices.has(source)) {
        log.info({ source }, 'A source is in service again');
      }
    }
  }

  function reload(): void {
    const result = settings.reload();
    if (result.kind === 'loaded') {
      change(result.notices);
      return;
    }
    for (const problem of result.problems) {
      log.error(
        { code: 'CONFIGURATION_INVALID', file: problem.file, line: problem.line },
        `Maintenance of sources not reloaded, all stay as they are: ${formatConfigProblem(problem)}`,
      );
    }
  }

  const seen = new Set<string>();
  metrics.gauge(
    { name: 'facet_source_maintenance', help: '1 while a source is in maintenance.', labels: { source: SOURCES } },
    (gauge) => {
      for (const source of current.keys()) {
        seen.add(source);
      }
      for (const source of seen) {
        gauge.set({ source }, of(source) === undefined ? 0 : 1);
      }
    },
  );
  const spared = metrics.counter({
    name: 'facet_source_maintenance_fetches_total',
    help: 'Fetches that were not made, since their source was in maintenance.',
    labels: { source: SOURCES },
  });

  change(settings.initial);
  watchFile(settings.file, reload, {
    signal,
    ...(settleMs !== undefined && { settleMs }),
    onError: (err) => log.error({ err }, 'Maintenance of sources could not be reloaded: all stay as they are'),
  });
  return { of, spared: (source) => spared.add({ source }) };
}
