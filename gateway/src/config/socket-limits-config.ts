import { z } from 'zod';

/** What connections to the public listener, and the heads of requests on them, are held to. */
export const socketLimitsConfig = z.strictObject({
  maxConnections: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Connections that may be open at once. Over it: UNAVAILABLE (503), before anything is read; with TLS the connection is reset.',
    ),
  maxConnectionsPerAddress: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_000)
    .describe(
      'Connections that one IPv4 address, or one /64 network of IPv6, may have open. Over it: TOO_MANY_CONNECTIONS (429), before anything is read; with TLS the connection is reset. Those of `proxies.trusted` are not held to it.',
    ),
  maxRequestsPerConnection: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .describe(
      'Requests that one connection may bring; the last is answered with `Connection: close`, so that clients spread anew over instances. 0: no limit.',
    ),
  maxPipelined: z
    .int()
    .min(1)
    .max(1_000)
    .default(16)
    .describe(
      'Requests that a connection may send without waiting for their answers. With one more the connection is closed.',
    ),
  maxHeaderBytes: z
    .int()
    .min(1_024)
    .max(1_048_576)
    .default(16_384)
    .describe('Request line and headers together, in bytes. Over it: HEADERS_TOO_LARGE (431).'),
  maxHeaders: z
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('Headers of one request. Over it: HEADERS_TOO_LARGE (431).'),
  maxUrlBytes: z
    .int()
    .min(64)
    .max(1_048_576)
    .default(8_192)
    .describe('Length of a URL, query string included, in bytes. Over it: URL_TOO_LONG (414).'),
});
