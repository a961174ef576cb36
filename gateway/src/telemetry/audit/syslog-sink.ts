import type { AuditSink } from './audit-sink.js';
import { type SyslogHead, syslogMessage } from './syslog-message.js';
import { createStreamTransport, type StreamAddress } from './syslog-stream.js';
import { createUdpTransport, type UdpAddress } from './syslog-udp.js';

/** How messages reach a syslog server. */
export interface SyslogSinkOptions extends SyslogHead {
  readonly address: UdpAddress | StreamAddress;
}

/** Makes the sink that sends audit events to a syslog server, in RFC 5424's format. */
export function createSyslogSink({ address, ...head }: SyslogSinkOptions): AuditSink {
  const transport = address.transport === 'udp' ? createUdpTransport(address) : createStreamTransport(address);
  return {
    name: 'syslog',
    write: (entries, signal) =>
      transport.send(
        entries.map(({ event, json }) => syslogMessage(event, json, head)),
        signal,
      ),
    close: () => transport.close(),
  };
}
