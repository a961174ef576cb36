import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

/** What resolvers of a subgraph get: the headers of its request, names in lower case. */
export interface SubgraphContext {
  readonly headers: IncomingMessage['headers'];
}

/** A subgraph's schema and its resolvers, by type and field, with `__resolveReference`. */
export interface SubgraphCode {
  readonly sdl: string;
  // biome-ignore lint/suspicious/noExplicitAny: each resolver knows the parent and arguments of its own field.
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, (...args: any[]) => unknown>>>>;
}

/** A subgraph on Apollo Server, over HTTP on a free port. */
export interface ApolloSubgraph {
  readonly name: string;
  readonly url: string;
  /** GraphQL texts it was asked, in order. */
  readonly asked: string[];
  /** From now on it answers with other code, as after a deployment. */
  replace(code: SubgraphCode): Promise<void>;
  /** From now on it answers every request with this status and no GraphQL; undefined ends it. */
  breakWith(status: number | undefined): void;
  stop(): Promise<void>;
}

/** Starts a subgraph. */
export async function startApolloSubgraph(name: string, code: SubgraphCode): Promise<ApolloSubgraph> {
  let apollo = await startApollo(code);
  let broken: number | undefined;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    asked.push(body.query);
    await (broken === undefined
      ? answer(apollo, { request, body, response })
      : response.writeHead(broken).end('broken'));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // listens on TCP
  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    async replace(next) {
      const before = apollo;
      apollo = await startApollo(next);
      await before.stop();
    },
    breakWith: (status) => {
      broken = status;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await apollo.stop();
    },
  };
}

async function startApollo({ sdl, resolvers }: SubgraphCode): Promise<ApolloServer<SubgraphContext>> {
  const module = { typeDefs: parse(sdl), resolvers } as Parameters<typeof buildSubgraphSchema>[0];
  const server = new ApolloServer<SubgraphContext>({
    schema: buildSubgraphSchema(module),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  await server.start();
  return server;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly body: unknown;
  readonly response: ServerResponse;
}

async function answer(apollo: ApolloServer<SubgraphContext>, { request, body, response }: Exchange): Promise<void> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const answered = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', search: '', headers, body },
    context: async () => ({ headers: request.headers }),
  });
  if (answered.body.kind !== 'complete') throw new Error('A subgraph answers at once');
  response.writeHead(answered.status ?? 200, Object.fromEntries(answered.headers)).end(answered.body.string);
}
