import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestProject, type TestProject } from './commands/project.test-kit.js';
import { createGateway } from './gateway.js';
import { loadGatewaySettings } from './load-settings.js';
import { createLogger } from './telemetry/logger.js';

const releases: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

/** A subgraph that answers what it is told to, and counts what it was asked for. */
async function startSource(answer: (body: string) => unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      if (!body.includes('{__typename}')) asked.push(body);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: answer(body) }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(async () => server.closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, asked };
}

interface Shop {
  readonly maintenance?: string;
  readonly staticResponses?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])';

/** Composes and serves a shop whose reviews can be in maintenance, from files, as `facet serve` does. */
async function startShop({ maintenance = '', staticResponses = [], files = {} }: Shop = {}) {
  const products = await startSource((body) =>
    body.includes('rename') ? { rename: 1 } : { product: { __typename: 'Product', sku: '1', name: 'Chair' } },
  );
  const reviews = await startSource((body) =>
    body.includes('_entities')
      ? { _entities: [{ __typename: 'Product', stars: 5 }] }
      : { reviews: [{ text: 'fine' }], top: [{ text: 'fine' }], latest: { __typename: 'Review', text: 'fine' } },
  );
  const config = (more: string) =>
    [
      'server: { port: 0 }',
      'admin: { port: 0 }',
      'clientGraphs: [./bff-shop]',
      'supergraphs: { dir: ./supergraphs }',
      'sources:',
      '  each:',
      `    products: { schema: ./products.graphql, url: "${products.url}" }`,
      `    reviews: { schema: ./reviews.graphql, url: "${reviews.url}"${more === '' ? '' : `, maintenance: ${more}`} }`,
      '',
    ].join('\n');
  const project = createTestProject({
    'facet.yaml': config(maintenance),
    'products.graphql': `${link} type Query { product: Product } type Product @key(fields: "sku") { sku: ID! name: String } type Mutation { rename: Int }`,
    'reviews.graphql': `${link} type Query { reviews: [Review!]! latest: Post } type Review implements Post { text: String } interface Post { text: String } type Product @key(fields: "sku") { sku: ID! stars: Int }`,
    'bff-shop/facet.bff.yaml': [
      'name: shop',
      'owner: team-shop',
      'path: /shop',
      'operations: { dir: ./operations }',
      'cache: { answers: true, defaultMaxAgeSeconds: 60 }',
      'staticResponses:',
      ...(staticResponses.length === 0 ? ['  []'] : staticResponses.map((one) => `  - ${one}`)),
      '',
    ].join('\n'),
    'bff-shop/operations/all.graphql': [
      'query Home($brief: Boolean = false) { top: reviews { ...F } latest @skip(if: $brief) { __typename text } }',
      'query Chair { product { name stars } }',
      'mutation Rename { rename }',
      'fragment F on Review { text }',
    ].join('\n'),
    ...files,
  });
  releases.push(async () => project.remove());
  expect(await project.run('compose')).toMatchObject({ exitCode: 0 });
  return { project, products, reviews, config };
}

async function serve(project: TestProject) {
  const loaded = await loadGatewaySettings({ config: `${project.folder}/facet.yaml`, environment: {} });
  if (loaded.kind === 'refused') {
    return { refused: loaded.problems.map(({ message }) => message) };
  }
  const lines: string[] = [];
  const log = createLogger({ level: 'info', format: 'json' }, { write: (line: string) => void lines.push(line) });
  const gateway = createGateway(loaded.settings, { log });
  const { public: address, admin } = await gateway.start();
  releases.push(() => gateway.stop());
  const ask = async (request: object) => {
    const response = await fetch(`${address.url}/shop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return { headers: response.headers, body: await response.json() };
  };
  const metrics = async () => (await fetch(`${admin?.url}/metrics`)).text();
  return { ask, metrics, lines, refused: undefined };
}

/** Serves what has to be fine. */
async function served(project: TestProject) {
  const gateway = await serve(project);
  if (gateway.refused !== undefined) {
    throw new Error(gateway.refused.join('\n'));
  }
  return gateway;
}

const chair = { query: '{ product { name stars } }' };
const inMaintenance = { message: 'Reviews are back soon', extensions: { code: 'SOURCE_IN_MAINTENANCE' } };

describe('a source in maintenance', () => {
  test('is not called, and its fields are null with an error, beside the data of the others', async () => {
    const { project, reviews } = await startShop({ maintenance: '{ message: Reviews are back soon }' });
    const { ask, metrics } = await served(project);
    const { body, headers } = await ask(chair);
    expect(body).toEqual({
      data: { product: { name: 'Chair', stars: null } },
      errors: [{ ...inMaintenance, path: ['product', 'stars'] }],
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await ask({ query: '{ reviews { text } }' })).body).toEqual({
      data: null,
      errors: [{ ...inMaintenance, path: ['reviews'] }],
    });
    expect(reviews.asked).toEqual([]);
    const text = await metrics();
    expect(text).toContain('facet_source_maintenance{source="reviews"} 1');
    expect(text).toContain('facet_source_maintenance_fetches_total{source="reviews"} 2');
  });

  test('is left, and entered, when the configuration changes, and a broken configuration changes nothing', async () => {
    const { project, reviews, config } = await startShop();
    const { ask, lines } = await served(project);
    const codes = async () => (await ask({ query: `query Q${Math.random()}`.replace('.', '') + chair.query })).body;
    expect(await codes()).toEqual({ data: { product: { name: 'Chair', stars: 5 } } });
    project.write({ 'facet.yaml': config('{ message: Reviews are back soon }') });
    await expect.poll(codes, { timeout: 10_000 }).toHaveProperty('errors');
    const askedBefore = reviews.asked.length;
    project.write({ 'facet.yaml': config('{ mesage: Reviews are back soon }') });
    await expect.poll(() => lines.some((line) => line.includes('did you mean')), { timeout: 10_000 }).toBe(true);
    expect(await codes()).toHaveProperty('errors');
    expect(reviews.asked.length).toBe(askedBefore);
    project.write({ 'facet.yaml': config('{ enabled: false }') });
    await expect.poll(codes, { timeout: 10_000 }).toEqual({ data: { product: { name: 'Chair', stars: 5 } } });
    const said = lines.map((line) => JSON.parse(line).msg).filter((line) => line.startsWith('A source is in'));
    expect(said).toEqual(['A source is in maintenance: it is not called', 'A source is in service again']);
  });

  test('says in how many seconds it is to be back, where that is known', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { project } = await startShop({ maintenance: `{ until: "${until}" }` });
    const { ask } = await served(project);
    const { message, extensions } = (await ask(chair)).body.errors[0];
    expect(message).toBe('A service behind this graph is in maintenance');
    expect(extensions.retryAfterSeconds).toBeGreaterThan(3500);
    expect(extensions.retryAfterSeconds).toBeLessThanOrEqual(3600);
  });
});

const home =
  '{ operation: Home, when: maintenance, data: { top: [{ text: soon }], latest: { __typename: Review, text: null } }, maxAgeSeconds: 30 }';
const homeQuery = {
  query:
    'query Home($brief: Boolean = false) { top: reviews { ...F } latest @skip(if: $brief) { __typename text } } fragment F on Review { text }',
};

describe('a static response', () => {
  test('for maintenance is given while a source of the operation is in it, with the fields that are asked for', async () => {
    const { project, reviews, config } = await startShop({ maintenance: '{}', staticResponses: [home] });
    expect(await project.run('check')).toMatchObject({ exitCode: 0 });
    const { ask, metrics } = await served(project);
    const { body, headers } = await ask(homeQuery);
    expect(body).toEqual({
      data: { top: [{ text: 'soon' }], latest: { __typename: 'Review', text: null } },
      extensions: { staticResponse: 'maintenance' },
    });
    expect(headers.get('cache-control')).toBe('max-age=30, public');
    expect(headers.get('etag')).toMatch(/^W\//);
    expect((await ask({ ...homeQuery, variables: { brief: true } })).body.data).toEqual({ top: [{ text: 'soon' }] });
    expect(await metrics()).toContain(
      'facet_static_responses_total{client_graph="shop",operation="Home",when="maintenance"} 2',
    );
    project.write({ 'facet.yaml': config('') });
    // The gateway keeps none of it: as soon as the source is back, it is asked.
    await expect
      .poll(async () => (await ask(homeQuery)).body, { timeout: 10_000 })
      .toEqual({ data: { top: [{ text: 'fine' }], latest: { __typename: 'Review', text: 'fine' } } });
    expect(reviews.asked).toHaveLength(1);
  });

  test('is not given where the sources of the operation are in service', async () => {
    const { project } = await startShop({ staticResponses: [home] });
    const { ask } = await served(project);
    expect((await ask(homeQuery)).body.data.top).toEqual([{ text: 'fine' }]);
  });

  test('is not given to another operation of the same name that it does not fit', async () => {
    const { project } = await startShop({ maintenance: '{ message: Reviews are back soon }', staticResponses: [home] });
    const { ask, lines } = await served(project);
    const other = { query: 'query Home { product { name } latest { text } }' };
    for (let times = 0; times < 2; times += 1) {
      expect((await ask(other)).body).toEqual({
        data: { product: { name: 'Chair' }, latest: null },
        errors: [{ ...inMaintenance, path: ['latest'] }],
      });
    }
    expect(lines.filter((line) => line.includes('does not fit'))).toHaveLength(1);
  });

  test('for always is given without any source, from a file, and kept by no client unless told', async () => {
    const { project, products } = await startShop({
      staticResponses: ['{ operation: Chair, when: always, file: ./chair.json }'],
      files: { 'bff-shop/chair.json': '{ "product": { "name": "Table", "stars": 1 } }' },
    });
    const { ask } = await served(project);
    const { body, headers } = await ask({ query: 'query Chair { product { name stars } }' });
    expect(body).toEqual({
      data: { product: { name: 'Table', stars: 1 } },
      extensions: { staticResponse: 'always' },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(products.asked).toEqual([]);
    expect((await ask(chair)).body.data.product.name).toBe('Chair');
  });

  test.each<[string, readonly string[], string]>([
    [
      'misses a field',
      ['{ operation: Home, when: always, data: { latest: null } }'],
      'The static response of "Home" does not fit the operation of operations.dir: top is missing',
    ],
    [
      'has others, wrong types, and no type name',
      ['{ operation: Home, when: always, data: { top: [{ text: 1, x: 1 }, 7], latest: { text: x } } }'],
      'top[0] has "x", which the operation does not select; top[1] is no object, and has the type Review; latest has no "__typename" that is one of Review',
    ],
    ['is of a mutation', ['{ operation: Rename, when: always, data: { rename: 1 } }'], 'only queries have one'],
  ])('that %s keeps the gateway from starting', async (_, staticResponses, message) => {
    const { project } = await startShop({ staticResponses });
    await expect(serve(project)).rejects.toThrow(message);
    const checked = await project.run('check');
    expect(checked.exitCode).toBe(1);
    expect(checked.err).toContain('STATIC_RESPONSE_INVALID');
    expect(checked.err).toContain(message);
  });

  test('of an operation that nobody knows, or from a file that is not there, is a problem of the configuration', async () => {
    const { project } = await startShop({
      staticResponses: [
        '{ operation: Hone, when: always, data: {} }',
        '{ id: "123", when: always, data: {} }',
        '{ operation: Chair, when: always, file: ./nowhere.json }',
        '{ operation: Chair, when: always, data: {} }',
      ],
    });
    expect((await project.run('check')).err.match(/STATIC_RESPONSE_INVALID/g)).toHaveLength(4);
    expect((await serve(project)).refused).toEqual([
      'staticResponses[0]: No operation is called "Hone", neither in operations.dir nor in a manifest: did you mean "Home"?',
      'staticResponses[1]: No operation has the id "123", neither in operations.dir nor in a manifest',
      expect.stringContaining('staticResponses[2]: Cannot read the file'),
      'staticResponses[3]: "Chair" has a static response already',
    ]);
  });
});
