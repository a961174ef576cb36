import { ApolloServer, HeaderMap } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedGraph } from './answer-request.js';
import { post, startEdge } from './edge.test-kit.js';

/** What is behind the edge in earnest: Apollo Server, with its own checks of the same things switched on. */
function apolloGraph(server: ApolloServer): ServedGraph & { readonly asked: [] } {
  return {
    name: 'mobile',
    path: '/mobile/graphql',
    corsOrigins: [],
    asked: [],
    async answer({ method, headers, search, body }) {
      const httpGraphQLRequest = { method, search, body, headers: new HeaderMap(headers) };
      const answer = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => ({}) });
      return {
        status: answer.status ?? 200,
        headers: answer.headers,
        body: answer.body.kind === 'complete' ? answer.body.string : answer.body.asyncIterator,
      };
    },
  };
}

describe('the edge before Apollo Server', () => {
  const server = new ApolloServer({
    typeDefs: 'type Query { hello(name: String): String } type Mutation { go: Int }',
    resolvers: { Query: { hello: (_: unknown, { name }: { name?: string }) => `Hello ${name}` } },
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
  });
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    await server.start();
    edge = await startEdge({ clientGraphs: [apolloGraph(server)] });
  });
  afterAll(async () => {
    await edge.stop();
    await server.stop();
  });
  const get = (search: string, headers: Record<string, string>) => fetch(`${edge.endpoint}?${search}`, { headers });

  it('answers a POST as curl sends it with nothing but a Content-Type', async () => {
    const response = await post(edge.endpoint, { query: '{ hello(name: "a") }' }, { accept: '*/*' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({ data: { hello: 'Hello a' } });
  });

  it('answers each GET that it admits, which Apollo Server does not refuse again', async () => {
    const search = new URLSearchParams({
      query: 'query Q($n: String) { hello(name: $n) }',
      variables: '{"n":"b"}',
      operationName: '',
      extensions: 'null',
    }).toString();
    for (const headers of [
      { 'apollo-require-preflight': '1' },
      { 'graphql-require-preflight': '1' },
      { 'x-apollo-operation-name': 'Q' },
      { 'content-type': 'application/json; charset=utf-8' },
    ]) {
      const response = await get(search, headers);
      expect(await response.json()).toEqual({ data: { hello: 'Hello b' } });
    }
  });

  it('answers 405 to a mutation by GET', async () => {
    const response = await get('query=mutation%7Bgo%7D', { 'apollo-require-preflight': '1' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('gives the status that the media type demands to documents that do not parse or validate, and to bad variables', async () => {
    for (const body of [
      { query: '{' },
      { query: '{ nope }' },
      { query: 'query($n: String!) { hello(name: $n) }' },
      { query: '{ hello }', operationName: 'Other' },
    ]) {
      const modern = await post(edge.endpoint, body, { accept: 'application/graphql-response+json' });
      const legacy = await post(edge.endpoint, body, { accept: 'application/json' });
      expect([modern.status, legacy.status], JSON.stringify(body)).toEqual([400, 200]);
      for (const response of [modern, legacy]) {
        expect(await response.json()).toEqual({ errors: [expect.objectContaining({ message: expect.any(String) })] });
      }
    }
  });
});
