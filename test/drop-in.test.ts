import { createHash } from 'node:crypto';
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { FacetGateway } from '@facet/gateway';
import { GraphQLError, GraphQLString, printType } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FurnitureShop, furnitureSupergraph, productsCode, startFurnitureShop } from './kit/furniture-shop.js';

/** The two gateways that the same code is written for. */
type Gateway = typeof ApolloGateway | typeof FacetGateway;
type AnyGateway = InstanceType<Gateway>;

interface Context {
  readonly userId: string;
}

/** A logger that remembers. */
function recordingLogger() {
  const lines: string[] = [];
  const write = (level: string) => (message?: unknown) => void lines.push(`${level}: ${String(message)}`);
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let shop: FurnitureShop;
const servers: ApolloServer<Context>[] = [];
beforeAll(async () => {
  // Apollo's gateway reports how it is used, unless told not to.
  vi.stubEnv('APOLLO_TELEMETRY_DISABLED', 'true');
  shop = await startFurnitureShop();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(async () => {
  await shop.stop();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  for (const { asked } of shop.subgraphs) asked.length = 0;
});

/** What a user has around the gateway; it is the same for both. */
async function serve(gateway: AnyGateway, plugins: ApolloServerPlugin<Context>[] = []): Promise<string> {
  const server = new ApolloServer<Context>({
    gateway,
    plugins,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    introspection: true,
    logger: silent,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ userId: String(req.headers['x-user'] ?? '1') }),
  });
  servers.push(server);
  return url;
}

async function ask(url: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    cacheControl: response.headers.get('cache-control'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

const operations: Readonly<Record<string, object>> = {
  'entities of every subgraph': {
    query: `query Everything($first: Int!) {
      me { ...who reviews { body product { ...card reviews { author { ...who } } } } }
      topProducts(first: $first) { ...card }
    }
    fragment who on User { id name username }
    fragment card on Product { upc name price inStock shippingEstimate }`,
    variables: { first: 2 },
  },
  'aliases, directives and a default': {
    query: `query Some($stock: Boolean = false) {
      best: topProducts(first: 1) { title: name id: upc stock: inStock @include(if: $stock) __typename }
      all: topProducts { cost: price reviews @skip(if: true) { body } }
    }`,
  },
  'an answer that may be cached': { query: '{ topProducts { name price } }' },
  'a mutation': {
    query:
      'mutation Say($body: String!) { review(upc: "1", body: $body) { id body author { name } product { name } } }',
    variables: { body: 'Very “nice”, \u2028 indeed' },
  },
  introspection: {
    query: '{ __schema { types { name kind fields { name args { name defaultValue } type { name kind } } } } }',
  },
  'nothing found': { query: '{ product(upc: "404") { name inStock } }' },
  'an error of a subgraph with a code': { query: '{ topProducts(first: 1) { name secret } }' },
  'an error of a subgraph without a code, for an entity': { query: '{ me { reviews { body rating } } }' },
  'a document that does not validate': { query: '{ topProducts { nope } }' },
  'a variable of another type': {
    query: 'query Q($first: Int!) { topProducts(first: $first) { name } }',
    variables: { first: 'two' },
  },
};

const forms: Readonly<Record<string, (gateway: Gateway) => AnyGateway>> = {
  'a supergraph as text': (Gateway) => new Gateway({ supergraphSdl: furnitureSupergraph(shop) }),
  'a supergraph manager': (Gateway) =>
    new Gateway({ supergraphSdl: { initialize: async () => ({ supergraphSdl: furnitureSupergraph(shop) }) } }),
  'a function': (Gateway) =>
    new Gateway({
      supergraphSdl: async () => ({ supergraphSdl: furnitureSupergraph(shop), cleanup: async () => undefined }),
    }),
  IntrospectAndCompose: (Gateway) =>
    new Gateway({
      supergraphSdl: new IntrospectAndCompose({
        subgraphs: shop.subgraphs.map(({ name, url }) => ({ name, url })),
        subgraphHealthCheck: true,
      }),
    }),
  buildService: (Gateway) =>
    new Gateway({
      supergraphSdl: furnitureSupergraph(shop),
      buildService: ({ url }) =>
        new RemoteGraphQLDataSource({
          url: url ?? '',
          willSendRequest({ request, context }) {
            request.http?.headers.set('user-id', context['userId'] ?? '');
          },
        }),
    }),
};

describe.each(Object.keys(forms))('FacetGateway in the place of ApolloGateway, with %s,', (form) => {
  it('answers as ApolloGateway does', async () => {
    const make = forms[form];
    if (make === undefined) throw new Error('No such form');
    const apollo = await serve(make(ApolloGateway));
    const facet = await serve(make(FacetGateway));
    for (const [what, operation] of Object.entries(operations)) {
      const expected = await ask(apollo, operation, { 'x-user': '2' });
      expect(await ask(facet, operation, { 'x-user': '2' }), what).toEqual(expected);
    }
    // What the products subgraph says of its answers, and so not a header that is always the same.
    expect((await ask(facet, { query: '{ topProducts { name price } }' })).cacheControl).toBe('max-age=60, public');
  });
});

const named = '{ product(upc: "1") { name } }';
const withStock = '{ product(upc: "1") { name inStock } }';

describe('FacetGateway', () => {
  it('answers 400 to an operation name that is not in the document, for which ApolloGateway answers 500', async () => {
    const operation = { query: 'query A { me { id } } query B { me { id } }', operationName: 'C' };
    const make = (Gateway: Gateway) => new Gateway({ supergraphSdl: furnitureSupergraph(shop) });
    expect((await ask(await serve(make(ApolloGateway)), operation)).status).toBe(500);
    expect(await ask(await serve(make(FacetGateway)), operation)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] },
    });
  });

  it('gives plugins data that they can read, print, copy and change', async () => {
    const seen: unknown[] = [];
    const plugin: ApolloServerPlugin<Context> = {
      async requestDidStart() {
        return {
          async willSendResponse({ response }) {
            if (response.body.kind !== 'single') throw new Error('One answer is expected');
            const { data } = response.body.singleResult;
            seen.push(data?.['product'], Object.keys(data ?? {}), JSON.stringify(data), structuredClone(data));
            Object.assign(data ?? {}, { added: { by: 'plugin' } });
          },
        };
      },
    };
    const url = await serve(new FacetGateway({ supergraphSdl: furnitureSupergraph(shop) }), [plugin]);
    const product = { name: 'Table' };
    expect((await ask(url, { query: named })).body).toEqual({ data: { product, added: { by: 'plugin' } } });
    expect(seen).toEqual([product, ['product'], '{"product":{"name":"Table"}}', { product }]);
  });

  it('executes operations that come without HTTP', async () => {
    await serve(new FacetGateway({ supergraphSdl: furnitureSupergraph(shop) }));
    const answer = await servers[0]?.executeOperation({ query: withStock }, { contextValue: { userId: '1' } });
    expect(answer?.body).toEqual({
      kind: 'single',
      singleResult: { data: { product: { name: 'Table', inStock: true } }, errors: undefined },
    });
  });

  it('refuses the options that it would have to ignore, all at once', () => {
    const options = { supergraphSdl: '', serviceList: [], queryPlannerConfig: { debug: { maxEvaluatedPlans: 9 } } };
    expect(() => new FacetGateway(options as never)).toThrow(
      'Cannot use the options of FacetGateway:\n' +
        '- "serviceList" has no effect here: it is deprecated: pass "supergraphSdl: new IntrospectAndCompose({ subgraphs })"\n' +
        '- "queryPlannerConfig.debug.maxEvaluatedPlans" has no effect here: it does not bound planning: ' +
        '"planner.timeoutMs" and "planner.maxPaths" do',
    );
  });

  it('fails to load, and leaves nothing open, when its manager fails or gives no supergraph', async () => {
    const initialize = () => Promise.reject(new Error('no registry'));
    await expect(serve(new FacetGateway({ supergraphSdl: initialize }))).rejects.toThrow('no registry');
    const cleanup = vi.fn(() => Promise.resolve());
    const nonsense = async () => ({ supergraphSdl: 'type Query { a: Int }', cleanup });
    await expect(serve(new FacetGateway({ supergraphSdl: nonsense }))).rejects.toThrow('no composed supergraph');
    expect(cleanup).toHaveBeenCalledOnce();
  });

  it('logs the fetches of each new plan when it debugs', async () => {
    const logger = recordingLogger();
    const url = await serve(new FacetGateway({ supergraphSdl: furnitureSupergraph(shop), logger, debug: true }));
    await ask(url, { query: withStock });
    await ask(url, { query: withStock });
    expect(logger.lines.filter((line) => line.includes('A plan fetches'))).toEqual([
      'debug: A plan fetches from "products" at "": {product(upc:1){__typename upc name}}',
      expect.stringMatching(/^debug: A plan fetches from "inventory" at "product": query.*_entities/),
    ]);
  });

  it('answers in part, says where, and names no host, when a subgraph is away', async () => {
    const logger = recordingLogger();
    const url = await serve(new FacetGateway({ supergraphSdl: furnitureSupergraph(shop), logger }));
    shop.subgraph('inventory').breakWith(502);
    try {
      expect((await ask(url, { query: withStock })).body).toEqual({
        data: { product: { name: 'Table', inStock: null } },
        errors: [
          {
            message: 'A service behind this graph gave an answer that cannot be used',
            path: ['product', 'inStock'],
            extensions: { code: 'SOURCE_BAD_ANSWER', errorId: expect.any(String) },
          },
        ],
      });
      expect(logger.lines.filter((line) => line.startsWith('warn: '))).toEqual([
        expect.stringMatching(/"inventory": status 502 .*"code":"SOURCE_BAD_ANSWER"/),
      ]);
    } finally {
      shop.subgraph('inventory').breakWith(undefined);
    }
  });
});

describe('FacetGateway with buildService', () => {
  /** What one gateway's data sources were told, and what clients got. */
  async function record(Gateway: Gateway) {
    const calls: unknown[] = [];
    const gateway = new Gateway({
      supergraphSdl: furnitureSupergraph(shop),
      buildService: ({ name, url }) => {
        calls.push(['buildService', name]);
        return new RemoteGraphQLDataSource({
          url: url ?? '',
          willSendRequest(options) {
            const { kind, request, context } = options;
            const path = kind === 'incoming operation' && options.pathInIncomingRequest;
            const asked =
              kind === 'incoming operation' && options.incomingRequestContext.request.http?.headers.get('x-user');
            calls.push(['willSendRequest', name, kind, context, path, asked, request.variables ?? {}]);
            request.http?.headers.set('user-id', context['userId']);
          },
          didReceiveResponse({ response, context }) {
            calls.push(['didReceiveResponse', name, context, response.http?.status]);
            if (name === 'inventory') {
              response.data = { _entities: response.data?.['_entities'].map(() => ({ inStock: true })) };
            }
            return response;
          },
          didEncounterError(error, _request, response) {
            calls.push(['didEncounterError', name, response?.status]);
            throw error;
          },
        });
      },
    });
    const url = await serve(gateway);
    const answers = [
      await ask(url, { query: '{ me { name reviews { product { inStock } } } }' }, { 'x-user': '2' }),
      await ask(url, { query: '{ product(upc: "2") { inStock } }' }),
    ];
    shop.subgraph('accounts').breakWith(401);
    try {
      answers.push(await ask(url, { query: '{ me { name } }' }));
    } finally {
      shop.subgraph('accounts').breakWith(undefined);
    }
    return { calls, answers };
  }

  it('runs the hooks of data sources as ApolloGateway does, and uses what they change', async () => {
    const apollo = await record(ApolloGateway);
    const facet = await record(FacetGateway);
    expect(facet.calls.length).toBeGreaterThan(15);
    expect(facet.calls).toEqual(apollo.calls);
    const [first, second, third] = facet.answers;
    expect(first).toEqual(apollo.answers[0]);
    expect(first?.body).toMatchObject({ data: { me: { name: 'Alan Turing' } } });
    expect(second).toEqual(apollo.answers[1]);
    expect(second?.body).toEqual({ data: { product: { inStock: true } } });
    // The one difference: an error says where in the answer it shows.
    const withoutPath = apollo.answers[2]?.body['errors'];
    expect(withoutPath).toMatchObject([{ message: '401: Unauthorized', extensions: { code: 'UNAUTHENTICATED' } }]);
    const [error] = withoutPath as object[];
    expect(third).toEqual({
      ...apollo.answers[2],
      body: { data: { me: null }, errors: [{ ...error, path: ['me'] }] },
    });
  });

  it('never lets requests of different contexts share an answer, however equal they are otherwise', async () => {
    const gateway = new FacetGateway({
      supergraphSdl: furnitureSupergraph(shop),
      buildService: ({ url }) =>
        new RemoteGraphQLDataSource({
          url: url ?? '',
          willSendRequest({ request, context }) {
            request.http?.headers.set('user-id', context['userId'] ?? '');
          },
        }),
    });
    await serve(gateway);
    const users = ['1', '2', '1', '2', '2', '1'];
    const answers = users.map(async (userId) => {
      const answer = await servers[0]?.executeOperation({ query: '{ me { id } }' }, { contextValue: { userId } });
      return answer?.body.kind === 'single' ? answer.body.singleResult.data : undefined;
    });
    expect(await Promise.all(answers)).toEqual(users.map((id) => ({ me: { id } })));
  });

  it('takes any object with process(), gives it the document where asked to, and waits no longer than it may', async () => {
    const documents: unknown[] = [];
    const url = await serve(
      new FacetGateway({
        supergraphSdl: furnitureSupergraph(shop),
        queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
        sources: { timeoutMs: 200 },
        logger: silent,
        buildService: ({ name }) => ({
          process(options) {
            if (name === 'inventory') return new Promise(() => undefined);
            documents.push('document' in options && options.document?.kind);
            return Promise.resolve({ data: { product: { __typename: 'Product', upc: '1', name: 'Made up' } } });
          },
        }),
      }),
    );
    expect((await ask(url, { query: withStock })).body).toEqual({
      data: { product: { name: 'Made up', inStock: null } },
      errors: [
        {
          message: 'A service behind this graph did not answer in time',
          path: ['product', 'inStock'],
          extensions: { code: 'SOURCE_TIMEOUT', errorId: expect.any(String) },
        },
      ],
    });
    expect(documents).toEqual(['Document']);
  });

  it('shows a GraphQLError that a data source throws, and withholds what else it throws', async () => {
    const logger = recordingLogger();
    const answerWhen = async (thrown: Error) => {
      const buildService = () => ({ process: () => Promise.reject(thrown) });
      const gateway = new FacetGateway({ supergraphSdl: furnitureSupergraph(shop), buildService, logger });
      return (await ask(await serve(gateway), { query: named })).body['errors'];
    };
    expect(await answerWhen(new GraphQLError('Not you', { extensions: { code: 'NOT_YOU' } }))).toEqual([
      { message: 'Not you', path: ['product'], extensions: { code: 'NOT_YOU' } },
    ]);
    expect(await answerWhen(new Error('at 10.0.0.7'))).toEqual([
      {
        message: 'A service behind this graph failed',
        path: ['product'],
        extensions: { code: 'SOURCE_FAILED', errorId: expect.any(String) },
      },
    ]);
    expect(logger.lines.join('\n')).toContain('Cannot fetch from source "products": at 10.0.0.7');
  });
});

describe('FacetGateway, when its supergraph changes,', () => {
  /** A manager whose supergraph a test replaces. */
  function startManaged(changes: Partial<ConstructorParameters<typeof FacetGateway>[0]> = {}) {
    const logger = recordingLogger();
    const manager = {
      update: (_sdl: string): void => undefined,
      healthCheck: (_sdl: string): Promise<void> => Promise.reject(new Error('Not loaded')),
      cleanup: vi.fn(() => Promise.resolve()),
      async initialize(tools: { update(sdl: string): void; healthCheck(sdl: string): Promise<void> }) {
        manager.update = tools.update;
        manager.healthCheck = tools.healthCheck;
        return { supergraphSdl: furnitureSupergraph(shop), cleanup: manager.cleanup };
      },
    };
    const gateway = new FacetGateway({ supergraphSdl: manager, logger, ...changes });
    return { gateway, manager, logger };
  }

  const madeIn = productsCode({ madeIn: () => 'Sweden' });

  it('tells its listeners, serves the new one at once, and finishes what runs over the old one', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const entered = vi.fn();
    const gone = productsCode({
      goneSoon: async () => {
        entered();
        await held;
        return 'still here';
      },
    });
    const { gateway, manager, logger } = startManaged();
    const told: unknown[] = [];
    gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
      const product = printType(apiSchema.getType('Product') ?? GraphQLString);
      told.push(['goneSoon', 'madeIn'].map((field) => [product.includes(field), coreSupergraphSdl.includes(field)]));
      throw new Error('A listener fails');
    });
    const url = await serve(gateway);
    const products = shop.subgraph('products');
    try {
      await products.replace(gone);
      manager.update(furnitureSupergraph(shop, gone));
      const slow = ask(url, { query: '{ product(upc: "1") { name goneSoon inStock } }' });
      await vi.waitFor(() => expect(entered).toHaveBeenCalledOnce());

      manager.update(furnitureSupergraph(shop, madeIn));
      const refused = await ask(url, { query: '{ product(upc: "1") { goneSoon } }' });
      expect(refused.body).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
      release();
      expect((await slow).body).toEqual({
        data: { product: { name: 'Table', goneSoon: 'still here', inStock: true } },
      });
      await products.replace(madeIn);
      const fresh = await ask(url, { query: '{ product(upc: "1") { madeIn inStock } }' });
      expect(fresh.body).toEqual({ data: { product: { madeIn: 'Sweden', inStock: true } } });
    } finally {
      release();
      await products.replace(productsCode());
    }
    const [no, yes] = [
      [false, false],
      [true, true],
    ];
    expect(told).toEqual([
      [no, no],
      [yes, no],
      [no, yes],
    ]);
    expect(logger.lines.filter((line) => line.includes('A listener fails'))).toHaveLength(3);
  });

  it('executes what was validated against the old one over the old one', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const validated = vi.fn();
    const plugin: ApolloServerPlugin<Context> = {
      async requestDidStart() {
        return {
          async didResolveOperation() {
            validated();
            await held;
          },
        };
      },
    };
    const { gateway, manager } = startManaged();
    const url = await serve(gateway, [plugin]);
    const products = shop.subgraph('products');
    try {
      await products.replace(madeIn);
      manager.update(furnitureSupergraph(shop, madeIn));
      const asked = ask(url, { query: '{ product(upc: "1") { madeIn inStock } }' });
      await vi.waitFor(() => expect(validated).toHaveBeenCalledOnce());
      manager.update(furnitureSupergraph(shop));
      release();
      expect((await asked).body).toEqual({ data: { product: { madeIn: 'Sweden', inStock: true } } });
    } finally {
      release();
      await products.replace(productsCode());
    }
  });

  it('refuses one that cannot be read, tells its manager, and goes on with the one before', async () => {
    const { gateway, manager, logger } = startManaged();
    const url = await serve(gateway);
    expect(() => manager.update('type Query { a: Int }')).toThrow('no composed supergraph');
    expect(() => manager.update(undefined as unknown as string)).toThrow('no SDL');
    const unreachable = furnitureSupergraph(shop).replaceAll(shop.subgraph('inventory').url, '');
    expect(() => manager.update(unreachable)).toThrow('Cannot reach subgraph "inventory"');
    expect(logger.lines.filter((line) => line.startsWith('error: '))).toEqual([
      expect.stringMatching(/^error: Cannot take a supergraph, the one before goes on: .*no composed supergraph/),
      expect.stringMatching(/^error: Cannot take a supergraph, the one before goes on: .*no SDL/),
      expect.stringMatching(/^error: Cannot take a supergraph, the one before goes on: .*"inventory"/),
    ]);
    expect((await ask(url, { query: withStock })).body).toEqual({
      data: { product: { name: 'Table', inStock: true } },
    });
  });

  it('does nothing for one that is the same, and tells experimental_didUpdateSupergraph of each other', async () => {
    const updates: unknown[] = [];
    const { gateway, manager } = startManaged({
      experimental_didUpdateSupergraph: (current, previous) => {
        updates.push([current, previous].map((info) => info && 'compositionId' in info && info.compositionId));
      },
    });
    await serve(gateway);
    manager.update(furnitureSupergraph(shop));
    manager.update(furnitureSupergraph(shop, madeIn));
    const id = (sdl: string) => createHash('sha256').update(sdl).digest('hex');
    const [first, second] = [id(furnitureSupergraph(shop)), id(furnitureSupergraph(shop, madeIn))];
    expect(updates).toEqual([
      [first, undefined],
      [second, first],
    ]);
  });

  it('lets its manager check the health of every subgraph first', async () => {
    const { gateway, manager } = startManaged();
    await serve(gateway);
    const sdl = furnitureSupergraph(shop);
    await expect(manager.healthCheck(sdl)).resolves.toBeUndefined();
    shop.subgraph('reviews').breakWith(503);
    try {
      await expect(manager.healthCheck(sdl)).rejects.toThrow('Subgraph "reviews" fails its health check: ');
    } finally {
      shop.subgraph('reviews').breakWith(undefined);
    }
  });

  it('cleans up after its manager when it stops, and takes no supergraph from then on', async () => {
    const { gateway, manager } = startManaged();
    await serve(gateway);
    await servers.pop()?.stop();
    expect(manager.cleanup).toHaveBeenCalledOnce();
    expect(() => manager.update(furnitureSupergraph(shop, madeIn))).toThrow('the gateway has stopped');
    await gateway.stop();
    expect(manager.cleanup).toHaveBeenCalledOnce();
  });

  it('follows what IntrospectAndCompose polls', async () => {
    const products = shop.subgraph('products');
    const supergraphSdl = new IntrospectAndCompose({
      subgraphs: shop.subgraphs.map(({ name, url }) => ({ name, url })),
      pollIntervalInMs: 50,
    });
    const url = await serve(new FacetGateway({ supergraphSdl, logger: silent }));
    const query = '{ product(upc: "1") { madeIn } }';
    expect((await ask(url, { query })).body).toHaveProperty('errors');
    try {
      await products.replace(madeIn);
      await expect
        .poll(async () => (await ask(url, { query })).body, { timeout: 10_000 })
        .toEqual({ data: { product: { madeIn: 'Sweden' } } });
    } finally {
      await products.replace(productsCode());
    }
  });
});
