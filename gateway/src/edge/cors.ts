import type { FastifyCorsOptions } from '@fastify/cors';
import type { ClientGraph, CorsOptions } from '../client-graph/client-graph.js';
import { correlationIdHeader } from './correlation-id.js';

/** How long browsers may remember a preflight's answer, in seconds. Ten minutes: a changed policy is seen soon. */
const preflightMaxAgeSeconds = 600;

/**
 * The CORS policy of one client graph.
 *
 * Without `options` credentials are not allowed: tokens travel in the Authorization header, which pages set themselves.
 *
 * Spec: Fetch, "CORS protocol".
 *
 * @param origins Origins such as `https://shop.example`, `*` in them for one label or a port; `*` alone for any; empty for
 *   none.
 */
export function corsPolicy(origins: readonly string[], options: CorsOptions = {}): FastifyCorsOptions {
  const { credentials, allowedHeaders, exposedHeaders = [], maxAgeSeconds } = options;
  return {
    origin: origins.length === 0 ? false : origins.map(originTest),
    methods: ['GET', 'POST'],
    ...(allowedHeaders && { allowedHeaders: ['content-type', ...allowedHeaders] }),
    exposedHeaders: [correlationIdHeader, ...exposedHeaders],
    credentials: credentials ?? false,
    maxAge: maxAgeSeconds ?? preflightMaxAgeSeconds,
    // An OPTIONS that is no preflight is answered like one: without Origin it carries no permission anyway.
    strictPreflight: false,
  };
}

/**
 * What `@fastify/cors` adds to the answers of one client graph when there is no `Origin`, beside `Vary`: nothing in it then
 * depends on the request.
 *
 * @param origins See `corsPolicy()`.
 */
export function corsHeadersWithoutOrigin(
  origins: readonly string[],
  options: CorsOptions = {},
): Readonly<Record<string, string>> {
  if (origins.length === 0) {
    return {};
  }
  const { credentials = false, exposedHeaders = [] } = options;
  return {
    ...(origins.includes('*') && { 'access-control-allow-origin': '*' }),
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
    'access-control-expose-headers': [correlationIdHeader, ...exposedHeaders].join(', '),
  };
}

/**
 * Whether a preflight asks to call from a public page into a private network, and the client graph allows its origin to.
 *
 * Spec: Private Network Access, section 3.1.1 (`Access-Control-Request-Private-Network`).
 */
export function allowsPrivateNetwork(
  headers: ReadonlyMap<string, string>,
  { corsOrigins, corsOptions }: Pick<ClientGraph, 'corsOrigins' | 'corsOptions'>,
): boolean {
  const origin = headers.get('origin');
  return (
    corsOptions?.privateNetwork === true &&
    headers.get('access-control-request-private-network') === 'true' &&
    origin !== undefined &&
    corsOrigins
      .map(originTest)
      .some((test) => test === '*' || (typeof test === 'string' ? test === origin : test.test(origin)))
  );
}

/** Every star stands for one label or port: it never spans a dot or colon, so matching takes linear time. */
function originTest(origin: string): string | RegExp {
  if (origin === '*' || !origin.includes('*')) {
    return origin;
  }
  const [scheme = '', host = ''] = origin.split('://');
  const pattern = host
    .replace(/[.[\]]/g, '\\$&')
    .replace(/:\*$/, ':\\d{1,5}')
    .replaceAll('*', '[A-Za-z0-9_-]+');
  return new RegExp(`^${scheme}://${pattern}$`);
}
