import { describe, expect, it } from 'vitest';
import {
  compose,
  createRequest,
  createTestSource,
  plain,
  type ServiceAnswer,
  startService,
  withApi,
} from '../connectors.test-kit.js';

interface Case {
  /** Arguments of `@connect` besides `source`. */
  readonly connect: string;
  /** Arguments of `@source` besides `name` and `http.baseURL`. */
  readonly source?: string;
  /** Definition of the argument `x`. Default `String`. */
  readonly x?: string;
  readonly value?: unknown;
  readonly answer?: ServiceAnswer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the service's address. */
  readonly path?: string;
}

/** Asks `Query.f(x:)` of a subgraph made for the case; gives what the service saw and what came of it. */
async function call({ connect, source = '', x = 'String', value, answer = {}, headers = {}, path = '' }: Case) {
  const sdl = withApi(
    `scalar JSON input In { a: String list: [String] inner: In }
     type Query { f(x: ${x}): JSON @connect(source: "api", ${connect}) }`,
  ).replace(
    'http: { baseURL: "http://127.0.0.1:1/base" } )',
    `http: { baseURL: "http://127.0.0.1:1/base" ${source} })`,
  );
  await using service = await startService(() => ({ json: { v: 1 }, ...answer }));
  const url = service.url + path;
  const config = { key: 'k' };
  await using api = createTestSource({ supergraph: compose({ sub: sdl }), name: 'sub', connector: 'api', url, config });
  const asked = await api.fetch(`query($x: ${x}) { f(x: $x) }`, {
    variables: value === undefined ? {} : { x: value },
    request: createRequest(headers),
  });
  return { seen: service.seen[0], ...plain(asked) } as {
    readonly seen: (typeof service.seen)[number] | undefined;
    readonly data: { readonly f: unknown };
    readonly errors: readonly Readonly<Record<string, unknown>>[];
  };
}

const get = (url: string, more = ''): string => `http: { GET: "${url}" ${more} }, selection: "$.v"`;

describe('compileRestCall(): URLs', () => {
  it.each([
    ['joins the base path and its own with one slash', '/v1/', get('/a/b/'), undefined, '/v1/a/b/'],
    ['appends to a base without a path', '', get('a'), undefined, '/a'],
    ['joins the queries', '?k=1', get('?x={$args.x}&y=2'), 'é&', '/?k=1&x=%C3%A9%26&y=2'],
    ['keeps a value inside its segment', '/v1', get('/a/{$args.x}/b'), '../..?q#f', '/v1/a/..%2F..%3Fq%23f/b'],
    ['renders null as nothing', '', get('/a?x={$args.x}'), null, '/a?x='],
    ['appends "path" as segments', '', get('/a', `path: "$(['b c', $args.x])"`), 'd/e', '/a/b%20c/d%2Fe'],
    [
      'appends "queryParams", repeats lists and drops null',
      '',
      get('/a?b=1', `queryParams: "c: $args.x d: $([1, null, true]) e: $(null) 'f&': $('g=')"`),
      'x',
      '/a?b=1&c=x&d=1&d=true&f%26=g%3D',
    ],
  ])('%s', async (_what, path, connect, value, expected) => {
    expect((await call({ path, connect, value })).seen?.url).toBe(expected);
  });

  it('puts the source’s "path" and "queryParams" before the connector’s', async () => {
    const source = `path: "$(['v2'])" queryParams: "key: $config.key"`;
    const connect = get('/a?x=1', `queryParams: "y: $('2')"`);
    expect((await call({ path: '/api', source, connect })).seen?.url).toBe('/api/v2/a?key=k&x=1&y=2');
  });

  it.each(['..', '.', '%2e%2E'])('refuses a value that makes the segment %j, without a call', async (value) => {
    const { seen, data, errors } = await call({ connect: get('/a/{$args.x}/b'), value });
    if (value.startsWith('%')) {
      // The percent sign itself is encoded, so this one is no step up.
      expect(seen?.url).toBe('/a/%252e%252E/b');
      return;
    }
    expect(seen).toBeUndefined();
    expect({ data, errors }).toEqual({
      data: { f: null },
      errors: [
        {
          message: 'Cannot build the request: a segment of the path is "." or ".."',
          path: ['f'],
          extensions: {
            code: 'CONNECTOR_REQUEST',
            service: 'sub',
            connector: { coordinate: 'sub:Query.f@connect[0]' },
          },
        },
      ],
    });
  });

  it.each([
    ['a list in the URL', get('/{$args.x.list->map(@)}'), 'a list or an object stands in the URL'],
    ['an object in "queryParams"', get('/', 'queryParams: "a: $args.x"'), 'an object stands in "queryParams"'],
    ['no list for "path"', get('/', 'path: "$args.x"'), '"path" is not a list but an object'],
  ])('refuses %s', async (_what, connect, reason) => {
    const { seen, errors } = await call({ connect, x: 'In', value: { list: ['a'] } });
    expect(seen).toBeUndefined();
    expect(errors[0]?.['message']).toBe(`Cannot build the request: ${reason}`);
  });
});

describe('compileRestCall(): headers', () => {
  const source = 'headers: [{ name: "X-A", value: "{$config.key}-source" }, { name: "X-In", from: "x-client" }]';

  it('sends those of source and connector, the connector’s winning, and copies the client’s', async () => {
    const connect = get(
      '/',
      'headers: [{ name: "x-a", value: "own" }, { name: "x-req", value: "{$request.headers.cookie->first}" }]',
    );
    const { seen } = await call({
      connect,
      source,
      headers: { 'x-client': 'c', cookie: 's=1', authorization: 'secret' },
    });
    expect(seen?.headers).toMatchObject({ 'x-a': 'own', 'x-in': 'c', 'x-req': 's=1', accept: 'application/json' });
    expect(seen?.headers).not.toHaveProperty('authorization');
  });

  it('leaves out a header that the client did not send', async () => {
    expect((await call({ connect: get('/'), source })).seen?.headers).not.toHaveProperty('x-in');
  });

  it.each(['a\r\nx-evil: 1', 'a\n', '\0', '€'])('refuses %j in a header, without a call', async (value) => {
    const { seen, errors } = await call({ connect: get('/', 'headers: [{ name: "x-a", value: "{$args.x}" }]'), value });
    expect(seen).toBeUndefined();
    expect(errors[0]?.['message']).toBe('Cannot build the request: a value does not fit into the header "x-a"');
  });
});

describe('compileRestCall(): bodies', () => {
  const post = (more: string): string => `http: { POST: "/" ${more} }, selection: "$.v"`;

  it('sends JSON', async () => {
    const { seen } = await call({
      connect: post('body: "in: $args.x n: $(1)"'),
      x: 'In',
      value: { list: ['a', null] },
    });
    expect(seen).toMatchObject({ method: 'POST', body: '{"in":{"list":["a",null]},"n":1}' });
    expect(seen?.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '32' });
  });

  it('sends a form with indexed brackets when the content type says so', async () => {
    const form = 'headers: [{ name: "content-type", value: "application/x-www-form-urlencoded" }]';
    const { seen } = await call({
      connect: post(`${form} body: "b: $args.x z: $(null) 'k&': $('v =')"`),
      x: 'In',
      value: { a: 'ü', list: ['p', 'q'], inner: { list: ['r'] } },
    });
    expect(seen?.body).toBe('b[a]=%C3%BC&b[list][0]=p&b[list][1]=q&b[inner][list][0]=r&z=&k%26=v+%3D');
  });

  it('sends none when the mapping finds nothing', async () => {
    const { seen } = await call({ connect: post('body: "$args.x"') });
    expect(seen?.body).toBe('');
    expect(seen?.headers).not.toHaveProperty('content-type');
  });
});

describe('compileRestCall(): answers', () => {
  it.each<[string, ServiceAnswer, string, unknown]>([
    ['JSON', { json: { v: [1] } }, '$.v', [1]],
    ['+json', { type: 'application/hal+json; charset=utf-8', json: { v: 2 } }, '$.v', 2],
    ['JSON without a content type', { type: '', text: '{"v": 3}' }, '$.v', 3],
    ['JSON behind a byte order mark', { text: '\ufeff{"v": 3}' }, '$.v', 3],
    ['text', { type: 'text/plain; charset=utf-8', text: 'hé' }, '$', 'hé'],
    ['another type as null', { type: 'text/html', text: '<p>' }, '$', null],
    ['no body as null', { status: 204, text: '' }, '$', null],
    ['status and headers', { headers: { 'x-n': '9' } }, "s: $status h: $response.headers.'x-n'", { s: 200, h: ['9'] }],
  ])('reads %s', async (_what, answer, selection, expected) => {
    const { data, errors } = await call({ connect: `http: { GET: "/" }, selection: "${selection}"`, answer });
    expect({ data, errors }).toEqual({ data: { f: expected }, errors: [] });
  });

  const coordinate = { service: 'sub', connector: { coordinate: 'sub:Query.f@connect[0]' } };

  it('makes a plain error of a refusal when nothing maps it, with nothing of the body', async () => {
    const { data, errors } = await call({
      connect: get('/'),
      answer: { status: 500, text: 'stack trace', type: 'text/plain' },
    });
    const extensions = { code: 'CONNECTOR_FETCH', http: { status: 500 }, ...coordinate };
    expect({ data, errors }).toEqual({
      data: { f: null },
      errors: [{ message: 'Request failed', path: ['f'], extensions }],
    });
  });

  it('keeps the status of a refusal whose JSON is broken', async () => {
    const { errors } = await call({ connect: get('/'), answer: { status: 502, text: '<html>' } });
    expect(errors[0]).toMatchObject({ message: 'Request failed', extensions: { http: { status: 502 } } });
  });

  it('lets isSuccess decide, whatever the status', async () => {
    const connect = `${get('/')} isSuccess: "ok"`;
    expect((await call({ connect, answer: { status: 404, json: { ok: true, v: 1 } } })).data.f).toBe(1);
    expect((await call({ connect, answer: { json: { ok: false } } })).errors[0]).toMatchObject({
      message: 'Request failed',
    });
    expect((await call({ connect, answer: { json: { ok: 'yes' } } })).data.f).toBeNull();
  });

  it('leaves 401 and 403 to errors that read $status', async () => {
    const connect = `${get('/')} errors: { message: "why", extensions: "code: $status->match([401, 'LOGIN'], [@, 'OTHER'])" }`;
    const { errors } = await call({ connect, answer: { status: 401, json: { why: 'Log in' } } });
    const extensions = { code: 'LOGIN', http: { status: 401 }, ...coordinate };
    expect(errors).toEqual([{ message: 'Log in', path: ['f'], extensions }]);
  });

  it('lets no mapping forge where an error comes from', async () => {
    const connect = `${get('/')} errors: { extensions: "service: $('x') connector: $('y') __proto__: a" }`;
    const { errors } = await call({ connect, answer: { status: 500, json: { a: { code: 'POLLUTED' } } } });
    expect(errors[0]?.['extensions']).toMatchObject({ code: 'CONNECTOR_FETCH', ...coordinate });
  });

  it('answers SOURCE_ANSWER_TOO_LARGE past maxAnswerBytes', async () => {
    const { errors } = await call({ connect: get('/'), answer: { json: { v: 'x'.repeat(100_000) } } });
    expect(errors).toEqual([{ path: ['f'], failure: 'SOURCE_ANSWER_TOO_LARGE' }]);
  });
});
