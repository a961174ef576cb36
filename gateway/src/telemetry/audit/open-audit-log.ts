import { open } from 'node:fs/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Log } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { AuditSelection } from './audit-event.js';
import { type AuditLog, type AuditQueueSettings, createAuditLog } from './audit-log.js';
import { createFileSink, type FileSinkOptions } from './file-sink.js';
import { createSyslogSink, type SyslogSinkOptions } from './syslog-sink.js';

/** Where audit events go, and which. */
export interface AuditSettings {
  /** Undefined: to no file. */
  readonly file: FileSinkOptions | undefined;
  /** Undefined: to no syslog server. */
  readonly syslog: SyslogSinkOptions | undefined;
  readonly events: readonly AuditSelection[];
  readonly queue: AuditQueueSettings;
}

/**
 * Opens the audit log.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when its file cannot be written. A syslog server that is away is waited for.
 */
export async function openAuditLog(
  { file, syslog, events, queue }: AuditSettings,
  options: { readonly log: Log; readonly metrics: Metrics },
): Promise<AuditLog> {
  if (file !== undefined) {
    await assertWritable(file.file);
  }
  const sinks = [...(file ? [createFileSink(file)] : []), ...(syslog ? [createSyslogSink(syslog)] : [])];
  return createAuditLog({ sinks, events, queue, ...options });
}

async function assertWritable(file: string): Promise<void> {
  try {
    await (await open(file, 'a', 0o600)).close();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot write the audit log (audit.file) "${file}": ${reason}`, {
      cause,
    });
  }
}
