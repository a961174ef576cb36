import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import type { SubgraphFile } from '@facet/schema';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { connectorProblems } from './connector-problems.js';

/** The codes of the published rules, each with the smallest schema that breaks the rule. */
interface Case {
  readonly code: string;
  /** What follows the links and the source `api`. */
  readonly sdl: string;
  /** What stands in the file where the problem points. */
  readonly at: string;
  /** Instead of `api` and of what is imported. */
  readonly head?: string;
  readonly version?: string;
  /** Changes the composed supergraph, for what composition does not let through. */
  readonly change?: (supergraph: string) => string;
  /** Subgraphs beside it. */
  readonly other?: string;
}

const source = '@source(name: "api", http: { baseURL: "http://a.test" })';
const field = (connect: string, declaration = 'f(x: String): String'): string =>
  `type Query { ${declaration} @connect(${connect}) }`;
const get = 'source: "api", http: { GET: "/" }';
const ok = 'selection: "$.v"';
const entity = `t(id: ID!): T @connect(${get}, selection: "id", entity: true)`;

const cases: readonly Case[] = [
  {
    code: 'DUPLICATE_SOURCE_NAME',
    head: `${source} @source(name: "api", http: { baseURL: "http://b.test" })`,
    sdl: field(`${get}, ${ok}`),
    at: '@source(name: "api", http: { baseURL: "http://b',
  },
  {
    code: 'DUPLICATE_ID_NAME',
    sdl: `type Query { a: Int @connect(id: "one", ${get}, ${ok}) b: Int @connect(id: "one", ${get}, ${ok}) }`,
    at: '@connect(id: "one", source: "api", http: { GET: "/" }, selection: "$.v") }',
  },
  {
    code: 'INVALID_SOURCE_NAME',
    head: `${source} @source(name: "a b", http: { baseURL: "http://b.test" })`,
    sdl: field(`${get}, ${ok}`),
    at: '@source(name: "a b"',
  },
  {
    code: 'EMPTY_SOURCE_NAME',
    head: `${source} @source(name: "", http: { baseURL: "http://b.test" })`,
    sdl: field(`${get}, ${ok}`),
    at: '@source(name: ""',
  },
  { code: 'INVALID_CONNECTOR_ID_NAME', sdl: field(`id: "1 x", ${get}, ${ok}`), at: '@connect(id: "1 x"' },
  { code: 'INVALID_URL', sdl: field(`source: "api", http: { GET: "/{$args." }, ${ok}`), at: '" }' },
  { code: 'INVALID_URL_SCHEME', sdl: field(`http: { GET: "ftp://a.test/" }, ${ok}`), at: '@connect(' },
  {
    code: 'INVALID_URL_PROPERTY',
    sdl: field(`source: "api", http: { GET: "/", queryParams: "a: $." }, ${ok}`),
    at: '" }',
  },
  { code: 'SOURCE_NAME_MISMATCH', sdl: field(`source: "apo", http: { GET: "/" }, ${ok}`), at: '@connect(' },
  {
    code: 'SUBSCRIPTION_IN_CONNECTORS',
    sdl: `${field(`${get}, ${ok}`)} type Subscription { s: Int }`,
    at: 'Subscription {',
  },
  {
    code: 'ABSOLUTE_CONNECT_URL_WITH_SOURCE',
    sdl: field(`source: "api", http: { GET: "http://b.test/" }, ${ok}`),
    at: '@connect(',
  },
  { code: 'RELATIVE_CONNECT_URL_WITHOUT_SOURCE', sdl: field(`http: { GET: "/" }, ${ok}`), at: '@connect(' },
  { code: 'NO_SOURCES_DEFINED', head: '', sdl: field(`${get}, ${ok}`), at: '@connect(' },
  { code: 'NO_SOURCE_IMPORT', head: '', sdl: field(`${get}, ${ok}`), at: '@connect(' },
  {
    code: 'MULTIPLE_HTTP_METHODS',
    sdl: field(`source: "api", http: { GET: "/", PUT: "/" }, ${ok}`),
    at: '@connect(',
  },
  { code: 'MISSING_HTTP_METHOD', sdl: field(`source: "api", http: {}, ${ok}`), at: '@connect(' },
  {
    code: 'ENTITY_NOT_ON_ROOT_QUERY',
    sdl: `type Query { ${entity} } type T @key(fields: "id") { id: ID! u: T @connect(${get}, selection: "id", entity: true) }`,
    at: '@connect(source: "api", http: { GET: "/" }, selection: "id", entity: true) }',
  },
  {
    code: 'ENTITY_RESOLVER_ARGUMENT_MISMATCH',
    sdl: `type Query { ${entity} v(code: ID!): T @connect(${get}, selection: "id", entity: true) } type T @key(fields: "id") { id: ID! }`,
    at: '@connect(source: "api", http: { GET: "/" }, selection: "id", entity: true) }',
  },
  { code: 'ENTITY_TYPE_INVALID', sdl: field(`${get}, ${ok}, entity: true`), at: '@connect(' },
  {
    code: 'MISSING_ENTITY_CONNECTOR',
    sdl: `type Query { t: T @connect(${get}, selection: "id n") } type T @key(fields: "id") { id: ID! n: Int }`,
    at: 'T @key',
  },
  { code: 'INVALID_SELECTION', sdl: field(`${get}, selection: "$.v->frist"`), at: 'frist' },
  {
    code: 'INVALID_BODY',
    sdl: field(`source: "api", http: { POST: "/", body: "a: $args.x->frist" }, ${ok}`),
    at: 'frist',
  },
  { code: 'INVALID_ERRORS_MESSAGE', sdl: field(`${get}, ${ok}, errors: { message: "a->frist" }`), at: 'frist' },
  { code: 'INVALID_IS_SUCCESS', sdl: field(`${get}, ${ok}, isSuccess: "$status->frist"`), at: 'frist' },
  {
    code: 'CIRCULAR_REFERENCE',
    sdl: `type Query { t: T @connect(${get}, selection: "id sub { id }") } type T { id: ID sub: T }`,
    at: 'sub { id }"',
  },
  {
    code: 'SELECTED_FIELD_NOT_FOUND',
    sdl: `type Query { t: T @connect(${get}, selection: "id nome") } type T { id: ID }`,
    at: 'nome',
  },
  { code: 'GROUP_SELECTION_IS_NOT_OBJECT', sdl: field(`${get}, selection: "v { a }"`), at: 'v { a }' },
  {
    code: 'GROUP_SELECTION_REQUIRED_FOR_OBJECT',
    sdl: `type Query { t: T @connect(${get}, selection: "$.t") } type T { id: ID }`,
    at: '$.t',
  },
  {
    code: 'HTTP_HEADER_NAME_COLLISION',
    sdl: field(
      `source: "api", http: { GET: "/", headers: [{ name: "a", value: "1" }, { name: "A", value: "2" }] }, ${ok}`,
    ),
    at: '@connect(',
  },
  {
    code: 'INVALID_HEADER',
    sdl: field(`source: "api", http: { GET: "/", headers: [{ name: "upgrade", value: "1" }] }, ${ok}`),
    at: '@connect(',
  },
  {
    code: 'CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE',
    sdl: `type Query { t: T @provides(fields: "n") @connect(${get}, selection: "id n") }
      type T @key(fields: "id", resolvable: false) { id: ID! n: Int @external }`,
    other: 'type T @key(fields: "id") { id: ID! n: Int @shareable }',
    at: 't: T @provides',
  },
  {
    code: 'CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE',
    sdl: `interface I { id: ID } type T implements I { id: ID } type Query { t: T @connect(${get}, selection: "id") }`,
    at: 'I {',
  },
  { code: 'CONNECTORS_UNRESOLVED_FIELD', sdl: 'type Query { f: Int }', at: 'f: Int' },
  {
    code: 'CONNECTORS_FIELD_WITH_ARGUMENTS',
    sdl: `type Query { t: T @connect(${get}, selection: "id n") } type T { id: ID n(a: Int): Int }`,
    at: 'n"',
  },
  {
    code: 'CONNECTORS_BATCH_KEY_NOT_IN_SELECTION',
    sdl: `type Query { ${entity} } type T @key(fields: "id") @connect(source: "api", http: { POST: "/", body: "ids: $batch.id" }, selection: "$.ts { n }") { id: ID! n: Int }`,
    at: '@connect(source: "api", http: { POST',
  },
  {
    code: 'CONNECTORS_NON_ROOT_BATCH_KEY',
    sdl: `type Query { ${entity} } type T @key(fields: "id") @connect(source: "api", http: { POST: "/", body: "ids: $batch.id" }, selection: "$.ts { id: $config.id n }") { id: ID! n: Int }`,
    at: '$config.id',
  },
  {
    code: 'CONNECTORS_CANNOT_RESOLVE_KEY',
    sdl: `type Query { ${entity} } type T @key(fields: "id") @key(fields: "code") { id: ID! code: ID! n: Int @connect(${get}, ${ok}) m: Int }
      extend type T @connect(source: "api", http: { GET: "/{$this.id}" }, selection: "id code m")`,
    at: 'T @key',
  },
  {
    code: 'UNDEFINED_ARGUMENT',
    sdl: field(`source: "api", http: { GET: "/{$args.y}" }, ${ok}`),
    at: '$args.y',
  },
  {
    code: 'UNDEFINED_FIELD',
    sdl: `type Query { t: T @connect(${get}, selection: "id") } type T { id: ID n: Int @connect(source: "api", http: { GET: "/{$this.y}" }, ${ok}) }`,
    at: '$this.y',
  },
  {
    code: 'UNSUPPORTED_VARIABLE_TYPE',
    sdl: field(`source: "api", http: { GET: "/{$args.xs}" }, ${ok}`, 'f(xs: [ID]): Int'),
    at: '$args.xs',
  },
  {
    code: 'UNKNOWN_CONNECTORS_VERSION',
    sdl: field(`${get}, ${ok}`),
    change: (supergraph) => supergraph.replaceAll('connect/v0.3', 'connect/v0.9'),
    at: '@link(url: "https://specs.apollo.dev/federation',
  },
  {
    code: 'CONNECT_ON_TYPE_MUST_BE_ENTITY',
    sdl: `type Query { ${entity} } type T @key(fields: "id") @connect(${get}, selection: "id", entity: false) { id: ID! }`,
    at: '@connect(source: "api", http: { GET: "/" }, selection: "id", entity: false',
  },
  {
    code: 'CONNECT_ON_ROOT',
    sdl: `type Query @connect(${get}, selection: "f") { f: Int @connect(${get}, ${ok}) }`,
    at: '@connect(source: "api", http: { GET: "/" }, selection: "f")',
  },
  {
    code: 'CONNECT_BATCH_AND_THIS',
    sdl: `type Query { ${entity} } type T @key(fields: "id") @connect(source: "api", http: { POST: "/{$this.id}", body: "ids: $batch.id" }, selection: "$.ts { id n }") { id: ID! n: Int }`,
    at: '@connect(source: "api", http: { POST',
  },
  {
    code: 'MISSING_SCHEMA_TYPE',
    version: 'v0.4',
    sdl: `type Query { f: I @connect(${get}, selection: "id __typename: 'Bok'") } interface I { id: ID } type Book implements I { id: ID }`,
    at: "'Bok'",
  },
];

/** As the reference has them, section by section. */
const published = `
  DUPLICATE_SOURCE_NAME DUPLICATE_ID_NAME INVALID_SOURCE_NAME EMPTY_SOURCE_NAME INVALID_CONNECTOR_ID_NAME INVALID_URL
  INVALID_URL_SCHEME INVALID_URL_PROPERTY SOURCE_NAME_MISMATCH SUBSCRIPTION_IN_CONNECTORS ABSOLUTE_CONNECT_URL_WITH_SOURCE
  RELATIVE_CONNECT_URL_WITHOUT_SOURCE NO_SOURCES_DEFINED NO_SOURCE_IMPORT MULTIPLE_HTTP_METHODS MISSING_HTTP_METHOD
  ENTITY_NOT_ON_ROOT_QUERY ENTITY_RESOLVER_ARGUMENT_MISMATCH ENTITY_TYPE_INVALID MISSING_ENTITY_CONNECTOR INVALID_SELECTION
  INVALID_BODY INVALID_ERRORS_MESSAGE INVALID_IS_SUCCESS CIRCULAR_REFERENCE SELECTED_FIELD_NOT_FOUND
  GROUP_SELECTION_IS_NOT_OBJECT GROUP_SELECTION_REQUIRED_FOR_OBJECT HTTP_HEADER_NAME_COLLISION INVALID_HEADER
  CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE CONNECTORS_UNRESOLVED_FIELD
  CONNECTORS_FIELD_WITH_ARGUMENTS CONNECTORS_BATCH_KEY_NOT_IN_SELECTION CONNECTORS_NON_ROOT_BATCH_KEY
  CONNECTORS_CANNOT_RESOLVE_KEY UNDEFINED_ARGUMENT UNDEFINED_FIELD UNSUPPORTED_VARIABLE_TYPE UNKNOWN_CONNECTORS_VERSION
  CONNECT_ON_TYPE_MUST_BE_ENTITY CONNECT_ON_ROOT CONNECT_BATCH_AND_THIS MISSING_SCHEMA_TYPE`
  .trim()
  .split(/\s+/);

function problemsOf({ code, sdl, head = source, version = 'v0.3', change = (text) => text, other }: Case) {
  const imports = code === 'NO_SOURCE_IMPORT' ? '"@connect"' : '"@connect", "@source"';
  const federation =
    '@link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key", "@external", "@provides", "@shareable"])';
  const text = `extend schema ${federation}\n  @link(url: "https://specs.apollo.dev/connect/${version}", import: [${imports}])\n  ${head}\n${sdl}`;
  const shared: SubgraphFile[] = [{ name: 'sub', url: '', file: 'sub.graphql', sdl: text }];
  if (other !== undefined)
    shared.push({
      name: 'other',
      url: 'http://o.test',
      file: 'other.graphql',
      sdl: `extend schema ${federation}\n${other}`,
    });
  const composed = composeServices(shared.map((one) => ({ name: one.name, url: one.url, typeDefs: parse(one.sdl) })));
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors?.map(String).join('\n'));
  return { text, problems: connectorProblems(change(composed.supergraphSdl), shared, 'web') };
}

describe('connectorProblems() by the published codes', () => {
  it('has a case for every code there is, and documentation for it', () => {
    expect(cases.map(({ code }) => code).toSorted()).toEqual(published.toSorted());
    const page = readFileSync(new URL('../../../docs/connectors.md', import.meta.url), 'utf8');
    expect(published.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });

  it.each(cases)('reports $code where it is, and what to do', (one) => {
    const { text, problems } = problemsOf(one);
    const found = problems.filter(({ code }) => code === one.code);
    expect(problems.map(({ code }) => code)).toContain(one.code);
    expect(found).toHaveLength(1);
    const [problem] = found;
    expect(problem?.hint).toMatch(/^[A-Z].{10,}/);
    expect(problem?.file).toBe('sub.graphql');
    const { line, column } = problem ?? {};
    const place =
      line === undefined || column === undefined ? undefined : text.split('\n')[line - 1]?.slice(column - 1);
    expect(place?.startsWith(one.at) === true ? one.at : place).toBe(one.at);
  });

  it('reports a type that a field of a supergraph has and its subgraph does not', () => {
    const { problems } = problemsOf({
      code: '',
      sdl: `type Query { t: T @connect(${get}, selection: "id") } type T { id: ID }`,
      at: 't: T',
      change: (supergraph) => supergraph.replace(/type T\n\s+@join__type\(graph: SUB\)\n/, 'type T\n'),
    });
    expect(problems).toMatchObject([
      { code: 'MISSING_SCHEMA_TYPE', message: 'sub:Query.t: There is no type "T" in subgraph "sub"' },
    ]);
  });
});
