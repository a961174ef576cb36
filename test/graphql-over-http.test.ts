import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGraph, startGraph } from './kit/start-graph.js';

const sdl = `
  type Query { greeting(name: String!): String! greetings(first: Int!): [String!]! }
  type Mutation { greet(name: String!): String! }
`;
const ran: string[] = [];
const resolvers = {
  Query: {
    greeting: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
    greetings: (_: unknown, { first }: { first: number }) => Array.from({ length: first }, () => 'Hello'),
  },
  Mutation: {
    greet: (_: unknown, { name }: { name: string }) => {
      ran.push(name);
      return `Hello ${name}`;
    },
  },
};

let safe: RunningGraph;
let open: RunningGraph;
beforeAll(async () => {
  safe = await startGraph({ sdl, resolvers });
  open = await startGraph({ sdl, resolvers, server: { csrf: 'fetch-metadata' } });
});
afterAll(async () => {
  await safe.stop();
  await open.stop();
});

/** The audits of graphql-http, by id. Why these three are refused by default: docs/adr/0010-graphql-over-http-as-audited.md. */
const withoutPreflight = new Set(['5A70', 'D6D5', '6A70']);

/** Plain `fetch`, whatever types of it the package knows. */
const audits = (endpoint: () => string) => serverAudits({ url: () => endpoint(), fetchFn: fetch });

describe('GraphQL over HTTP, audits of graphql-http with server.csrf: fetch-metadata', () => {
  const all = audits(() => open.endpoint);

  it('are 61, each with an id of its own', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(61);
  });

  it.each(all.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_id, _name, audit) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? '' : result.reason).toBe('');
    expect(result.status).toBe('ok');
  });
});

describe('GraphQL over HTTP, audits of graphql-http by default', () => {
  const all = audits(() => safe.endpoint);

  it.each(all.filter(({ id }) => !withoutPreflight.has(id)).map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? '' : result.reason).toBe('');
      expect(result.status).toBe('ok');
    },
  );

  it.each(all.filter(({ id }) => withoutPreflight.has(id)).map((audit) => [audit.id, audit.name, audit] as const))(
    '%s is refused: %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 200 : result.response.status).toBe(400);
    },
  );
});
