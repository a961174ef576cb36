import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { compose, withApi } from '../connectors.test-kit.js';
import { validateConnectors } from './validate-connectors.js';

const get = (more = '', selection = '$.v'): string =>
  `@connect(source: "api", http: { GET: "/${more}" }, selection: "${selection}")`;

const found = (sdl: string): string[] =>
  validateConnectors(compose({ sub: sdl })).map(({ code, coordinate, line, column }) =>
    line === undefined ? `${code} ${coordinate}` : `${code} ${coordinate} ${line}:${column}`,
  );

describe('validateConnectors() by the published rules', () => {
  it.each([
    [
      'two connectors with one id',
      withApi(`type Query { a: Int ${get().replace('(', '(id: "x", ')} b: Int ${get().replace('(', '(id: "x", ')} }`),
      ['DUPLICATE_ID_NAME sub:Query.b@connect[0]'],
    ],
    [
      'an id that is no name',
      withApi(`type Query { a: Int ${get().replace('(', '(id: "1 x", ')} }`),
      ['INVALID_CONNECTOR_ID_NAME sub:Query.a@connect[0]'],
    ],
    [
      'a list in a URL',
      withApi(`type Query { a(ids: [ID!]): Int ${get('{$args.ids}')} }`),
      ['UNSUPPORTED_VARIABLE_TYPE sub:Query.a@connect[0] http.GET 1:3'],
    ],
    [
      'an object in a URL',
      withApi(`input I { j: J } input J { k: Int } type Query { a(i: I): Int ${get('{$args.i.j}')} }`),
      ['UNSUPPORTED_VARIABLE_TYPE sub:Query.a@connect[0] http.GET 1:3'],
    ],
    ['a list made a text', withApi(`type Query { a(ids: [ID!]): Int ${get("{$args.ids->joinNotNull(',')}")} }`), []],
    [
      'a scalar in an object',
      withApi(`input I { j: J } input J { k: Int } type Query { a(i: I): Int ${get('{$args.i.j.k}')} }`),
      [],
    ],
    [
      'an object inside of itself',
      withApi(`type T { id: ID sub: T } type Query { t: T ${get('', '$.t { id sub { id } }')} }`),
      ['CIRCULAR_REFERENCE sub:Query.t@connect[0] selection 1:10'],
    ],
    [
      'an entity that refers to others of its type',
      withApi(`type T @key(fields: "id") { id: ID sub: T }
        type Query { t(id: ID): T ${get('{$args.id}', 'id sub: { id: parent }').replace('selection', 'entity: true, selection')} }`),
      [],
    ],
    [
      'a base URL that is none',
      withApi(`type Query { a: Int ${get()} }`).replace('http://127.0.0.1:1/base', 'http://a b/'),
      ['INVALID_URL sub:@source(name: "api")'],
    ],
    [
      'a URL that is none',
      withApi('type Query { a: Int @connect(http: { GET: "http://a:99999999/" }, selection: "$.v") }'),
      ['INVALID_URL sub:Query.a@connect[0]'],
    ],
    [
      'a source that is not imported',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12")
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
        type Query { a: Int ${get()} }`,
      ['NO_SOURCE_IMPORT sub:Query.a@connect[0]'],
    ],
    [
      '@provides',
      withApi(`type T @key(fields: "id", resolvable: false) { id: ID! n: Int @external }
        type Query { t: T @provides(fields: "n") ${get('', 'id n')} }`).replace('"@key"', '"@key", "@provides"'),
      ['CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE sub:Query.t'],
    ],
  ])('judges %s', (_what, sdl, problems) => {
    const own = sdl.includes('@provides')
      ? validateConnectors(
          compose({
            sub: sdl,
            other:
              'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable"]) type T @key(fields: "id") { id: ID! n: Int @shareable }',
          }),
        ).map(({ code, coordinate }) => `${code} ${coordinate}`)
      : found(sdl);
    expect(own.filter((problem) => !problem.startsWith('CONNECTORS_UNRESOLVED'))).toEqual(problems);
  });

  it('says what to do', () => {
    const [problem] = validateConnectors(compose({ sub: withApi(`type Query { a: Int ${get()} b: Int }`) }));
    expect(problem).toMatchObject({
      code: 'CONNECTORS_UNRESOLVED_FIELD',
      hint: 'Map it in a selection, or add @connect to it',
    });
  });

  it('tells of 100 problems of one selection at most, and in time', async () => {
    const wrong = (count: number): string =>
      withApi(`type T { id: ID } type Query { t: T ${get('', `id ${'b\\n'.repeat(count)}`)} }`);
    expect(found(wrong(99))).toHaveLength(99);
    expect(found(wrong(100))).toHaveLength(100);
    const find = () => expect(found(wrong(30_000))).toHaveLength(100);
    expect(await leastCpuMs(find, { enoughMs: 5000 })).toBeLessThan(5000);
  });
});
