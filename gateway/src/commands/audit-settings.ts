import { hostname } from 'node:os';
import type { AuditConfig } from '../config/audit-config.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { AuditSettings } from '../telemetry/audit/open-audit-log.js';
import type { SyslogSinkOptions } from '../telemetry/audit/syslog-sink.js';

/** Ports that syslog servers listen on unless told otherwise: RFC 5426 section 3.3, RFC 5425 section 4.1. */
const defaultPorts = { udp: 514, tcp: 514, tls: 6514 } as const;

/**
 * Makes settings of `audit` in `facet.yaml`.
 *
 * @returns undefined when it names neither a file nor a syslog server: then there is no audit log.
 */
export function auditSettings(config: DeepReadonly<AuditConfig>): AuditSettings | undefined {
  const { file, fsync, rotate, syslog, events, queue } = config;
  if (file === undefined && syslog === undefined) {
    return undefined;
  }
  return {
    file: file === undefined ? undefined : { file, fsync, rotate },
    syslog: syslog && {
      facility: syslog.facility,
      appName: syslog.appName,
      hostname: syslog.hostname ?? hostname(),
      address: syslogAddress(syslog),
    },
    events,
    queue,
  };
}

function syslogAddress(syslog: NonNullable<DeepReadonly<AuditConfig>['syslog']>): SyslogSinkOptions['address'] {
  const { transport, host, tls } = syslog;
  if (transport === 'unix') {
    return { transport, path: host };
  }
  const port = syslog.port ?? defaultPorts[transport];
  if (transport !== 'tls') {
    return { transport, host, port };
  }
  const { ca, cert, key } = tls ?? {};
  return { transport, host, port, files: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } };
}
