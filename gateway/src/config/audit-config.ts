import { z } from 'zod';

/** Facilities that audit events may be sent under; RFC 5424 has their numbers. */
const facilities = [
  'auth',
  'authpriv',
  'audit',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

const syslogConfig = z
  .strictObject({
    transport: z
      .enum(['udp', 'tcp', 'tls', 'unix'])
      .describe(
        'How messages are sent: `udp` (RFC 5426), `tcp` (RFC 6587, octet counting), `tls` (RFC 5425) or `unix`, a stream socket, framed as over TCP. Over `udp` what is lost is lost.',
      ),
    host: z.string().min(1).describe('Name or address of the server; for `unix` the socket’s file.'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('Port of the server. Absent: 514 over `udp` and `tcp`, 6514 over `tls`.'),
    facility: z
      .enum(facilities)
      .default('audit')
      .describe('Facility of the messages. Their severity is `info`, for what was refused `warning`.'),
    appName: z
      .string()
      .regex(/^[!-~]{1,48}$/)
      .default('facet')
      .describe('APP-NAME of the messages, at most 48 characters.'),
    hostname: z
      .string()
      .regex(/^[!-~]{1,255}$/)
      .optional()
      .describe('HOSTNAME of the messages. Absent: that of the machine.'),
    tls: z
      .strictObject({
        ca: z
          .string()
          .min(1)
          .optional()
          .describe('File with the authorities that the server’s certificate may be of, in PEM.'),
        cert: z.string().min(1).optional().describe('File with the certificate that is shown to the server, in PEM.'),
        key: z.string().min(1).optional().describe('File with its private key, in PEM.'),
      })
      .optional()
      .describe('Certificates, for `tls`. Absent: the authorities that Node trusts, and no certificate of ours.'),
  })
  .superRefine(({ transport, port, tls }, context) => {
    const fault = (option: string, message: string) => context.addIssue({ code: 'custom', path: [option], message });
    if (port !== undefined && transport === 'unix') {
      fault('port', 'The transport "unix" has no ports');
    }
    if (tls !== undefined && transport !== 'tls') {
      fault('tls', `The transport "${transport}" has no certificates`);
    }
    if ((tls?.cert === undefined) !== (tls?.key === undefined)) {
      fault('tls', '"cert" and "key" go together');
    }
  });

/** Who asked for what, recorded. Off unless it names a file or a syslog server. */
export const auditConfig = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File that events are appended to, one JSON object per line. Its folder has to exist. Absent: there is none.',
    ),
  fsync: z
    .enum(['always', 'interval', 'never'])
    .default('interval')
    .describe(
      'When the disk is made to keep what was written to the file: `always` after each write, `interval` within a second, `never` when the system likes.',
    ),
  rotate: z
    .strictObject({
      maxBytes: z
        .int()
        .min(1024)
        .max(1_099_511_627_776)
        .default(104_857_600)
        .describe('The file is renamed to `FILE.1` before it grows over this, in bytes.'),
      maxFiles: z.int().min(0).max(1000).default(10).describe('Rotated files that are kept; older ones are deleted.'),
      daily: z.boolean().default(true).describe('Whether each day, in UTC, has a file of its own.'),
    })
    .prefault({})
    .describe('How the file is rotated.'),
  syslog: syslogConfig
    .optional()
    .describe('A syslog server that gets the events too, in RFC 5424’s format. Absent: none.'),
  events: z
    .array(z.enum(['operations', 'mutations', 'sensitive', 'refused', 'warned', 'invalidations']))
    .default(['operations', 'refused', 'warned', 'invalidations'])
    .describe(
      'What is recorded: all `operations` that were executed, or of these `mutations` and those with a `sensitive` field alone; what was `refused`; what rules and limits with `warnOnly` matched; `invalidations` of what is cached, by the endpoint.',
    ),
  queue: z
    .strictObject({
      maxBytes: z
        .int()
        .min(65_536)
        .max(1_073_741_824)
        .default(16_777_216)
        .describe('Memory for events that wait to be written, estimated, in bytes, for the file and for syslog each.'),
      onFull: z
        .enum(['drop', 'block'])
        .default('drop')
        .describe(
          'What happens without room: `drop` drops events and counts them; `block` lets operations wait before they are executed, and refuses them with UNAVAILABLE (503) after `maxWaitMs`.',
        ),
      maxWaitMs: z
        .int()
        .min(1)
        .max(60_000)
        .default(2000)
        .describe('How long an operation waits for room with `block`, in milliseconds.'),
    })
    .prefault({})
    .describe('How events wait to be written.'),
});

/** `audit` of `facet.yaml`, defaults filled in. */
export type AuditConfig = z.infer<typeof auditConfig>;
