import { describe, expect, it } from 'vitest';
import {
  compose,
  createRequest,
  createTestSource,
  type ServiceAnswer,
  startService,
  withApi,
} from '../connectors.test-kit.js';
import { describeShape } from './describe-shape.js';
import { createMasks } from './mask-secrets.js';

const supergraph = compose({
  sub: withApi(`
    type T { id: ID name: String }
    type Query {
      list(q: String, token: String): [T] @connect(
        source: "api"
        http: {
          POST: "/list?q={$args.q}&token={$args.token}&k={$config.key}"
          headers: [{ name: "Authorization", value: "Bearer {$config.key}" }, { name: "X-Env", value: "{$env.TOKEN}" }]
          body: "filter: { name: $args.q }"
        }
        selection: """
        $.rows {
          id
          name: title
        }
        """
      )
    }
  `),
});

async function debug(answer: ServiceAnswer) {
  await using service = await startService(() => answer);
  const { url } = service;
  const config = { key: 's3cr3t key' };
  const environment = { TOKEN: 'env-token', OTHER: 'other' };
  await using source = createTestSource({ supergraph, name: 'sub', connector: 'api', url, config, environment });
  const entries: Array<Readonly<Record<string, unknown>>> = [];
  const request = {
    ...createRequest(),
    debug: { record: (entry: Readonly<Record<string, unknown>>) => void entries.push(entry) },
  };
  await source.fetch('{ list(q: "shoes", token: "t-1") { id name } }', { request });
  return { entries: JSON.parse(JSON.stringify(entries)) as Array<Record<string, unknown>>, url };
}

describe('the debugger', () => {
  it('shows a call, its request, the shape of its answer, what the mapping did not find, and the time', async () => {
    const { entries, url } = await debug({
      json: { rows: [{ id: 1, title: 'Sandals' }, { id: 2 }, { id: 3 }] },
      headers: { 'set-cookie': 'session=1' },
    });
    const [entry] = entries;
    expect(entries).toHaveLength(1);
    expect(entry?.['connector']).toBe('sub:Query.list@connect[0]');
    expect(entry?.['request']).toEqual({
      method: 'POST',
      url: `${url}/list?q=shoes&token=***&k=***`,
      headers: { authorization: '***', 'x-env': '***', accept: 'application/json', 'content-type': 'application/json' },
      body: { filter: { name: 'string' } },
    });
    expect(entry?.['response']).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'set-cookie': '***' },
      body: { rows: ['3 items', { id: 'number', title: 'string' }] },
    });
    expect(entry?.['mapping']).toEqual({
      result: ['3 items', { id: 'number', name: 'string' }],
      problems: [{ message: 'No key "title" in an object', path: 'rows.1.title', line: 3, column: 9, count: 2 }],
    });
    expect(entry?.['durationMs']).toBeGreaterThan(0);
    expect(JSON.stringify(entries)).not.toMatch(/s3cr3t|env-token|Sandals|session=1|t-1/);
  });

  it('shows what became of a call that failed', async () => {
    const { entries } = await debug({ status: 503, json: { detail: 'no' } });
    expect(entries).toMatchObject([
      {
        response: { status: 503, body: { detail: 'string' } },
        error: { code: 'CONNECTOR_FETCH', message: 'Request failed' },
      },
    ]);
    const unreadable = await debug({ text: '{' });
    expect(unreadable.entries).toMatchObject([{ error: { code: 'SOURCE_BAD_ANSWER' } }]);
  });

  it('shows what the mappings of bodies, conditions and errors did not find', async () => {
    await using service = await startService(() => ({ json: { ok: true } }));
    const text = `type Query { one(q: String): Int @connect(
      source: "api"
      http: { POST: "/", body: "a: $args.q" }
      isSuccess: "$status->lt(300)->and($.fine)"
      errors: { message: "detail.why", extensions: "x: $.y" }
      selection: "$.n"
    ) }`;
    const subgraph = compose({ sub: withApi(text) });
    await using source = createTestSource({ supergraph: subgraph, name: 'sub', connector: 'api', url: service.url });
    const entries: Array<Readonly<Record<string, unknown>>> = [];
    const record = (entry: Readonly<Record<string, unknown>>) => void entries.push(entry);
    await source.fetch('{ one }', { request: { ...createRequest(), debug: { record } } });
    const [{ problems } = {}] = JSON.parse(JSON.stringify(entries)) as Array<Record<string, unknown>>;
    expect(problems).toEqual([
      { argument: 'http.body', message: 'No key "q" in an object', path: '$args.q', line: 1, column: 10, count: 1 },
      { argument: 'isSuccess', message: 'No key "fine" in an object', path: 'fine', line: 1, column: 25, count: 1 },
      expect.objectContaining({ argument: 'isSuccess', message: '->and needs booleans: got nothing', column: 19 }),
      {
        argument: 'errors.message',
        message: 'No key "detail" in an object',
        path: 'detail',
        line: 1,
        column: 1,
        count: 1,
      },
      { argument: 'errors.extensions', message: 'No key "y" in an object', path: 'y', line: 1, column: 6, count: 1 },
    ]);
  });

  it('takes nothing down when nobody looks', async () => {
    await using service = await startService(() => ({ json: { rows: [] } }));
    const { url } = service;
    await using source = createTestSource({ supergraph, name: 'sub', connector: 'api', url });
    const { data } = await source.fetch('{ list { id } }');
    expect(JSON.stringify(data)).toBe('{"list":[]}');
  });
});

describe('describeShape()', () => {
  it('leaves out what is deep and wide', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 50; depth += 1) deep = { a: deep };
    expect(JSON.stringify(describeShape(deep))).toContain('"…"');
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, index]));
    expect(describeShape(wide)).toMatchObject({ k49: 'number', '…': '10 more keys' });
  });
});

describe('createMasks()', () => {
  it('hides secrets as they are and as URLs write them, credentials, and parameters named like secrets', () => {
    const masks = createMasks(['a b/c', 'abcd', 'x']);
    expect(masks.url('http://user:pass@h.test/abcd/a%20b%2Fc?api_key=1&x=x')).toBe(
      'http://***:***@h.test/***/***?api_key=***&x=x',
    );
    expect(masks.text('has a b/c')).toBe('has ***');
    expect(masks.header('Content-Type', 'a/abcd')).toBe('a/***');
    expect(masks.header('Cookie', 'x')).toBe('***');
  });
});
