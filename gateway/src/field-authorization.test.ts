import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    total: Int @needs(scopes: [["orders", "read"], ["admin"]]) @tag(name: "sensitive")
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

interface ShopOptions extends Pick<ClientGraphSettings, 'authorization'>, Pick<GatewaySettings, 'policies'> {}

/** A gateway with one client graph, its callers told apart by API keys, and a log that can be read. */
async function startShop({ authorization, policies }: ShopOptions = {}) {
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
  const audit = join(folder, 'audit.log');
  const lines: string[] = [];
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
      admin: { host: '127.0.0.1', port: 0 },
      audit: {
        file: { file: audit, fsync: 'never', rotate: { maxBytes: 1_000_000, maxFiles: 1, daily: false } },
        syslog: undefined,
        events: ['operations', 'refused', 'warned'],
        queue: { maxBytes: 100_000, onFull: 'drop', maxWaitMs: 100 },
      },
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
          ...(authorization && { authorization }),
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
  const { public: address, admin } = await gateway.start();
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
  /** By the hash of a text that was sent with it before. */
  const getByHash = async (query: string, as?: keyof typeof keys) => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    await post({ query, extensions }, as);
    const search = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    return (await fetch(`${address.url}/shop?${search}`, { headers: headers(as) })).json();
  };
  return {
    post,
    get,
    getByHash,
    ask: (query: string, as?: keyof typeof keys) => post({ query }, as),
    lines,
    /** Lines of the log about what was blocked, or would have been. */
    blocked: () => lines.filter((line) => line.includes('"gate"')).map((line) => JSON.parse(line)),
    metrics: async () => (await (await fetch(`${admin?.url}/metrics`)).text()).split('\n'),
    audited: () =>
      readFileSync(audit, 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line)])),
  };
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
    const { ask, post } = await startShop({ authorization: { onDenied: 'reject' } });
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

  it('counts, logs and records what it rejects on every way in', async () => {
    const shop = await startShop({ authorization: { onDenied: 'reject' } });
    const query = 'query Total { order { total } }';
    const rejection = { errors: [{ extensions: { code: 'UNAUTHORIZED_OPERATION' } }] };
    expect(await shop.ask(query, 'reader')).toMatchObject({ body: rejection });
    expect(await shop.get(query, 'reader')).toMatchObject(rejection);
    const batch = await shop.post([{ query }, { query: '{ order { id } }' }], 'reader');
    expect(batch.body).toMatchObject([rejection, { data: { order: { id: '1' } } }]);
    // Twice: with its text, and by its hash.
    expect(await shop.getByHash(query, 'reader')).toMatchObject(rejection);
    const verdict = { gate: 'authorization', rule: 'authorization' };
    const logged = { ...verdict, reason: 'UNAUTHORIZED_OPERATION', address: '127.0.0.1', clientGraph: 'shop' };
    expect(shop.blocked()).toEqual(
      Array.from({ length: 5 }, () => expect.objectContaining({ ...logged, level: 'warn', fields: ['Order.total'] })),
    );
    expect(await shop.metrics()).toContain(
      'facet_blocked_requests_total{client_graph="shop",gate="authorization",rule="authorization",reason="UNAUTHORIZED_OPERATION"} 5',
    );
    await expect.poll(() => shop.audited().length).toBe(6);
    const refused = shop.audited().filter(({ event }) => event === 'refused');
    expect(refused).toEqual(
      Array.from({ length: 5 }, () =>
        expect.objectContaining({
          ...verdict,
          client: { name: 'reader' },
          operation: expect.objectContaining({ name: 'Total', type: 'query' }),
          sensitiveFields: ['Order.total'],
          verdict: 'refused',
          codes: ['UNAUTHORIZED_OPERATION'],
        }),
      ),
    );
  });

  it.each([
    ['filter', 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ['reject', 'UNAUTHORIZED_OPERATION'],
  ] as const)('only tells of what it would deny with warnOnly and onDenied: %s', async (onDenied, reason) => {
    const shop = await startShop({ authorization: { onDenied, warnOnly: true } });
    expect(shop.lines.join()).toContain('"authorization.warnOnly\\" is on');
    const query = '{ order { total margin } customers { name } }';
    const data = { order: { total: 10, margin: 3 }, customers: [{ name: 'Ann' }] };
    expect(await shop.ask(query)).toEqual({ status: 200, body: { data } });
    expect((await shop.ask('mutation { refund }', 'admin')).body).toEqual({ data: { refund: 'refund 1' } });
    expect(shop.blocked()).toMatchObject([
      { gate: 'authorization', reason, fields: ['Order.total', 'Order.margin', 'Query.customers'] },
    ]);
    const labels = `client_graph="shop",gate="authorization",rule="authorization",reason="${reason}"`;
    const metrics = await shop.metrics();
    expect(metrics).toContain(`facet_warned_requests_total{${labels}} 1`);
    expect(metrics).not.toContain(`facet_blocked_requests_total{${labels}} 1`);
    await expect
      .poll(() => shop.audited().map(({ event, verdict }) => [event, verdict]))
      .toEqual([
        ['warned', 'allowed'],
        ['operation', 'allowed'],
        ['operation', 'allowed'],
      ]);
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
