import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { endWithTests } from './cache/redis/redis.test-kit.js';
import { createTestProject, type TestProject } from './commands/project.test-kit.js';
import { planServe } from './commands/serve-plan.js';
import { createGateway } from './gateway.js';
import { createLogger } from './telemetry/logger.js';

/** What the endpoint of test gateways takes. */
export const sharedKey = 'a-key-that-is-shared-by-tests';

const sdl = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
    @link(url: "https://specs.facet.example/cacheInvalidate/v0.1", import: ["@cacheInvalidate"])
  scalar cacheInvalidate__CacheKey
  directive @cacheInvalidate(type: String, key: cacheInvalidate__CacheKey, cacheTag: String)
    repeatable on FIELD_DEFINITION
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  type Query {
    product(sku: ID!): Product @cacheControl(maxAge: 600) @cacheTag(format: "shelf-{$args.sku}")
    user(id: ID!): User @cacheControl(maxAge: 600)
    hours: Int @cacheControl(maxAge: 600) @cacheTag(format: "hours")
  }
  type Mutation {
    restock(sku: ID!, stock: Int!): Product @cacheInvalidate(type: "Product", key: { sku: "{$args.sku}" })
    rename(id: ID!, stock: Int!): User @cacheInvalidate(type: "User", key: { id: "{$result.id}" })
    reopen(stock: Int!): Int @cacheInvalidate(cacheTag: "hours")
    quietly(sku: ID!, stock: Int!): Product
  }
  type Product @key(fields: "sku") @cacheTag(format: "product-{$key.sku}") { sku: ID! stock: Int }
  type User @key(fields: "id") { id: ID! stock: Int }
`;

/** A source whose values change. */
export interface ChangingSource {
  readonly url: string;
  /** By sku, id, or `hours`; 0 where nothing was set. */
  readonly values: Map<string, number>;
  /** Operations that it was asked for by now. */
  readonly calls: () => number;
  /** How long it takes from reading a value to answering, at most, in milliseconds; a random part of it. */
  delayMs: number;
  /** What it answers mutations with instead: an error, or nothing at all after it has written. */
  fault: 'refuses' | 'hangs-up' | undefined;
  stop(): Promise<void>;
}

/** Starts the source over HTTP. */
export async function startChangingSource(): Promise<ChangingSource> {
  const values = new Map<string, number>();
  const stock = (key: string) => values.get(key) ?? 0;
  const write = (key: string, value: number) => {
    if (source.fault === 'refuses') {
      throw new Error('Sold out');
    }
    // Whichever of two writes comes first: values only rise.
    values.set(key, Math.max(value, stock(key)));
    return value;
  };
  type Args = { readonly sku: string; readonly id: string; readonly stock: number };
  const product = (sku: string) => ({ __typename: 'Product', sku, stock: stock(sku) });
  const user = (id: string) => ({ __typename: 'User', id, stock: stock(id) });
  const schema = buildSubgraphSchema({
    typeDefs: parse(sdl),
    resolvers: {
      Query: {
        product: (_: unknown, { sku }: Args) => product(sku),
        user: (_: unknown, { id }: Args) => user(id),
        hours: () => stock('hours'),
      },
      Mutation: {
        restock: (_: unknown, args: Args) => write(args.sku, args.stock) && product(args.sku),
        quietly: (_: unknown, args: Args) => write(args.sku, args.stock) && product(args.sku),
        rename: (_: unknown, args: Args) => write(args.id, args.stock) && user(args.id),
        reopen: (_: unknown, args: Args) => write('hours', args.stock),
      },
    },
  });
  let calls = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString() || '{"query":"{ __typename }"}');
    const isProbe = /^\s*(query[^{]*)?\{\s*__typename\s*\}/.test(query);
    calls += isProbe ? 0 : 1;
    const answer = JSON.stringify(await graphql({ schema, source: query, variableValues: variables }));
    if (source.delayMs > 0 && !isProbe) {
      await sleep(Math.random() * source.delayMs);
    }
    if (source.fault === 'hangs-up' && /^\s*mutation/.test(query)) {
      response.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json').end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const source: ChangingSource = {
    url: `http://127.0.0.1:${port}`,
    values,
    calls: () => calls,
    delayMs: 0,
    fault: undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return source;
}

/** A gateway under test, and how it is asked. */
export interface InvalidatedGateway {
  readonly url: string;
  readonly admin: string;
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<AskedAnswer>;
  /** `POST /invalidation` with the key. */
  invalidate(targets: unknown, headers?: Readonly<Record<string, string>>): Promise<AskedAnswer>;
  stop(): Promise<void>;
}

/** What came back. */
export interface AskedAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that it asks for.
  readonly body: any;
}

/**
 * Makes the project of a shop that keeps answers, or what its source says of fields of the root, and composes it.
 *
 * @param lines More of `facet.yaml`.
 */
export async function createShopProject(
  source: ChangingSource,
  lines: readonly string[],
  keeps: 'answers' | 'root fields' = 'answers',
): Promise<TestProject> {
  const ofSource = keeps === 'answers' ? '' : ', cache: { rootFields: true }';
  const project = createTestProject({
    'facet.yaml': [
      'server: { port: 0 }',
      'admin: { port: 0 }',
      'log: { level: info, format: json }',
      'clientGraphs: [./bff-shop]',
      'supergraphs: { dir: ./supergraphs }',
      'planner: { threads: 1 }',
      'sources:',
      '  each:',
      `    stock: { schema: ./stock.graphql, url: "${source.url}"${ofSource} }`,
      ...lines,
      '',
    ].join('\n'),
    'stock.graphql': sdl,
    'bff-shop/facet.bff.yaml': [
      'name: shop',
      'owner: team-shop',
      'path: /shop',
      `cache: { answers: ${keeps === 'answers'} }`,
      '',
    ].join('\n'),
  });
  const { exitCode, err } = await project.run('compose');
  if (exitCode !== 0) {
    throw new Error(err);
  }
  return project;
}

/** Serves a project as `facet serve` does, in this process. */
export async function serveHere({ folder }: TestProject): Promise<InvalidatedGateway> {
  const plan = await planServe({ config: 'facet.yaml' }, { out: () => {}, err: () => {}, environment: {}, folder });
  if (plan.kind !== 'serve') {
    throw new TypeError(`Cannot serve: ${JSON.stringify(plan)}`);
  }
  const gateway = createGateway(plan.settings, { log: createLogger({ level: 'silent', format: 'json' }) });
  const { public: address, admin } = await gateway.start();
  return reached(`${address.url}/shop`, admin?.url ?? '', () => gateway.stop());
}

/** A gateway in a process of its own. */
export interface GatewayProcess extends InvalidatedGateway {
  /** Ends the process as a crash does. */
  kill(): Promise<void>;
}

/**
 * Runs `facet serve` for a project, in a process of its own.
 *
 * @param environment Beside `PATH`. Default: nothing.
 */
export async function serveInProcess(
  { folder }: TestProject,
  environment: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  const command = fileURLToPath(new URL('../bin/facet.js', import.meta.url));
  const child = spawn(process.execPath, [command, 'serve'], {
    cwd: folder,
    env: { ...environment, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithTests(child.pid ?? 0);
  const output = await outputUntil(child, /Health is at/);
  const url = /Serving client graph .*? at (http[^"]+)"/.exec(output)?.[1] ?? '';
  const admin = /Health is at (http:\/\/[^/]+)/.exec(output)?.[1] ?? '';
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return { ...reached(url, admin, () => end('SIGTERM')), kill: () => end('SIGKILL') };
}

/** What a process has written when it matches. It is read on: the process would wait for a pipe that is full. */
function outputUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += output.length > 1_000_000 ? '' : chunk;
      if (pattern.test(output)) {
        resolve(output);
      }
    });
    child.once('exit', () => reject(new Error(`It ended before it served: ${output}`)));
  });
}

function reached(url: string, admin: string, stop: () => Promise<void>): InvalidatedGateway {
  const post = async (to: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<AskedAnswer> => {
    const response = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    url,
    admin,
    ask: (query, variables = {}) => post(url, { query, variables }, {}),
    invalidate: (targets, headers = { authorization: `Bearer ${sharedKey}` }) =>
      post(`${admin}/invalidation`, targets, headers),
    stop,
  };
}
