import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeClientGraph } from './compose-client-graph.js';

const federation =
  '@link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable", "@composeDirective"])';
const definition = `
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }`;

function compose(...sdls: string[]) {
  const shared = sdls.map((sdl, at) => ({ name: `s${at}`, url: `http://s${at}`, file: `s${at}.graphql`, sdl }));
  return composeClientGraph({ name: 'phone', shared, contract: { include: [], exclude: [] } });
}

describe('carryCacheControl()', () => {
  it.each([
    ['without its definition', `extend schema ${federation}`],
    ['as Apollo Server defines it', `extend schema ${federation}\n${definition}`],
    [
      'with @composeDirective not imported',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])',
    ],
    [
      'with federation under another name',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", as: "fed", import: ["@key"])',
    ],
    [
      'linked and composed by the subgraph itself',
      `extend schema ${federation} @link(url: "https://specs.example.com/cacheControl/v1.0", import: ["@cacheControl", "CacheControlScope"]) @composeDirective(name: "@cacheControl")\n${definition}`,
    ],
  ])('has the supergraph say what a subgraph says, %s', async (_, head) => {
    const { supergraph, apiSchema, problems } = await compose(
      `${head}\ntype Query { a: A @cacheControl(maxAge: 60) } type A @cacheControl(maxAge: 5, scope: PRIVATE) { b: Int @cacheControl(inheritMaxAge: true) }`,
    );
    expect(problems).toEqual([]);
    expect(supergraph).toContain('a: A @cacheControl(maxAge: 60)');
    expect(supergraph).toContain('@cacheControl(maxAge: 5, scope: PRIVATE)');
    expect(supergraph).toContain('@cacheControl(inheritMaxAge: true)');
    expect(apiSchema && printSchema(apiSchema)).not.toContain('acheControl');
  });

  it('keeps what each of several subgraphs says of one field', async () => {
    const { supergraph, problems } = await compose(
      `extend schema ${federation} type Query { a: Int @shareable @cacheControl(maxAge: 60) }`,
      `extend schema ${federation} type Query { a: Int @shareable @cacheControl(maxAge: 60) }`,
      `extend schema ${federation}\n${definition} type Query { a: Int @shareable @cacheControl(maxAge: 30, scope: PRIVATE) }`,
    );
    expect(problems).toEqual([]);
    expect(supergraph).toMatch(/a: Int .*@cacheControl\(maxAge: 60\)/);
    expect(supergraph).toMatch(/a: Int .*@cacheControl\(maxAge: 30, scope: PRIVATE\)/);
  });

  it('warns where it cannot', async () => {
    const { supergraph, problems } = await compose(`${definition} type Query { a: Int @cacheControl(maxAge: 60) }`);
    expect(supergraph).not.toContain('@cacheControl(maxAge: 60)');
    expect(problems).toMatchObject([
      { code: 'CACHE_CONTROL_NOT_CARRIED', severity: 'warning', file: 's0.graphql', line: 3, clientGraph: 'phone' },
    ]);
  });

  it('changes nothing where it is not used', async () => {
    const { supergraph } = await compose(`extend schema ${federation}\n${definition} type Query { a: Int }`);
    expect(supergraph).not.toContain('acheControl');
  });
});
