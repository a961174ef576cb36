import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { SubgraphFile } from '../subgraph/subgraph-file.js';
import { WsdlError } from '../wsdl/wsdl-error.js';
import { type ClientGraphInput, type ComposeOptions, composeClientGraph } from './compose-client-graph.js';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@external", "@requires", "@tag"])';

function subgraph(name: string, sdl: string, head = federation): SubgraphFile {
  return { name, url: `http://${name}`, file: `subgraphs/${name}.graphql`, sdl: `${head}\n${sdl}` };
}

const products = subgraph(
  'products',
  `type Query { product(sku: ID!): Product }
type Product @key(fields: "sku") { sku: ID! name: String! weight: Int! @tag(name: "internal") }`,
);
const reviews = subgraph('reviews', 'type Product @key(fields: "sku") { sku: ID! stars: Int }');
const pricing = subgraph(
  'pricing',
  `extend schema
  @link(url: "https://specs.facet.example/soap/v0.1", import: ["@soap", "@soapSource"])
  @soapSource(name: "prices", wsdl: "./wsdl/prices.wsdl", security: { usernameToken: { username: "u", password: "p", type: DIGEST } })
type Product @key(fields: "sku") {
  sku: ID!
  price: Float @soap(source: "prices", operation: "GetPrice", selection: "$.price", batch: { maxSize: 20 })
}`,
);
const own = subgraph(
  'bff-phone',
  `type Product @key(fields: "sku") {
  sku: ID!
  weight: Int! @external
  heavy: Boolean! @requires(fields: "weight")
}`,
);
const readWsdl: ComposeOptions = { resolveWsdl: async () => [{ location: 'prices.wsdl', text: '<a>\r\n"é"</a>\r\n' }] };

function input(over: Partial<ClientGraphInput> = {}): ClientGraphInput {
  const contract = { include: [], exclude: ['internal'] };
  return { name: 'phone', shared: [products, reviews, pricing], own, contract, ...over };
}

describe('composeClientGraph()', () => {
  it('composes the shared subgraphs and its own, and shows what the contract shows', async () => {
    const { problems, apiSchema } = await composeClientGraph(input(), readWsdl);

    expect(problems).toEqual([]);
    expect(apiSchema && printSchema(apiSchema)).toBe(`type Product {
  sku: ID!
  heavy: Boolean!
  price: Float
  name: String!
  stars: Int
}

type Query {
  product(sku: ID!): Product
}`);
  });

  it('puts SOAP directives back where they stood, with their subgraph and the text of the WSDL', async () => {
    const { supergraph = '' } = await composeClientGraph(input(), readWsdl);

    const schema = supergraph.slice(supergraph.indexOf('schema\n'), supergraph.indexOf('\n{\n'));
    expect(schema.split('\n').filter((line) => /soap/.test(line))).toEqual([
      '  @link(url: "https://specs.facet.example/soap/v0.1", for: EXECUTION)',
      '  @join__directive(graphs: [PRICING], name: "link", args: {url: "https://specs.facet.example/soap/v0.1", import: ["@soap", "@soapSource"]})',
      '  @join__directive(graphs: [PRICING], name: "soapSource", args: {name: "prices", wsdl: "./wsdl/prices.wsdl", security: {usernameToken: {username: "u", password: "p", type: "DIGEST"}}, documents: [{location: "prices.wsdl", text: "<a>\\n\\"é\\"</a>\\n"}]})',
    ]);
    expect(supergraph).toContain(
      'price: Float @join__field(graph: PRICING) @join__directive(graphs: [PRICING], name: "soap", args: {source: "prices", operation: "GetPrice", selection: "$.price", batch: {maxSize: 20}})',
    );
  });

  it('reads a WSDL relative to the file of the subgraph, and a URL as it is', async () => {
    const entries: string[] = [];
    const resolveWsdl = async (entry: string) => {
      entries.push(entry.replace(process.cwd(), '.'));
      return [{ location: 'prices.wsdl', text: '<a/>' }];
    };
    const remote = { ...pricing, sdl: pricing.sdl.replace('./wsdl/prices.wsdl', 'https://prices.example/?wsdl') };
    await composeClientGraph(input(), { resolveWsdl });
    await composeClientGraph(input({ shared: [products, remote] }), { resolveWsdl });

    expect(entries).toEqual(['./subgraphs/wsdl/prices.wsdl', 'https://prices.example/?wsdl']);
  });

  it('lets a WSDL share schemas with its neighbours below the file of the subgraph, and nothing above it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facet-wsdl-'));
    try {
      const wsdl = (location: string) => `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><types>
        <schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="${location}"/></schema></types></definitions>`;
      for (const name of ['shop', 'shop/wsdl', 'shop/xsd']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'shop/xsd/types.xsd'), '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>');
      writeFileSync(join(folder, 'above.xsd'), '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>');
      const composing = (location: string) => {
        writeFileSync(join(folder, 'shop/wsdl/prices.wsdl'), wsdl(location));
        const local = { ...pricing, file: join(folder, 'shop/schema.graphql') };
        return composeClientGraph(input({ shared: [products, local] }));
      };

      const { problems, supergraph } = await composing('../xsd/types.xsd');
      expect(problems).toEqual([]);
      expect(supergraph).toContain('{location: "../xsd/types.xsd", text: ');
      expect((await composing('../../above.xsd')).problems).toMatchObject([{ code: 'WSDL_OUTSIDE_DIRECTORY' }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('stores a WSDL from files with what it imports when no other way is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facet-wsdl-'));
    try {
      const wsdl = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><types>
        <schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="types.xsd"/></schema></types></definitions>`;
      writeFileSync(join(folder, 'prices.wsdl'), wsdl);
      writeFileSync(join(folder, 'types.xsd'), '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>');
      const sdl = pricing.sdl.replace('./wsdl/', './');
      const local = { ...pricing, file: join(folder, 'schema.graphql'), sdl };
      const { problems, supergraph } = await composeClientGraph(input({ shared: [products, local] }));

      expect(problems).toEqual([]);
      expect(supergraph).toMatch(/documents: \[\{location: "prices.wsdl", text: .*\}, \{location: "types.xsd", text: /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reports a WSDL that cannot be stored at the argument that names it', async () => {
    const resolveWsdl = async () => {
      throw new WsdlError('WSDL_INVALID', 'not XML', { file: 'prices.wsdl', line: 7 });
    };
    const { supergraph, problems } = await composeClientGraph(input(), { resolveWsdl });

    expect(supergraph).toBeUndefined();
    expect(problems).toEqual([
      {
        code: 'WSDL_INVALID',
        message: 'Cannot store the WSDL "./wsdl/prices.wsdl": prices.wsdl:7: not XML',
        file: 'subgraphs/pricing.graphql',
        line: 4,
        column: 31,
        clientGraph: 'phone',
      },
    ]);
  });

  it('says in the artifact what made it and not to edit it', async () => {
    const { supergraph } = await composeClientGraph(input(), readWsdl);

    expect(supergraph).toMatch(
      /^# The supergraph of the client graph "phone", made by `facet compose`\.\n# Do not edit: .*\n\nschema\n/,
    );
    expect(supergraph).toMatch(/\S\n$/);
  });

  it.each([[[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
    'makes the same bytes when the subgraphs come in the order %j',
    async (order) => {
      const { shared } = input();
      const { supergraph } = await composeClientGraph(input(), readWsdl);
      const shuffled = order.flatMap((index) => shared[index] ?? []);

      expect(shuffled).toHaveLength(shared.length);
      expect((await composeClientGraph(input({ shared: shuffled }), readWsdl)).supergraph).toBe(supergraph);
    },
  );

  it('makes the same bytes when the files have Windows line ends', async () => {
    const { supergraph } = await composeClientGraph(input(), readWsdl);
    const shared = input().shared.map((file) => ({ ...file, sdl: file.sdl.replaceAll('\n', '\r\n') }));

    expect((await composeClientGraph(input({ shared }), readWsdl)).supergraph).toBe(supergraph);
  });

  it.each([
    ['syntax', 'type Query {', 'GRAPHQL_SYNTAX', 2, 13],
    ['an unknown type', 'type Query {\n  a: Foo }', 'INVALID_GRAPHQL', 3, 6],
    ['a key that is no field', 'type Query { a: T }\ntype T @key(fields: "x") { y: Int }', 'KEY_INVALID_FIELDS', 3, 8],
  ])('reports %s with file, line and column', async (_, sdl, code, line, column) => {
    const { problems } = await composeClientGraph(input({ shared: [subgraph('broken', sdl)], own: undefined }));

    expect(problems).toEqual([
      {
        code,
        message: expect.not.stringMatching(/^\[broken\]|\.$/),
        file: 'subgraphs/broken.graphql',
        line,
        column,
        clientGraph: 'phone',
      },
    ]);
  });

  it('reports all files that do not parse at once', async () => {
    const shared = [subgraph('a', 'type'), subgraph('b', 'type Query { a: Int }'), subgraph('c', '{')];
    const { problems } = await composeClientGraph(input({ shared, own: undefined }));

    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['GRAPHQL_SYNTAX', 'subgraphs/a.graphql'],
      ['GRAPHQL_SYNTAX', 'subgraphs/c.graphql'],
    ]);
  });

  it('places an error of satisfiability at the field that cannot be reached', async () => {
    const stranded = subgraph('stranded', 'type Product @key(fields: "code") { code: ID!\n  colour: String }');
    const { problems } = await composeClientGraph(input({ shared: [products, stranded], own: undefined }));

    expect(problems.map(({ code, file, line }) => [code, file, line])).toEqual([
      ['SATISFIABILITY_ERROR', 'subgraphs/stranded.graphql', 2],
      ['SATISFIABILITY_ERROR', 'subgraphs/stranded.graphql', 3],
    ]);
  });

  it('reports two subgraphs of one name', async () => {
    const { problems } = await composeClientGraph(input({ shared: [products, { ...reviews, name: 'products' }] }));

    expect(problems).toEqual([
      {
        code: 'SUBGRAPH_DUPLICATE',
        message: 'There is more than one subgraph "products"',
        file: 'subgraphs/reviews.graphql',
        clientGraph: 'phone',
      },
    ]);
  });

  it('reports SOAP directives that the supergraph cannot carry', async () => {
    const old = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@tag"])';
    const shared = [products, pricing].map((file) => ({ ...file, sdl: file.sdl.replace(federation, old) }));
    const { problems } = await composeClientGraph(input({ shared, own: undefined }), readWsdl);

    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['CARRIED_NEEDS_NEWER_FEDERATION', 'subgraphs/pricing.graphql'],
    ]);
    const newer = shared.map((file) => ({ ...file, sdl: file.sdl.replace('v2.6', 'v2.7') }));
    expect((await composeClientGraph(input({ shared: newer, own: undefined }), readWsdl)).problems).toEqual([]);
  });

  it('returns hints as warnings when they are asked for', async () => {
    const shared = [products, { ...reviews, sdl: `${reviews.sdl}\n"Other words." type Query { top: Product }` }];
    const described = [
      { ...products, sdl: products.sdl.replace('type Query', '"Words." type Query') },
      ...shared.slice(1),
    ];
    const quiet = await composeClientGraph(input({ shared: described, own: undefined }));
    const { problems, supergraph } = await composeClientGraph(input({ shared: described, own: undefined }), {
      hints: true,
    });

    expect(quiet.problems).toEqual([]);
    expect(supergraph).toBe(quiet.supergraph);
    expect(problems).toEqual([
      {
        code: 'INCONSISTENT_DESCRIPTION',
        message: expect.stringContaining('"Query" has inconsistent descriptions'),
        file: 'subgraphs/products.graphql',
        line: 2,
        column: 1,
        clientGraph: 'phone',
        severity: 'warning',
      },
    ]);
  });
});
