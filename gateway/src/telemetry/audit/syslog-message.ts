import type { AuditEvent } from './audit-event.js';

/** Facilities that audit logs are kept under. Spec: RFC 5424 section 6.2.1, table 1. */
export const syslogFacilities = {
  auth: 4,
  authpriv: 10,
  audit: 13,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const;

/** Name of a facility. */
export type SyslogFacility = keyof typeof syslogFacilities;

/** What stands in the head of every message. */
export interface SyslogHead {
  readonly facility: SyslogFacility;
  /** Of this machine. */
  readonly hostname: string;
  readonly appName: string;
}

/** Spec: RFC 5424 section 6.2.1, table 2: warning, notice, informational. */
const severities: Readonly<Record<AuditEvent['event'], number>> = {
  refused: 4,
  warned: 5,
  invalidation: 5,
  operation: 6,
};

/**
 * Writes an event as a syslog message, with its JSON text as the message's own.
 *
 * Spec: RFC 5424 section 6. MSGID is the kind of event; there is no structured data. The text is MSG-ANY: UTF-8 without the
 * byte order mark, which readers of JSON would stumble over.
 *
 * @param json Without line ends.
 */
export function syslogMessage({ time, event }: AuditEvent, json: string, head: SyslogHead): Buffer {
  const priority = syslogFacilities[head.facility] * 8 + severities[event];
  const hostname = headerText(head.hostname, 255);
  return Buffer.from(
    `<${priority}>1 ${time} ${hostname} ${headerText(head.appName, 48)} ${process.pid} ${event} - ${json}`,
  );
}

/**
 * Puts a message's length before it, so that a stream can be told apart into messages.
 *
 * Spec: RFC 6587 section 3.4.1 (octet counting, over TCP); RFC 5425 section 4.3 (over TLS).
 */
export function octetCounted(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

/** Spec: RFC 5424 section 6: PRINTUSASCII, at most so many, `-` for none. */
function headerText(text: string, maxLength: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, maxLength) || '-';
}
