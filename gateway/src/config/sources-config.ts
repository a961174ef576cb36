import { z } from 'zod';
import { maintenanceConfig } from './maintenance-config.js';
import { mockConfig } from './mock-config.js';
import { sourceCacheConfig } from './source-cache-config.js';
import {
  headerRulesConfig,
  mintedTokensConfig,
  sharedIdentityConfig,
  signatureConfig,
  sourceIdentityConfig,
  sourceTlsConfig,
} from './source-identity-config.js';

const timeoutMs = z.int().min(1).max(600_000);
const maxAnswerBytes = z.int().min(1).max(1_073_741_824);
const maxBatchSize = z.int().min(1).max(1_000_000);
const maxConnections = z.int().min(1).max(65_535);
const maxInFlight = z.int().min(1).max(100_000);
const maxQueued = z.int().min(0).max(1_000_000);
const maxQueueMs = z.int().min(1).max(600_000);
const httpUrl = z.url({ protocol: /^https?$/ });

/** One `@source` or `@soapSource` of a subgraph, as it is reached from here. */
const connectorSourceConfig = z
  .strictObject({
    url: httpUrl
      .optional()
      .describe('Where the service is, instead of the `baseURL` or `endpoint` written in the schema. http or https.'),
    config: z
      .record(
        z.string().min(1),
        z.union([z.string(), z.number(), z.boolean()]).describe('One value: a text, a number, true or false.'),
      )
      .default({})
      .describe(
        'What `$config.NAME` means in this source’s mappings: keys and passwords belong here, by reference to the environment.',
      ),
    maxRequestsPerOperation: z
      .int()
      .min(1)
      .max(100_000)
      .default(500)
      .describe(
        'Most calls that one operation may make to this source. Fields that need more get the error REQUEST_LIMIT_EXCEEDED.',
      ),
    timeoutMs: timeoutMs
      .optional()
      .describe('Deadline of one call to this source, in milliseconds. Default: that of the subgraph.'),
    maxInFlight: maxInFlight
      .optional()
      .describe('Most calls to this source under way at a time. Default: that of the subgraph.'),
    maxQueued: maxQueued
      .optional()
      .describe('Most calls to this source that wait for others to end. Default: that of the subgraph.'),
    maxQueueMs: maxQueueMs
      .optional()
      .describe('Longest that a call to this source waits, in milliseconds. Default: that of the subgraph.'),
  })
  .describe('One `@source` or `@soapSource`, by its name.');

/** One source: a GraphQL subgraph over HTTP (`url`), or a REST or SOAP service behind connectors (`connectors`). */
const sourceConfig = z
  .strictObject({
    schema: z
      .string()
      .min(1)
      .describe(
        'File with the subgraph’s schema, federation directives included. Read by `facet compose` and `facet check`.',
      ),
    url: httpUrl.optional().describe('Where a GraphQL subgraph answers. http or https. Either this or `connectors`.'),
    connectors: z
      .record(z.string().min(1), connectorSourceConfig)
      .optional()
      .describe('Settings for each `@source` and `@soapSource` of the schema, by its name. Either this or `url`.'),
    mock: mockConfig
      .optional()
      .describe(
        'Answers for the service with made-up data that fits the schema, while it is not there yet: `true`, or options. ' +
          'With it neither `url` nor `connectors` is needed. Answers say so, in `extensions.mock`. Default: false.',
      ),
    timeoutMs: timeoutMs.optional().describe('Instead of `sources.all.timeoutMs` for this source, in milliseconds.'),
    maxAnswerBytes: maxAnswerBytes
      .optional()
      .describe('Instead of `sources.all.maxAnswerBytes` for this source, in bytes.'),
    maxBatchSize: maxBatchSize
      .optional()
      .describe('Instead of `sources.all.maxBatchSize` for this source. Only with `url`.'),
    maxConnectionsPerOrigin: maxConnections
      .optional()
      .describe(
        'Most connections to this source, which are then its own. Default: it shares those of `sources.all` with the others at its host and port.',
      ),
    maxInFlight: maxInFlight
      .optional()
      .describe(
        'Instead of `sources.all.maxInFlight` for this source. Where it has connectors: for each `@source` and `@soapSource` by itself.',
      ),
    maxQueued: maxQueued.optional().describe('Instead of `sources.all.maxQueued` for this source.'),
    maxQueueMs: maxQueueMs.optional().describe('Instead of `sources.all.maxQueueMs` for this source, in milliseconds.'),
    headers: headerRulesConfig
      .optional()
      .describe('Rules on the headers that this source gets, in their order, after those of `sources.all.headers`.'),
    cache: sourceCacheConfig.optional(),
    identity: sourceIdentityConfig
      .optional()
      .describe('Who this source is told is calling, instead of `sources.all.identity`.'),
    signature: signatureConfig
      .optional()
      .describe('Signs every call with a shared secret (RFC 9421, `hmac-sha256`). Default: calls are not signed.'),
    maintenance: maintenanceConfig
      .optional()
      .describe(
        'Put in place while the source is not to be called: its fields are null with SOURCE_IN_MAINTENANCE. Takes effect without a restart. Absent: it is in service.',
      ),
    tls: sourceTlsConfig
      .optional()
      .describe('Certificates for this source, for mutual TLS. The files are watched; new ones are used at once.'),
  })
  .refine(hasOneKind, {
    error: 'Must have either "url" (GraphQL over HTTP) or "connectors" (REST, SOAP), or be mocked ("mock")',
    // Also checked when other options of the source are wrong, so that all problems are listed at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .describe('One source, by the name of its subgraph.');

/** A source that is mocked need not say yet where it will be. */
function hasOneKind({
  url,
  connectors,
  mock = false,
}: {
  readonly url?: unknown;
  readonly connectors?: unknown;
  readonly mock?: unknown;
}): boolean {
  const kinds = [url, connectors].filter((kind) => kind !== undefined).length;
  return kinds === 1 || (kinds === 0 && mock !== false);
}

/** Everything the gateway fetches from. */
export const sourcesConfig = z.strictObject({
  all: z
    .strictObject({
      timeoutMs: timeoutMs
        .default(5000)
        .describe('Deadline of one call to a source, connecting included, in milliseconds. Past it: SOURCE_TIMEOUT.'),
      maxAnswerBytes: maxAnswerBytes
        .default(10_485_760)
        .describe('Largest answer of a source, in bytes. Over it: SOURCE_ANSWER_TOO_LARGE.'),
      maxBatchSize: maxBatchSize
        .default(1000)
        .describe(
          'Most entities that a GraphQL subgraph is asked for in one request. More are asked for in several requests, sent side by side. For connectors see `@connect(batch: { maxSize })`.',
        ),
      maxConnectionsPerOrigin: maxConnections
        .default(128)
        .describe(
          'Most connections to one host and port. Calls over it wait for one to be free, within their deadline.',
        ),
      maxInFlight: maxInFlight
        .optional()
        .describe(
          'Most calls to one source under way at a time, of all client graphs. Those over it wait in order of arrival. Default: as many as `maxConnectionsPerOrigin`.',
        ),
      maxQueued: maxQueued
        .default(5000)
        .describe('Most calls to one source that wait for others to end. Over it: SOURCE_OVERLOADED.'),
      maxQueueMs: maxQueueMs
        .default(2000)
        .describe(
          'Longest that a call waits for others to end, in milliseconds; it counts for `timeoutMs`. Past it: SOURCE_OVERLOADED.',
        ),
      keepAliveMs: z
        .int()
        .min(1)
        .max(600_000)
        .default(10_000)
        .describe('How long an idle connection is kept for the next call, in milliseconds.'),
      headers: headerRulesConfig
        .default([])
        .describe('Rules on the headers that every source gets. None: no header of a client reaches a source.'),
      identity: sharedIdentityConfig
        .default({ mode: 'none' })
        .describe('Who every source is told is calling, unless it says otherwise itself.'),
    })
    .prefault({})
    .describe('What holds for every source that does not say otherwise.'),
  each: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), sourceConfig)
    .default({})
    .describe('The sources, by subgraph name: lower-case letters, digits and hyphens, a letter first.'),
  debugger: z
    .strictObject({
      header: z
        .string()
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)
        .default('facet-debug')
        .describe('Name of the request header that asks for it.'),
      value: z
        .string()
        .min(16)
        .describe('What the header has to hold: a secret, at least 16 characters, by reference to the environment.'),
    })
    .optional()
    .describe(
      'Shows developers what connectors and caches do, in `extensions.connectors` and `extensions.cache` of the answer: each call, its request, the shape of its answer, what mappings did not find, and times; what came from which cache, and why the rest did not. Default: off. Always off when NODE_ENV is `production`.',
    ),
  tokens: mintedTokensConfig
    .prefault({})
    .describe('The tokens that this gateway signs, for sources whose identity has the mode `mint`.'),
});

/** Everything the gateway fetches from, defaults filled in. */
export type SourcesConfig = Readonly<z.infer<typeof sourcesConfig>>;

/** One source’s settings. */
export type SourceConfig = Readonly<z.infer<typeof sourceConfig>>;
