import { print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseSubgraph } from '../subgraph/subgraph-file.js';
import { liftDirectives } from './lift-directives.js';
import { createSoapSpec } from './soap-spec.js';

const spec = createSoapSpec(async () => []);

function lift(sdl: string) {
  const parsed = parseSubgraph({ name: 'pricing', url: 'http://pricing', file: 'pricing.graphql', sdl });
  if ('code' in parsed) throw new Error(parsed.message);
  return liftDirectives(parsed, spec);
}

/** A subgraph that links the specification with `link`'s arguments after the URL. */
function linked(link: string, rest: string) {
  return lift(`extend schema @link(url: "https://specs.facet.example/soap/v0.1"${link})\n${rest}`);
}

const imported = ', import: ["@soap", "@soapSource"]';
const source = 'extend schema @soapSource(name: "p", wsdl: "./p.wsdl")\n';

describe('liftDirectives()', () => {
  it('takes uses, links and emptied schema extensions out and keeps the rest', () => {
    const { subgraph, uses, problems } = linked(
      imported,
      `${source}type Query { price: Price @soap(source: "p", operation: "Get", selection: "a") @shareable }
       type Price @soap(source: "p", operation: "All", selection: "$.x", batch: { maxSize: 5 }) { a: Int }`,
    );

    expect(problems).toEqual([]);
    expect(uses.map(({ coordinate, directive, args }) => ({ coordinate, directive, args }))).toEqual([
      { coordinate: undefined, directive: 'soapSource', args: { name: 'p', wsdl: './p.wsdl' } },
      { coordinate: 'Query.price', directive: 'soap', args: { source: 'p', operation: 'Get', selection: 'a' } },
      {
        coordinate: 'Price',
        directive: 'soap',
        args: { source: 'p', operation: 'All', selection: '$.x', batch: { maxSize: 5 } },
      },
    ]);
    expect(print(subgraph.document)).toBe('type Query {\n  price: Price @shareable\n}\n\ntype Price {\n  a: Int\n}');
  });

  it('leaves a subgraph that does not link the specification as it is', () => {
    const { subgraph, uses } = lift('type Query { a: Int @soap }');

    expect(uses).toEqual([]);
    expect(print(subgraph.document)).toContain('@soap');
  });

  it.each([
    ['imported under another name', ', import: [{ name: "@soap", as: "@call" }, "@soapSource"]', 'call', 'soapSource'],
    ['not imported', '', 'soap', 'soap__soapSource'],
    ['not imported, written out', '', 'soap__soap', 'soap__soapSource'],
    ['in a renamed namespace', ', as: "ws"', 'ws', 'ws__soapSource'],
    ['in a renamed namespace, written out', ', as: "ws"', 'ws__soap', 'ws__soapSource'],
  ])('recognises directives %s', (_, link, soap, soapSource) => {
    const { uses, problems } = linked(
      link,
      `extend schema @${soapSource}(name: "p", wsdl: "p.wsdl")
       type Query { a: Int @${soap}(source: "p", operation: "o", selection: "a") }`,
    );

    expect(problems).toEqual([]);
    expect(uses.map(({ directive }) => directive)).toEqual(['soapSource', 'soap']);
  });

  it('recognises the link by its URL when the directive is renamed', () => {
    const { uses } = lift(`
      extend schema @link(url: "https://specs.apollo.dev/link/v1.0", as: "uses")
        @uses(url: "https://specs.facet.example/soap/v0.1", import: ["@soapSource"])
        @soapSource(name: "p", wsdl: "p.wsdl")`);

    expect(uses).toHaveLength(1);
  });

  it('names fields of renamed root types as composition does', () => {
    const { uses } = linked(
      imported,
      `${source}schema { query: Root } type Root { a: Int @soap(source: "p", operation: "o", selection: "a") }`,
    );

    expect(uses.map(({ coordinate }) => coordinate)).toEqual([undefined, 'Query.a']);
  });

  it('removes definitions that the subgraph prints of the directives', () => {
    const { subgraph } = linked(imported, 'directive @soap(source: String) on FIELD_DEFINITION\ntype Query { a: Int }');

    expect(print(subgraph.document)).toBe('type Query {\n  a: Int\n}');
  });

  it.each([
    ['a missing argument', '@soap(source: "p", operation: "o")', 'selection', 3],
    ['an unknown argument', '@soap(source: "p", operation: "o", selection: "a", colour: 1)', 'colour', 3],
    ['an argument of the wrong type', '@soap(source: 1, operation: "o", selection: "a")', 'String', 3],
    ['an empty mapping', '@soap(source: "p", operation: "o", selection: " ")', 'a mapping in a string', 3],
    ['a directive in the wrong place', '@soapSource(name: "q", wsdl: "q")', 'may not be used on FIELD_DEFINITION', 3],
  ])('reports %s with its place', (_, directive, words, line) => {
    const { problems } = linked(imported, `${source}type Query { a: Int ${directive} }`);

    expect(problems).toEqual([
      {
        code: 'CARRIED_DIRECTIVE_INVALID',
        message: expect.stringContaining(words),
        file: 'pricing.graphql',
        line,
        column: expect.any(Number),
      },
    ]);
  });

  it.each([
    ['version', 'version: "2.0"', '"1.1" or "1.2"'],
    ['password type', 'security: { usernameToken: { username: "u", password: "p", type: SECRET } }', 'SECRET'],
  ])('reports an unknown %s of a source', (_, argument, words) => {
    const { problems } = linked(imported, `extend schema @soapSource(name: "p", wsdl: "p.wsdl", ${argument})`);

    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });

  it('reports an unknown version and an unknown import at the link', () => {
    const { problems } = lift(
      'type Query { a: Int }\nextend schema @link(url: "https://specs.facet.example/soap/v9.0", import: ["@sop"])',
    );

    expect(problems).toEqual([
      {
        code: 'CARRIED_VERSION_UNKNOWN',
        message: 'Cannot read "https://specs.facet.example/soap/v9.0": the version understood is "v0.1"',
        file: 'pricing.graphql',
        line: 2,
        column: 15,
      },
      {
        code: 'CARRIED_IMPORT_UNKNOWN',
        message: 'Cannot import "@sop" from "https://specs.facet.example/soap": it has "@soap" and "@soapSource"',
        file: 'pricing.graphql',
        line: 2,
        column: 15,
      },
    ]);
  });
});
