import { connect, type Socket } from 'node:net';
import type { ClientAnswer, ClientRequest } from '../client-graph/client-graph.js';
import { createLogger } from '../telemetry/logger.js';
import type { ServedGraph } from './answer-request.js';
import { createPublicListener } from './public-listener.js';
import type { PublicListenerOptions } from './public-listener-options.js';

/** A client graph that answers as it is told and remembers what it was asked. For tests. */
export interface FakeGraph extends ServedGraph {
  readonly asked: { request: ClientRequest; signal: AbortSignal; correlationId: string }[];
}

/** Makes a client graph whose answer is `{"data":{"ok":true}}` unless told otherwise. */
export function fakeGraph(
  options: {
    readonly path?: string;
    readonly corsOrigins?: readonly string[];
    readonly answer?: (request: ClientRequest, signal: AbortSignal) => Promise<Partial<ClientAnswer>>;
  } = {},
): FakeGraph {
  const asked: FakeGraph['asked'] = [];
  return {
    name: 'mobile',
    path: options.path ?? '/mobile/graphql',
    corsOrigins: options.corsOrigins ?? [],
    asked,
    async answer(request, { correlationId, signal }) {
      asked.push({ request, signal, correlationId });
      const headers = new Map([['content-type', `${request.headers.get('accept')}; charset=utf-8`]]);
      const usual = { status: 200, headers, body: '{"data":{"ok":true}}' };
      return { ...usual, ...(await options.answer?.(request, signal)) };
    },
  };
}

/** Opens a listener on a free port, with its log kept. */
export async function startEdge(options: Partial<PublicListenerOptions> & { graph?: FakeGraph } = {}) {
  const graph = options.graph ?? fakeGraph();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const listener = createPublicListener({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 10_000,
    shutdownGraceMs: 2_000,
    graphiql: false,
    clientGraphs: [graph],
    log,
    ...options,
  });
  const address = await listener.start();
  return { ...address, graph, lines, listener, stop: () => listener.stop(), endpoint: `${address.url}${graph.path}` };
}

/** Posts as GraphQL clients do; a string body is sent as it is. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
}

/** The error code of an answer that holds one error. */
export async function codeOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return body.errors[0]?.extensions.code;
}

/** Opens a connection on which a test writes what it likes. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

/** Everything that arrives until the other side closes. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
  }
  return text;
}
