import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGateway, type Gateway } from '../gateway.js';
import { type Service, startService } from '../sources/connectors/connectors.test-kit.js';
import { createLogger } from '../telemetry/logger.js';
import { createTestProject, type TestProject } from './project.test-kit.js';
import { planServe } from './serve-plan.js';

const secret = 'a-secret-of-developers';
let project: TestProject;
let service: Service;
let gateway: Gateway | undefined;

beforeEach(async () => {
  service = await startService(({ url }) =>
    url.endsWith('/items') ? { json: { ids: [1, 2, 3] } } : { text: 'no JSON', type: 'application/json' },
  );
  project = createTestProject({
    'facet.yaml': [
      'server: { port: 0 }',
      'clientGraphs: [./bff]',
      'supergraphs: { dir: ./supergraphs }',
      'sources:',
      `  debugger: { value: "${secret}" }`,
      '  each:',
      '    items:',
      '      schema: ./items.graphql',
      `      connectors: { api: { url: "${service.url}", maxRequestsPerOperation: 3 } }`,
      '',
    ].join('\n'),
    'items.graphql': `
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@tag"])
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
        @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
      type Item @key(fields: "id") { id: ID! @tag(name: "public") name: String @tag(name: "public") }
      type Query {
        items: [Item] @tag(name: "public")
          @connect(source: "api", http: { GET: "/items" }, selection: "$.ids { id: @ }")
        item(id: ID!): Item @tag(name: "public")
          @connect(source: "api", http: { GET: "/item" }, selection: "id name", entity: true)
      }`,
    'bff/facet.bff.yaml': 'name: shop\nowner: me\npath: /graphql\ncontract: { include: [public] }\n',
  });
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await service[Symbol.asyncDispose]();
  project.remove();
});

async function serve(environment: Readonly<Record<string, string>> = {}) {
  const { exitCode, err } = await project.run('compose');
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  const { folder } = project;
  const plan = await planServe({ config: 'facet.yaml' }, { out: () => {}, err: () => {}, environment, folder });
  if (plan.kind !== 'serve') {
    throw new TypeError(`Cannot serve: ${JSON.stringify(plan)}`);
  }
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  gateway = createGateway(plan.settings, { log: createLogger({ level: 'warn', format: 'json' }, { write }) });
  const { public: address } = await gateway.start();
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const body = JSON.stringify({ query: '{ items { id name } }' });
    const response = await fetch(`${address.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return (await response.json()) as {
      readonly errors: ReadonlyArray<{ readonly extensions: { readonly code: string; readonly errorId?: string } }>;
      readonly extensions?: { readonly connectors: { readonly calls: ReadonlyArray<Record<string, unknown>> } };
    };
  };
  return { ask, lines };
}

describe('facet serve with connectors', () => {
  it('shows the calls to who sends the header of developers, and to nobody else', async () => {
    const { ask } = await serve();
    expect(await ask({})).not.toHaveProperty('extensions');
    expect(await ask({ 'facet-debug': 'guessed' })).not.toHaveProperty('extensions');
    const { extensions } = await ask({ 'facet-debug': secret });
    expect(extensions?.connectors.calls).toMatchObject([
      { connector: 'items:Query.items@connect[0]', response: { status: 200, body: { ids: ['3 items', 'number'] } } },
      { connector: 'items:Query.item@connect[0]', error: { code: 'SOURCE_BAD_ANSWER' } },
      { connector: 'items:Query.item@connect[0]', error: { code: 'SOURCE_BAD_ANSWER' } },
    ]);
    expect(JSON.stringify(extensions)).not.toContain(secret);
  });

  it('shows them to nobody in production', async () => {
    const { ask } = await serve({ NODE_ENV: 'production' });
    expect(await ask({ 'facet-debug': secret })).not.toHaveProperty('extensions');
  });

  it('holds to maxRequestsPerOperation, and logs failures that say the same once', async () => {
    const { ask, lines } = await serve();
    const { errors } = await ask({});
    const failed = errors.filter(({ extensions }) => extensions.code === 'SOURCE_BAD_ANSWER');
    expect(failed).toHaveLength(2);
    expect(errors.filter(({ extensions }) => extensions.code === 'REQUEST_LIMIT_EXCEEDED')).toHaveLength(1);
    const logged = lines.filter((line) => line['code'] === 'SOURCE_BAD_ANSWER');
    expect(logged).toMatchObject([{ source: 'items', count: 2, errorId: failed[0]?.extensions.errorId }]);
  });
});
