import { describe, expect, it } from 'vitest';
import type { SourceRequest } from '../../executor/source.js';
import { createHttpClient } from '../../upstream/http-client.js';
import {
  compose,
  createRequest,
  createTestSource,
  plain,
  type SeenRequest,
  startService,
  withApi,
} from './connectors.test-kit.js';

const ids = Array.from({ length: 100 }, (_, index) => `i${index}`);

/** A list of references, completed one by one. */
const byId = compose({
  sub: withApi(`
    type Item @key(fields: "id") { id: ID! name: String }
    type Query {
      items: [Item] @connect(source: "api", http: { GET: "/items" }, selection: "$.ids { id: @ }")
      item(id: ID!): Item @connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "id name", entity: true)
    }
  `),
});

/** The same, completed by lists of ids. */
const byBatch = (maxSize?: number) =>
  compose({
    sub: withApi(`
      type Item @key(fields: "id")
        @connect(source: "api", http: { POST: "/batch", body: "ids: $batch.id" }, selection: "$.items { id name }"
          ${maxSize === undefined ? '' : `batch: { maxSize: ${maxSize} }`}) { id: ID! name: String }
      type Query { items: [Item] @connect(source: "api", http: { GET: "/items" }, selection: "$.ids { id: @ }") }
    `),
  });

interface Asked {
  readonly supergraph: ReturnType<typeof compose>;
  readonly listed?: readonly string[];
  readonly maxRequestsPerOperation?: number;
  readonly text?: string;
  readonly request?: SourceRequest;
  readonly failing?: (seen: SeenRequest) => boolean;
  /** The most connections to the service, where there is a bound. */
  readonly connections?: number;
}

async function ask({ supergraph, listed = ids, maxRequestsPerOperation, request, failing, text, connections }: Asked) {
  let underWay = 0;
  let most = 0;
  await using service = await startService(async (seen) => {
    if (seen.url.endsWith('/items')) return { json: { ids: listed } };
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 20));
    underWay -= 1;
    if (failing?.(seen) === true) return { status: 500, json: {} };
    if (seen.method === 'POST') {
      const wanted = (JSON.parse(seen.body) as { readonly ids: readonly string[] }).ids;
      return { json: { items: wanted.map((id) => ({ id, name: `n-${id}` })).reverse() } };
    }
    const id = seen.url.slice(seen.url.lastIndexOf('/') + 1);
    return { json: { id, name: `n-${id}` } };
  });
  const settings = {
    timeoutMs: 5000,
    maxAnswerBytes: 100_000,
    connectors: {
      api: { url: service.url, ...(maxRequestsPerOperation !== undefined && { maxRequestsPerOperation }) },
    },
  };
  const httpClient = createHttpClient(
    connections === undefined ? {} : { maxConnectionsPerOrigin: connections, keepAliveMs: 1000 },
  );
  await using source = createTestSource({
    supergraph,
    name: 'sub',
    connector: 'api',
    url: service.url,
    settings,
    httpClient,
  });
  const fetched = await source.fetch(text ?? '{ items { id name } }', request === undefined ? {} : { request });
  const answer = plain(fetched) as {
    readonly data: { readonly items: ReadonlyArray<{ readonly id: string; readonly name: string } | null> };
    readonly errors: ReadonlyArray<{
      readonly path: readonly unknown[];
      readonly extensions?: { readonly code: string };
    }>;
  };
  return { answer, calls: service.seen.slice(1), most };
}

describe('a list of 100 entities', () => {
  it('is one call to a service that takes lists of ids', async () => {
    const { answer, calls } = await ask({ supergraph: byBatch() });
    expect(calls.map(({ url }) => url)).toEqual(['/batch']);
    expect(answer.data.items).toEqual(ids.map((id) => ({ id, name: `n-${id}` })));
  });

  it('is a call for each maxSize of them, duplicates asked for once and answered wherever they are', async () => {
    const listed = [...ids, 'i0', 'i99', 'i0'];
    const { answer, calls } = await ask({ supergraph: byBatch(30), listed });
    expect(calls.map(({ body }) => JSON.parse(body).ids.length)).toEqual([30, 30, 30, 10]);
    expect(answer.data.items.map((item) => item?.name)).toEqual(listed.map((id) => `n-${id}`));
  });

  it('keeps every entity its place when one of the calls fails', async () => {
    const failing = ({ body }: SeenRequest): boolean => body.includes('"i30"');
    const { answer } = await ask({ supergraph: byBatch(30), failing });
    expect(answer.data.items.map((item) => item?.name ?? null)).toEqual(
      ids.map((id, index) => (index >= 30 && index < 60 ? null : `n-${id}`)),
    );
    expect(answer.errors.map(({ path }) => path[1])).toEqual(ids.slice(30, 60).map((_, index) => index + 30));
  });

  it('is a call for each to a service that answers one, side by side', async () => {
    const { answer, calls, most } = await ask({ supergraph: byId });
    expect(calls).toHaveLength(100);
    expect(most).toBeGreaterThan(10);
    expect(answer.data.items.map((item) => item?.name)).toEqual(ids.map((id) => `n-${id}`));
  });

  it('is called for side by side, up to the connections that the source may have', async () => {
    const { answer, calls, most } = await ask({ supergraph: byId, connections: 7 });
    expect(calls).toHaveLength(100);
    expect(most).toBe(7);
    expect(answer.data.items.map((item) => item?.name)).toEqual(ids.map((id) => `n-${id}`));
  });

  it.each([
    ['just enough', 101, 100, 0],
    ['one too few', 100, 99, 1],
    ['far too few', 11, 10, 90],
  ])('makes no more calls than the source allows one operation: %s', async (_what, max, made, refused) => {
    const { answer, calls } = await ask({ supergraph: byId, maxRequestsPerOperation: max });
    expect(calls).toHaveLength(made);
    expect(answer.data.items.filter((item) => item === null)).toHaveLength(refused);
    expect(answer.errors).toHaveLength(refused);
    expect(new Set(answer.errors.map(({ extensions }) => extensions?.code))).toEqual(
      new Set(refused === 0 ? [] : ['REQUEST_LIMIT_EXCEEDED']),
    );
  });

  it('counts for one operation, not for the next', async () => {
    const request = createRequest();
    expect((await ask({ supergraph: byId, maxRequestsPerOperation: 101, request })).answer.errors).toEqual([]);
    expect((await ask({ supergraph: byId, maxRequestsPerOperation: 101 })).answer.errors).toEqual([]);
  });
});
