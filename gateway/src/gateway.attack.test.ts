import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leastCpuMs } from './cpu-time.test-kit.js';
import { openSocket, post } from './edge/edge.test-kit.js';
import { createGateway, type Gateway } from './gateway.js';
import { createLogger } from './telemetry/logger.js';

/** A supergraph with one subgraph, which is resolved in process. */
const sdl = `
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
type Query @join__type(graph: OWN) { a: String me: Query }
`;

let gateway: Gateway;
let endpoint: string;
let port: number;
beforeAll(async () => {
  gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 1_048_576, shutdownGraceMs: 1_000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: { all: { timeoutMs: 1_000, maxAnswerBytes: 10_000 }, each: {} },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 5_000,
        maxWaiting: 10,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_000_000,
      },
      clientGraphs: [
        {
          name: 'shop',
          path: '/shop',
          corsOrigins: [],
          maskErrors: 'unexpected',
          validationRules: [],
          supergraph: { file: 'shop.graphql', sdl },
          local: {
            name: 'bff-shop',
            sdl: 'type Query { a: String me: Query }',
            resolvers: { Query: { a: () => 'a', me: () => ({}) } },
          },
        },
      ],
    },
    { log: createLogger({ level: 'silent', format: 'json' }) },
  );
  const { public: address } = await gateway.start();
  ({ port } = address);
  endpoint = `${address.url}/shop`;
});
afterAll(() => gateway.stop());

/** Fragments of which each spreads the next twice: 2^40 fields, were they expanded. */
const doublingFragments = [
  '{ ...F0 }',
  ...Array.from(
    { length: 40 },
    (_, index) => `fragment F${index} on Query { x: me { ...F${index + 1} } y: me { ...F${index + 1} } }`,
  ),
  'fragment F40 on Query { a }',
].join(' ');
const flatDoublingFragments = doublingFragments.replaceAll(/[xy]: me \{ (\.\.\.F\d+) \}/g, '$1');

/** As short as they can be, so that 100,000 of them are under maxBodyBytes. */
const aliases = (count: number) => `{${Array.from({ length: count }, (_, index) => `${toName(index)}:a`).join(' ')}}`;
const toName = (index: number) => `_${index.toString(36)}`;

const attacks: readonly (readonly [string, string])[] = [
  ['2^40 nested fragments', doublingFragments],
  ['2^40 spreads of one field', flatDoublingFragments],
  ['100,000 aliases', aliases(100_000)],
  ['a selection 100,000 deep', `${'{me'.repeat(100_000)}{a}${'}'.repeat(100_000)}`],
  ['a list 100,000 deep', `{ a(x: ${'['.repeat(100_000)}${']'.repeat(100_000)}) }`],
  ['500,000 brackets', '{'.repeat(500_000)],
  ['100,000 directives', `{ a ${'@x '.repeat(100_000)} }`],
  [
    '50,000 fragments',
    `{ a } ${Array.from({ length: 20_000 }, (_, index) => `fragment ${toName(index)} on Query { a }`).join(' ')}`,
  ],
  ['fragments in a circle', 'fragment A on Query { ...B } fragment B on Query { ...A } { ...A }'],
  ['a million commas', `{ a ${','.repeat(1_000_000)} }`],
  ['a comment of a million bytes', `{ a } #${'x'.repeat(1_000_000)}`],
  ['a string of a million escapes', `{ a(x: "${'\\n'.repeat(450_000)}") }`],
  ['a block string of 300,000 lines', `{ a(x: """${'x\n'.repeat(300_000)}""") }`],
];

interface Cost {
  readonly status: number;
  readonly cpuMs: number;
}

async function send(body: string): Promise<Cost> {
  const before = process.cpuUsage();
  const response = await post(endpoint, body);
  await response.arrayBuffer();
  const { user, system } = process.cpuUsage(before);
  return { status: response.status, cpuMs: (user + system) / 1_000 };
}

/** What it takes once it has been seen, as compilers and the garbage of others are in what is measured. */
async function costOf(body: string): Promise<Cost> {
  const costs: Cost[] = [];
  for (let times = 0; times < 7; times++) {
    costs.push(await send(body));
  }
  return costs.toSorted((a, b) => a.cpuMs - b.cpuMs)[2] as Cost;
}

describe('gateway under attack by operations', () => {
  it.each(attacks)('refuses %s in under 50 ms of CPU, memory flat', async (_what, query) => {
    const body = JSON.stringify({ query });
    const { cpuMs } = await costOf(body);
    const { rss } = process.memoryUsage();
    for (let times = 0; times < 20; times++) {
      await send(body);
    }
    expect(cpuMs).toBeLessThan(50);
    expect(process.memoryUsage().rss - rss).toBeLessThan(100_000_000);
    const answer = (await (await post(endpoint, body)).json()) as { data?: unknown; errors?: unknown[] };
    expect(answer).toMatchObject({ errors: expect.arrayContaining([expect.anything()]) });
    expect(answer).not.toHaveProperty('data');
  });

  it.each([
    ['10 MB of {', '{'.repeat(10_000_000)],
    ['10 MB of [', '['.repeat(10_000_000)],
    ['1 MB of {', '{'.repeat(1_000_000)],
    ['1 MB of [', '['.repeat(1_000_000)],
    ['JSON 250,000 deep', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
    ['variables 100,000 deep', `{"query":"{ a }","variables":{"v":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`],
    [
      '100,000 variables',
      JSON.stringify({
        query: '{ a }',
        variables: Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 1])),
      }),
    ],
    ['a number of a million digits', `{"query":"{ a }","variables":{"v":${'9'.repeat(1_000_000)}}}`],
  ])('answers %s as a body in under 50 ms of CPU, never 5xx', async (_what, body) => {
    const { status, cpuMs } = await costOf(body);
    expect(status).toBeLessThan(500);
    expect(cpuMs).toBeLessThan(50);
  });

  it('reads no more than maxBodyBytes of 10 MB in chunks', async () => {
    const pour = async () => {
      const socket = await openSocket(port);
      let answer = '';
      let written = 0;
      socket
        .on('error', () => {})
        .on('data', (chunk) => {
          answer += String(chunk);
        });
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(
        'POST /shop HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
      );
      for (; written < 10_000_000 && answer === '' && socket.writable; written += 10_000) {
        await new Promise((resolve) => socket.write(`2710\r\n${'{'.repeat(10_000)}\r\n`, resolve));
      }
      await closed;
      expect(answer).toMatch(/^HTTP\/1.1 413 /);
    };
    expect(await leastCpuMs(pour, { enoughMs: 200 })).toBeLessThan(200);
  });
});
