import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { representationsOf } from '../../executor/representations.js';
import { createHttpClient } from '../../upstream/http-client.js';
import { compose, createRequest, type SeenRequest, startService, withApi } from './connectors.test-kit.js';
import { createConnectorsSource } from './connectors-source.js';
import type { MappingProblem } from './mapping/problem.js';

/** What each of the texts asks of one source, as fetches of one plan, and which keys its mappings did not find. */
async function ask(
  sdl: string,
  texts: readonly (string | { readonly text: string; readonly representations: readonly object[] })[],
  { json, isPlanned = true }: { readonly json: (seen: SeenRequest) => unknown; readonly isPlanned?: boolean },
) {
  await using service = await startService((seen) => ({ json: json(seen) }));
  const httpClient = createHttpClient({ maxConnectionsPerOrigin: 8, keepAliveMs: 1000 });
  const problems: MappingProblem[] = [];
  const source = createConnectorsSource({
    name: 'sub',
    supergraph: compose({ sub: withApi(sdl) }),
    settings: { timeoutMs: 5000, maxAnswerBytes: 1_000_000, connectors: { api: { url: service.url } } },
    httpClient,
    reportProblems: (_coordinate, found) => problems.push(...found),
  });
  try {
    const request = createRequest();
    const plan = {};
    const sends = texts.map((asked) => {
      const { text, representations } = typeof asked === 'string' ? { text: asked, representations: undefined } : asked;
      const [operation] = parse(text).definitions;
      const kind = operation?.kind === 'OperationDefinition' ? operation.operation : 'query';
      const send = source.prepare({
        kind,
        text,
        name: undefined,
        variableNames: [],
        path: [],
        ...(isPlanned && { plan }),
      });
      return { send, representations };
    });
    const answers = [];
    for (const { send, representations } of sends) {
      const { data, errors } = await send({
        variables: {},
        ...(representations && {
          representations: representationsOf(representations.map((one) => JSON.stringify(one))),
        }),
        request,
        signal: new AbortController().signal,
      });
      answers.push({ data: JSON.parse(JSON.stringify(data)), errors: errors.map(({ path }) => path?.join('.')) });
    }
    return { answers, missing: problems.map(({ path }) => path.join('.')), calls: service.seen.map(({ url }) => url) };
  } finally {
    await httpClient.close();
  }
}

const wide = `
  type Query { things: [Thing] @connect(source: "api", http: { GET: "/things" }, selection: """
    $.rows { id: key name: title size { w h } other: { x: far.x y: far.y } $.more { extra } }
  """) }
  type Thing { id: ID name: String size: Size other: Other extra: String }
  type Size { w: Int h: Int }
  type Other { x: Int y: Int }`;

describe('createConnectorsSource(): what is asked for', () => {
  it('is all that is mapped: nothing is said of fields that nobody asked for', async () => {
    const { answers, missing } = await ask(wide, ['{ things { name size { w } } }'], { json: () => ({ rows: [{}] }) });
    expect(answers).toEqual([{ data: { things: [{ name: null, size: null }] }, errors: [] }]);
    expect(missing).toEqual(['rows.0.title', 'rows.0.size']);
  });

  it('is mapped inside of objects, groups and merged selections too', async () => {
    const json = () => ({ rows: [{ size: {}, far: {}, more: {} }] });
    const of = async (fields: string) => (await ask(wide, [`{ things { ${fields} } }`], { json })).missing;
    expect(await of('size { w }')).toEqual(['rows.0.size.w']);
    expect(await of('other { y }')).toEqual(['rows.0.far.y']);
    expect(await of('extra')).toEqual(['rows.0.more.extra']);
    expect(await of('__typename')).toEqual([]);
  });

  it('takes aliases, fragments and conditions for what they may ask', async () => {
    const text = `query ($yes: Boolean = true) { a: things { ...F } b: things { n: name @skip(if: $yes) } }
      fragment F on Thing { ... on Thing { size { ...S } } } fragment S on Size { w }`;
    const { answers, missing, calls } = await ask(wide, [text], { json: () => ({ rows: [{ size: { w: 1 } }] }) });
    expect(answers).toEqual([{ data: { a: [{ size: { w: 1 } }], b: [{}] }, errors: [] }]);
    expect(missing).toEqual(['rows.0.title']);
    expect(calls).toEqual(['/things']);
  });

  it('is everything where the plan is not known', async () => {
    const { missing } = await ask(wide, ['{ things { name } }'], { json: () => ({ rows: [{}] }), isPlanned: false });
    expect(missing.length).toBeGreaterThan(5);
  });

  it('is no reason to call twice: fetches of a plan share the calls for all that they ask', async () => {
    const { answers, calls } = await ask(wide, ['{ things { id } }', '{ things { name } }'], {
      json: () => ({ rows: [{ key: 1, title: 'One' }] }),
    });
    expect(calls).toEqual(['/things']);
    expect(answers.map(({ data }) => data)).toEqual([{ things: [{ id: '1' }] }, { things: [{ name: 'One' }] }]);
  });

  const entity = `
    type Query {
      orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "$.orders { id note customer: { id: customerId vip } line: { sku: lineSku note: lineNote } }")
      order(id: ID!): Order @connect(source: "api", http: { GET: "/orders/{$args.id}" }, selection: "id note", entity: true)
    }
    type Order @key(fields: "id") { id: ID! note: String customer: Customer line: Line
      total: Int @connect(source: "api", http: { GET: "/totals/{$this.id}" }, selection: "$.total") }
    type Customer @key(fields: "id") @connect(source: "api", http: { POST: "/customers", body: "ids: $batch.id" }, selection: "$.customers { id name mail }") {
      id: ID! vip: Boolean name: String mail: String
    }
    type Line { sku: String note: String
      stock: Int @connect(source: "api", http: { GET: "/stock/{$this.sku}" }, selection: "$.stock")
    }`;
  const answerOf = ({ url, body }: SeenRequest): unknown => {
    if (url.endsWith('/orders')) return { orders: [{ id: 1, customerId: 'c1', lineSku: 's1' }] };
    if (url.includes('/totals')) return { total: 5 };
    if (url.includes('/stock')) return { stock: 9 };
    if (url.endsWith('/customers'))
      return { customers: JSON.parse(body).ids.map((id: string) => ({ id, name: `n-${id}` })) };
    return { id: 1 };
  };

  it('keeps what connectors read of their parents, and what batches are matched by', async () => {
    const { answers, missing, calls } = await ask(entity, ['{ orders { total customer { name } line { stock } } }'], {
      json: answerOf,
    });
    expect(answers).toEqual([
      { data: { orders: [{ total: 5, customer: { name: 'n-c1' }, line: { stock: 9 } }] }, errors: [] },
    ]);
    expect(missing).toEqual([]);
    expect(calls.toSorted()).toEqual(['/customers', '/orders', '/stock/s1', '/totals/1']);
  });

  it('is asked of entities by what is selected of them', async () => {
    const text =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { name } } }';
    const { answers, missing } = await ask(
      entity,
      [{ text, representations: [{ __typename: 'Customer', id: 'c7' }] }],
      { json: answerOf },
    );
    expect(answers).toEqual([{ data: { _entities: [{ name: 'n-c7' }] }, errors: [] }]);
    expect(missing).toEqual([]);
  });

  it('does not change what an object without a body is', async () => {
    const sdl = `
      type Query { a: Int @connect(source: "api", http: { GET: "/" }, selection: "$.a") }
      type Mutation { remove(id: ID!): Removed @connect(source: "api", http: { DELETE: "/{$args.id}" }, selection: "done: $status->eq(200) id") }
      type Removed { done: Boolean id: ID }`;
    const { answers } = await ask(sdl, ['mutation { remove(id: 1) { id } }'], { json: () => null });
    expect(answers).toEqual([{ data: { remove: { id: null } }, errors: [] }]);
  });
});
