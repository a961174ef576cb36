import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { CorsOptions } from '../client-graph/client-graph.js';
import { fakeGraph, openSocket, readAll, startEdge } from './edge.test-kit.js';
import type { PublicListenerOptions } from './public-listener-options.js';
import { refuse } from './refusal.js';
import type { Visit } from './visit.js';

const ok = JSON.stringify({ query: '{ ok }' });

interface Sent {
  readonly method?: string;
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly chunked?: boolean;
}

/** What is answered to a request that says of no page that it comes from it, and to the same with an origin that nobody allows. */
async function bothWays(
  { method = 'POST', search = '', headers = {}, body = ok, chunked = false }: Sent,
  options: Parameters<typeof startEdge>[0] = {},
): Promise<[string, string]> {
  const answers: string[] = [];
  for (const origin of ['', 'origin: https://unknown.example\r\n']) {
    const edge = await startEdge(options);
    const socket = await openSocket(edge.port);
    const all = Object.entries({
      host: 'x',
      'x-correlation-id': 'abc',
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
      connection: 'close',
      ...(method !== 'POST' ? {} : chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length }),
    });
    const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`${method} ${edge.graph.path}${search} HTTP/1.1\r\n${origin}${head}\r\n`);
    if (method === 'POST') {
      socket.write(chunked ? `${body.length.toString(16)}\r\n${String(body)}\r\n0\r\n\r\n` : body);
    }
    const answer = (await readAll(socket)).replace(/\r\ndate: [^\r]*/i, '');
    const lines = edge.lines.map(({ durationMs: _, time: __, err: ___, ...line }) => JSON.stringify(line));
    // Each error has an id of its own.
    answers.push([answer, ...lines].join('\n').replaceAll(/"errorId":"[^"]*"/g, ''));
    await edge.stop();
  }
  return answers as [string, string];
}

const largeAnswer = fakeGraph({ answer: async () => ({ body: `{"data":{"text":"${'a'.repeat(2_000)}"}}` }) });
const gate = (options: Partial<PublicListenerOptions>) => options;

it.each<[what: string, sent: Sent, status: number, options?: Parameters<typeof startEdge>[0]]>([
  ['a query', {}, 200],
  ['a query in chunks', { chunked: true }, 200],
  ['a compressed query', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(ok) }, 200],
  ['a GET', { method: 'GET', search: '?query=%7Bok%7D', headers: { 'apollo-require-preflight': '1' } }, 200],
  ['a GET that a page could cause', { method: 'GET', search: '?query=%7Bok%7D' }, 400],
  ['a POST with a query string', { search: '?a=1' }, 200],
  ['no body', { body: '' }, 400],
  ['what is no JSON', { body: '{' }, 400],
  ['another type', { headers: { 'content-type': 'text/plain' } }, 415],
  ['no type that can be answered', { headers: { accept: 'text/html' } }, 406],
  ['a body that is too large', { body: 'a'.repeat(10_001) }, 413],
  ['a body in chunks that is too large', { body: 'a'.repeat(10_001), chunked: true }, 413],
  ['a body at the limit', { body: ok.padEnd(10_000) }, 200],
  ['a body that cannot be inflated', { headers: { 'content-encoding': 'gzip' }, body: randomBytes(100) }, 400],
  ['an answer that is compressed', { headers: { 'accept-encoding': 'gzip' } }, 200, { graph: largeAnswer }],
  ['an answer in parts', {}, 200, { graph: fakeGraph({ answer: async () => ({ body: parts() }) }) }],
  ['a graph that fails', {}, 500, { graph: fakeGraph({ answer: () => Promise.reject(new Error('broken')) }) }],
  ['a browser that asks for a page', { method: 'GET', headers: { accept: 'text/html' } }, 200, { graphiql: true }],
  [
    'the answer of before',
    { method: 'GET', search: '?query=%7Bok%7D', headers: { 'apollo-require-preflight': '1' } },
    304,
    {
      graph: fakeGraph({
        answer: async () => ({ status: 304, headers: new Map([['etag', '"a"']]), body: Buffer.alloc(0) }),
      }),
    },
  ],
  [
    'what a gate refuses',
    {},
    403,
    gate({ gates: [{ name: 'g', admitHead: () => refuse('FORBIDDEN_BY_RULE', 'No') }] }),
  ],
  [
    'what a gate refuses later',
    {},
    403,
    gate({ gates: [{ name: 'g', admitHead: async () => refuse('FORBIDDEN_BY_RULE', 'No') }] }),
  ],
  [
    'what a gate fails at',
    {},
    500,
    gate({ gates: [{ name: 'g', admitHead: () => Promise.reject(new Error('broken')) }] }),
  ],
  [
    'headers of a gate',
    {},
    200,
    gate({ gates: [{ name: 'g', admitHead: (visit) => void visit.answerHeaders.set('ratelimit', 'r=1') }] }),
  ],
])('answers %s as the framework does', async (_what, sent, status, options) => {
  const [direct, framed] = await bothWays(sent, options);
  expect(direct).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(direct).toBe(framed);
});

async function* parts(): AsyncGenerator<string> {
  yield '{"data":';
  yield 'null}';
}

it.each<[origins: readonly string[], options: CorsOptions | undefined]>([
  [[], undefined],
  [['*'], undefined],
  [['https://shop.example', '*'], { exposedHeaders: ['retry-after'] }],
  [['https://*.shop.example', 'http://localhost:*'], { credentials: true, allowedHeaders: ['x-a'], maxAgeSeconds: 1 }],
  [['https://shop.example'], { credentials: false, exposedHeaders: ['etag', 'age'], privateNetwork: true }],
])('has the headers of @fastify/cors for %j and %j', async (corsOrigins, corsOptions) => {
  const graph = { ...fakeGraph({ corsOrigins }), corsOptions };
  const [direct, framed] = await bothWays({}, { graph });
  expect(direct).toContain('accept, Origin');
  expect(direct).toBe(framed);
});

it('ends the connection of an answer that fails in the middle', async () => {
  async function* broken() {
    yield '{"data":';
    throw new Error('broken');
  }
  const edge = await startEdge({ graph: fakeGraph({ answer: async () => ({ body: broken() }) }) });
  const socket = await openSocket(edge.port);
  socket.write(
    `POST ${edge.graph.path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${ok.length}\r\n\r\n${ok}`,
  );
  const text = await readAll(socket).catch(String);
  expect(text).not.toContain('\r\n0\r\n');
  await expect.poll(() => edge.lines).toMatchObject([{ aborted: true, status: 200 }]);
  await edge.stop();
});

it('ends the connection where not even an error can be answered, and serves others', async () => {
  const spoil = { name: 'g', admitHead: (visit: Visit) => void visit.answerHeaders.set('x', 'a\nb') };
  const edge = await startEdge({ gates: [spoil] });
  const socket = await openSocket(edge.port);
  socket.write(
    `POST ${edge.graph.path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
  );
  expect(await readAll(socket).catch(String)).not.toContain('HTTP/1.1');
  expect((await fetch(`${edge.url}/elsewhere`)).status).toBe(404);
  await edge.stop();
});
