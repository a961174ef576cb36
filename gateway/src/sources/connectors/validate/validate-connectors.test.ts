import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../upstream/http-client.js';
import { compose, shippingSdl, withApi } from '../connectors.test-kit.js';
import { createConnectorsSource } from '../connectors-source.js';
import { validateConnectors } from './validate-connectors.js';

/** Problems as `CODE coordinate line:column`. */
function problemsOf(sdl: string): string[] {
  return validateConnectors(compose({ sub: sdl })).map(({ code, coordinate, line, column }) =>
    line === undefined ? `${code} ${coordinate}` : `${code} ${coordinate} ${line}:${column}`,
  );
}

const query = (connect: string, field = 'f(x: String): String'): string =>
  withApi(`scalar JSON type Query { ${field} @connect(${connect}) }`);

/** `T` with keys `id` and `code`, an entity connector for both, and more. */
const entity = (type: string, more = ''): string =>
  withApi(
    `type Query { t(id: ID!): T @connect(source: "api", http: { GET: "/" }, selection: "id code", entity: true) ${more} } ${type}`,
  );

const ok = 'selection: "$.v"';
const at = 'sub:Query.f@connect[0]';

describe('validateConnectors()', () => {
  it('finds nothing wrong with the shop’s shipping subgraph', () => {
    expect(validateConnectors(compose({ shipping: shippingSdl }))).toEqual([]);
  });

  it.each([
    [
      'a selection that does not parse',
      `source: "api", http: { GET: "/" }, selection: "$.a->frist"`,
      `INVALID_SELECTION ${at} selection 1:6`,
    ],
    ['a URL that does not parse', `source: "api", http: { GET: "/{$args." }, ${ok}`, `INVALID_URL ${at} http.GET 1:9`],
    [
      'a body that does not parse',
      `source: "api", http: { POST: "/", body: "a: 1" }, ${ok}`,
      `INVALID_BODY ${at} http.body 1:4`,
    ],
    [
      'a header value that does not parse',
      `source: "api", http: { GET: "/", headers: [{ name: "a", value: "{" }] }, ${ok}`,
      `INVALID_HEADER ${at} http.headers[0].value 1:2`,
    ],
    [
      'queryParams that do not parse',
      `source: "api", http: { GET: "/", queryParams: "a:" }, ${ok}`,
      `INVALID_URL_PROPERTY ${at} http.queryParams 1:3`,
    ],
    [
      'a message that does not parse',
      `source: "api", http: { GET: "/" }, ${ok}, errors: { message: "{" }`,
      `INVALID_ERRORS_MESSAGE ${at} errors.message 1:1`,
    ],
    [
      'a condition that does not parse',
      `source: "api", http: { GET: "/" }, ${ok}, isSuccess: "$("`,
      `INVALID_IS_SUCCESS ${at} isSuccess 1:3`,
    ],
    [
      'an unknown argument',
      `source: "api", http: { GET: "/{$args.y}" }, ${ok}`,
      `UNDEFINED_ARGUMENT ${at} http.GET 1:3`,
    ],
    ['$this on a root field', `source: "api", http: { GET: "/{$this.y}" }, ${ok}`, `INVALID_URL ${at} http.GET 1:3`],
    ['$status in a request', `source: "api", http: { GET: "/{$status}" }, ${ok}`, `INVALID_URL ${at} http.GET 1:3`],
    ['a variable of no meaning', `source: "api", http: { GET: "/{$arg.x}" }, ${ok}`, `INVALID_URL ${at} http.GET 1:3`],
    ['an unknown source', `source: "apis", http: { GET: "/" }, ${ok}`, `SOURCE_NAME_MISMATCH ${at}`],
    ['no method', `source: "api", http: {}, ${ok}`, `MISSING_HTTP_METHOD ${at}`],
    ['two methods', `source: "api", http: { GET: "/", PUT: "/" }, ${ok}`, `MULTIPLE_HTTP_METHODS ${at}`],
    ['a body on GET', `source: "api", http: { GET: "/", body: "a: $args.x" }, ${ok}`, `INVALID_BODY ${at}`],
    [
      'an absolute URL beside a source',
      `source: "api", http: { GET: "http://a.test/" }, ${ok}`,
      `ABSOLUTE_CONNECT_URL_WITH_SOURCE ${at}`,
    ],
    ['a relative URL without a source', `http: { GET: "/" }, ${ok}`, `RELATIVE_CONNECT_URL_WITHOUT_SOURCE ${at}`],
    ['a scheme that is not HTTP', `http: { GET: "ftp://a.test/" }, ${ok}`, `INVALID_URL_SCHEME ${at}`],
    [
      'a forbidden header',
      `source: "api", http: { GET: "/", headers: [{ name: "Upgrade", value: "x" }] }, ${ok}`,
      `INVALID_HEADER ${at} http.headers[0]`,
    ],
    [
      'a host copied from the client',
      `source: "api", http: { GET: "/", headers: [{ name: "host", from: "host" }] }, ${ok}`,
      `INVALID_HEADER ${at} http.headers[0]`,
    ],
    [
      'a header both copied and set',
      `source: "api", http: { GET: "/", headers: [{ name: "a", from: "b", value: "c" }] }, ${ok}`,
      `INVALID_HEADER ${at} http.headers[0]`,
    ],
    [
      'a header set twice',
      `source: "api", http: { GET: "/", headers: [{ name: "a", from: "b" }, { name: "A", from: "b" }] }, ${ok}`,
      `HTTP_HEADER_NAME_COLLISION ${at} http.headers[1]`,
    ],
    [
      'an object for a scalar',
      `source: "api", http: { GET: "/" }, selection: "v"`,
      `GROUP_SELECTION_IS_NOT_OBJECT ${at} selection 1:1`,
    ],
    [
      'an entity: true that returns no object',
      `source: "api", http: { GET: "/" }, ${ok}, entity: true`,
      `ENTITY_TYPE_INVALID ${at}`,
    ],
    ['a batch of none', `source: "api", http: { GET: "/" }, ${ok}, batch: { maxSize: 0 }`, `INVALID_BATCH ${at}`],
  ])('reports %s', (_what, connect, problem) => {
    expect(problemsOf(query(connect))).toEqual([problem]);
  });

  it('reports a version it does not know', () => {
    const supergraph = print(compose({ sub: query(`source: "api", http: { GET: "/" }, ${ok}`) }));
    const problems = validateConnectors(parse(supergraph.replaceAll('connect/v0.3', 'connect/v0.9')));
    expect(problems).toMatchObject([{ code: 'UNKNOWN_CONNECTORS_VERSION', coordinate: 'sub:@link' }]);
    expect(problems[0]?.message).toContain('v0.1, v0.2, v0.3, v0.4');
  });

  it('counts lines and columns inside a mapping', () => {
    const connect = 'source: "api", http: { GET: "/" }, selection: """\n  id\n  name: a->frist\n"""';
    const problems = validateConnectors(compose({ sub: query(connect, 'f: JSON') }));
    expect(problems).toMatchObject([{ line: 2, column: 10, message: expect.stringContaining('did you mean "first"') }]);
  });

  it('allows any shape for a scalar of one’s own', () => {
    expect(problemsOf(query('source: "api", http: { GET: "/" }, selection: "v { a }"', 'f: JSON'))).toEqual([]);
  });

  it.each([
    ['a field that the type lacks', '$.v { id nome }', `SELECTED_FIELD_NOT_FOUND ${at} selection 1:10`],
    ['an object without braces', '$.v', `GROUP_SELECTION_REQUIRED_FOR_OBJECT ${at} selection 1:1`],
    ['a field that no connector gives', '$.v { id }', 'CONNECTORS_UNRESOLVED_FIELD sub:V.name'],
    ['a field with arguments', '$.v { id name many }', `CONNECTORS_FIELD_WITH_ARGUMENTS ${at} selection 1:15`],
  ])('reports a selection with %s', (_what, selection, problem) => {
    const sdl = withApi(`type V { id: ID name: String many(n: Int): Int }
      type Query { f: V @connect(source: "api", http: { GET: "/" }, selection: "${selection}") }`);
    expect(problemsOf(sdl)).toContain(problem);
  });

  it('takes a value of unknown shape for any of the type’s fields', () => {
    const sdl = withApi(
      `type V { id: ID } type Query { f: V @connect(source: "api", http: { GET: "/" }, selection: "$.v->first") }`,
    );
    expect(problemsOf(sdl)).toEqual([]);
  });

  it.each([
    [
      'reports root fields without a connector',
      withApi('type Query { f: String }'),
      ['CONNECTORS_UNRESOLVED_FIELD sub:Query.f'],
    ],
    [
      'reports sources twice, without a name and with a strange one',
      query('source: "api", http: { GET: "/" }, selection: "$.v"').replace(
        'scalar JSON',
        ['api', '', 'a b']
          .map((name) => `extend schema @source(name: "${name}", http: { baseURL: "http://a.test" })`)
          .join(' ')
          .concat(' scalar JSON'),
      ),
      [
        'DUPLICATE_SOURCE_NAME sub:@source(name: "api")',
        'EMPTY_SOURCE_NAME sub:@source(name: "")',
        'INVALID_SOURCE_NAME sub:@source(name: "a b")',
      ],
    ],
    [
      'reports a base URL that is not HTTP',
      query(`source: "api", http: { GET: "/" }, ${ok}`).replace('http://127', 'file://127'),
      ['INVALID_URL_SCHEME sub:@source(name: "api")'],
    ],
    [
      'reports entity: true away from Query, and with arguments that are no key',
      entity(
        'type T @key(fields: "id") { id: ID! code: ID u: T @connect(source: "api", http: { GET: "/" }, selection: "id", entity: true) }',
        'v(code: ID!): T @connect(source: "api", http: { GET: "/" }, selection: "id", entity: true)',
      ),
      ['ENTITY_RESOLVER_ARGUMENT_MISMATCH sub:Query.v@connect[0]', 'ENTITY_NOT_ON_ROOT_QUERY sub:T.u@connect[0]'],
    ],
    [
      'reports a connector on a type that is no entity, or a root',
      withApi(`type Query @connect(source: "api", http: { GET: "/" }, selection: "f { id }") { f: V @connect(source: "api", http: { GET: "/" }, selection: "id") }
        type V @connect(source: "api", http: { GET: "/" }, selection: "id") { id: ID }`),
      ['CONNECT_ON_ROOT sub:Query@connect[0]', 'CONNECT_ON_TYPE_MUST_BE_ENTITY sub:V@connect[0]'],
    ],
    [
      'reports what a connector on a field cannot know of its parent, and knows what can be fetched first',
      entity(
        `type T @key(fields: "id") @key(fields: "code") @connect(source: "api", http: { GET: "/{$this.code}" }, selection: "id code") {
          id: ID! code: ID
          a: String @connect(source: "api", http: { GET: "/{$this.code}" }, ${ok})
          b: String @connect(source: "api", http: { GET: "/{$this.a}" }, ${ok})
          c: String @connect(source: "api", http: { GET: "/{$this.d}" }, ${ok})
        }`,
      ),
      ['UNDEFINED_FIELD sub:T.b@connect[0] http.GET 1:3', 'UNDEFINED_FIELD sub:T.c@connect[0] http.GET 1:3'],
    ],
    [
      'reports an entity that cannot be fetched at all, or not by one of its keys',
      entity(
        'type T @key(fields: "id") @key(fields: "code") { id: ID! code: ID name: String } type U @key(fields: "id") { id: ID! name: String }',
        'n: T @connect(source: "api", http: { GET: "/" }, selection: "id name") u: U @connect(source: "api", http: { GET: "/" }, selection: "id name")',
      ),
      ['CONNECTORS_CANNOT_RESOLVE_KEY sub:T', 'MISSING_ENTITY_CONNECTOR sub:U'],
    ],
    [
      'reports $batch beside $this, and a batch whose answer lacks the key',
      entity(
        `type T @key(fields: "id") @connect(source: "api", http: { GET: "/{$batch.id->first}/{$this.id}" }, selection: "code") { id: ID! code: ID
          p: Int @connect(source: "api", http: { GET: "/{$batch.id->first}" }, selection: "id") }`,
      ),
      [
        'CONNECT_BATCH_AND_THIS sub:T@connect[0]',
        'CONNECTORS_BATCH_KEY_NOT_IN_SELECTION sub:T@connect[0]',
        'CONNECTORS_BATCH_KEY_NOT_IN_SELECTION sub:T.p@connect[0]',
      ],
    ],
    [
      'reports abstract types',
      withApi(
        'interface I { id: ID } type V implements I { id: ID } type Query { f: V @connect(source: "api", http: { GET: "/" }, selection: "id") }',
      ),
      ['CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE sub:I'],
    ],
  ])('%s', (_what, sdl, expected) => {
    expect(problemsOf(sdl).sort()).toEqual([...expected].sort());
  });

  it('reads directives by whatever name the subgraph links them', () => {
    const sdl = query(`source: "nope", http: { GET: "/" }, ${ok}`)
      .replace('["@connect", "@source"]', '[{ name: "@connect", as: "@rest" }]')
      .replace('@source(', '@connect__source(')
      .replace('@connect(source', '@rest(source');
    expect(problemsOf(sdl)).toEqual([`SOURCE_NAME_MISMATCH ${at}`]);
  });
});

describe('createConnectorsSource()', () => {
  it('refuses a subgraph with problems, listing them all', () => {
    const supergraph = compose({ sub: query('source: "no", http: { GET: "/{$args.y}" }, selection: "$.a->b"') });
    const settings = { timeoutMs: 1, maxAnswerBytes: 1, connectors: {} };
    const create = () => createConnectorsSource({ name: 'sub', supergraph, settings, httpClient: createHttpClient() });
    expect(create).toThrow(expect.objectContaining({ code: 'SUPERGRAPH_INVALID' }));
    expect(create).toThrow(/SOURCE_NAME_MISMATCH.*UNDEFINED_ARGUMENT.*INVALID_SELECTION/s);
  });
});
