import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeClientGraph } from '@facet/schema';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientGraphSettings, GatewaySettings } from './assembly/gateway-settings.js';
import { createApiKey } from './auth/api-keys/api-key-secret.js';
import { authConfig } from './config/auth-config.js';
import { createGateway } from './gateway.js';
import { createLogger } from './telemetry/logger.js';

const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@key", "@tag", "@authenticated", "@policy", { name: "@requiresScopes", as: "@needs" }])
  type Query { order: Order @tag(name: "public") customers: [Customer!] @authenticated @tag(name: "public") }
  type Mutation { refund: String @needs(scopes: [["refund"]]) @tag(name: "public") }
  type Order @tag(name: "public") {
    id: ID!
    total: Int @needs(scopes: [["orders", "read"], ["admin"]])
    notes: String! @policy(policies: [["staff"]])
    margin: Int @policy(policies: [["finance"]])
    cost: Int @authenticated @tag(name: "internal")
  }
  type Customer @tag(name: "public") { name: String }
`;

const order = { id: '1', total: 10, notes: 'fragile', margin: 3, cost: 7 };

/** How many times the mutation ran. */
let refunds = 0;
const stops: (() => unknown)[] = [];

afterEach(async () => {
  refunds = 0;
  for (const stop of stops.splice(0).reverse()) {
    await stop();
  }
});

async function compose(): Promise<string> {
  const own = { name: 'bff-shop', url: 'local:bff-shop', file: 'shop.graphql', sdl };
  const { supergraph, problems } = await composeClientGraph({
    name: 'shop',
    shared: [own],
    contract: { include: ['public'], exclude: ['internal'] },
  });
  expect(problems).toEqual([]);
  return supergraph ?? '';
}

interface ShopOptions extends Pick<ClientGraphSettings, 'onDenied'>, Pick<GatewaySettings, 'policies'> {}

/** A gateway with one client graph, its callers told apart by API keys, and a log that can be read. */
async function startShop({ onDenied, policies }: ShopOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'facet-'));
  stops.push(() => rmSync(folder, { recursive: true }));
  const keys = { reader: createApiKey('reader'), admin: createApiKey('admin') };
  const entry = (hash: string, scopes: readonly string[]) => ({ hash, scopes, clientGraphs: ['*'] });
  const file = join(folder, 'keys.json');
  writeFileSync(
    file,
    JSON.stringify({
      keys: { reader: entry(keys.reader.hash, ['orders']), admin: entry(keys.admin.hash, ['admin', 'refund']) },
    }),
  );
  const lines: string[] = [];
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
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
      shareInFlight: true,
      auth: authConfig.parse({ apiKeys: { file } }),
      ...(policies && { policies }),
      clientGraphs: [
        {
          name: 'shop',
          path: '/shop',
          corsOrigins: [],
          callers: { anonymous: true, audience: [], scopes: [] },
          maskErrors: 'unexpected',
          batching: { enabled: true, maxOperations: 5 },
          ...(onDenied && { onDenied }),
          validationRules: [],
          supergraph: { file: 'shop.graphql', sdl: await compose() },
          local: {
            name: 'bff-shop',
            sdl,
            resolvers: {
              Query: { order: () => order, customers: () => [{ name: 'Ann' }] },
              Mutation: { refund: () => `refund ${++refunds}` },
            },
          },
        },
      ],
    },
    { log: createLogger({ level: 'info', format: 'json' }, { write: (line) => void lines.push(line) }) },
  );
  const { public: address } = await gateway.start();
  stops.push(() => gateway.stop());
  const headers = (as?: keyof typeof keys, accept = 'application/graphql-response+json') => ({
    accept,
    'content-type': 'application/json',
    ...(as && { 'x-api-key': keys[as].key }),
  });
  const post = async (body: unknown, as?: keyof typeof keys, accept?: string) => {
    const response = await fetch(`${address.url}/shop`, {
      method: 'POST',
      headers: headers(as, accept),
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const get = async (query: string, as?: keyof typeof keys) =>
    (await fetch(`${address.url}/shop?query=${encodeURIComponent(query)}`, { headers: headers(as) })).json();
  return { post, get, ask: (query: string, as?: keyof typeof keys) => post({ query }, as), lines };
}

interface PolicyService {
  readonly url: string;
  readonly questions: Readonly<Record<string, unknown>>[];
}

async function startPolicyService(answer: (names: readonly string[]) => string): Promise<PolicyService> {
  const questions: Record<string, unknown>[] = [];
  const server: Server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    const question = JSON.parse(text) as { policies: string[] };
    questions.push({ ...question, authorization: request.headers.authorization });
    response.end(answer(question.policies));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/decide`, questions };
}

const error = (...path: readonly (string | number)[]) => ({
  message: 'Unauthorized field or type',
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});

describe('a gateway with protected fields', () => {
  it('answers each caller what it may see, by POST, GET and in a batch', async () => {
    const { ask, get, post } = await startShop();
    const query = '{ order { id total } customers { name } }';
    const forNobody = {
      data: { order: { id: '1', total: null }, customers: null },
      errors: [error('order', 'total'), error('customers')],
    };
    const forReader = { data: { order: { id: '1', total: null }, customers: [{ name: 'Ann' }] } };
    const forAdmin = { data: { order: { id: '1', total: 10 }, customers: [{ name: 'Ann' }] } };
    expect(await ask(query)).toEqual({ status: 200, body: forNobody });
    expect(await ask(query, 'reader')).toMatchObject({ body: { ...forReader, errors: [error('order', 'total')] } });
    expect(await ask(query, 'admin')).toEqual({ status: 200, body: forAdmin });
    expect(await get(query)).toEqual(forNobody);
    expect(await get(query, 'admin')).toEqual(forAdmin);
    expect((await post([{ query }, { query: '{ order { id } }' }])).body).toEqual([
      forNobody,
      { data: { order: { id: '1' } } },
    ]);
    const together = await Promise.all([ask(query), ask(query, 'admin'), ask(query, 'reader'), ask(query)]);
    expect(together.map(({ body }) => body.data)).toEqual([
      forNobody.data,
      forAdmin.data,
      forReader.data,
      forNobody.data,
    ]);
  });

  it('runs no mutation that its caller may not', async () => {
    const { ask } = await startShop();
    expect((await ask('mutation { refund }', 'reader')).body).toEqual({
      data: { refund: null },
      errors: [error('refund')],
    });
    expect(refunds).toBe(0);
    expect((await ask('mutation { refund }', 'admin')).body).toEqual({ data: { refund: 'refund 1' } });
  });

  it('tells a field that the contract hides from a missing one in no way', async () => {
    const { ask } = await startShop();
    for (const key of [undefined, 'admin'] as const) {
      const hidden = await ask('{ order { cost } }', key);
      const missing = await ask('{ order { cosy } }', key);
      expect(hidden.status).toBe(400);
      expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('cosy', 'cost'));
    }
  });

  it('answers 403 where the client graph rejects such operations', async () => {
    const { ask, post } = await startShop({ onDenied: 'reject' });
    expect((await post({ query: '{ order { total } }' }, 'reader', 'application/json')).status).toBe(403);
    const rejected = await ask('{ order { id total } }', 'reader');
    expect(rejected).toEqual({
      status: 403,
      body: {
        errors: [{ message: 'Not authorized for "Order.total"', extensions: { code: 'UNAUTHORIZED_OPERATION' } }],
      },
    });
    expect((await ask('{ order { id } }', 'reader')).body).toEqual({ data: { order: { id: '1' } } });
  });

  it('has policies decided by functions and a service, and remembers what the service said', async () => {
    const service = await startPolicyService(() => '{"policies":{"finance":true,"other":true}}');
    const http = {
      url: service.url,
      headers: { authorization: 'Bearer of the gateway' },
      timeoutMs: 1000,
      cacheSeconds: 60,
      maxCachedVerdicts: 10,
    };
    const { ask } = await startShop({
      policies: { functions: { staff: ({ identity }) => identity.client.name === 'admin' }, http },
    });
    const query = '{ order { notes margin } }';
    expect((await ask(query, 'reader')).body).toEqual({ data: { order: null }, errors: [error('order', 'notes')] });
    expect((await ask(query, 'admin')).body).toEqual({ data: { order: { notes: 'fragile', margin: 3 } } });
    await ask('{ order { margin } }', 'admin');
    expect(service.questions).toMatchObject([
      { policies: ['finance'], clientGraph: 'shop', identity: { client: { name: 'reader' }, scopes: ['orders'] } },
      { identity: { client: { name: 'admin' } }, authorization: 'Bearer of the gateway' },
    ]);
  });

  it('lets no policy hold while nobody, or no usable service, decides it, and says so in the log', async () => {
    const undecided = await startShop();
    expect((await undecided.ask('{ order { margin } }', 'admin')).body).toMatchObject({
      data: { order: { margin: null } },
    });
    expect(undecided.lines.join()).toContain('"policies":["finance","staff"]');
    const service = await startPolicyService(() => 'yes');
    const { ask, lines } = await startShop({
      policies: { http: { url: service.url, headers: {}, timeoutMs: 1000, cacheSeconds: 60, maxCachedVerdicts: 10 } },
    });
    expect((await ask('{ order { margin } }', 'admin')).body).toMatchObject({ data: { order: { margin: null } } });
    expect(lines.join()).toContain('Policies \\"finance\\" do not hold: the service could not decide them');
  });
});
