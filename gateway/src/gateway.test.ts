import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewaySettings } from './assembly/gateway-settings.js';
import { freePort } from './free-port.test-kit.js';
import { createGateway, type Gateway } from './gateway.js';
import { createLogger } from './telemetry/logger.js';

const log = createLogger({ level: 'silent', format: 'json' });
const opened: (Gateway | Server)[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) {
    await ('stop' in one ? one.stop() : new Promise((resolve) => one.close(resolve)));
  }
});

/** A supergraph with one subgraph, which is resolved in process. */
const supergraph = `
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) {
  query: Query
}
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { OWN @join__graph(name: "bff-shop", url: "local:bff-shop") }
type Query @join__type(graph: OWN) { greeting: String! }
`;

function settings(changes: Partial<GatewaySettings> = {}): GatewaySettings {
  return {
    server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
    admin: { host: '127.0.0.1', port: 0 },
    httpClient: {},
    sources: { all: { timeoutMs: 1000, maxAnswerBytes: 10_000 }, each: {} },
    environment: {},
    planner: {
      threads: 1,
      timeoutMs: 5000,
      maxWaiting: 10,
      pathsLimit: 500,
      maxThreadBytes: 536_870_912,
      maxCacheBytes: 1_000_000,
    },
    clientGraphs: [clientGraph('shop')],
    ...changes,
  };
}

function clientGraph(name: string, sdl = supergraph): GatewaySettings['clientGraphs'][number] {
  return {
    name,
    path: `/${name}`,
    corsOrigins: [],
    maskErrors: 'unexpected',
    validationRules: [],
    supergraph: { file: `${name}.graphql`, sdl },
    local: {
      name: 'bff-shop',
      sdl: 'type Query { greeting: String! }',
      resolvers: { Query: { greeting: () => `hello from ${name}` } },
    },
  };
}

function create(changes: Partial<GatewaySettings> = {}): Gateway {
  const gateway = createGateway(settings(changes), { log });
  opened.push(gateway);
  return gateway;
}

async function occupyPort(): Promise<number> {
  const server = createServer();
  opened.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port; // listens on TCP
}

async function ask(url: string): Promise<unknown> {
  const answer = await fetch(`${url}?query=${encodeURIComponent('{ greeting }')}`, {
    headers: { 'content-type': 'application/json' },
  });
  return answer.json();
}

describe('createGateway()', () => {
  it('serves every client graph at its path, and readiness on a listener of its own', async () => {
    const gateway = create({ clientGraphs: [clientGraph('phone'), clientGraph('web')] });
    const addresses = await gateway.start();
    expect(await ask(`${addresses.public.url}/phone`)).toEqual({ data: { greeting: 'hello from phone' } });
    expect(await ask(`${addresses.public.url}/web`)).toEqual({ data: { greeting: 'hello from web' } });
    expect((await fetch(`${addresses.public.url}/health/ready`)).status).toBe(404);
    const ready = await fetch(`${addresses.admin?.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready' }]);
  });

  it('opens no admin listener without an address for it', async () => {
    const addresses = await create({ admin: undefined }).start();
    expect(addresses.admin).toBeUndefined();
  });

  it('leaves nothing listening when the last thing it opens fails', async () => {
    const port = await freePort();
    const gateway = create({
      server: { ...settings().server, port },
      admin: { host: '127.0.0.1', port: await occupyPort() },
    });
    await expect(gateway.start()).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
    await expect(fetch(`http://127.0.0.1:${port}/shop`)).rejects.toThrow('fetch failed');
  });

  it('opens no port when a client graph cannot be started', async () => {
    const port = await freePort();
    const gateway = create({
      server: { ...settings().server, port },
      clientGraphs: [clientGraph('shop'), clientGraph('broken', 'type Query {')],
    });
    await expect(gateway.start()).rejects.toMatchObject({
      code: 'SUPERGRAPH_INVALID',
      message: expect.stringContaining('broken.graphql:1:'),
    });
    await expect(fetch(`http://127.0.0.1:${port}/shop`)).rejects.toThrow('fetch failed');
  });

  it('refuses a supergraph whose local subgraph has no resolvers here, and one without a URL', async () => {
    const withoutLocal = { ...clientGraph('shop'), local: undefined };
    await expect(create({ clientGraphs: [withoutLocal] }).start()).rejects.toMatchObject({
      code: 'CLIENT_GRAPH_INVALID',
      message: expect.stringContaining('Cannot serve subgraph "bff-shop": it is resolved in process'),
    });
    const withoutUrl = clientGraph('shop', supergraph.replace('"bff-shop", url: "local:bff-shop"', '"far", url: ""'));
    await expect(create({ clientGraphs: [withoutUrl] }).start()).rejects.toMatchObject({
      code: 'SUPERGRAPH_INVALID',
      message: 'Cannot reach subgraph "far": the supergraph has "" for its URL and the configuration has none',
    });
  });

  it('stops once, whoever asks again, and also before it was started', async () => {
    const gateway = create();
    const { public: address } = await gateway.start();
    await Promise.all([gateway.stop(), gateway.stop()]);
    await expect(fetch(address.url)).rejects.toThrow('fetch failed');
    await create().stop();
  });
});
