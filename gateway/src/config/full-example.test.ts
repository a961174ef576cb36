// One piece: what the two examples say, whole, so that an option which is in neither is missed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { clientGraphConfig } from './client-graph-config.js';
import { gatewayConfig } from './gateway-config.js';
import { loadClientGraphConfig, loadGatewayConfig } from './load-config.js';
import { groupIn, listOptions, type OptionSchema, optionAt, toOptionSchema } from './option-schema.js';

const folder = fileURLToPath(new URL('../../config/', import.meta.url));
const environment = {
  variables: { SHIPPING_API_KEY: '0123', PARTNERS_CLIENT_SECRET: 'hush' },
  unset: 'problem',
} as const;

/** The paths of the options that a value sets, keys that the user chooses written `<name>`. */
function pathsSet(value: unknown, schema: OptionSchema, path = ''): readonly string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items?.properties === undefined ? [] : value.flatMap((item) => pathsSet(item, items, `${path}[]`));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) => {
    const { properties } = groupIn(schema);
    const known = properties !== undefined && Object.hasOwn(properties, key);
    const childPath = `${path === '' ? '' : `${path}.`}${known ? key : '<name>'}`;
    const childSchema = optionAt(schema, [key]);
    expect(childSchema, `schema of ${childPath}`).toBeDefined();
    return childSchema === undefined ? [] : [childPath, ...pathsSet(child, childSchema, childPath)];
  });
}

function compare(file: string, schema: z.ZodType): void {
  const options = toOptionSchema(schema);
  const set = new Set(pathsSet(parse(readFileSync(folder + file, 'utf8')), options));
  expect([...set].toSorted()).toEqual(
    listOptions(options)
      .map(({ path }) => path)
      .toSorted(),
  );
}

describe('full.example.yaml', () => {
  it('sets every option of facet.yaml', () => {
    compare('full.example.yaml', gatewayConfig);
  });

  it('loads, frozen, with paths absolute and references filled in', () => {
    const result = loadGatewayConfig(`${folder}full.example.yaml`, environment);
    if (result.kind === 'refused') {
      expect(result.problems).toEqual([]);
      return;
    }
    expect(result.config).toEqual({
      server: {
        host: '0.0.0.0',
        port: 8080,
        maxBodyBytes: 262_144,
        shutdownGraceMs: 25_000,
        timeouts: {
          headersMs: 5000,
          requestMs: 8000,
          keepAliveMs: 75_000,
          sendMs: 20_000,
          minSendBytesPerSecond: 8_192,
        },
        tls: {
          cert: `${folder}tls/cert.pem`,
          key: `${folder}tls/key.pem`,
          ca: `${folder}tls/client-ca.pem`,
          minVersion: 'TLSv1.3',
          clientCertificates: 'request',
        },
        limits: {
          maxConnections: 5_000,
          maxConnectionsPerAddress: 200,
          maxRequestsPerConnection: 10_000,
          maxPipelined: 8,
          maxHeaderBytes: 32_768,
          maxHeaders: 64,
          maxUrlBytes: 4_096,
        },
        compression: { enabled: false, minBytes: 2_048 },
        proxies: { trusted: ['10.0.0.0/8', '2001:db8:ffff::/48'], header: 'forwarded', proxyProtocol: true },
        csrf: 'fetch-metadata',
        graphiql: 'off',
      },
      admin: { host: '127.0.0.1', port: 9090 },
      rules: {
        list: [
          {
            name: 'office',
            match: {
              addresses: ['203.0.113.0/24', '2001:db8:7::/48'],
              clientGraphs: ['phone'],
              methods: ['GET', 'POST'],
              paths: ['glob:/phone/*'],
            },
            action: 'allow',
            warnOnly: false,
          },
          {
            name: 'scrapers',
            match: {
              userAgents: ['prefix:curl/', 'regex:(?i)bot|crawler|spider'],
              referers: ['glob:https://*.spam.example/*'],
              origins: ['https://spam.example'],
              headers: { 'x-scanner': ['glob:*'] },
              absentHeaders: ['accept-language'],
            },
            action: 'deny',
            warnOnly: true,
          },
          {
            name: 'partner',
            match: {
              authenticated: true,
              subjects: ['prefix:partner-'],
              scopes: ['partner'],
              claims: { tier: ['gold'] },
              clientNames: ['partner-app'],
              clientVersions: ['glob:2.*'],
            },
            action: 'tag',
            tag: 'partner',
            warnOnly: false,
          },
          {
            name: 'partner-exports',
            match: { operationNames: ['prefix:Export'], tags: ['partner'] },
            action: 'allow',
            warnOnly: false,
          },
        ],
        file: `${folder}rules.yaml`,
      },
      audit: {
        file: `${folder}audit.log`,
        fsync: 'always',
        rotate: { maxBytes: 52_428_800, maxFiles: 30, daily: false },
        syslog: {
          transport: 'tls',
          host: 'syslog.internal.example',
          port: 6515,
          facility: 'local4',
          appName: 'facet-eu',
          hostname: 'gateway-1',
          tls: { ca: `${folder}syslog-ca.pem`, cert: `${folder}syslog.pem`, key: `${folder}syslog-key.pem` },
        },
        events: ['mutations', 'sensitive', 'refused'],
        queue: { maxBytes: 33_554_432, onFull: 'block', maxWaitMs: 1000 },
      },
      log: { level: 'warn', format: 'json' },
      authorization: {
        policies: {
          module: `${folder}policies.js`,
          timeoutMs: 200,
          http: {
            url: 'https://policies.internal.example/decide',
            headers: { authorization: 'Bearer 0123' },
            timeoutMs: 300,
            cacheSeconds: 30,
            maxCachedVerdicts: 50_000,
          },
        },
      },
      auth: {
        issuers: {
          login: {
            issuer: 'https://login.shop.example/',
            jwksUri: 'https://login.shop.example/keys.json',
            allowHttp: true,
            algorithms: ['ES256', 'EdDSA'],
            tokenType: 'at+jwt',
            clockToleranceSeconds: 30,
            scopeClaims: ['scope', 'permissions'],
          },
          partners: {
            issuer: 'https://partners.shop.example',
            allowHttp: false,
            algorithms: expect.arrayContaining(['RS256', 'EdDSA']),
            clockToleranceSeconds: 5,
            scopeClaims: ['scope', 'scp'],
            introspection: {
              endpoint: 'https://partners.shop.example/introspect',
              clientId: 'gateway',
              clientSecret: 'hush',
              cacheSeconds: 5,
              timeoutMs: 1500,
              requireAudience: false,
            },
          },
        },
        tokens: { maxBytes: 4096, maxCachedTokens: 50_000, maxCacheBytes: 33_554_432 },
        keys: {
          refreshSeconds: 300,
          cooldownSeconds: 30,
          maxStaleSeconds: 43_200,
          timeoutMs: 3000,
          maxAnswerBytes: 65_536,
          maxKeys: 20,
        },
        apiKeys: { file: `${folder}api-keys.yaml`, header: 'x-shop-key' },
        client: { nameHeader: 'x-client-name', versionHeader: 'x-client-version' },
      },
      rateLimits: {
        rules: [
          {
            name: 'callers',
            key: ['caller', 'client'],
            when: {
              clientGraphs: ['phone'],
              addresses: ['203.0.113.0/24'],
              methods: ['POST'],
              paths: ['prefix:/phone/'],
              userAgents: ['prefix:Phone/'],
              referers: ['glob:https://*.shop.example/*'],
              origins: ['https://phone.shop.example'],
              headers: { 'x-tenant': ['glob:*'] },
              absentHeaders: ['x-internal'],
              authenticated: true,
              subjects: ['glob:*'],
              scopes: ['shop'],
              claims: { tier: ['gold', 'silver'] },
              clientNames: ['phone-app'],
              clientVersions: ['glob:2.*'],
              tags: ['partner'],
            },
            limit: 600,
            burst: 100,
            windowSeconds: 60,
            plans: { claim: 'plan', limits: { gold: { limit: 6000, burst: 500 }, staff: { limit: 'unlimited' } } },
            warnOnly: true,
            whenUnavailable: 'refuse',
          },
          {
            name: 'daily-export',
            key: ['user', 'claim:tenant', 'header:x-region', 'rootField'],
            when: { operationNames: ['prefix:Export'], operationTypes: ['query'], rootFields: ['export'] },
            limit: 1,
            windowSeconds: 86_400,
            warnOnly: false,
            whenUnavailable: 'local',
          },
        ],
        ipv6Prefix: 56,
        headers: false,
        maxCounters: 20_000,
      },
      cost: {
        budgets: [
          {
            name: 'partners',
            key: ['client'],
            when: {
              clientGraphs: ['phone'],
              addresses: ['203.0.113.0/24'],
              methods: ['POST'],
              paths: ['prefix:/phone/'],
              userAgents: ['prefix:Phone/'],
              referers: ['glob:https://*.shop.example/*'],
              origins: ['https://phone.shop.example'],
              headers: { 'x-tenant': ['glob:*'] },
              absentHeaders: ['x-internal'],
              authenticated: true,
              subjects: ['glob:*'],
              scopes: ['shop'],
              claims: { tier: ['gold', 'silver'] },
              clientNames: ['partner-app'],
              clientVersions: ['glob:2.*'],
              tags: ['partner'],
              operationNames: ['prefix:Export'],
              operationTypes: ['query'],
              rootFields: ['export'],
            },
            limit: 100_000,
            burst: 20_000,
            windowSeconds: 3600,
            plans: { claim: 'plan', limits: { gold: { limit: 1_000_000, burst: 200_000 } } },
            warnOnly: true,
            whenUnavailable: 'refuse',
          },
        ],
      },
      cache: {
        store: 'tiered',
        memory: { maxBytes: 134_217_728 },
        maxEntryBytes: 524_288,
        invalidation: { sharedKey: 'not-a-real-secret-of-ours', channel: true },
      },
      redis: {
        mode: 'sentinel',
        urls: ['rediss://facet:not-a-real-secret@sentinel.internal.example:26379'],
        primary: 'shop',
        username: 'gateway',
        password: 'not-a-real-secret',
        db: 1,
        tls: {
          ca: `${folder}tls/internal-ca.pem`,
          cert: `${folder}tls/gateway.pem`,
          key: `${folder}tls/gateway.key`,
          servername: 'redis.internal.example',
        },
        prefix: 'facet-eu:',
      },
      clientGraphs: [`${folder}bff-phone`],
      supergraphs: {
        dir: `${folder}supergraphs`,
        wsdl: { allowedHosts: ['schemas.example.com', 'localhost:8080'], maxBytes: 8_388_608, maxDocuments: 50 },
      },
      planner: {
        threads: 2,
        timeoutMs: 1500,
        maxWaiting: 50,
        maxPaths: 400,
        idleMs: 60_000,
        maxThreadBytes: 1_073_741_824,
        warmUpMs: 2000,
        maxCacheBytes: 134_217_728,
      },
      execution: { shareInFlight: false },
      overload: { minRunning: 16, maxWaiting: 500, targetWaitMs: 150, burst: 32, maxWaitMs: 400 },
      overrides: { labels: ['orders-v2'], header: 'x-override-labels' },
      sources: {
        all: {
          timeoutMs: 3000,
          maxAnswerBytes: 5_242_880,
          maxBatchSize: 500,
          maxConnectionsPerOrigin: 64,
          maxInFlight: 60,
          maxQueued: 1000,
          maxQueueMs: 1500,
          keepAliveMs: 4000,
          headers: [
            { action: 'copy', name: 'x-tenant' },
            { action: 'copy', matching: 'x-shop-.*' },
            { action: 'rename', name: 'x-locale', to: 'accept-language' },
            { action: 'default', name: 'accept-language', value: 'en' },
          ],
          identity: { mode: 'pass' },
        },
        each: {
          products: {
            schema: `${folder}subgraphs/products.graphql`,
            url: 'https://products.internal.example/graphql',
            timeoutMs: 800,
            maxAnswerBytes: 1_048_576,
            maxBatchSize: 200,
            maxConnectionsPerOrigin: 32,
            maxInFlight: 30,
            maxQueued: 300,
            maxQueueMs: 400,
            headers: [
              { action: 'set', name: 'x-gateway', value: 'facet' },
              { action: 'remove', matching: 'x-shop-internal-.*' },
              { action: 'rename', name: 'x-currency', to: 'x-shop-currency' },
            ],
            identity: { mode: 'mint', mint: { audience: 'urn:shop:products', claims: ['email'] } },
            signature: { keyId: 'gateway-1', secret: '0123456789abcdef0123456789abcdef' },
            tls: {
              ca: `${folder}tls/internal-ca.pem`,
              cert: `${folder}tls/gateway.pem`,
              key: `${folder}tls/gateway.key`,
              servername: 'products.internal.example',
            },
            cache: {
              entities: true,
              rootFields: true,
              defaultMaxAgeSeconds: 30,
              defaultScope: 'PUBLIC',
              maxAgeSeconds: 3600,
              negativeMaxAgeSeconds: 5,
              staleWhileRevalidateSeconds: 20,
              staleIfErrorSeconds: 900,
              vary: ['x-currency'],
            },
            maintenance: {
              enabled: false,
              message: 'Our catalogue is back at four',
              until: '2030-11-01T04:00:00Z',
            },
          },
          shipping: {
            schema: `${folder}subgraphs/shipping.graphql`,
            connectors: {
              shipping: {
                url: 'https://shipping.internal.example/v1',
                config: { apiKey: '0123' },
                maxRequestsPerOperation: 200,
                timeoutMs: 3000,
                maxInFlight: 10,
                maxQueued: 100,
                maxQueueMs: 900,
              },
            },
            identity: {
              mode: 'exchange',
              exchange: {
                tokenEndpoint: 'https://id.internal.example/token',
                allowHttp: true,
                clientId: 'facet',
                clientSecret: 'not-a-real-secret',
                clientAuthentication: 'post',
                audience: 'urn:shop:shipping',
                resource: 'https://shipping.internal.example/v1',
                scopes: ['shipping:read'],
                timeoutMs: 1500,
                maxCachedTokens: 5000,
              },
            },
          },
          loyalty: {
            schema: `${folder}subgraphs/loyalty.graphql`,
            mock: { seed: 7, listSize: 5, latencyMs: 40, nullRate: 0.1 },
          },
        },
        debugger: { header: 'x-shop-debug', value: 'not-a-real-secret' },
        tokens: {
          issuer: 'https://gateway.internal.example',
          algorithm: 'EdDSA',
          lifetimeSeconds: 60,
          maxCachedTokens: 5000,
          keys: `${folder}tls/token-keys.json`,
          rotateAfterSeconds: 43_200,
          publishAheadSeconds: 300,
          jwks: {
            host: '0.0.0.0',
            port: 9091,
            tls: { cert: `${folder}tls/keys.pem`, key: `${folder}tls/keys-key.pem`, minVersion: 'TLSv1.3' },
          },
        },
      },
    });
    expect(Object.isFrozen(result.config.sources.each['shipping']?.connectors?.['shipping']?.config)).toBe(true);
  });
});

describe('full.bff.example.yaml', () => {
  it('sets every option of facet.bff.yaml', () => {
    compare('full.bff.example.yaml', clientGraphConfig);
  });

  it('loads', () => {
    const result = loadClientGraphConfig(`${folder}full.bff.example.yaml`, environment);
    expect(result).toMatchObject({
      kind: 'loaded',
      config: {
        name: 'phone',
        owner: 'team-phone',
        path: '/phone/graphql',
        priority: 'critical',
        overload: { weight: 2, maxRunning: 200, maxWaiting: 300, targetWaitMs: 100, maxWaitMs: 250 },
        contract: { include: ['public', 'phone'], exclude: ['internal'] },
        subgraph: { schema: `${folder}schema.graphql`, resolvers: `${folder}src/resolvers.ts` },
        operations: {
          dir: `${folder}operations`,
          app: { name: 'phone-app', version: '2.1.0' },
          manifests: `${folder}manifests`,
          require: 'persisted',
          warnOnly: true,
          critical: ['PlaceOrder'],
          apq: false,
        },
        endpoints: {
          path: '/phone/api',
          app: { name: 'partner-app', version: '1.0.0' },
          expose: 'routes',
          routes: { Product: { path: '/products/{sku}', partialData: 'refuse' } },
          partialData: 'allow',
          statuses: { OUT_OF_STOCK: 409 },
          csrf: 'preflight',
          documents: false,
        },
        limits: { maxTokens: 5000, maxDepth: 10, maxErrors: 50, warnOnly: ['maxAliases', 'maxHeight', 'maxCost'] },
        introspection: { allow: 'never', scope: 'schema:read', warnOnly: true },
        cache: {
          answers: true,
          defaultMaxAgeSeconds: 5,
          maxAgeSeconds: 3600,
          staleWhileRevalidateSeconds: 30,
          staleIfErrorSeconds: 600,
          privateClaim: 'sub',
          vary: ['accept-language'],
          surrogateKeyHeader: 'surrogate-key',
        },
        staticResponses: [
          {
            operation: 'Banner',
            when: 'maintenance',
            data: { banner: 'We are back at four' },
            maxAgeSeconds: 30,
          },
          { id: '5f1f3a9c', when: 'always', file: `${folder}static/terms.json`, maxAgeSeconds: 0 },
        ],
        batching: { enabled: true, maxOperations: 5 },
        authorization: { onDenied: 'reject', warnOnly: true },
        auth: { anonymous: 'allow', audience: ['https://api.shop.example/phone'], scopes: ['shop'] },
        errors: { mask: 'none' },
        cors: {
          origins: ['https://phone.shop.example', 'https://*.preview.shop.example'],
          credentials: true,
          allowedHeaders: ['authorization', 'x-correlation-id'],
          exposedHeaders: ['retry-after'],
          maxAgeSeconds: 3600,
          privateNetwork: true,
        },
      },
    });
  });
});

describe('every option', () => {
  it('is described', () => {
    for (const schema of [gatewayConfig, clientGraphConfig]) {
      const bare = listOptions(toOptionSchema(schema)).filter(
        ({ schema: { description } }) => description === undefined,
      );
      expect(bare.map(({ path }) => path)).toEqual([]);
    }
  });

  it('that is a number has bounds, and its default is within them', () => {
    for (const schema of [gatewayConfig, clientGraphConfig]) {
      for (const { path, schema: option } of listOptions(toOptionSchema(schema))) {
        if (option.type === 'integer') {
          expect(Number.isSafeInteger(option.maximum) && (option.maximum ?? 0) < 2 ** 53 - 1, path).toBe(true);
          const initial = option.default ?? option.minimum;
          expect(initial, path).toBeGreaterThanOrEqual(option.minimum ?? Number.NaN);
          expect(initial, path).toBeLessThanOrEqual(option.maximum ?? Number.NaN);
        }
      }
    }
  });
});
