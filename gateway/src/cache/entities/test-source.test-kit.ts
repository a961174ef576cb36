import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { LocalResolvers } from '../../sources/local/local-source.js';

/** One fetch as a source saw it; its health probes are left out. */
export interface SeenFetch {
  readonly query: string;
  readonly representations: ReadonlyArray<Readonly<Record<string, unknown>>> | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A GraphQL subgraph over HTTP that remembers what it was asked for, and can be told how to answer. */
export interface TestSource {
  url: string;
  readonly sdl: string;
  readonly seen: SeenFetch[];
  /** `Cache-Control` of its answers; undefined sends none. */
  cacheControl: string | undefined;
  /** How long it takes, in milliseconds. */
  delayMs: number;
  /** Answered instead of what its resolvers say, unless it is undefined. */
  instead: ((fetch: SeenFetch) => { readonly status?: number; readonly body: unknown } | undefined) | undefined;
  /** Listens no longer. */
  stop(): Promise<void>;
}

/** Starts a subgraph on a free port. `context.headers` are those of the request. */
export async function startTestSource(sdl: string, resolvers: LocalResolvers): Promise<TestSource> {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await readText(request)) as { query: string; variables?: Record<string, unknown> };
    const { query, variables = {} } = body;
    const { headers } = request;
    const fetch: SeenFetch = { query, headers, representations: variables['representations'] as never };
    if (!query.includes('{__typename}')) {
      source.seen.push(fetch);
    }
    const answer = source.instead?.(fetch) ?? {
      body: await graphql({ schema, source: query, variableValues: variables, contextValue: { headers } }),
    };
    await new Promise((resolve) => setTimeout(resolve, source.delayMs));
    response.writeHead(answer.status ?? 200, {
      'content-type': 'application/json',
      ...(source.cacheControl !== undefined && { 'cache-control': source.cacheControl }),
    });
    response.end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const source: TestSource = {
    url: `http://127.0.0.1:${port}`,
    sdl,
    seen: [],
    cacheControl: undefined,
    delayMs: 0,
    instead: undefined,
    async stop() {
      server.closeAllConnections();
      if (server.listening) {
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return source;
}
