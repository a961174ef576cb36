import { afterEach, describe, expect, it } from 'vitest';
import { startTestSource, type TestSource } from './cache/entities/test-source.test-kit.js';
import { createTestProject } from './commands/project.test-kit.js';
import { createGateway } from './gateway.js';
import { loadGatewaySettings } from './load-settings.js';
import { createLogger } from './telemetry/logger.js';

const releases: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

const federation =
  '@link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires"])';
const productsSdl = `extend schema ${federation}
  type Query { product(sku: ID!): Product products: [Product!]! }
  type Product @key(fields: "sku") { sku: ID! name: String! weight: Int! }`;
/** Not there yet: a GraphQL service, and a REST service behind connectors. */
const loyaltySdl = `extend schema ${federation}
  @link(url: "https://specs.facet.example/mock/v0.1", import: ["@mock"]) @mock(seed: 7, listSize: 2)
  type Query { best: Product }
  type Product @key(fields: "sku") {
    sku: ID! points: Int! @mock(values: [10, 20]) weight: Int! @external shippingPoints: Float! @requires(fields: "weight")
    offers: [Offer!]! @mock(listSize: 1)
  }
  type Offer { title: String! validUntil: String! }`;
const parcelsSdl = `extend schema ${federation}
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "api", http: { baseURL: "http://parcels.invalid" })
  type Query { parcel(id: ID!): Parcel @connect(source: "api", http: { GET: "/parcels/{$args.id}" }, selection: "id state product: { sku }", entity: true) }
  type Parcel @key(fields: "id") { id: ID! state: State! product: Product }
  enum State { SENT THERE }
  type Product @key(fields: "sku", resolvable: false) { sku: ID! }`;

interface Shop {
  readonly loyalty?: string;
  readonly parcels?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Serves a shop of one service that is there and two that are not, from files, as `facet serve` does. */
async function startShop({ loyalty = 'mock: true', parcels = 'mock: true', environment = {} }: Shop = {}) {
  const products: TestSource = await startTestSource(productsSdl, {
    Query: {
      product: (_parent: unknown, { sku }: { sku: string }) => ({ sku, name: `Product ${sku}`, weight: 5 }),
      products: () => [{ sku: 'p1', name: 'One', weight: 1 }],
    },
    Product: { __resolveReference: ({ sku }: { sku: string }) => ({ sku, name: `Product ${sku}`, weight: 5 }) },
  });
  releases.push(() => products.stop());
  const project = createTestProject({
    'facet.yaml': [
      'server: { port: 0 }',
      'admin: { port: 0 }',
      'clientGraphs: [./bff-shop]',
      'supergraphs: { dir: ./supergraphs }',
      'sources:',
      '  each:',
      `    products: { schema: ./products.graphql, url: "${products.url}" }`,
      `    loyalty: { schema: ./loyalty.graphql, ${loyalty} }`,
      `    parcels: { schema: ./parcels.graphql, ${parcels} }`,
      '',
    ].join('\n'),
    'products.graphql': productsSdl,
    'loyalty.graphql': loyaltySdl,
    'parcels.graphql': parcelsSdl,
    'bff-shop/facet.bff.yaml': [
      'name: shop',
      'owner: team-shop',
      'path: /shop',
      'cache: { answers: true, defaultMaxAgeSeconds: 60 }',
      '',
    ].join('\n'),
  });
  releases.push(async () => project.remove());
  const composed = await project.run('compose');
  if (composed.exitCode !== 0) throw new Error(composed.err);
  const loaded = await loadGatewaySettings({ config: `${project.folder}/facet.yaml`, environment });
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const gateway = createGateway(loaded.settings, { log: createLogger({ level: 'warn', format: 'json' }, { write }) });
  releases.push(() => gateway.stop());
  const { public: address, admin } = await gateway.start();
  const ask = async (query: string) => {
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${address.url}/shop`, { method: 'POST', headers, body });
    return { answer: await response.json(), headers: response.headers };
  };
  return { ask, lines, products, admin };
}

const wide = '{ product(sku: "p7") { name points shippingPoints offers { title validUntil } } }';

describe('a gateway with mocked sources', () => {
  it('answers for them beside a service that is there, and says so', async () => {
    const { ask, lines, products } = await startShop();
    const { answer, headers } = await ask(wide);
    expect(answer).toEqual({
      data: {
        product: {
          name: 'Product p7',
          points: expect.toBeOneOf([10, 20]),
          shippingPoints: expect.any(Number),
          offers: [{ title: expect.any(String), validUntil: expect.stringMatching(/^20\d\d-\d\d-\d\d$/) }],
        },
      },
      extensions: { mock: { sources: ['loyalty'] } },
    });
    expect(headers.get('facet-mocked-sources')).toBe('loyalty');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(products.seen).toHaveLength(1);
    const warnings = lines.filter(({ msg }) => msg === 'A source is mocked: what it answers is made up');
    expect(warnings.map(({ source }) => source).toSorted()).toEqual(['loyalty', 'parcels']);
  });

  it('answers the same each time, keeps none of it, and joins what mocked sources refer to', async () => {
    const { ask, products } = await startShop();
    const first = await ask(wide);
    expect((await ask(wide)).answer).toEqual(first.answer);
    expect(products.seen).toHaveLength(2);
    const { answer } = await ask('{ parcel(id: "x") { id state product { sku name points } } best { sku name } }');
    expect(answer).toMatchObject({
      data: {
        parcel: { id: 'x', state: expect.toBeOneOf(['SENT', 'THERE']), product: { points: expect.any(Number) } },
        best: { sku: expect.stringMatching(/^sku-\d+$/) },
      },
      extensions: { mock: { sources: ['loyalty', 'parcels'] } },
    });
    const { product } = answer.data.parcel;
    expect(product.name).toBe(`Product ${product.sku}`);
  });

  it('says nothing of mocks where none has a part in the answer', async () => {
    const { ask } = await startShop();
    const { answer, headers } = await ask('{ products { name } }');
    expect(answer).toEqual({ data: { products: [{ name: 'One' }] } });
    expect(headers.get('facet-mocked-sources')).toBeNull();
    expect(headers.get('cache-control')).toContain('max-age');
  });

  it('takes the seed and the rest from the configuration first', async () => {
    const of = async (loyalty: string) => (await (await startShop({ loyalty })).ask(wide)).answer.data.product;
    const [own, same, other] = [
      await of('mock: true'),
      await of('mock: { seed: 7 }'),
      await of('mock: { seed: 8, listSize: 9 }'),
    ];
    expect(same).toEqual(own);
    expect(other.shippingPoints).not.toBe(own.shippingPoints);
    // What a field says of itself holds.
    expect(other.offers).toHaveLength(1);
  });

  it('mocks by a reference to the environment, and not where that is off', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration’s own references.
    const loyalty = 'url: "http://127.0.0.1:9/", mock: "${MOCK_LOYALTY:-false}"';
    const off = await (await startShop({ loyalty })).ask(wide);
    expect(off.answer.errors[0].extensions.code).toBe('SOURCE_UNREACHABLE');
    expect(off.answer.extensions).toBeUndefined();
    const on = await (await startShop({ loyalty, environment: { MOCK_LOYALTY: 'true' } })).ask(wide);
    expect(on.answer.extensions).toEqual({ mock: { sources: ['loyalty'] } });
  });

  it('is ready without them', async () => {
    const { admin } = await startShop();
    const ready = await fetch(`${admin?.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toContain('"kind":"mock"');
  });

  it.each([
    ['neither there nor mocked', 'timeoutMs: 5', 'sources.each.loyalty: Must have either "url"'],
    ['said not to be mocked', 'mock: false', 'sources.each.loyalty: Must have either "url"'],
    ['mocked by a misspelt option', 'mock: { sed: 1 }', 'sources.each.loyalty.mock'],
    ['mocked with a list that is too long', 'mock: { listSize: 1001 }', 'sources.each.loyalty.mock'],
    ['mocked with more nulls than fields', 'mock: { nullRate: 1.1 }', 'sources.each.loyalty.mock'],
  ])('does not start with a source that is %s', async (_what, loyalty, message) => {
    await expect(startShop({ loyalty })).rejects.toThrow(message);
  });

  it('refuses values that a field cannot have when it starts', async () => {
    const sdl = loyaltySdl.replace('[10, 20]', '["ten"]');
    const project = createTestProject({
      'facet.yaml':
        'server: { port: 0 }\nclientGraphs: [./bff]\nsupergraphs: { dir: ./s }\nsources: { each: { loyalty: { schema: ./l.graphql, mock: true }, products: { schema: ./p.graphql, mock: true } } }\n',
      'l.graphql': sdl,
      'p.graphql': productsSdl,
      'bff/facet.bff.yaml': 'name: shop\nowner: me\npath: /shop\n',
    });
    releases.push(async () => project.remove());
    expect((await project.run('compose')).err).toBe('');
    const loaded = await loadGatewaySettings({ config: `${project.folder}/facet.yaml`, environment: {} });
    if (loaded.kind === 'refused') throw new Error('the configuration is fine');
    const gateway = createGateway(loaded.settings, { log: createLogger({ level: 'silent', format: 'json' }) });
    await expect(gateway.start()).rejects.toMatchObject({
      code: 'SUPERGRAPH_INVALID',
      message: expect.stringContaining('@mock on "Product.points" has a value that is no "Int"'),
    });
  });
});
