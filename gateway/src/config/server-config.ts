import { z } from 'zod';
import { compressionConfig } from './compression-config.js';
import { proxiesConfig } from './proxies-config.js';
import { socketLimitsConfig } from './socket-limits-config.js';
import { tlsConfig } from './tls-config.js';

/** The public listener: the one that clients reach. */
export const serverConfig = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address or name to listen on. `0.0.0.0` or `::` opens the gateway to other machines.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('TCP port to listen on. 0 takes a free one, which the log then names.'),
  maxBodyBytes: z
    .int()
    .min(1)
    .max(104_857_600)
    .default(1_048_576)
    .describe('Largest request body, in bytes, also once it is decompressed. Over it: BODY_TOO_LARGE (413).'),
  tls: tlsConfig.optional().describe('Serves HTTPS instead of HTTP.'),
  limits: socketLimitsConfig.prefault({}).describe('What connections and the heads of requests are held to.'),
  compression: compressionConfig
    .prefault({})
    .describe('Compression of answers, as `Accept-Encoding` allows: br or gzip.'),
  proxies: proxiesConfig.prefault({}).describe('Proxies and load balancers in front of the gateway.'),
  shutdownGraceMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(10_000)
    .describe(
      'How long requests in flight may go on after SIGTERM or SIGINT, in milliseconds. Past it they are cut off.',
    ),
  timeouts: z
    .strictObject({
      headersMs: z
        .int()
        .min(100)
        .max(600_000)
        .default(7000)
        .describe(
          'How long a client may take to send a request’s headers, in milliseconds. Past it: REQUEST_TIMEOUT (408).',
        ),
      requestMs: z
        .int()
        .min(100)
        .max(600_000)
        .default(10_000)
        .describe(
          'How long a client may take to send a whole request, in milliseconds. Past it: REQUEST_TIMEOUT (408).',
        ),
      keepAliveMs: z
        .int()
        .min(100)
        .max(3_600_000)
        .default(65_000)
        .describe(
          'How long an idle connection stays open for the next request, in milliseconds. Longer than the load balancer’s own.',
        ),
      sendMs: z
        .int()
        .min(100)
        .max(600_000)
        .default(10_000)
        .describe(
          'How long a client may take to receive what the system’s buffers do not hold of an answer, in milliseconds, beside the time that `minSendBytesPerSecond` gives. Past it the connection is closed.',
        ),
      minSendBytesPerSecond: z
        .int()
        .min(1)
        .max(1_000_000_000)
        .default(4_096)
        .describe(
          'Slowest rate at which a client may receive an answer, in bytes per second: a larger one gets more time.',
        ),
    })
    .prefault({})
    .describe('How long clients may take.'),
  csrf: z
    .enum(['preflight', 'fetch-metadata'])
    .default('preflight')
    .describe(
      'What keeps other sites’ pages from sending queries by GET. `preflight`: a GET needs a header that browsers send to other origins only after a preflight. `fetch-metadata`: a GET may also come without, as GraphQL over HTTP has it, unless the browser says that it comes from another site, which browsers do over HTTPS and to localhost only.',
    ),
  graphiql: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      'Whether a browser that opens a client graph’s path gets GraphiQL. `auto`: unless NODE_ENV is `production`.',
    ),
});

/** The public listener’s settings, defaults filled in. */
export type ServerConfig = Readonly<z.infer<typeof serverConfig>>;
