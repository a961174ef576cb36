import type { SecureContextOptions } from 'node:tls';
import { watchFile } from '../../files/watch-file.js';
import type { Log } from '../../telemetry/logger.js';
import { loadTlsFiles, type TlsFiles } from './load-tls-files.js';

/** What is told of new certificates: `https.Server`. */
export interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

/** Options of `keepTlsCurrent`. */
export interface KeepTlsCurrentOptions {
  readonly log: Log;
  /** See `LoadTlsFilesOptions`. */
  readonly option?: string;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** See `WatchFileOptions`. */
  readonly settleMs?: number;
  /** See `WatchFileOptions`. */
  readonly pollMs?: number;
}

/**
 * Gives a server what is in its certificate files whenever they change. Open connections go on as they are. Files that
 * cannot be used, such as a certificate whose key is not there yet, are logged and change nothing.
 */
export function keepTlsCurrent(server: SecureServer, settings: TlsFiles, options: KeepTlsCurrentOptions): void {
  const { log, option } = options;
  const files = [settings.cert, settings.key, ...(settings.ca === undefined ? [] : [settings.ca])];
  const load = async () => {
    const { validTo, ...context } = await loadTlsFiles(settings, { option });
    server.setSecureContext(context);
    log.info({ cert: settings.cert, validTo: new Date(validTo).toISOString() }, 'TLS certificate reloaded');
  };
  // One after the other: what was read last is what is used last.
  let loading: Promise<void> = Promise.resolve();
  const reload = () => {
    loading = loading.then(load, load);
    return loading;
  };
  const onError = (err: unknown) => log.error({ err }, 'TLS files changed and cannot be used: the old ones go on');
  for (const file of files) {
    watchFile(file, reload, { ...options, onError });
  }
}
