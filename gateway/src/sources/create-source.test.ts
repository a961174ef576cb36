import { composeClientGraph } from '@facet/schema';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors/gateway-error.js';
import { readSupergraph, type Supergraph } from '../supergraph/supergraph.js';
import type { HttpClient } from '../upstream/http-client.js';
import { connectorsLibrary } from './connectors-library.js';
import { type CreateSourceOptions, createSource, type OneSourceSettings, type SourceLimits } from './create-source.js';

const products = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  type Query { product: Product }
  type Product @key(fields: "sku") { sku: ID! }
`;

const shipping = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "quotes", http: { baseURL: "http://127.0.0.1:9/v1" })
  type Query {
    carrier: String @connect(source: "quotes", http: { GET: "/carrier" }, selection: "$.name")
  }
`;

async function compose(): Promise<Supergraph> {
  const { supergraph, problems } = await composeClientGraph({
    name: 'shop',
    shared: [
      { name: 'products', url: 'http://written.example/graphql', file: 'products.graphql', sdl: products },
      { name: 'shipping', url: '', file: 'shipping.graphql', sdl: shipping },
    ],
    contract: { include: [], exclude: [] },
  });
  expect(problems).toEqual([]);
  return readSupergraph(supergraph ?? '');
}

const supergraph = await compose();

function create(
  name: string,
  settings: OneSourceSettings,
  httpClient: Partial<HttpClient> = {},
  limits: Partial<SourceLimits> = {},
) {
  const subgraph = supergraph.subgraphs.find((one) => one.name === name);
  const options: CreateSourceOptions = {
    settings: { all: { timeoutMs: 1000, maxAnswerBytes: 500, ...limits }, each: { [name]: settings } },
    local: undefined,
    environment: {},
    connectors: connectorsLibrary,
    // Only what a test hands in is called.
    httpClient: httpClient as HttpClient,
    log: { debug: () => undefined, warn: () => undefined },
  };
  return createSource({ name, url: '', enumValue: name, ...subgraph, supergraph }, options);
}

async function callsOfProbe(name: string, settings: OneSourceSettings): Promise<readonly object[]> {
  const calls: object[] = [];
  const source = create(name, settings, {
    request: (call) => {
      calls.push({ ...call, url: String(call.url) });
      return Promise.resolve({ status: 200, headers: new Map(), body: Buffer.from('{"data":{"__typename":"Query"}}') });
    },
  });
  await source.probe(new AbortController().signal);
  return calls;
}

function refusal(name: string, settings: OneSourceSettings): unknown {
  try {
    create(name, settings);
    return 'none';
  } catch (error) {
    return error instanceof GatewayError ? `${error.code} ${error.message}` : error;
  }
}

describe('createSource()', () => {
  it('reaches a GraphQL subgraph at the configured URL, else at the one in the supergraph', async () => {
    expect(await callsOfProbe('products', {})).toMatchObject([
      { url: 'http://written.example/graphql', timeoutMs: 1000, maxAnswerBytes: 500 },
    ]);
    const settings = { url: 'http://here.example/graphql', timeoutMs: 20, maxAnswerBytes: 30 };
    expect(await callsOfProbe('products', settings)).toMatchObject([settings]);
  });

  it('asks a GraphQL subgraph for a thousand entities at once, unless all or one are to be asked for others', () => {
    expect(create('products', {}).maxBatchSize).toBe(1000);
    expect(create('products', {}, {}, { maxBatchSize: 20 }).maxBatchSize).toBe(20);
    expect(create('products', { maxBatchSize: 3 }, {}, { maxBatchSize: 20 }).maxBatchSize).toBe(3);
  });

  it('makes connectors of a subgraph that has some', () => {
    expect(create('shipping', { connectors: { quotes: { url: 'http://here.example', config: {} } } })).toMatchObject({
      name: 'shipping',
      kind: 'connectors',
    });
  });

  it('refuses settings that would have no effect', () => {
    expect(refusal('products', { connectors: {} })).toBe(
      'CONFIGURATION_INVALID Cannot use sources.each.products.connectors: the schema of "products" has no connectors',
    );
    expect(refusal('shipping', { url: 'http://here.example' })).toBe(
      'CONFIGURATION_INVALID Cannot use sources.each.shipping.url: "shipping" is answered by connectors, whose addresses are in sources.each.shipping.connectors',
    );
    expect(refusal('shipping', { maxBatchSize: 10 })).toBe(
      'CONFIGURATION_INVALID Cannot use sources.each.shipping.maxBatchSize: "shipping" is answered by connectors, which say it by "@connect(batch: { maxSize })"',
    );
    expect(refusal('shipping', { connectors: { quotse: { config: {} } } })).toBe(
      'CONFIGURATION_INVALID Cannot use sources.each.shipping.connectors.quotse: the schema of "shipping" has no such source, it has "quotes"',
    );
  });
});
